import { Type } from "@sinclair/typebox";
import type { UserDirectory } from "../../auth/index.ts";
import type { Clock } from "../../clock.ts";
import { defined } from "../../defined.ts";
import { USER_NAME_CHARACTERS } from "../../limits.ts";
import {
  type EventRecorder,
  INCOMING_OUTCOMES,
  STATISTICS_OUTCOMES,
  type StatisticsDimension,
  type StatisticsStore,
} from "../../messages/index.ts";
import {
  readStatistics,
  resetStatistics,
  STATISTICS_PERIODS,
  type StatisticsItem,
  USUAL_SPAN_MS,
} from "../../routing/index.ts";
import { type Fault, holds, invalid, lacking } from "../operations/failures.ts";
import { operation, type Route, route } from "../operations/operation.ts";
import { named, oneOf } from "../plumbing/schemas.ts";
import { Instant, readId, showInstant } from "./schemas.ts";
import { readTime } from "./times.ts";

const strict = { additionalProperties: false };
const BY = ["modem", "user", "channel"] as const;
const CHANNELS = ["sms", "telegram"] as const;
/** 64 characters: the longest name of a time zone has 32. */
const ZONE_CHARACTERS = 64;
const WORD_CHARACTERS = 200;

const text = (maxLength: number, description: string) => Type.Optional(Type.String({ maxLength, description }));
const number = (description: string) => Type.Integer({ description });

const Count = named(
  "MessageCount",
  Type.Object(
    {
      start: Type.String({ format: "date-time" }),
      end: Type.String({ format: "date-time", description: "The next period begins here." }),
      modem: Type.Optional(Type.String({ description: "Absent: none, or not known, as of what was accepted." })),
      user: Type.Optional(
        Type.Object(
          {
            id: Type.Integer(),
            name: Type.Optional(Type.String({ description: "Absent once the user was removed." })),
          },
          { ...strict, description: "Absent: nobody, as of what was received." },
        ),
      ),
      channel: Type.Optional(oneOf(CHANNELS)),
      accepted: number("By the time of acceptance."),
      sent: number("The network took all of it; by that time."),
      delivered: number("A report said so; by the time of the end."),
      failed: number("Given up, expired, or not delivered."),
      received: Type.Optional(number("With `incoming-messages`, as what follows; no user's.")),
      calls: Type.Optional(number("Incoming calls.")),
      silent: Type.Optional(number("Messages of type 0, which are never shown.")),
      blocked: Type.Optional(number("What the setting `--incoming-from` refused: parts of messages, and calls.")),
    },
    strict,
  ),
);

const EXAMPLE = {
  start: "2026-01-30T23:00:00.000Z",
  end: "2026-01-31T23:00:00.000Z",
  accepted: 120,
  sent: 118,
  delivered: 97,
  failed: 2,
  received: 4,
  calls: 1,
  silent: 0,
  blocked: 0,
};

const COUNT = operation({
  method: "GET",
  path: "/api/v1/statistics",
  operationId: "getStatistics",
  tag: "Statistics",
  summary: "How many messages there were, by hour, day or month",
  description:
    "Your own messages; those of others as well with *Sent messages* (`sent-messages`). Counted as it happens: deleted messages stay counted, and a long time costs no more than a short one. Without `by`, every period is there; with it, those with a number above zero.",
  query: Type.Object({
    per: Type.Optional(oneOf(STATISTICS_PERIODS, { default: "day", description: "The length of a period." })),
    since: Type.Optional(Instant("The first period is around this time. A day, 30 days or a year ago by default.")),
    until: Type.Optional(Instant("The last period is around this time; now by default. At most 1,000 periods.")),
    timeZone: text(ZONE_CHARACTERS, "Decides when days and months begin; that of the gateway by default."),
    by: Type.Optional(Type.Array(oneOf(BY), { description: "What is counted apart." })),
    user: text(USER_NAME_CHARACTERS, "ID or name of a user; others than you need `sent-messages`."),
    modem: text(WORD_CHARACTERS, "Only what this modem sent, failed to send, or received."),
    channel: Type.Optional(oneOf(CHANNELS, { description: "Only by this channel." })),
  }),
  answer: Type.Object({ timeZone: Type.String(), items: Type.Array(Count) }, strict),
  example: { timeZone: "Europe/Berlin", items: [EXAMPLE] },
  failures: [422],
});

const RESET = operation({
  method: "DELETE",
  path: "/api/v1/statistics",
  operationId: "resetStatistics",
  tag: "Statistics",
  permissions: ["users"],
  summary: "Reset the statistics of a user",
  description:
    "What this user's messages counted as so far is forgotten, also in sums over all users; the messages stay. Nothing brings it back.",
  query: Type.Object({
    user: Type.String({
      minLength: 1,
      maxLength: USER_NAME_CHARACTERS,
      description: "ID or name; of a user who was removed, the ID.",
      example: "anna",
    }),
  }),
  failures: [422],
});

interface StatisticsDeps {
  statistics: StatisticsStore;
  events: EventRecorder;
  users: UserDirectory;
  clock: Pick<Clock, "now">;
  /** The gateway's. */
  timeZone: string;
}

/** Numbers of messages over time. */
export const STATISTICS = {
  operations: [COUNT, RESET],
  routes: ({ statistics, events, users, clock, timeZone: ownZone }: StatisticsDeps): Route[] => [
    route(COUNT, async ({ query, user: caller }) => {
      const { per = "day", by = [], modem, channel } = query;
      const seesAll = holds(caller, "sent-messages");
      const asked = query.user === undefined ? undefined : await users.byReference(query.user);
      if (query.user !== undefined && asked?.id !== caller.id && !seesAll) return lacking("sent-messages");
      const faults: Fault[] = [];
      const read = <Value>(name: string, value: Value | undefined, message: string): Value | undefined => {
        if (value === undefined) faults.push({ pointer: `/${name}`, message });
        return value;
      };
      if (query.user !== undefined) read("user", asked, "is not known");
      const until = readTime(query.until ?? "") ?? clock.now();
      const from = readTime(query.since ?? "") ?? until - USUAL_SPAN_MS[per];
      const timeZone = read(
        "timeZone",
        readZone(query.timeZone ?? ownZone),
        "must be a time zone such as Europe/Berlin",
      );
      if (from > until) faults.push({ pointer: "/since", message: "must be before `until`" });
      if (faults.length > 0 || timeZone === undefined) return invalid(faults);

      const counted = await readStatistics(statistics, {
        per,
        from,
        until,
        timeZone,
        by: by.map((name): StatisticsDimension => (name === "user" ? "userId" : name)),
        ...defined({ userId: asked?.id ?? (seesAll ? undefined : caller.id), modem, channel }),
      });
      if (!counted.ok) {
        const isLong = counted.problem === "too-many-periods";
        return invalid([isLong ? TOO_LONG : { pointer: "/by", message: "gives too many numbers: ask for less time" }]);
      }
      const hidden = holds(caller, "incoming-messages") ? [] : INCOMING_OUTCOMES;
      const shown = counted.value.filter((item) => by.length === 0 || hasNumber(item, hidden));
      const items = shown.map(async ({ start, end, userId, received, calls, silent, blocked, ...item }) => ({
        start: showInstant(start),
        end: showInstant(end),
        ...item,
        ...(userId === undefined
          ? {}
          : { user: { id: userId, ...defined({ name: (await users.byId(userId))?.name }) } }),
        ...(hidden.length > 0 ? {} : { received, calls, silent, blocked }),
      }));
      return { timeZone, items: await Promise.all(items) };
    }),
    route(RESET, async ({ query, user: caller }) => {
      const known = await users.byReference(query.user);
      const id = known?.id ?? readId(query.user);
      if (id === undefined) return invalid([{ pointer: "/user", message: "is not known" }]);
      await resetStatistics({ statistics, events }, { id, name: known?.name ?? String(id) }, caller.name);
    }),
  ],
} as const;

const TOO_LONG: Fault = { pointer: "/since", message: "is more than 1,000 periods before `until`" };

const hasNumber = (item: StatisticsItem, hidden: readonly string[]) =>
  STATISTICS_OUTCOMES.some((outcome) => !hidden.includes(outcome) && item[outcome] !== 0);

/** As it is usually spelt; `undefined`: there is none of this name. */
function readZone(text: string): string | undefined {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}
