/** PostgreSQL cannot store U+0000 in a text, and a telephone can send it: replaced by U+FFFD, as Unicode advises. */
export function storable(text: string): string {
  return text.includes("\0") ? text.replaceAll("\0", "\uFFFD") : text;
}

/** `undefined` is `null` in the database. */
export const orNull = <Value>(value: Value | undefined): Value | null => value ?? null;

/** Leaves out the columns that are `null` in the database, so that they are absent as the types say. */
export function present<Columns extends object>(
  columns: Columns,
): { [Name in keyof Columns]?: Exclude<Columns[Name], null> } {
  const kept: Partial<Columns> = {};
  for (const name in columns) if (columns[name] !== null) kept[name] = columns[name];
  return kept as { [Name in keyof Columns]?: Exclude<Columns[Name], null> };
}
