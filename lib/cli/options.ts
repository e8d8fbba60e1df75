import { type Option, single } from "../config/index.ts";
import { ok, type Result } from "../result.ts";

/** An option of a command that may be given once; `parse` reads its value. */
export const option = <T>(
  flag: string,
  placeholder: string,
  given: { documentation: string; parse: (text: string) => Result<T> },
): Option<T> => ({
  flag,
  placeholder,
  documentation: given.documentation,
  repeatable: false,
  parse: single(given.parse),
});

/** An option whose text is taken as it is, an empty one too. */
export const text = (flag: string, placeholder: string, documentation: string): Option<string> =>
  option(flag, placeholder, { documentation, parse: ok });

/** A switch: given or not. */
export const toggle = (flag: string, documentation: string): Option<boolean> => ({
  flag,
  documentation,
  repeatable: false,
  parse: () => ok(true),
});
