// What can be put in at the caret: declared facts with their meaning, functions, the forms of statements.

import { h, plain, put } from "./dom.js";

export class Palette {
  constructor(work, place) {
    this.work = work;
    this.place = place;
    this.list = h("ul", { class: "palette" });
    this.filter = h("input", { type: "search", id: "palette-filter", oninput: () => this.draw() });
  }

  show() {
    if (!this.drawn) {
      this.drawn = true;
      const { texts } = this.work;
      put(
      this.place,
        h("p", { class: "help" }, texts.paletteHelp),
        h("label", { for: "palette-filter" }, texts.filter),
        this.filter,
        this.list,
      );
    }
    this.draw();
  }

  entries() {
    const facts = this.work.checked.facts.map((one) => ({ insert: one.name, title: one.name, words: one.info }));
    return [...facts, ...this.work.data.palette];
  }

  draw() {
    const wanted = plain(this.filter.value.trim());
    const fits = this.entries().filter((one) => plain(`${one.title} ${one.words}`).includes(wanted));
    put(
      this.list,
      fits.map((one) =>
        h(
          "li",
          {},
          h("button", { type: "button", class: "link", onclick: () => this.work.insertAtCaret(one.insert) }, one.title),
          " ",
          h("span", { class: "soft" }, one.words),
        ),
      ),
    );
  }
}
