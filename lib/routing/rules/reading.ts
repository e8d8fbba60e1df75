import type { RuleFault } from "../../messages/index.ts";
import { nearest } from "../../nearest.ts";
import { RULE_CHARACTERS, RULE_FAULTS_SHOWN, RULE_VALUES } from "./limits.ts";

/** One value of a rule's JSON that is being read, with what its rule has used up. Whoever reads adds to `faults`. */
export interface Place {
  readonly value: unknown;
  readonly pointer: string;
  readonly rule: {
    faults: RuleFault[];
    tests: number;
    patternSize: number;
    /** It is a stored one, which has its secrets elsewhere. */
    isMasked: boolean;
  };
}

/** Notes what is wrong with a value. The first {@link RULE_FAULTS_SHOWN} are kept. */
export function fault({ pointer, rule }: Place, message: string): undefined {
  if (rule.faults.length < RULE_FAULTS_SHOWN) rule.faults.push({ pointer, message });
  return undefined;
}

/** A mask is a secret only in a rule that is stored. */
export function checkMask(place: Place): void {
  if (!place.rule.isMasked) fault(place, "stands for a secret that is not known here: write the secret itself");
}

/** A value within an object or list; `undefined` where it is absent. */
export function within({ value, pointer, rule }: Place, key: string | number): Place {
  const has = typeof value === "object" && value !== null && Object.hasOwn(value, key);
  const escaped = String(key).replaceAll("~", "~0").replaceAll("/", "~1");
  return {
    value: has ? (value as Record<string | number, unknown>)[key] : undefined,
    pointer: `${pointer}/${escaped}`,
    rule,
  };
}

/** Whether a value is an object without other fields than these. */
export function isObject(place: Place, fields: readonly string[]): boolean {
  const { value } = place;
  if (value === undefined) fault(place, "is missing");
  else if (typeof value !== "object" || value === null || Array.isArray(value)) fault(place, "must be an object");
  else {
    for (const key of Object.keys(value)) {
      if (place.rule.faults.length >= RULE_FAULTS_SHOWN) break;
      if (!fields.includes(key)) fault(within(place, key), unknown("field", key, fields));
    }
    return true;
  }
  return false;
}

/** The values of a list, at most `most`. */
export function itemsOf(place: Place, most: number): Place[] {
  const { value } = place;
  if (!Array.isArray(value)) {
    fault(place, value === undefined ? "is missing" : "must be a list");
    return [];
  }
  if (value.length > most) {
    fault(place, `has more than ${most} values`);
    return [];
  }
  return value.map((_, index) => within(place, index));
}

/** A text that may be absent. */
export function optionalText(place: Place, longest: number): string | undefined {
  return place.value === undefined ? undefined : anyText(place, longest);
}

/** A text, perhaps an empty one. */
export function anyText(place: Place, longest: number): string | undefined {
  const { value } = place;
  if (typeof value !== "string") return fault(place, value === undefined ? "is missing" : "must be a text");
  if (value.length > longest) return fault(place, `is longer than ${longest} characters`);
  return value.isWellFormed() ? value : fault(place, "has half of a surrogate pair");
}

/** A text that is more than blanks. */
export function someText(place: Place, longest: number): string | undefined {
  const text = anyText(place, longest);
  return text === undefined || text.trim() !== "" ? text : fault(place, "must not be empty");
}

/** A name on one line, blanks around it go. */
export function nameText(place: Place, longest: number): string | undefined {
  const text = someText(place, longest)?.trim();
  return text !== undefined && /\p{Cc}/u.test(text) ? fault(place, "has control characters or line ends") : text;
}

export function optionalFlag(place: Place): boolean | undefined {
  const { value } = place;
  if (value === undefined || typeof value === "boolean") return value;
  return fault(place, "must be true or false");
}

/** One of these values, or absent. */
export function optionalOneOf<const Value extends string | number>(
  place: Place,
  values: readonly Value[],
): Value | undefined {
  const { value } = place;
  if (value === undefined) return undefined;
  const found = values.find((each) => each === value);
  if (found !== undefined) return found;
  const [last, ...others] = values.toReversed();
  return fault(place, `must be ${others.length === 0 ? "" : `${others.toReversed().join(", ")} or `}${last}`);
}

/** One of these values. */
export function oneOf<const Value extends string | number>(place: Place, values: readonly Value[]): Value | undefined {
  return place.value === undefined ? fault(place, "is missing") : optionalOneOf(place, values);
}

/** `unknown field “reciever”; did you mean “receiver”?` The word is shown only where it is short and plain. */
export function unknown(what: string, word: string, candidates: readonly string[]): string {
  const isPlain = /^[\w.$-]{1,40}$/.test(word);
  const meant = isPlain ? nearest(word, candidates) : undefined;
  const shown = isPlain ? `unknown ${what} “${word}”` : `unknown ${what}`;
  return meant === undefined ? `${shown}; known are ${candidates.join(", ")}` : `${shown}; did you mean “${meant}”?`;
}

/** Whether a value is too large to be a rule; at most so much of it is looked at. */
export function isTooLarge(json: unknown): boolean {
  const open: unknown[] = [json];
  let characters = 0;
  for (let values = 0; open.length > 0; values++) {
    if (values > RULE_VALUES || characters > RULE_CHARACTERS) return true;
    const value = open.pop();
    if (typeof value === "string") characters += value.length;
    if (typeof value !== "object" || value === null) continue;
    for (const key in value) {
      characters += key.length;
      open.push((value as Record<string, unknown>)[key]);
      if (open.length > RULE_VALUES) return true;
    }
  }
  return characters > RULE_CHARACTERS;
}
