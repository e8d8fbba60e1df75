import { Type } from "@sinclair/typebox";
import { defined } from "../../defined.ts";
import { NUMBER_CHARACTERS, USER_NAME_CHARACTERS } from "../../limits.ts";
import type { EventRecorder, EventSeverity, LoggedEvent } from "../../messages/index.ts";
import { operation, type Route, route } from "../operations/operation.ts";
import { named, oneOf } from "../plumbing/schemas.ts";
import { createCursor, limitOf, PAGING, pageOf } from "./cursor.ts";
import { Instant, showInstant } from "./schemas.ts";
import { readTime } from "./times.ts";

const SEVERITIES = ["info", "warning", "error"] as const satisfies readonly EventSeverity[];
const WORD_CHARACTERS = 200;
/** 500 in a transaction: other writes wait for some milliseconds. */
const STEP = 500;
/** 100 steps: a few seconds, well within the time limit of a request. */
const MOST_STEPS = 100;

const strict = { additionalProperties: false };
const text = (maxLength: number, description: string) => Type.Optional(Type.String({ maxLength, description }));

const LogEntry = named(
  "LoggedEvent",
  Type.Object(
    {
      id: Type.Integer(),
      at: Type.String({ format: "date-time" }),
      severity: oneOf(SEVERITIES),
      kind: Type.String({ description: "Such as `setting.changed`; docs/events.md lists them." }),
      message: Type.String({ description: "A sentence for people." }),
      user: Type.Optional(Type.String({ description: "The user's name." })),
      modem: Type.Optional(Type.String()),
      messageId: Type.Optional(Type.Integer({ description: "Of an outgoing message." })),
      address: Type.Optional(Type.String({ description: "The client's." })),
      details: Type.Optional(
        Type.Object(
          {},
          {
            additionalProperties: true,
            description: "By name, such as `before` and `after` of a setting. What opens something is •••.",
          },
        ),
      ),
    },
    strict,
  ),
);

const LIST = operation({
  method: "GET",
  path: "/api/v1/events-log",
  operationId: "listEvents",
  tag: "Event log",
  summary: "The event log, newest first",
  permissions: ["event-log"],
  query: Type.Object({
    severity: Type.Optional(oneOf(SEVERITIES, { description: "Only of this severity." })),
    kind: text(WORD_CHARACTERS, "Only of this kind."),
    user: text(USER_NAME_CHARACTERS, "Only of the user with this name."),
    modem: text(WORD_CHARACTERS, "Only of this modem."),
    messageId: Type.Optional(
      Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description: "Only of this outgoing message." }),
    ),
    number: Type.Optional(
      Type.String({
        maxLength: NUMBER_CHARACTERS,
        pattern: "[1-9]",
        description: "Only those that name a telephone number with these digits; zeros in front do not count.",
        "x-message": `must have digits, and at most ${NUMBER_CHARACTERS} characters`,
      }),
    ),
    since: Type.Optional(Instant("Not before this time.")),
    until: Type.Optional(Instant("Before this time.")),
    ...PAGING,
  }),
  answer: pageOf(LogEntry),
  example: {
    items: [
      {
        id: 812,
        at: "2026-01-31T07:00:00.000Z",
        severity: "info",
        kind: "setting.changed",
        message: "Setting unknown was changed from resend to hold",
        user: "apiuser",
        details: { setting: "unknown", before: "resend", after: "hold" },
      },
    ],
  },
  failures: [422],
});

const CLEAR = operation({
  method: "DELETE",
  path: "/api/v1/events-log",
  operationId: "deleteEvents",
  tag: "Event log",
  summary: "Delete what is older than a time",
  description: "At most 50,000 events, oldest first: repeat it until `done`. Leaves the event `events.cleared`.",
  permissions: ["event-log"],
  query: Type.Object({
    before: Instant("What is older is deleted."),
  }),
  answer: Type.Object({ deleted: Type.Integer(), done: Type.Boolean() }, strict),
  example: { deleted: 1204, done: true },
  failures: [422],
});

const cursor = createCursor("events", Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }));

export type StoredEvent = LoggedEvent & { id: number; at: number };

/** @throws StoreFailure from both */
interface EventLog {
  /** Newest first. `next`: where the next page begins, below it. */
  page(
    filter: Partial<Pick<LoggedEvent, "severity" | "kind" | "userName" | "modem" | "messageId">> & {
      digits?: string;
      from?: number;
      until?: number;
    },
    page: { limit: number; before?: number },
  ): Promise<{ events: StoredEvent[]; next?: number }>;
  /** Deletes events before a time, at most `limit`; returns their number. */
  clear(options: { before: number; limit: number }): Promise<number>;
}

/** The event log, read and cleared. */
export const EVENTS_LOG = {
  operations: [LIST, CLEAR],
  routes: ({ eventLog, events: recorder }: { eventLog: EventLog; events: EventRecorder }): Route[] => [
    route(LIST, async ({ query }) => {
      const { severity, kind, user, modem, messageId, number } = query;
      const before = cursor.read(query.after);
      if (!before.ok) return before.problem;
      const digits = number?.replace(/\D/g, "").replace(/^0+/, "");
      const { events, next } = await eventLog.page(
        defined({
          severity,
          kind,
          userName: user,
          modem,
          messageId,
          digits,
          from: readTime(query.since ?? ""),
          until: readTime(query.until ?? ""),
        }),
        { limit: limitOf(query), ...defined({ before: before.value }) },
      );
      return cursor.page(events.map(showEvent), next);
    }),
    route(CLEAR, async ({ query, user, address, limit }) => {
      const before = readTime(query.before) ?? 0;
      let deleted = 0;
      let done = false;
      for (let step = 0; step < MOST_STEPS && !done && !limit.passed; step++) {
        const cleared = await eventLog.clear({ before, limit: STEP });
        deleted += cleared;
        done = cleared < STEP;
      }
      const details = { before: showInstant(before), events: deleted };
      if (deleted > 0) recorder.record({ kind: "events.cleared", userName: user.name, address, details });
      return { deleted, done };
    }),
  ],
} as const;

/** An event as every answer has it. */
export function showEvent({ id, at, severity, kind, message, ...more }: StoredEvent) {
  const { userName, modem, messageId, address, details } = more;
  return {
    id,
    at: showInstant(at),
    severity,
    kind,
    message,
    ...defined({ user: userName, modem, messageId, address, details }),
  };
}
