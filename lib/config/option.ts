import { no, ok, type Result } from "../result.ts";
/** What one option of the command line is, for parsing and for its help. */
export interface Option<V> {
  /** Without the dashes: `log-level`. In the file it is the key. */
  flag: string;
  /** Stands for the value in help; absent for a switch, which takes none. */
  placeholder?: string;
  documentation: string;
  /** May be given more than once. */
  repeatable: boolean;
  /**
   * Reads all that one source gives, in order; never empty. A switch reads `["true"]`. The problem says what would be
   * right, and never repeats the text.
   */
  parse(texts: readonly string[]): Result<V>;
}

/** An option that the environment and the file can give too. */
export interface Setting<V> extends Option<V> {
  placeholder: string;
  environment: string;
  /** Its value is never shown, and it can also come from the file that `NAME_FILE` names. */
  secret: boolean;
  /** Text that stands for a value given nowhere; absent where `absent` is the value. */
  default?: string;
  /** The default in words, for help. */
  defaultShown: string;
  /** The value when nothing gives one and there is no default text. */
  absent?: V;
  /** Looks at what the value names (a file that must exist). Gives the problem. */
  check?(value: V): string | undefined;
}

/** Declares a setting: neither secret nor repeatable, unless it says so. */
export function setting<V>(
  given: Omit<Setting<V>, "secret" | "repeatable" | "defaultShown"> &
    Partial<Pick<Setting<V>, "secret" | "repeatable" | "defaultShown">>,
): Setting<V> {
  return { secret: false, repeatable: false, defaultShown: given.default ?? "none", ...given };
}

/** A parser of one text for an option that is given once. */
export function single<T>(parse: (text: string) => Result<T>): (texts: readonly string[]) => Result<T> {
  return (texts) => (texts.length === 1 ? parse(texts[0] ?? "") : no("may be given only once"));
}

/** A parser of each of several texts; the first problem counts. */
export function several<T>(parse: (text: string) => Result<T>): (texts: readonly string[]) => Result<readonly T[]> {
  return (texts) => {
    const values: T[] = [];
    for (const text of texts) {
      const parsed = parse(text);
      if (!parsed.ok) return parsed;
      values.push(parsed.value);
    }
    return ok(values);
  };
}
