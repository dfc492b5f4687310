// The outline by number: each part leads to its line.

import { fill, h, put } from "./dom.js";

export class Outline {
  constructor(work, place) {
    this.work = work;
    this.place = place;
  }

  show() {
    if (this.shown === this.work.checked) return;
    this.shown = this.work.checked;
    const { outline } = this.work.checked;
    put(
      this.place,
      outline.length > 0 ? this.list(outline) : h("p", {}, this.work.texts.noOutline),
    );
  }

  list(entries) {
    return h("ul", { class: "outline" }, entries.map((one) => this.item(one)));
  }

  item(entry) {
    const { texts } = this.work;
    const points = entry.maximum === null ? "" : fill(texts.points, { points: entry.maximum });
    return h(
      "li",
      {},
      h(
        "button",
        { type: "button", class: "link", onclick: () => this.work.goTo(this.work.now(entry.start)) },
        `${entry.number} ${entry.name}`,
      ),
      " ",
      h("span", { class: "soft" }, points),
      entry.parts.length > 0 && this.list(entry.parts),
    );
  }
}
