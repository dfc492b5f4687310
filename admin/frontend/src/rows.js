// Rows of the annex and lines of the text, in step.

/** The row that a line belongs to: the last one that begins at or before it and has not ended. */
export function rowAt(rows, line) {
  let found = null;
  for (const row of rows) {
    if (row.line <= line && line <= row.last && (found === null || row.line >= found.line)) found = row;
  }
  return found;
}

/** How many findings there are of each severity. */
export function counts(diagnostics) {
  const found = { error: 0, warning: 0, note: 0 };
  for (const { severity } of diagnostics) found[severity] += 1;
  return found;
}

/** Those options of an answer that still fit what has been typed since; names are found by their meaning too. */
export function narrowed(options, typedFrom, plain) {
  return options.filter((option) => {
    const wanted = plain(typedFrom(option.start));
    if (plain(option.label).startsWith(wanted)) return true;
    return option.kind === "fact" && plain(`${option.label} ${option.info}`).includes(wanted);
  });
}
