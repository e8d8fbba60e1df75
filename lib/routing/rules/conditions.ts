import { defined } from "../../defined.ts";
import { ADDRESS_BOOK_NAME_CHARACTERS, MODEM_NAME_CHARACTERS } from "../../limits.ts";
import type { Condition, Leaf, RuleHours, SenderTest, TextTest } from "../../messages/index.ts";
import { isTimeZone } from "../wall-clock.ts";
import { RULE_DEPTH, RULE_TESTS, RULE_WORD_CHARACTERS, TIME_ZONE_CHARACTERS } from "./limits.ts";
import { readPattern } from "./patterns.ts";
import {
  anyText,
  fault,
  isObject,
  itemsOf,
  nameText,
  oneOf,
  optionalFlag,
  type Place,
  someText,
  within,
} from "./reading.ts";

export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** Reads each leaf by its name. */
const LEAVES = {
  sender: (place) => found(readSender(place), (sender) => ({ sender })),
  recipient: (place) => found(readTextTest(place, someText), (recipient) => ({ recipient })),
  text: (place) => found(readTextTest(place, anyText), (text) => ({ text })),
  kind: (place) => found(oneOf(place, ["text", "call"]), (kind) => ({ kind })),
  channel: (place) => found(readChannel(place), (channel) => ({ channel })),
  modem: (place) => found(nameText(place, MODEM_NAME_CHARACTERS), (modem) => ({ modem })),
  known: (place) =>
    found(place.value === undefined ? fault(place, "is missing") : optionalFlag(place), (known) => ({ known })),
  during: (place) => found(readHours(place), (during) => ({ during })),
} as const satisfies Record<string, (place: Place) => Leaf | undefined>;
type LeafName = keyof typeof LEAVES;
const NODES = ["and", "or", "not", ...(Object.keys(LEAVES) as LeafName[])] as const;

/** The tree of a rule; `undefined` for one that holds for every message, and after a fault. */
export function readWhen(place: Place): Condition | undefined {
  const isEmpty = ["{}", '{"and":[]}'].includes(JSON.stringify(place.value));
  return place.value === undefined || isEmpty ? undefined : readCondition(place, 1);
}

function readCondition(place: Place, depth: number): Condition | undefined {
  if (depth > RULE_DEPTH) return fault(place, `is nested more than ${RULE_DEPTH} levels deep`);
  if (!isObject(place, NODES)) return undefined;
  const names = NODES.filter((name) => within(place, name).value !== undefined);
  const [name] = names;
  if (name === undefined) return fault(place, `must have one of ${NODES.join(", ")}`);
  if (names.length > 1)
    return fault(place, `has both “${name}” and “${names[1]}”: put each into an object of a list “and”`);
  const inner = within(place, name);
  if (name === "not") return found(readCondition(inner, depth + 1), (not) => ({ not }));
  if (name === "and" || name === "or") {
    const items = itemsOf(inner, RULE_TESTS);
    if (Array.isArray(inner.value) && inner.value.length === 0) fault(inner, "must not be empty");
    const conditions = items.flatMap((item) => readCondition(item, depth + 1) ?? []);
    return name === "and" ? { and: conditions } : { or: conditions };
  }
  place.rule.tests++;
  if (place.rule.tests === RULE_TESTS + 1) fault(place, `is one test too many: a rule has up to ${RULE_TESTS}`);
  return place.rule.tests > RULE_TESTS ? undefined : LEAVES[name](inner);
}

function readChannel(place: Place): "sms" | "telegram" | undefined {
  if (place.value !== "email") return oneOf(place, ["sms", "telegram"]);
  return fault(place, "must be sms or telegram: mail that comes in is sent as SMS, and is not routed");
}

function readSender(place: Place): SenderTest | undefined {
  for (const by of ["contact", "group"] as const) {
    const inner = within(place, by);
    if (inner.value === undefined) continue;
    if (!isObject(place, [by])) return undefined;
    return found(nameText(inner, ADDRESS_BOOK_NAME_CHARACTERS), (name) =>
      by === "contact" ? { contact: name } : { group: name },
    );
  }
  return readTextTest(place, someText, ["contact", "group"]);
}

/** @param readWord  of what is compared as a whole */
function readTextTest(place: Place, readWord: typeof someText, others: readonly string[] = []): TextTest | undefined {
  const tests = ["is", "contains", "matches"] as const;
  if (!isObject(place, [...tests, "ignoreCase", ...others])) return undefined;
  const given = tests.filter((test) => within(place, test).value !== undefined);
  const [test] = given;
  if (test === undefined) return fault(place, `must have one of ${[...tests, ...others].join(", ")}`);
  if (given.length > 1)
    return fault(place, `has both “${test}” and “${given[1]}”: put each into an object of a list “and”`);
  const more = defined({ ignoreCase: optionalFlag(within(place, "ignoreCase")) });
  const inner = within(place, test);
  if (test === "is") return found(readWord(inner, RULE_WORD_CHARACTERS), (is) => ({ is, ...more }));
  if (test === "contains") {
    const word = anyText(inner, RULE_WORD_CHARACTERS);
    if (word === "") return fault(inner, "must not be empty");
    return found(word, (contains) => ({ contains, ...more }));
  }
  return found(readPattern(inner, more.ignoreCase)?.source, (matches) => ({ matches, ...more }));
}

function readHours(place: Place): RuleHours | undefined {
  if (!isObject(place, ["weekdays", "from", "to", "timeZone"])) return undefined;
  const [days, zone] = [within(place, "weekdays"), within(place, "timeZone")];
  const weekdays = days.value === undefined ? undefined : itemsOf(days, 7).flatMap((day) => oneOf(day, WEEKDAYS) ?? []);
  if (Array.isArray(days.value) && days.value.length === 0) fault(days, "must not be empty");
  const [from, to] = [readTime(within(place, "from"), "23:59"), readTime(within(place, "to"), "24:00")];
  if ((from === undefined) !== (to === undefined)) fault(place, "must have both “from” and “to”, or neither");
  const timeZone = zone.value === undefined ? undefined : nameText(zone, TIME_ZONE_CHARACTERS);
  if (timeZone !== undefined && !isTimeZone(timeZone)) fault(zone, "unknown time zone; write it like Europe/Berlin");
  if (weekdays === undefined && from === undefined) fault(place, "must have “weekdays”, or “from” and “to”");
  return defined({ weekdays, from, to, timeZone });
}

function readTime(place: Place, last: string): string | undefined {
  const { value } = place;
  if (value === undefined) return undefined;
  if (typeof value === "string" && /^(?:[01]\d|2[0-4]):[0-5]\d$/.test(value) && value <= last) return value;
  return fault(place, `must be a time from 00:00 to ${last}`);
}

const found = <Value, Made>(value: Value | undefined, make: (value: Value) => Made): Made | undefined =>
  value === undefined ? undefined : make(value);
