/** PostgreSQL has no place for U+0000 in a text, and a telephone can send one: replaced as Unicode advises. */
export function storable(text: string): string {
  return text.includes("\0") ? text.replaceAll("\0", "\uFFFD") : text;
}

/** `undefined` is `null` in the database. */
export const orNull = <Value>(value: Value | undefined): Value | null => value ?? null;

/** Leaves out what the database has as `null`, so that it is absent as the types say. */
export function present<Name extends string, Value>(name: Name, value: Value | null): { [Key in Name]?: Value } {
  return (value === null ? {} : { [name]: value }) as { [Key in Name]?: Value };
}
