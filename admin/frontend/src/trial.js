// Trying the rules: the scenarios of the text, and a unit of a year under it.

import { fill, h, put } from "./dom.js";

export class Trial {
  constructor(work, place) {
    this.work = work;
    this.place = place;
    this.scenarios = h("div", {});
    this.unit = h("div", {});
  }

  show() {
    if (this.shown === this.work.checked) return;
    this.shown = this.work.checked;
    if (!this.form) {
      this.form = this.choose();
      put(this.place, this.scenarios, this.form ?? "", this.unit);
    }
    this.run();
    if (this.asked) this.score();
  }

  // ---- Scenarios

  async run() {
    const { texts } = this.work;
    if (this.work.checked.counts.error > 0) {
      put(this.scenarios, h("h3", {}, texts.scenarios), h("p", {}, texts.mendFirst));
      return;
    }
    const about = this.work.checked;
    const found = await this.work.tryTo("scenarios", { text: this.work.text() });
    if (!found || about !== this.work.checked) return;
    put(
      this.scenarios,
      h("h3", {}, texts.scenarios),
      h("p", { role: "status" }, found.scenarios.length > 0 ? found.summary : texts.noScenarios),
      found.scenarios.length > 0 && this.list(found.scenarios),
    );
  }

  list(scenarios) {
    const failed = scenarios.filter((one) => one.state !== "passed");
    const passed = scenarios.filter((one) => one.state === "passed");
    return [
      failed.length > 0 && h("ul", { class: "scenarios" }, failed.map((one) => this.scenario(one))),
      passed.length > 0 &&
        h(
          "details",
          {},
          h("summary", {}, fill(this.work.texts.passed, { count: passed.length })),
          h("ul", { class: "scenarios" }, passed.map((one) => this.scenario(one))),
        ),
    ];
  }

  scenario(one) {
    const { texts } = this.work;
    const tag = { passed: "tag-good", failed: "tag-bad", refused: "tag-warn" }[one.state];
    const wrong = one.expected.filter((each) => !each.passed);
    return h(
      "li",
      {},
      h("span", { class: `tag ${tag}` }, texts[`scenario_${one.state}`]),
      " ",
      h("button", { type: "button", class: "link", onclick: () => this.go(one) }, one.name),
      (one.findings.length > 0 || wrong.length > 0) &&
        h(
          "ul",
          {},
          one.findings.map((finding) => h("li", {}, finding.message)),
          wrong.map((each) =>
            h(
              "li",
              {},
              h("button", { type: "button", class: "link", onclick: () => this.go(each) }, fill(texts.line, { line: each.line })),
              " ",
              fill(texts.expectedGot, { wanted: each.wanted, got: each.got }),
            ),
          ),
        ),
    );
  }

  go({ start }) {
    this.work.goTo(this.work.now(start));
  }

  // ---- A unit

  choose() {
    const { texts, data } = this.work;
    if (!data.units?.length) return h("p", { class: "soft" }, texts.noUnits);
    return h(
      "form",
      {
        class: "trial-form",
        onsubmit: (event) => {
          event.preventDefault();
          this.score();
        },
      },
      h("h3", {}, texts.tryUnit),
      h("label", { for: "trial-unit" }, fill(texts.unitOf, { year: data.factYear })),
      h(
        "select",
        { id: "trial-unit" },
        data.units.map((unit) => h("option", { value: unit.code }, unit.name)),
      ),
      h("button", { class: "button" }, texts.score),
    );
  }

  async score() {
    const { texts } = this.work;
    this.asked = true;
    const unit = this.form.querySelector("select").value;
    const found = await this.work.tryTo("trial", { text: this.work.text(), unit });
    if (!found) return;
    if (!found.leaves) {
      put(this.unit, h("p", {}, texts.mendFirst));
      return;
    }
    this.work.tried = new Map(found.leaves.map((leaf) => [leaf.number, leaf]));
    this.work.dispatchEvent(new Event("tried"));
    this.work.say(found.summary);
    put(
      this.unit,
      h(
        "div",
        { class: "scroll", tabindex: "0", role: "region", "aria-label": found.summary },
        h(
          "table",
          {},
          h("caption", {}, found.summary),
          h(
            "thead",
            {},
            h(
              "tr",
              {},
              h("th", { scope: "col" }, texts.number),
              h("th", { scope: "col" }, texts.name),
              h("th", { scope: "col", class: "number" }, texts.pointsGot),
              h("th", { scope: "col", class: "number" }, texts.maximum),
              h("th", { scope: "col" }, texts.why),
            ),
          ),
          h("tbody", {}, found.leaves.map((leaf) => this.leaf(leaf))),
        ),
      ),
    );
  }

  leaf(leaf) {
    return h(
      "tr",
      { class: leaf.status === "full" ? "" : "lost" },
      h(
        "th",
        { scope: "row" },
        h("button", { type: "button", class: "link", onclick: () => this.work.goToLine(leaf.line) }, leaf.number),
      ),
      h("td", {}, leaf.name),
      h("td", { class: "number" }, leaf.points),
      h("td", { class: "number" }, leaf.maximum),
      h("td", {}, leaf.words.map((one) => h("p", { class: "rule" }, one))),
    );
  }
}
