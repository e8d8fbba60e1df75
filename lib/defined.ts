/** `Fields` with every key that may be `undefined` optional instead; of a dictionary, one without undefined values. */
type Defined<Fields> = string extends keyof Fields
  ? { [Key in keyof Fields]: Exclude<Fields[Key], undefined> }
  : { [Key in keyof Fields as undefined extends Fields[Key] ? never : Key]: Fields[Key] } & {
      [Key in keyof Fields as undefined extends Fields[Key] ? Key : never]?: Exclude<Fields[Key], undefined>;
    };

/** Returns a copy without the keys whose value is `undefined`, in the same order: `{ id, ...defined({ name, address }) }`. */
export function defined<const Fields extends object>(fields: Fields): Defined<Fields> {
  const kept: { [Key in keyof Fields]?: unknown } = {};
  for (const key in fields) if (fields[key] !== undefined) kept[key] = fields[key];
  return kept as Defined<Fields>;
}
