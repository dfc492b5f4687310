// What is wrong with the text: underlined in it, listed below it, mended by a click.

import { fill, h, put } from "./dom.js";

const SEVERITIES = { error: "error", warning: "warning", note: "info" };

/** The server's findings as CodeMirror shows them. */
export function diagnosticsOf(work, answer) {
  return answer.diagnostics.map((finding) => ({
    from: finding.start,
    to: Math.max(finding.end, finding.start),
    severity: SEVERITIES[finding.severity],
    source: finding.code,
    message: finding.message,
    renderMessage: () => h("span", {}, about(work, finding)),
    actions: finding.fixes.map((fix) => ({ name: fix.label, apply: () => mend(work, fix) })),
  }));
}

/** Carry a fix out; its places are those of the text that was checked. */
function mend(work, fix) {
  const edits = fix.edits.map(({ start, end, text }) => ({
    start: work.now(start, 1),
    end: Math.max(work.now(end, -1), work.now(start, 1)),
    text,
  }));
  if (work.apply(edits, { userEvent: "input.fix" })) work.say(fill(work.texts.mended, { fix: fix.label }));
  work.view.focus();
}

function about(work, finding) {
  const { texts } = work;
  return [
    h("span", { class: `fault-kind fault-${finding.severity}` }, texts[finding.severity]),
    ` ${finding.message} `,
    h("span", { class: "fault-code" }, finding.code),
    finding.hint && h("span", { class: "fault-hint" }, finding.hint),
    finding.example.length > 0 && h("span", { class: "fault-hint" }, `${texts.example} ${finding.example.join("; ")}`),
  ];
}

/** The list below the editor. */
export class Faults {
  constructor(work, place) {
    this.work = work;
    this.place = place;
    work.addEventListener("checked", () => this.show());
  }

  show() {
    const { checked, texts } = this.work;
    put(
      this.place,
      h("h2", {}, texts.faults, " ", h("span", { class: "soft" }, checked.summary)),
      checked.diagnostics.length > 0 && h("ol", { class: "faults" }, checked.diagnostics.map((one) => this.item(one))),
    );
    // Said once: what a button has done is not to be drowned by the same figures after each key.
    if (checked.summary !== this.said) this.work.sayCounts();
    this.said = checked.summary;
  }

  item(finding) {
    const { texts } = this.work;
    return h(
      "li",
      {},
      h(
        "button",
        { type: "button", class: "link", onclick: () => this.go(finding) },
        fill(texts.line, { line: finding.line }),
      ),
      " ",
      about(this.work, finding),
      finding.related.map((one) =>
        h("button", { type: "button", class: "link", onclick: () => this.go(one) }, one.message),
      ),
      finding.fixes.length > 0 &&
        h(
          "span",
          { class: "fixes" },
          finding.fixes.map((fix) =>
            h(
              "button",
              { type: "button", class: "button button-quiet button-small", onclick: () => mend(this.work, fix) },
              fix.label,
            ),
          ),
        ),
    );
  }

  go({ start, end }) {
    this.work.goTo(this.work.now(start), this.work.now(end, 1));
  }
}
