import { type Static, Type } from "@sinclair/typebox";
import { defined } from "../../defined.ts";
import { ESCALATION_CONTACTS, SHIFTS_OF_A_GROUP } from "../../limits.ts";
import type { Rota, Schedule, Weekday } from "../../messages/index.ts";
import type { AddressBook } from "../../routing/index.ts";
import { invalid, notFound } from "../operations/failures.ts";
import { operation, type Route, route } from "../operations/operation.ts";
import { named, oneOf } from "../plumbing/schemas.ts";
import { byId, Id, refusedBy } from "./address-book-models.ts";
import { lacksIfMatch, precondition, tagged } from "./etag.ts";
import { pointingOut, referencesIn } from "./references.ts";

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
const MINUTES_OF_A_DAY = 1440;

const closed = { additionalProperties: false };

const Shift = Type.Object(
  {
    contact: Type.Integer({ ...Id, description: "ID of a member." }),
    days: Type.Array(oneOf(DAYS), { minItems: 1, maxItems: DAYS.length }),
    from: Type.String({
      pattern: "^([01][0-9]|2[0-3]):[0-5][0-9]$",
      description: "By the clock of the time zone.",
      "x-message": "must be a time such as 17:00",
    }),
    to: Type.String({
      pattern: "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$",
      description: "Not after `from`: on the day after. `00:00` is the end of the day.",
      "x-message": "must be a time such as 08:00, at most 24:00",
    }),
  },
  closed,
);

const Shifts = named(
  "Shifts",
  Type.Object(
    {
      timeZone: Type.Optional(
        Type.String({
          minLength: 1,
          maxLength: 64,
          description: "IANA name. Absent: the group has no schedule, and all members are on call at all times.",
        }),
      ),
      shifts: Type.Array(Shift, { maxItems: SHIFTS_OF_A_GROUP }),
    },
    closed,
  ),
);

const Escalation = named(
  "Escalation",
  Type.Object(
    {
      contacts: Type.Array(Id, {
        maxItems: ESCALATION_CONTACTS,
        description: "IDs of members, the first to notify first.",
      }),
    },
    closed,
  ),
);

const SHIFTS = {
  timeZone: "Europe/Berlin",
  shifts: [{ contact: 4, days: ["mon", "tue", "wed", "thu", "fri"], from: "08:00", to: "17:00" }],
};
const ESCALATION = { contacts: [4] };

const common = { tag: "Groups", permissions: ["groups"], parameters: byId } as const;
const REPLACES = "Replaces the whole list, and so needs `If-Match` with the ETag of its GET.";

const SHOW_SHIFTS = operation({
  ...common,
  method: "GET",
  path: "/api/v1/groups/{id}/shifts",
  operationId: "getShifts",
  summary: "Who of a group is on call when",
  answer: Shifts,
  example: SHIFTS,
  failures: [404],
});

const SET_SHIFTS = operation({
  ...common,
  method: "PUT",
  path: "/api/v1/groups/{id}/shifts",
  operationId: "setShifts",
  summary: "Say who of a group is on call when",
  description: REPLACES,
  body: Shifts,
  bodyExample: SHIFTS,
  answer: Shifts,
  example: SHIFTS,
  failures: [400, 404, 412, 422, 428],
});

const SHOW_ESCALATION = operation({
  ...common,
  method: "GET",
  path: "/api/v1/groups/{id}/escalation",
  operationId: "getEscalation",
  summary: "Whom of a group to notify one after another",
  answer: Escalation,
  example: ESCALATION,
  failures: [404],
});

const SET_ESCALATION = operation({
  ...common,
  method: "PUT",
  path: "/api/v1/groups/{id}/escalation",
  operationId: "setEscalation",
  summary: "Say whom of a group to notify one after another",
  description: REPLACES,
  body: Escalation,
  bodyExample: ESCALATION,
  answer: Escalation,
  example: ESCALATION,
  failures: [400, 404, 412, 422, 428],
});

export const ROTA_OPERATIONS = [SHOW_SHIFTS, SET_SHIFTS, SHOW_ESCALATION, SET_ESCALATION] as const;

/** Who of a group is on call. */
export function rotaRoutes(book: AddressBook): Route[] {
  const { store } = book;
  return [
    route(SHOW_SHIFTS, async ({ parameters: { id }, headers }) => {
      const rota = await store.findRota(id);
      return rota === undefined ? notFound("group") : tagged(showShifts(rota), headers);
    }),
    route(SET_SHIFTS, async ({ parameters: { id }, body, user, headers }) => {
      const group = await store.summarizeGroup(id);
      if (group === undefined) return notFound("group");
      const { ifIs, failed } = precondition(headers, showShifts);
      if (ifIs === undefined) return lacksIfMatch();
      const schedule = scheduleOf(body);
      if (schedule === undefined && body.shifts.length > 0) {
        return invalid([{ pointer: "/timeZone", message: "is missing" }]);
      }
      const set = await book.as(user.name).setSchedule(group, schedule, ifIs);
      if (!set.ok) {
        const refused = refusedBy(set.problem, "group", failed);
        // All but the time zone is checked by the schema.
        if (set.problem.kind === "invalid") return { ...refused, faults: [NO_TIME_ZONE] };
        const members = body.shifts.map(({ contact }, at) => ({ pointer: `/shifts/${at}/contact`, id: contact }));
        return pointingOut(refused, members, await membersOf(store, id));
      }
      return tagged(showShifts(defined({ schedule })));
    }),
    route(SHOW_ESCALATION, async ({ parameters: { id }, headers }) => {
      const rota = await store.findRota(id);
      return rota === undefined ? notFound("group") : tagged(showEscalation(rota), headers);
    }),
    route(SET_ESCALATION, async ({ parameters: { id }, body, user, headers }) => {
      const group = await store.summarizeGroup(id);
      if (group === undefined) return notFound("group");
      const { ifIs, failed } = precondition(headers, showEscalation);
      if (ifIs === undefined) return lacksIfMatch();
      const escalation = [...new Set(body.contacts)];
      const set = await book.as(user.name).setEscalation(group, escalation, ifIs);
      if (set.ok) return tagged(showEscalation({ escalation }));
      const refused = refusedBy(set.problem, "group", failed);
      return pointingOut(refused, referencesIn("/contacts", body.contacts), await membersOf(store, id));
    }),
  ];
}

const NO_TIME_ZONE = { pointer: "/timeZone", message: "must be a time zone such as Europe/Berlin" };

/** What tells members of a group from others. @throws StoreFailure */
export async function membersOf(store: Pick<AddressBook["store"], "findGroup">, id: number) {
  const members = new Set((await store.findGroup({ id }))?.members.map((member) => member.id));
  return { isThere: (contact: number) => members.has(contact), message: "is not the ID of a member of the group" };
}

const showEscalation = ({ escalation }: Pick<Rota, "escalation">): Static<typeof Escalation> => ({
  contacts: [...escalation],
});

function showShifts({ schedule }: Pick<Rota, "schedule">): Static<typeof Shifts> {
  if (schedule === undefined) return { shifts: [] };
  const { timeZone, shifts } = schedule;
  return {
    timeZone,
    shifts: shifts.map(({ contactId, weekdays, fromMinute, toMinute }) => ({
      contact: contactId,
      days: DAYS.filter((_, index) => weekdays.includes((index + 1) as Weekday)),
      from: timeOf(fromMinute),
      to: timeOf(toMinute),
    })),
  };
}

function scheduleOf({ timeZone, shifts }: Static<typeof Shifts>): Schedule | undefined {
  if (timeZone === undefined) return undefined;
  return {
    timeZone,
    shifts: shifts.map(({ contact, days, from, to }) => ({
      contactId: contact,
      weekdays: DAYS.flatMap((day, index) => (days.includes(day) ? [(index + 1) as Weekday] : [])),
      fromMinute: minuteOf(from),
      // Midnight ends a day.
      toMinute: minuteOf(to) || MINUTES_OF_A_DAY,
    })),
  };
}

/** `08:30` → 510 */
const minuteOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

const timeOf = (minute: number) =>
  [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, "0")).join(":");
