// Two texts of one draft, side by side. Loaded only where they are needed.

import { history, defaultKeymap, historyKeymap } from "@codemirror/commands";
import { MergeView } from "@codemirror/merge";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap, lineNumbers } from "@codemirror/view";

import { h } from "./dom.js";
import { language } from "./language.js";

/** Ask what becomes of both: a merged text, the stored one, or nothing yet (null). */
export function conflict(work, mine, stored) {
  const { data, texts } = work;
  return new Promise((resolve) => {
    const place = h("div", { class: "merge" });
    let answer = null;
    const finish = (value) => {
      answer = value;
      dialog.close();
    };
    const dialog = h(
      "dialog",
      { class: "conflict", "aria-labelledby": "conflict-title" },
      h("h2", { id: "conflict-title" }, texts.twoTexts),
      h("p", {}, stored.words),
      h("p", { class: "help" }, texts.mergeHelp),
      h("div", { class: "merge-heads" }, h("h3", { id: "stored-title" }, texts.stored), h("h3", { id: "mine-title" }, texts.mine)),
      place,
      h(
        "div",
        { class: "actions" },
        h("button", { type: "button", class: "button", onclick: () => finish(merge.b.state.doc.toString()) }, texts.useMerged),
        h("button", { type: "button", class: "button button-quiet", onclick: () => finish(stored.text) }, texts.useStored),
        h("button", { type: "button", class: "button button-quiet", onclick: () => finish(null) }, texts.later),
      ),
    );
    const common = (labelled) => [
      EditorView.cspNonce.of(data.nonce),
      EditorState.lineSeparator.of("\n"),
      EditorState.phrases.of(data.phrases),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ "aria-labelledby": labelled, lang: "vi", spellcheck: "false" }),
      lineNumbers(),
      language(data.words),
    ];
    const merge = new MergeView({
      a: { doc: stored.text, extensions: [common("stored-title"), EditorState.readOnly.of(true)] },
      b: { doc: mine, extensions: [common("mine-title"), history(), keymap.of([...defaultKeymap, ...historyKeymap])] },
      parent: place,
      revertControls: "a-to-b",
      renderRevertControl: () => h("button", { type: "button", "aria-label": texts.takeStored, title: texts.takeStored }, "→"),
      collapseUnchanged: { margin: 3, minSize: 6 },
    });
    dialog.addEventListener("close", () => {
      merge.destroy();
      dialog.remove();
      resolve(answer);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
