import { type Static, Type } from "@sinclair/typebox";
import type { Clock } from "../../clock.ts";
import { defined } from "../../defined.ts";
import { SHIFTS_OF_A_GROUP } from "../../limits.ts";
import type { Override, Rota } from "../../messages/index.ts";
import { type AddressBook, dutiesOf, gapsOf } from "../../routing/index.ts";
import { type Fault, invalid, notFound } from "../operations/failures.ts";
import { operation, type Route, route } from "../operations/operation.ts";
import { named } from "../plumbing/schemas.ts";
import { byId, Id, refusedBy } from "./address-book-models.ts";
import { lacksIfMatch, precondition, tagged } from "./etag.ts";
import { pointingOut } from "./references.ts";
import { membersOf } from "./rota.ts";
import { Instant, showInstant } from "./schemas.ts";
import { readTime } from "./times.ts";

const DAY_MS = 86_400_000;
/** A week, unless something else is asked for. */
const USUAL_MS = 7 * DAY_MS;
/** 31 days: with a thousand shifts the answer has some megabytes. */
const LONGEST_MS = 31 * DAY_MS;

/** Clocks of time zones are read with a year of four digits. */
const LAST_MS = Date.UTC(9999, 0);

const closed = { additionalProperties: false };

const contact = Type.Integer({ ...Id, description: "ID of the member who is on call." });
const from = Instant("When it begins.");
const until = Instant("When it ends.");

const Overrides = named(
  "Overrides",
  Type.Object(
    {
      overrides: Type.Array(
        Type.Object(
          {
            contact,
            insteadOf: Type.Optional(
              Type.Integer({
                ...Id,
                description:
                  "ID of the member whose shifts these are: during this time `contact` has them. Absent: on call besides everybody else.",
              }),
            ),
            from,
            until,
          },
          closed,
        ),
        {
          maxItems: SHIFTS_OF_A_GROUP,
          description: "Of two for the same time and the same member the later in the list counts.",
        },
      ),
    },
    closed,
  ),
);

const OnCall = named(
  "OnCall",
  Type.Object(
    {
      timeZone: Type.Optional(
        Type.String({ description: "Absent: no schedule, and all members are on call at all times." }),
      ),
      duties: Type.Array(
        Type.Object(
          {
            contact,
            name: Type.String(),
            insteadOf: Type.Optional(
              Type.Integer({ description: "ID of the member whose shift it is by the schedule." }),
            ),
            shift: Type.Optional(
              Type.Integer({ description: "Its place in the list of shifts, from 0. Absent for an override besides." }),
            ),
            from,
            until,
          },
          closed,
        ),
        { description: "By their beginnings; what begins before or ends after the time asked for is whole." },
      ),
      gaps: Type.Array(Type.Object({ from, until }, closed), { description: "When nobody is on call." }),
    },
    closed,
  ),
);

const [begin, end] = ["2026-02-02T07:00:00.000Z", "2026-02-02T16:00:00.000Z"] as const;
const OVERRIDES = { overrides: [{ contact: 7, insteadOf: 4, from: begin, until: end }] };

const common = { tag: "Groups", permissions: ["groups"], parameters: byId } as const;

const SHOW = operation({
  ...common,
  method: "GET",
  path: "/api/v1/groups/{id}/on-call",
  operationId: "getOnCall",
  summary: "Who of a group is on call, now or at some time",
  description: "The shifts of each date, with the overrides applied, by the clock of the group's time zone.",
  query: Type.Object({
    from: Type.Optional(Instant("From when on; now by default.")),
    until: Type.Optional(Instant("Until when: 31 days after `from` at most, a week by default.")),
  }),
  answer: OnCall,
  example: {
    timeZone: "Europe/Berlin",
    duties: [{ contact: 7, name: "Bernd", insteadOf: 4, shift: 0, from: begin, until: end }],
    gaps: [{ from: end, until: "2026-02-03T07:00:00.000Z" }],
  },
  failures: [404, 422],
});

const SHOW_OVERRIDES = operation({
  ...common,
  method: "GET",
  path: "/api/v1/groups/{id}/overrides",
  operationId: "getOverrides",
  summary: "Who is on call once, in place of what the shifts say",
  answer: Overrides,
  example: OVERRIDES,
  failures: [404],
});

const SET_OVERRIDES = operation({
  ...common,
  method: "PUT",
  path: "/api/v1/groups/{id}/overrides",
  operationId: "setOverrides",
  summary: "Say who is on call once, in place of what the shifts say",
  description:
    "Replaces the whole list, and so needs `If-Match` with the ETag of its GET. Two members swap by one override each. Afterwards the shifts apply again.",
  body: Overrides,
  bodyExample: OVERRIDES,
  answer: Overrides,
  example: OVERRIDES,
  failures: [400, 404, 412, 422, 428],
});

export const OVERRIDE_OPERATIONS = [SHOW, SHOW_OVERRIDES, SET_OVERRIDES] as const;

/** Who of a group is on call at which dates. */
export function overrideRoutes(book: AddressBook, clock: Pick<Clock, "now">): Route[] {
  const { store } = book;
  return [
    route(SHOW, async ({ parameters: { id }, query }) => {
      const first = readTime(query.from ?? "") ?? clock.now();
      const last = readTime(query.until ?? "") ?? first + USUAL_MS;
      if (first < 0 || last > LAST_MS) {
        return invalid([{ pointer: "/from", message: "must be in a year from 1970 to 9998" }], "The query");
      }
      if (last <= first || last - first > LONGEST_MS) {
        return invalid([{ pointer: "/until", message: "must be after from, by 31 days at most" }], "The query");
      }
      const group = await store.findGroup({ id });
      if (group === undefined) return notFound("group");
      const period = { from: first, until: last };
      const duties = dutiesOf(group, period);
      const nameOf = new Map(group.members.map((member) => [member.id, member.name]));
      return {
        ...defined({ timeZone: group.schedule?.timeZone }),
        duties: duties.map(({ contactId, insteadOf, shift, ...times }) => ({
          contact: contactId,
          name: nameOf.get(contactId) ?? "",
          ...defined({ insteadOf, shift }),
          ...showTimes(times),
        })),
        gaps: group.schedule === undefined ? [] : gapsOf(duties, period).map(showTimes),
      };
    }),
    route(SHOW_OVERRIDES, async ({ parameters: { id }, headers }) => {
      const rota = await store.findRota(id);
      return rota === undefined ? notFound("group") : tagged(showOverrides(rota), headers);
    }),
    route(SET_OVERRIDES, async ({ parameters: { id }, body, user, headers }) => {
      const group = await store.summarizeGroup(id);
      if (group === undefined) return notFound("group");
      const { ifIs, failed } = precondition(headers, showOverrides);
      if (ifIs === undefined) return lacksIfMatch();
      const overrides = overridesOf(body);
      const faults = faultsIn(overrides);
      if (faults.length > 0) return invalid(faults);
      const set = await book.as(user.name).setOverrides(group, overrides, ifIs);
      if (set.ok) return tagged(showOverrides({ overrides }));
      const members = overrides.flatMap(({ contactId, insteadOf }, at) => [
        { pointer: `/overrides/${at}/contact`, id: contactId },
        ...(insteadOf === undefined ? [] : [{ pointer: `/overrides/${at}/insteadOf`, id: insteadOf }]),
      ]);
      return pointingOut(refusedBy(set.problem, "group", failed), members, await membersOf(store, id));
    }),
  ];
}

/** What contradicts itself: the first 20. */
const faultsIn = (overrides: readonly Override[]): Fault[] =>
  overrides
    .flatMap(({ contactId, insteadOf, from: first, until: last }, at): Fault[] => [
      ...(first < last ? [] : [{ pointer: `/overrides/${at}/until`, message: "must be after from" }]),
      ...(contactId === insteadOf ? [{ pointer: `/overrides/${at}/insteadOf`, message: "must be somebody else" }] : []),
    ])
    .slice(0, 20);

const showTimes = ({ from: first, until: last }: { from: number; until: number }) => ({
  from: showInstant(first),
  until: showInstant(last),
});

const showOverrides = ({ overrides }: Pick<Rota, "overrides">): Static<typeof Overrides> => ({
  overrides: overrides.map(({ contactId, insteadOf, ...times }) => ({
    contact: contactId,
    ...defined({ insteadOf }),
    ...showTimes(times),
  })),
});

const overridesOf = ({ overrides }: Static<typeof Overrides>): Override[] =>
  overrides.map(({ contact: contactId, insteadOf, ...times }) => ({
    contactId,
    ...defined({ insteadOf }),
    from: readTime(times.from) ?? 0,
    until: readTime(times.until) ?? 0,
  }));
