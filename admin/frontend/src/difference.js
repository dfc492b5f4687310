// What differs from the set in force, in words.

import { h, put } from "./dom.js";

export class Difference {
  constructor(work, place) {
    this.work = work;
    this.place = place;
  }

  async show() {
    if (this.shown === this.work.checked) return;
    const about = this.work.checked;
    this.shown = about;
    const { texts } = this.work;
    if (about.counts.error > 0) {
      put(this.place, h("p", {}, texts.mendFirst));
      return;
    }
    const found = await this.work.tryTo("difference", { text: this.work.text() });
    if (!found || about !== this.work.checked) return;
    put(
      this.place,
      found.figures.map((one) => h("p", {}, one)),
      found.groups.map((group) => this.group(group)),
    );
  }

  group(group) {
    return [
      h("h3", {}, group.title),
      h(
        "ul",
        { class: "changes" },
        group.changes.map((one) =>
          h(
            "li",
            {},
            one.line !== null &&
              h("button", { type: "button", class: "link", onclick: () => this.work.goToLine(one.line) }, one.about),
            one.line === null && h("span", {}, one.about),
            one.about && ": ",
            one.text,
            one.was.map((line) => h("p", { class: "rule" }, h("del", {}, line))),
            one.now.map((line) => h("p", { class: "rule" }, h("ins", {}, line))),
          ),
        ),
      ),
    ];
  }
}
