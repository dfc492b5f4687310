// Colours: the words are those of the language's tables, which pytest hands over in WORDS.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { phraseAt, phraseTable, tokenAt } from "../src/language.js";

const words = JSON.parse(readFileSync(process.env.WORDS ?? new URL("words.json", import.meta.url), "utf8"));
const table = phraseTable(words);

/** The tokens of a line, as `[text, style]`. */
function tokens(line) {
  const found = [];
  const state = { because: false };
  let rest = line;
  while (rest) {
    const blank = /^\s+/.exec(rest);
    if (blank) {
      rest = rest.slice(blank[0].length);
      continue;
    }
    const { length, style } = tokenAt(rest, table, state);
    assert.ok(length > 0);
    found.push([rest.slice(0, length), style]);
    state.because = style === "because";
    rest = rest.slice(length);
  }
  return found;
}

test("every phrase of both tables is one token", () => {
  for (const { phrase, kind } of words) {
    const text = kind === "function" ? `${phrase}(` : phrase;
    assert.deepEqual(phraseAt(text, table), { length: phrase.length, kind }, phrase);
    assert.equal(phraseAt(`${phrase.toUpperCase()} x`, table)?.length, phrase.length, phrase);
  }
});

test("the longest phrase counts", () => {
  assert.deepEqual(tokens("không tính điểm khi a không trống")[0], ["không tính điểm khi", "head"]);
  assert.deepEqual(tokens("a không quá 3")[1], ["không quá", "word"]);
  assert.deepEqual(tokens("a không có b")[1], ["không có", "word"]);
});

test("a rule with a reason", () => {
  assert.deepEqual(tokens('trừ 0,25 mỗi đếm(hồ_sơ với trả > hẹn) vì "trễ {n}"  # ghi "chú"'), [
    ["trừ", "head"],
    ["0,25", "number"],
    ["mỗi", "word"],
    ["đếm", "function"],
    ["(", "sign"],
    ["hồ_sơ", "name"],
    ["với", "word"],
    ["trả", "name"],
    [">", "sign"],
    ["hẹn", "name"],
    [")", "sign"],
    ["vì", "because"],
    ['"trễ {n}"', "reason"],
    ['# ghi "chú"', "comment"],
  ]);
});

test("«điểm» is a function only before a parenthesis", () => {
  assert.deepEqual(tokens("điểm(1.1) và 3 điểm"), [
    ["điểm", "function"],
    ["(", "sign"],
    ["1.1", "number"],
    [")", "sign"],
    ["và", "word"],
    ["3", "number"],
    ["điểm", "word"],
  ]);
});

test("names, numbers, days, texts", () => {
  assert.deepEqual(tokens("6_thang 80% 31/12/2020 «a # b» “c” \"d\\\" e\" \"f"), [
    ["6_thang", "name"],
    ["80%", "number"],
    ["31/12/2020", "number"],
    ["«a # b»", "string"],
    ["“c”", "string"],
    ['"d\\" e"', "string"],
    ['"f', "string"],
  ]);
  assert.deepEqual(tokens("dữ kiện a: có/không")[3], ["có/không", "type"]);
});

test("composed and decomposed letters are the same words", () => {
  const line = "không tính điểm khi so_hồ_sơ = 0";
  const styles = (text) => tokens(text).map(([, style]) => style);
  assert.deepEqual(styles(line.normalize("NFD")), styles(line));
});

test("whatever is typed ends", () => {
  for (const text of ["😀", "\u0301\u0301", "«", '"', "“", "}{", "\ud800", "​", "１２", "不", "\t\t"]) tokens(text);
});
