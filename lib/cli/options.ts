import { type Option, type Parsed, single } from "../config/index.ts";

/** An option of a command that may be given once; `parse` reads its value. */
export const option = <T>(
  flag: string,
  placeholder: string,
  given: { documentation: string; parse: (text: string) => Parsed<T> },
): Option<T> => ({
  flag,
  placeholder,
  documentation: given.documentation,
  repeatable: false,
  parse: single(given.parse),
});

/** An option whose text is taken as it is, an empty one too. */
export const text = (flag: string, placeholder: string, documentation: string): Option<string> =>
  option(flag, placeholder, { documentation, parse: (value) => ({ value }) });

/** A switch: given or not. */
export const toggle = (flag: string, documentation: string): Option<boolean> => ({
  flag,
  documentation,
  repeatable: false,
  parse: () => ({ value: true }),
});
