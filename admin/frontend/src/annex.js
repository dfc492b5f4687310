// The table as in the annex of a decision, in step with the text both ways.

import { fill, h, put } from "./dom.js";
import { rowAt } from "./rows.js";

export class Annex {
  constructor(work, place) {
    this.work = work;
    this.place = place;
    this.rows = [];
    work.addEventListener("tried", () => {
      this.shown = null; // drawn again with what the unit got
    });
  }

  show() {
    if (this.shown !== this.work.checked) {
      this.shown = this.work.checked;
      this.draw(this.work.checked.annex);
    }
    this.moved();
  }

  draw(annex) {
    const { texts } = this.work;
    this.rows = annex.rows.map((row) => ({ ...row, element: this.row(row) }));
    const totals = [
      ...annex.areas.map((area) => this.total(`${area.number}. ${area.name}`, area)),
      this.total(texts.whole, annex.total, true),
    ];
    put(
      this.place,
      h("div", { class: "totals", role: "group", "aria-label": texts.totals }, totals),
      h(
        "div",
        { class: "scroll annex", tabindex: "0", role: "region", "aria-label": texts.annex },
        h(
          "table",
          {},
          h("caption", {}, texts.annex),
          h(
            "thead",
            {},
            h(
              "tr",
              {},
              h("th", { scope: "col" }, texts.number),
              h("th", { scope: "col" }, texts.name),
              h("th", { scope: "col", class: "number" }, texts.maximum),
              h("th", { scope: "col" }, texts.rules),
              h("th", { scope: "col" }, texts.appraisedBy),
            ),
          ),
          h("tbody", {}, this.rows.map((row) => row.element)),
        ),
      ),
    );
  }

  total(label, total, whole = false) {
    const { texts } = this.work;
    const words = total.fits
      ? fill(texts.fits, { sum: total.sum })
      : fill(texts.fitsNot, { sum: total.sum, wanted: total.wanted || "?" });
    return h("span", { class: `total${total.fits ? "" : " total-wrong"}${whole ? " total-whole" : ""}` }, `${label}: ${words}`);
  }

  row(row) {
    const { texts } = this.work;
    const wrong = !row.fits && fill(texts.fitsNot, { sum: row.sum, wanted: row.maximum || "?" });
    return h(
      "tr",
      { class: `annex-${row.level}` },
      h(
        "th",
        { scope: "row" },
        h(
          "button",
          {
            type: "button",
            class: "link",
            "aria-label": fill(texts.goToRow, { number: row.number, line: row.line }),
            onclick: () => this.work.goTo(this.work.now(row.start)),
          },
          row.number || "–",
        ),
      ),
      h("td", {}, row.name),
      h("td", { class: "number" }, row.maximum, wrong && h("span", { class: "wrong" }, wrong), this.tried(row)),
      h("td", {}, row.rules.map((rule) => this.rule(rule))),
      h("td", {}, row.appraised_by),
    );
  }

  /** What the unit got that the text was tried on. */
  tried(row) {
    const got = row.level === "leaf" && this.work.tried?.get(row.number);
    return got && h("span", { class: `tried${got.status === "full" ? "" : " wrong"}` }, fill(this.work.texts.tried, got));
  }

  rule(rule) {
    return h("p", { class: "rule" }, h("code", {}, rule.text));
  }

  /** Mark the row of the line on which the caret is. */
  moved() {
    const { work } = this;
    if (!work.checked || !this.rows.length) return;
    const at = rowAt(this.rows, work.caretLine());
    if (at === this.marked && at?.element.hasAttribute("aria-current")) return;
    for (const row of this.rows) row.element.removeAttribute("aria-current");
    this.marked = at;
    if (!at) return;
    at.element.setAttribute("aria-current", "true");
    const region = this.place.querySelector(".annex");
    const above = at.element.offsetTop;
    const seen = above >= region.scrollTop + 40 && above + at.element.offsetHeight <= region.scrollTop + region.clientHeight;
    if (!seen && work.view.hasFocus) region.scrollTop = Math.max(above - region.clientHeight / 3, 0);
  }
}
