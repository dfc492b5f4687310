// Saving a draft: with the hash that it started from, never over somebody else's text; nothing typed is lost.

import { Problem } from "./api.js";
import { fill, h } from "./dom.js";
import { Unsaved, offered } from "./unsaved.js";

const WAIT = 500;

export class Saving {
  constructor(work, form) {
    this.work = work;
    this.form = form;
    this.button = form.querySelector("button[name=do][value=save]");
    this.state = document.getElementById("saved-state");
    this.started = form.querySelector("input[name=started_from]");
    /** The text as it is saved, and its hash. */
    this.hash = this.started.value;
    this.saved = work.data.savedText ?? null;
    this.unsaved = new Unsaved(safeStore(), work.data.identity);
  }

  begin() {
    const { work } = this;
    this.saved = work.data.changed ? null : work.text();
    work.addEventListener("changed", () => this.changed());
    window.addEventListener("beforeunload", (event) => {
      if (this.isChanged() && !this.leaving) event.preventDefault();
    });
    for (const name of ["pagehide", "visibilitychange"]) document.addEventListener(name, () => this.keep());
    window.addEventListener("pagehide", () => this.keep());
    document.addEventListener("keydown", (event) => {
      if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "s") {
        event.preventDefault();
        this.save();
      }
    });
    this.form.addEventListener("submit", () => {
      this.leaving = true;
      setTimeout(() => {
        this.leaving = false;
      }, 5000);
    });
    this.offer();
    this.show();
  }

  isChanged() {
    return this.work.text() !== this.saved;
  }

  changed() {
    this.show();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), WAIT);
  }

  keep() {
    if (!this.work.view || this.work.data.readOnly || this.offering) return;
    if (!this.isChanged()) this.unsaved.drop();
    else if (!this.unsaved.keep(this.work.text(), this.hash, Date.now()) && !this.told) {
      this.told = true;
      this.work.say(this.work.texts.notKept);
    }
  }

  show() {
    const { texts, data } = this.work;
    const changed = this.isChanged();
    if (this.button) this.button.disabled = !changed || data.readOnly;
    this.state.textContent = changed ? texts.changed : texts.unchanged;
    this.state.dataset.changed = changed;
  }

  // ---- What was left from before

  offer() {
    const kept = this.unsaved.found();
    const what = this.work.data.readOnly ? "nothing" : offered(kept, this.work.text(), this.hash);
    if (what === "nothing") {
      if (kept) this.unsaved.drop();
      return;
    }
    this.offering = true;
    const { texts, data } = this.work;
    const when = new Intl.DateTimeFormat(data.language === "en" ? "en-GB" : "vi-VN", {
      dateStyle: "short",
      timeStyle: "short",
      timeZone: "Asia/Ho_Chi_Minh",
    }).format(kept.at);
    const done = () => {
      this.offering = false;
      bar.remove();
      this.work.view.focus();
    };
    const restore = () => {
      done();
      if (what === "restore") {
        this.work.replace(kept.text, "input.restore");
        this.work.say(texts.restored);
      } else {
        this.compare(kept.text, { text: this.work.text(), text_hash: this.hash, words: texts.savedSince });
      }
    };
    const drop = () => {
      this.unsaved.drop();
      done();
      this.work.say(texts.dropped);
    };
    const bar = h(
      "div",
      { class: "note note-warn", role: "region", "aria-label": texts.unsaved },
      h("p", {}, fill(what === "restore" ? texts.unsavedAt : texts.unsavedOther, { when })),
      h(
        "p",
        { class: "actions" },
        h("button", { type: "button", class: "button", onclick: restore }, what === "restore" ? texts.restore : texts.compare),
        h("button", { type: "button", class: "button button-quiet", onclick: drop }, texts.drop),
      ),
    );
    this.form.before(bar);
  }

  // ---- Saving

  async save() {
    const { work } = this;
    if (work.data.readOnly || this.saving) return;
    const text = work.text();
    if (!this.isChanged()) {
      work.say(work.texts.unchanged);
      return;
    }
    this.saving = true;
    work.say(work.texts.saving);
    try {
      const found = await work.ask("save", { text, started_from: this.hash });
      this.is(text, found.text_hash);
      document.getElementById("saved-by").textContent = found.saved;
      work.say(found.message);
    } catch (error) {
      if (error instanceof Problem && error.status === 409 && error.body.text !== undefined) {
        work.say(error.message);
        await this.compare(text, { ...error.body, words: error.message });
      } else {
        this.keep();
        work.tell(error);
      }
    } finally {
      this.saving = false;
    }
  }

  /** A text is saved from now on. */
  is(text, hash) {
    this.saved = text;
    this.hash = hash;
    this.started.value = hash;
    this.keep();
    this.show();
  }

  /** Both texts side by side; what the person makes of them goes on from the one that is saved. */
  async compare(mine, stored) {
    const { conflict } = await import("./conflict.js");
    const chosen = await conflict(this.work, mine, stored);
    if (chosen === null) return;
    this.saved = stored.text;
    this.hash = stored.text_hash;
    this.started.value = stored.text_hash;
    if (chosen !== this.work.text()) this.work.replace(chosen, "input.merge");
    this.keep();
    this.show();
    this.work.say(this.work.texts.merged);
  }
}

function safeStore() {
  try {
    return window.localStorage;
  } catch {
    return { getItem: () => null, setItem: () => undefined, removeItem: () => undefined };
  }
}
