import { defined } from "../../defined.ts";
import { ADDRESS_BOOK_NAME_CHARACTERS } from "../../limits.ts";
import {
  ALARM_WAYS,
  type AlarmNotify,
  type AlarmWay,
  type Policy,
  type PolicyStep,
  type RuleFault,
  type UnansweredDestination,
  WEBHOOK_NAME_CHARACTERS,
} from "../../messages/index.ts";
import { no, ok, type Result } from "../../result.ts";
import { readEmail } from "../address-book/fields.ts";
import { EMAIL_CHARACTERS } from "../rules/limits.ts";
import {
  fault,
  isObject,
  isTooLarge,
  itemsOf,
  nameText,
  oneOf,
  optionalFlag,
  type Place,
  within,
} from "../rules/reading.ts";

/** 20 steps of 20 names each: nobody waits for the twenty-first. */
const STEPS = 20;
const NAMES = 20;
const ROUNDS = 10;
const UNANSWERED = 10;
const ADDRESSES = 20;
/** A day for an answer, 30 for what has been taken. */
const WAIT_SECONDS = 86_400;
const NOT_RESOLVED_SECONDS = 30 * 86_400;

const NOTIFIES = ["contact", "group", "onCall", "next"] as const;
const UNANSWERED_KINDS = ["email", "webhook", "group"] as const;

/**
 * Reads a policy from its JSON, with the defaults filled in, or says what is wrong with it. How much is looked at is bounded whatever the
 * JSON is. A policy that was read is read to the same again.
 */
export function parsePolicy(json: unknown): Result<Policy, readonly RuleFault[]> {
  if (isTooLarge(json)) return no([{ pointer: "", message: "is too large to be a policy" }]);
  const place: Place = { value: json, pointer: "", rule: { faults: [], tests: 0, patternSize: 0, isMasked: false } };
  const fields = ["name", "steps", "rounds", "unanswered", "notResolvedAfterSeconds", "tellResolved"];
  if (!isObject(place, fields)) return no(place.rule.faults);
  const policy: Policy = {
    name: nameText(within(place, "name"), ADDRESS_BOOK_NAME_CHARACTERS) ?? "",
    steps: readSteps(within(place, "steps")),
    rounds: optionalWhole(within(place, "rounds"), ROUNDS) ?? 1,
    unanswered: readUnanswered(within(place, "unanswered")),
    ...defined({
      notResolvedAfterSeconds: optionalWhole(within(place, "notResolvedAfterSeconds"), NOT_RESOLVED_SECONDS),
    }),
    tellResolved: optionalFlag(within(place, "tellResolved")) ?? true,
  };
  return place.rule.faults.length > 0 ? no(place.rule.faults) : ok(policy);
}

function readSteps(place: Place): PolicyStep[] {
  const items = someItems(place, STEPS);
  return items.flatMap((item) => {
    if (!isObject(item, ["notify", "by", "waitSeconds"])) return [];
    const notify = someItems(within(item, "notify"), NAMES).flatMap((each) => readNotify(each) ?? []);
    const by = readWays(within(item, "by"));
    const wait = within(item, "waitSeconds");
    const isLast = item === items.at(-1);
    if (wait.value === undefined && !isLast) fault(wait, "is missing");
    // Behind the last step somebody may need as long as behind the others.
    const waitSeconds = optionalWhole(wait, WAIT_SECONDS) ?? USUAL_WAIT_SECONDS;
    return [{ notify, by, waitSeconds }];
  });
}

/** 5 minutes: to wake up, find the telephone and answer. */
const USUAL_WAIT_SECONDS = 300;

function readNotify(place: Place): AlarmNotify | undefined {
  const kind = oneKeyOf(place, NOTIFIES);
  if (kind === undefined) return undefined;
  const name = nameText(within(place, kind), ADDRESS_BOOK_NAME_CHARACTERS);
  return name === undefined ? undefined : ({ [kind]: name } as AlarmNotify);
}

function readWays(place: Place): AlarmWay[] {
  const ways = someItems(place, ALARM_WAYS.length).flatMap((item) => oneOf(item, ALARM_WAYS) ?? []);
  if (new Set(ways).size < ways.length) fault(place, "has one of them twice");
  if (ways.includes("auto") && (ways.includes("sms") || ways.includes("telegram")))
    fault(place, "has auto, which is Telegram or SMS, besides one of these");
  if (ways.length > 0 && ways.every((way) => way === "ring"))
    fault(place, "has nothing that says what it is about: a ring only wakes");
  return ways;
}

function readUnanswered(place: Place): UnansweredDestination[] {
  if (place.value === undefined) return [];
  return itemsOf(place, UNANSWERED).flatMap((item): UnansweredDestination[] => {
    const kind = oneKeyOf(item, UNANSWERED_KINDS);
    if (kind === undefined) return [];
    const what = within(item, kind);
    if (kind === "email") {
      if (!isObject(what, ["to"])) return [];
      return [{ email: { to: someItems(within(what, "to"), ADDRESSES).flatMap((each) => readAddress(each) ?? []) } }];
    }
    const longest = kind === "webhook" ? WEBHOOK_NAME_CHARACTERS : ADDRESS_BOOK_NAME_CHARACTERS;
    const name = nameText(what, longest);
    return name === undefined ? [] : [kind === "webhook" ? { webhook: name } : { group: name }];
  });
}

function readAddress(place: Place): string | undefined {
  const text = nameText(place, EMAIL_CHARACTERS);
  if (text === undefined) return undefined;
  const address = readEmail(text);
  return address.ok ? address.value : fault(place, "must be an email address");
}

/** An object with exactly one of these. */
function oneKeyOf<const Key extends string>(place: Place, keys: readonly Key[]): Key | undefined {
  if (!isObject(place, keys)) return undefined;
  const given = keys.filter((key) => within(place, key).value !== undefined);
  const [kind, other] = given;
  if (kind === undefined) return fault(place, `must have one of ${keys.join(", ")}`);
  if (other !== undefined) return fault(place, `has both “${kind}” and “${other}”: put each into an object of its own`);
  return kind;
}

function someItems(place: Place, most: number): Place[] {
  const items = itemsOf(place, most);
  if (Array.isArray(place.value) && place.value.length === 0) fault(place, "must not be empty");
  return items;
}

function optionalWhole(place: Place, most: number): number | undefined {
  const { value } = place;
  if (value === undefined) return undefined;
  const isRight = typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= most;
  return isRight ? value : fault(place, `must be a whole number from 1 to ${most}`);
}
