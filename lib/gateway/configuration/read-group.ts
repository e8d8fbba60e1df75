import { defined } from "../../defined.ts";
import { ADDRESS_BOOK_NAME_CHARACTERS } from "../../limits.ts";
import type { ConfiguredGroup } from "../../messages/index.ts";
import { fault, isObject, isTimeZone, itemsOf, nameText, type Place, within } from "../../routing/index.ts";

const MOST = 20_000;
const MINUTES_OF_A_DAY = 1_440;

/** A group of a file. */
export function readGroup(place: Place): ConfiguredGroup | undefined {
  if (!isObject(place, ["name", "timeZone", "policy", "members", "shifts", "overrides"])) return undefined;
  const listOf = (name: string) => {
    const list = within(place, name);
    return list.value === undefined ? [] : itemsOf(list, MOST);
  };
  const members = listOf("members").flatMap((item) => readMember(item) ?? []);
  const isMember = new Set(members.map(({ contact }) => contact.toLowerCase()));
  if (isMember.size < members.length) fault(within(place, "members"), "has somebody twice");
  const shifts = listOf("shifts").flatMap((item) => readShift(item) ?? []);
  if (shifts.some(({ contact }) => !isMember.has(contact.toLowerCase())))
    fault(within(place, "shifts"), "names somebody who is not a member");
  const zone = within(place, "timeZone");
  const timeZone = zone.value === undefined ? undefined : nameText(zone, 64);
  if (timeZone !== undefined && !isTimeZone(timeZone)) fault(zone, "must be a time zone such as Europe/Berlin");
  return {
    name: person(place, "name") ?? "",
    ...defined({ timeZone, policy: optionalPerson(place, "policy") }),
    members,
    shifts,
    overrides: listOf("overrides").flatMap((item) => readOverride(item) ?? []),
  };
}

const person = (place: Place, name: string) => nameText(within(place, name), ADDRESS_BOOK_NAME_CHARACTERS);
const optionalPerson = (place: Place, name: string) =>
  within(place, name).value === undefined ? undefined : person(place, name);

function readMember(place: Place): ConfiguredGroup["members"][number] | undefined {
  if (!isObject(place, ["contact", "escalation"])) return undefined;
  const contact = person(place, "contact");
  const order = within(place, "escalation");
  const escalation = order.value === undefined ? undefined : whole(order, 1, MOST);
  return contact === undefined ? undefined : { contact, ...defined({ escalation }) };
}

function readShift(place: Place): ConfiguredGroup["shifts"][number] | undefined {
  if (!isObject(place, ["contact", "weekdays", "from", "to"])) return undefined;
  const contact = person(place, "contact");
  const days = itemsOf(within(place, "weekdays"), 7).flatMap((item) => whole(item, 1, 7) ?? []);
  if (days.length === 0) fault(within(place, "weekdays"), "must not be empty");
  const fromMinute = readClock(within(place, "from"), { least: 0, most: MINUTES_OF_A_DAY - 1 });
  const toMinute = readClock(within(place, "to"), { least: 1, most: MINUTES_OF_A_DAY });
  if (contact === undefined || fromMinute === undefined || toMinute === undefined) return undefined;
  const weekdays = days.reduce((sum, day) => sum | (1 << (day - 1)), 0);
  return { contact, weekdays, fromMinute, toMinute };
}

function readOverride(place: Place): ConfiguredGroup["overrides"][number] | undefined {
  if (!isObject(place, ["contact", "insteadOf", "from", "to"])) return undefined;
  const contact = person(place, "contact");
  const [startsAt, endsAt] = [readTime(within(place, "from")), readTime(within(place, "to"))];
  if (contact === undefined || startsAt === undefined || endsAt === undefined) return undefined;
  if (endsAt <= startsAt) return fault(within(place, "to"), "must be after from");
  return { contact, ...defined({ insteadOf: optionalPerson(place, "insteadOf") }), startsAt, endsAt };
}

/** Minutes after midnight, of `08:05`; `24:00` is the end of the day. */
function readClock(place: Place, { least, most }: { least: number; most: number }): number | undefined {
  const text = nameText(place, 5);
  if (text === undefined) return undefined;
  const [, hours, minutes] = /^(\d\d):([0-5]\d)$/.exec(text) ?? [];
  const minute = hours === undefined ? Number.NaN : Number(hours) * 60 + Number(minutes);
  return minute >= least && minute <= most ? minute : fault(place, "must be a time of the day such as 08:05");
}

/** A whole number between two others. */
export function whole(place: Place, least: number, most: number): number | undefined {
  const { value } = place;
  const isOne = typeof value === "number" && Number.isInteger(value) && value >= least && value <= most;
  return isOne ? value : fault(place, `must be a whole number, ${least} to ${most}`);
}

/** Milliseconds since 1970. */
export function readTime(place: Place): number | undefined {
  const text = nameText(place, 40);
  if (text === undefined) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? fault(place, "must be a time such as 2030-01-31T12:00:00Z") : at;
}
