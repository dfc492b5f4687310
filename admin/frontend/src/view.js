// The CodeMirror view: which parts of it are used, and which keys do what.

import { autocompletion } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, toggleComment } from "@codemirror/commands";
import { bracketMatching, indentUnit } from "@codemirror/language";
import { lintGutter, lintKeymap, linter } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState, Prec } from "@codemirror/state";
import {
  EditorView,
  crosshairCursor,
  drawSelection,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  hoverTooltip,
  keymap,
  lineNumbers,
} from "@codemirror/view";

import { complete } from "./complete.js";
import { diagnosticsOf } from "./faults.js";
import { goToDefinition, hover, meaningAtCaret } from "./help.js";
import { language } from "./language.js";

/** The editor in place of the textarea, with its label and its help. */
export function makeView(work) {
  const { area, data } = work;
  return new EditorView({
    doc: area.value.replace(/\r\n?/g, "\n"),
    extensions: [
      EditorView.cspNonce.of(data.nonce),
      EditorState.lineSeparator.of("\n"),
      EditorState.phrases.of(data.phrases),
      EditorState.readOnly.of(data.readOnly),
      EditorView.contentAttributes.of({
        "aria-labelledby": "source-label",
        "aria-describedby": "source-help",
        tabindex: "0",
        lang: "vi",
        spellcheck: "false",
        autocapitalize: "off",
      }),
      lineNumbers(),
      lintGutter(),
      highlightSpecialChars(),
      history(),
      drawSelection(),
      crosshairCursor(),
      indentUnit.of("  "),
      EditorView.lineWrapping,
      bracketMatching(),
      highlightActiveLine(),
      highlightActiveLineGutter(),
      highlightSelectionMatches(),
      search({ top: true }),
      language(data.words),
      linter(() => linted(work), { delay: 400 }),
      // A list that opens by itself gets into the way of how Vietnamese is typed: it opens on Ctrl+Space alone.
      autocompletion({
        activateOnTyping: false,
        override: [(context) => complete(work, context)],
        icons: false,
        // The list follows the choice; a list that scrolls by itself would need a focus of its own.
        maxRenderedOptions: 10,
      }),
      hoverTooltip((view, pos) => hover(work, pos), { hoverTime: 400 }),
      Prec.high(keymap.of(keys(work))),
      keymap.of([...defaultKeymap, ...historyKeymap, ...searchKeymap, ...lintKeymap]),
      EditorView.domEventHandlers({ mousedown: (event, view) => clickedOn(work, event, view) }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) work.changed(update);
        if (update.docChanged || update.selectionSet) work.dispatchEvent(new Event("moved"));
      }),
    ],
  });
}

// Tab is not among them: it leaves the editor, as it leaves every other field.
function keys(work) {
  const run = (one) => () => {
    one();
    return true;
  };
  return [
    { key: "Shift-Alt-f", run: run(() => work.format()) },
    { key: "F12", run: run(() => goToDefinition(work)) },
    { key: "Alt-F1", run: run(() => meaningAtCaret(work)) },
    { key: "Mod-/", run: toggleComment },
  ];
}

async function linted(work) {
  try {
    return diagnosticsOf(work, await work.check());
  } catch (error) {
    work.tell(error);
    return [];
  }
}

function clickedOn(work, event, view) {
  if (event.button !== 0 || !(event.ctrlKey || event.metaKey)) return false;
  const position = view.posAtCoords({ x: event.clientX, y: event.clientY });
  if (position === null) return false;
  event.preventDefault();
  goToDefinition(work, position);
  return true;
}
