import type { Permission } from "../auth/index.ts";
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

/** What a value looks like, for a form. Of a repeatable setting it is the shape of one value. */
export type Shape = "text" | "number" | "duration" | "size" | "switch" | { choices: readonly string[] };

/** The least and the most that a setting takes, in the form of the file. */
export interface Bounds {
  minimum: string;
  maximum: string;
  /** Why it cannot be less; follows the value in a sentence. */
  because: string;
}

/** The section of a setting on the page, and the permission to see and change it there. */
export type SettingGroup = Extract<
  Permission,
  "email-to-sms" | "general" | "network" | "permissions" | "sim" | "telegram"
>;

/**
 * When a change applies: at once, or at the next start. `machine`: it belongs to one machine rather than to the database,
 * so that only its command line, environment and file can give it.
 */
export type Applies = "now" | "restart" | "machine";

/** An option that the environment and the file can give too, and unless it belongs to the machine, the database. */
export interface Setting<V> extends Option<V> {
  placeholder: string;
  environment: string;
  group: SettingGroup;
  applies: Applies;
  shape: Shape;
  /** Its value is never shown, and it can also come from the file that `NAME_FILE` names. */
  secret: boolean;
  bounds?: Bounds;
  /** Text that stands for a value given nowhere; absent where `absent` is the value. */
  default?: string;
  /** The default in words, for help. */
  defaultShown: string;
  /** The value when nothing gives one and there is no default text. */
  absent?: V;
  /** Looks at what the value names (a file that must exist). Gives the problem. */
  check?(value: V): string | undefined;
}

type Stated<V, A extends Applies> = Setting<V> & { applies: A };
type Declared<V> = Omit<
  Setting<V>,
  "environment" | "group" | "applies" | "shape" | "secret" | "repeatable" | "defaultShown"
> &
  Partial<Pick<Setting<V>, "environment" | "shape" | "secret" | "repeatable" | "defaultShown">>;

/**
 * Declares the settings of a group, by when a change applies. Unless it says so, a setting is a text, neither secret nor
 * repeatable, and its name in the environment follows from its flag.
 */
export function settingsOf(group: SettingGroup) {
  const declare = <V, A extends Applies>(applies: A, given: Declared<V>): Stated<V, A> => ({
    environment: `ALDIS_${given.flag.toUpperCase().replaceAll("-", "_")}`,
    shape: "text",
    secret: false,
    repeatable: false,
    defaultShown: given.default ?? "none",
    ...given,
    group,
    applies,
  });
  return {
    now: <V>(given: Declared<V>) => declare("now", given),
    restart: <V>(given: Declared<V>) => declare("restart", given),
    machine: <V>(given: Declared<V>) => declare("machine", given),
  };
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
