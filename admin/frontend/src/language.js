// Colours, from the language's own tables: which words there are is handed over by the page.

import { HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { tags } from "@lezer/highlight";

const LETTERS = /[\p{L}\p{M}\p{N}_]+/u;
const NUMBER = /^\p{Nd}+(?:[.,/]\p{Nd}+)*(?:\s*%)?/u;
const STRING = /^(?:"(?:\\["\\]|[^"])*"?|[“”„][^“”"]*[“”"]?|«[^»]*»?)/u;

/** The phrases by their first word, the longest first: `[{words: ["không", "quá"], kind: "word"}]`. */
export function phraseTable(words) {
  const table = new Map();
  for (const { phrase, kind } of words) {
    const parts = phrase.toLowerCase().replaceAll("/", " / ").split(/\s+/);
    if (!table.has(parts[0])) table.set(parts[0], []);
    table.get(parts[0]).push({ parts, kind });
  }
  for (const phrases of table.values()) phrases.sort((one, other) => other.parts.length - one.parts.length);
  return table;
}

/** How long the phrase is that a text begins with, and its kind; nothing where it begins with none. */
export function phraseAt(text, table) {
  const first = new RegExp(`^${LETTERS.source}`, "u").exec(text);
  if (!first) return null;
  for (const { parts, kind } of table.get(first[0].normalize("NFC").toLowerCase()) ?? []) {
    const length = phraseLength(text, parts, first[0].length);
    if (length !== null) return { length, kind };
  }
  return null;
}

function phraseLength(text, parts, first) {
  let position = first;
  for (const part of parts.slice(1)) {
    const blank = /^\s*/.exec(text.slice(position))[0].length;
    const rest = text.slice(position + blank);
    const found = part === "/" ? /^\//.exec(rest) : new RegExp(`^${LETTERS.source}`, "u").exec(rest);
    if (!found || (part !== "/" && found[0].normalize("NFC").toLowerCase() !== part)) return null;
    position += blank + found[0].length;
  }
  return position;
}

/** One token of a line, as `{length, style}`; `state.because` says that a reason comes next. */
export function tokenAt(text, table, state) {
  if (text[0] === "#") return { length: text.length, style: "comment" };
  const string = STRING.exec(text);
  if (string) return { length: string[0].length, style: state.because ? "reason" : "string" };
  const number = NUMBER.exec(text);
  if (number && !/^\p{Nd}+_/u.test(text)) return { length: number[0].length, style: "number" };
  const phrase = phraseAt(text, table);
  if (phrase) {
    // «điểm» and «tổng» are functions only where a parenthesis follows.
    const called = /^\s*\(/.test(text.slice(phrase.length));
    return { length: phrase.length, style: phrase.kind === "function" && !called ? "word" : phrase.kind };
  }
  const name = new RegExp(`^${LETTERS.source}`, "u").exec(text);
  if (name) return { length: name[0].length, style: "name" };
  return { length: 1, style: "sign" };
}

const STYLES = {
  comment: "comment",
  string: "string",
  reason: "reason",
  number: "number",
  name: "variableName",
  sign: "operator",
  head: "keyword",
  word: "controlKeyword",
  type: "typeName",
  function: "function",
};

/** The language as CodeMirror wants it. */
export function language(words) {
  const table = phraseTable(words);
  const parser = StreamLanguage.define({
    name: "tieuchi",
    startState: () => ({ because: false }),
    token(stream, state) {
      if (stream.sol()) state.because = false;
      if (stream.eatSpace()) return null;
      const { length, style } = tokenAt(stream.string.slice(stream.pos), table, state);
      stream.pos += length;
      state.because = style === "because";
      return STYLES[style === "because" ? "word" : style];
    },
    languageData: { commentTokens: { line: "#" } },
    tokenTable: { reason: tags.special(tags.string), function: tags.function(tags.variableName) },
  });
  return [parser, syntaxHighlighting(colours)];
}

// At least 4.5:1 on white; what a colour says, the weight or the slant says too.
const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "#12345b", fontWeight: "700" },
  { tag: tags.controlKeyword, color: "#1a4480" },
  { tag: tags.typeName, color: "#5b2c83" },
  { tag: tags.function(tags.variableName), color: "#7a3b00", fontWeight: "600" },
  { tag: tags.string, color: "#1d6b35" },
  { tag: tags.special(tags.string), color: "#1d6b35", fontStyle: "italic" },
  { tag: tags.number, color: "#8a1c4a" },
  { tag: tags.comment, color: "#5b636d", fontStyle: "italic" },
]);
