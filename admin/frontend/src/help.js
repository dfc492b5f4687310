// What a word means, and where it is declared.

import { StateEffect, StateField } from "@codemirror/state";
import { showTooltip } from "@codemirror/view";

import { fill, h } from "./dom.js";

function card(found) {
  return h(
    "div",
    { class: "meaning" },
    h("strong", {}, found.title),
    found.lines.map((line) => h("p", {}, line)),
  );
}

/** The meaning of the word under the pointer. */
export async function hover(work, position) {
  const doc = work.view.state.doc;
  const found = await work.ask("hover", { text: doc.toString(), offset: position }).catch(() => null);
  if (!found?.title || work.view.state.doc !== doc) return null;
  return { pos: found.start, end: found.end, above: true, create: () => ({ dom: card(found) }) };
}

const show = StateEffect.define();

/** The card that was asked for by the keyboard; it goes with the next step of the caret. */
const shown = StateField.define({
  create: () => null,
  update(value, transaction) {
    for (const effect of transaction.effects) if (effect.is(show)) return effect.value;
    return transaction.docChanged || transaction.selection ? null : value;
  },
  provide: (field) => showTooltip.from(field),
});

/** The meaning of the word at the caret: shown, and said. */
export async function meaningAtCaret(work) {
  const { view } = work;
  const position = view.state.selection.main.head;
  const found = await work.tryTo("hover", { text: work.text(), offset: position });
  if (!found?.title) {
    if (found) work.say(work.texts.noMeaning);
    return;
  }
  if (view.state.field(shown, false) === undefined) {
    view.dispatch({ effects: StateEffect.appendConfig.of(shown) });
  }
  view.dispatch({ effects: show.of({ pos: found.start, end: found.end, above: true, create: () => ({ dom: card(found) }) }) });
  work.say([found.title, ...found.lines].join(". "));
  view.focus();
}

/** Go to where the word at a place is declared. */
export async function goToDefinition(work, position = work.view.state.selection.main.head) {
  const found = await work.tryTo("definition", { text: work.text(), offset: position });
  if (found?.line) {
    work.goTo(found.start, found.end);
    work.say(fill(work.texts.declaredOn, { line: found.line }));
  } else if (found) {
    work.say(work.texts.noDeclaration);
  }
}
