/** PostgreSQL cannot store U+0000 in a text, and a telephone can send it: replaced by U+FFFD, as Unicode advises. */
export function storable(text: string): string {
  return text.includes("\0") ? text.replaceAll("\0", "\uFFFD") : text;
}

/** `undefined` is `null` in the database. */
export const orNull = <Value>(value: Value | undefined): Value | null => value ?? null;

/** An object with the field, or without it if the database has `null`. */
export function present<Name extends string, Value>(name: Name, value: Value | null): { [Key in Name]?: Value } {
  return (value === null ? {} : { [name]: value }) as { [Key in Name]?: Value };
}
