// Completion: what may be written here, as the server's parser says.

import { plain } from "./dom.js";
import { narrowed } from "./rows.js";

/** The options at the caret; nothing where nothing fits. */
export async function complete(work, context) {
  if (!context.explicit) return null;
  const text = context.state.doc.toString();
  const found = await work.tryTo("complete", { text, offset: context.pos });
  if (!found || found.options.length === 0) {
    if (found) work.say(work.texts.nothingFits);
    return null;
  }
  return result(found.options, found.start, context.state);
}

function result(options, start, state) {
  const from = Math.min(start, ...options.map((option) => option.start));
  return {
    from,
    filter: false,
    options: options.map((option) => ({
      label: option.label,
      detail: option.detail.startsWith(option.label) ? option.detail.slice(option.label.length) : option.detail,
      info: option.info || undefined,
      type: option.kind,
      apply: (view, completion, _from, to) => {
        view.dispatch({
          changes: { from: option.start, to, insert: option.text },
          selection: { anchor: option.start + option.text.length },
          userEvent: "input.complete",
        });
      },
    })),
    update: (current, _from, to, context) => {
      const typedFrom = (place) => context.state.sliceDoc(place, to);
      const left = narrowed(options, typedFrom, plain);
      return left.length > 0 && to >= start ? result(left, start, context.state) : null;
    },
  };
}
