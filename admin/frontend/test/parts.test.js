// The parts of the editor that need no browser.

import assert from "node:assert/strict";
import test from "node:test";

import { fill, plain } from "../src/dom.js";
import { counts, narrowed, rowAt } from "../src/rows.js";
import { Unsaved, offered } from "../src/unsaved.js";

function store(limit = Infinity) {
  const kept = new Map();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => {
      if (value.length > limit) throw new Error("QuotaExceededError");
      kept.set(key, value);
    },
    removeItem: (key) => kept.delete(key),
    kept,
  };
}

test("what is kept comes back", () => {
  const unsaved = new Unsaved(store(), 7);
  assert.equal(unsaved.found(), null);
  assert.ok(unsaved.keep("văn bản 😀", "abc", 5));
  assert.deepEqual(unsaved.found(), { text: "văn bản 😀", from: "abc", at: 5 });
  unsaved.drop();
  assert.equal(unsaved.found(), null);
});

test("each draft has its own place", () => {
  const one = store();
  new Unsaved(one, 1).keep("a", "x", 1);
  assert.equal(new Unsaved(one, 2).found(), null);
  assert.equal(new Unsaved(one, 1).found().text, "a");
});

test("a store that refuses everything does no harm", () => {
  const refusing = {
    getItem: () => {
      throw new Error("SecurityError");
    },
    setItem: () => {
      throw new Error("SecurityError");
    },
    removeItem: () => {
      throw new Error("SecurityError");
    },
  };
  const unsaved = new Unsaved(refusing, 1);
  assert.equal(unsaved.keep("a", "x", 1), false);
  assert.equal(unsaved.found(), null);
  unsaved.drop();
  assert.equal(new Unsaved(store(10), 1).keep("ab".repeat(10), "x", 1), false);
});

test("what is no kept text counts as nothing", () => {
  for (const value of ["", "null", "{", "[]", '{"text":1,"from":"x","at":1}', '{"text":"a","from":"x"}']) {
    const one = store();
    one.kept.set("chamdiem.draft.1", value);
    assert.equal(new Unsaved(one, 1).found(), null, value);
  }
});

test("when what is kept is offered", () => {
  const kept = { text: "mới", from: "h1", at: 1 };
  assert.equal(offered(null, "cũ", "h1"), "nothing");
  assert.equal(offered(kept, "mới", "h1"), "nothing");
  assert.equal(offered(kept, "cũ", "h1"), "restore");
  assert.equal(offered(kept, "khác", "h2"), "compare");
});

test("the row of a line", () => {
  const rows = [
    { number: "1", line: 3, last: 4 },
    { number: "1.1", line: 6, last: 6 },
    { number: "1.1.1", line: 8, last: 11 },
  ];
  const at = (line) => rowAt(rows, line)?.number ?? null;
  assert.deepEqual([1, 3, 4, 5, 6, 7, 8, 11, 12].map(at), [null, "1", "1", null, "1.1", null, "1.1.1", "1.1.1", null]);
});

test("findings are counted by severity", () => {
  assert.deepEqual(counts([{ severity: "error" }, { severity: "note" }, { severity: "error" }]), {
    error: 2,
    warning: 0,
    note: 1,
  });
});

test("options narrow while somebody types on, without marks too", () => {
  const options = [
    { label: "so_hs_dung_han", kind: "fact", info: "Hồ sơ đúng hạn", start: 0 },
    { label: "so_hs", kind: "fact", info: "Hồ sơ", start: 0 },
    { label: "không quá", kind: "keyword", info: "đúng là nhiều nhất", start: 0 },
  ];
  const labels = (typed) => narrowed(options, () => typed, plain).map((one) => one.label);
  assert.deepEqual(labels("so_hs_"), ["so_hs_dung_han"]);
  assert.deepEqual(labels("dung"), ["so_hs_dung_han"]);
  assert.deepEqual(labels("khong"), ["không quá"]);
  assert.deepEqual(labels(""), ["so_hs_dung_han", "so_hs", "không quá"]);
});

test("places in texts are filled, and only known ones", () => {
  assert.equal(fill("dòng {line}: {what}", { line: 3 }), "dòng 3: {what}");
});
