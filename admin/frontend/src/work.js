// What all parts of the editor share: the text, what the server said of it, and where to go in it.

import { ChangeSet } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { forceLinting } from "@codemirror/lint";

import { Problem, ask } from "./api.js";
import { fill } from "./dom.js";

export class Work extends EventTarget {
  constructor(data, area) {
    super();
    this.data = data;
    this.area = area;
    this.texts = data.texts;
    this.status = document.getElementById("editor-status");
    /** The last answer about the text, and what was changed since the text that it is about. */
    this.checked = null;
    this.since = null;
  }

  text() {
    return this.view ? this.view.state.doc.toString() : this.area.value;
  }

  /** Say something to who cannot see it, and to who can. */
  say(words) {
    this.status.textContent = words;
  }

  ask(name, body, signal) {
    return ask(this.data.urls[name], body, this.data.token, signal);
  }

  /** The same, where a failure is told and nothing comes of it. */
  async tryTo(name, body) {
    try {
      return await this.ask(name, body);
    } catch (error) {
      this.tell(error);
      return null;
    }
  }

  tell(error) {
    if (error.name === "AbortError") return;
    const words = error instanceof Problem ? error.message : this.texts.noAnswer;
    this.say(error.status === 401 ? this.texts.signedOut : words);
  }

  // ---- Checking

  /** Ask what is wrong with the text; an older question is given up. */
  check() {
    const doc = this.view.state.doc;
    if (this.asking?.doc !== doc) {
      this.asking?.controller.abort();
      const controller = new AbortController();
      const answer = this.checkOf(doc, controller.signal);
      this.asking = { doc, controller, answer };
      answer.catch(() => {
        if (this.asking?.answer === answer) this.asking = null; // so that it can be asked again
      });
    }
    return this.asking.answer;
  }

  async checkOf(doc, signal) {
    const found = await this.ask("check", { text: doc.toString() }, signal);
    if (this.view.state.doc === doc) {
      this.checked = found;
      this.since = ChangeSet.empty(doc.length);
      this.dispatchEvent(new Event("checked"));
    }
    return found;
  }

  async checkNow() {
    this.say(this.texts.checking);
    forceLinting(this.view);
    try {
      await this.check();
      this.sayCounts();
    } catch (error) {
      this.tell(error);
    }
  }

  sayCounts() {
    if (this.checked) this.say(this.checked.summary);
  }

  /** A place of the checked text in the text as it is now. */
  now(offset, side = -1) {
    const length = this.view.state.doc.length;
    const mapped = this.since ? this.since.mapPos(Math.min(offset, this.since.length), side) : offset;
    return Math.min(Math.max(mapped, 0), length);
  }

  changed(update) {
    if (this.since) this.since = this.since.compose(update.changes);
    this.dispatchEvent(new CustomEvent("changed", { detail: update }));
  }

  // ---- Places

  goTo(from, to = from) {
    const { view } = this;
    const length = view.state.doc.length;
    view.dispatch({
      selection: { anchor: Math.min(from, length), head: Math.min(to, length) },
      effects: EditorView.scrollIntoView(Math.min(from, length), { y: "center" }),
      userEvent: "select",
    });
    view.focus();
  }

  goToLine(line) {
    const { doc } = this.view.state;
    const found = doc.line(Math.min(Math.max(line, 1), doc.lines));
    const blank = /^\s*/.exec(found.text)[0].length;
    this.goTo(found.from + blank);
  }

  caretLine() {
    return this.view.state.doc.lineAt(this.view.state.selection.main.head).number;
  }

  // ---- Changing the text

  /** Edits of the server on a text, as one step that can be undone. */
  apply(edits, { doc = this.view.state.doc, userEvent = "input", line = null } = {}) {
    if (this.view.state.doc !== doc) {
      this.say(this.texts.moved);
      return false;
    }
    const changes = edits.map(({ start, end, text }) => ({ from: start, to: end, insert: text }));
    this.view.dispatch({ changes, userEvent, scrollIntoView: true });
    if (line !== null) this.goToLine(line);
    return true;
  }

  replace(text, userEvent = "input") {
    this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: text }, userEvent });
  }

  insertAtCaret(text) {
    this.view.dispatch(this.view.state.replaceSelection(text), { userEvent: "input", scrollIntoView: true });
    this.view.focus();
  }

  async format() {
    const doc = this.view.state.doc;
    const found = await this.tryTo("format", { text: doc.toString() });
    if (!found) return;
    if (found.text === null) {
      this.say(fill(this.texts.notFormatted, { line: found.findings[0]?.line ?? 1 }));
      return;
    }
    if (found.edits.length && !this.apply(found.edits, { doc, userEvent: "format" })) return;
    this.say(found.edits.length ? this.texts.formatted : this.texts.formattedAlready);
  }
}
