// What was typed and not saved, kept in the browser: a closed tab or a fallen line loses nothing.

const PREFIX = "chamdiem.draft.";

/** The place of one draft in a store (`localStorage`, which may refuse everything). */
export class Unsaved {
  constructor(store, identity) {
    this.store = store;
    this.key = PREFIX + identity;
  }

  /** Keep a text; `from` is the hash of the saved text that it was made from. Says whether that worked. */
  keep(text, from, at) {
    try {
      this.store.setItem(this.key, JSON.stringify({ text, from, at }));
      return true;
    } catch {
      return false;
    }
  }

  /** What is kept; nothing where it is unreadable. */
  found() {
    try {
      const kept = JSON.parse(this.store.getItem(this.key) ?? "null");
      const whole = kept && typeof kept.text === "string" && typeof kept.from === "string" && Number.isFinite(kept.at);
      return whole ? kept : null;
    } catch {
      return null;
    }
  }

  /** Forget it. */
  drop() {
    try {
      this.store.removeItem(this.key);
    } catch {
      // Where nothing can be kept there is nothing to be forgotten.
    }
  }
}

/** What to do with what is kept when a draft opens: nothing, offer it, or offer it beside what others saved since. */
export function offered(kept, text, hash) {
  if (!kept || kept.text === text) return "nothing";
  return kept.from === hash ? "restore" : "compare";
}
