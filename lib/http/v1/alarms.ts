import { Type } from "@sinclair/typebox";
import { defined } from "../../defined.ts";
import { ADDRESS_BOOK_NAME_CHARACTERS } from "../../limits.ts";
import {
  ALARM_KEY_CHARACTERS,
  ALARM_TEXT_CHARACTERS,
  ALARM_TITLE_CHARACTERS,
  type AlarmState,
} from "../../messages/index.ts";
import type { ActProblem, AlarmDesk } from "../../routing/index.ts";
import { type Failure, failure, invalid, keyUsed, notFound } from "../operations/failures.ts";
import { REPLAYED } from "../operations/idempotency.ts";
import { operation, type Route, route } from "../operations/operation.ts";
import { Reply } from "../operations/reply.ts";
import { oneOf } from "../plumbing/schemas.ts";
import {
  ALARM_EXAMPLE,
  AlarmCounts,
  AlarmEntryModel,
  AlarmModel,
  AlarmSeverityName,
  AlarmStateName,
  AlarmWithTimeline,
  actorOf,
  ENTRY_EXAMPLE,
  RaisedAlarm,
  showAlarm,
  showEntry,
} from "./alarm-models.ts";
import { createCursor, limitOf, PAGING, pageOf } from "./cursor.ts";
import { tooManyOpen } from "./policies.ts";

const strict = { additionalProperties: false } as const;
const common = { tag: "Alarms", permissions: ["alarms"] } as const;
const place = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
const parameters = Type.Object({ id: { ...place, description: "As the list gives it.", example: 31 } });
const policy = Type.String({
  minLength: 1,
  maxLength: ADDRESS_BOOK_NAME_CHARACTERS,
  description: "Its name, in whatever case.",
});
const key = Type.String({ minLength: 1, maxLength: ALARM_KEY_CHARACTERS, description: "What it is about." });

const LIST = operation({
  ...common,
  method: "GET",
  path: "/api/v1/alarms",
  operationId: "getAlarms",
  summary: "Alarms, newest first",
  query: Type.Object({
    state: Type.Optional(
      Type.Array(AlarmStateName, { description: "Only in these states.", example: "open,unanswered" }),
    ),
    policy: Type.Optional(policy),
    ...PAGING,
  }),
  answer: pageOf(AlarmModel),
  example: { items: [ALARM_EXAMPLE] },
  failures: [422],
});

const COUNTS = operation({
  ...common,
  method: "GET",
  path: "/api/v1/alarms/counts",
  operationId: "countAlarms",
  summary: "How many alarms are in each state",
  description: "Drills are not counted.",
  inBackground: true,
  answer: AlarmCounts,
  example: { open: 1, acknowledged: 2, resolved: 140, unanswered: 0 },
});

const RAISE = operation({
  ...common,
  method: "POST",
  path: "/api/v1/alarms",
  operationId: "raiseAlarm",
  summary: "Raise an alarm",
  description:
    "The messages of the policy's first step are in the queue when it is answered. With the key of an alarm of this policy that is not resolved, and that this user has raised here, it adds to that one: what others, checks and alert webhooks have raised has keys of its own.",
  body: Type.Object(
    {
      policy,
      title: Type.Optional(
        Type.String({ maxLength: ALARM_TITLE_CHARACTERS, description: "The first line of the text by default." }),
      ),
      text: Type.String({ minLength: 1, maxLength: ALARM_TEXT_CHARACTERS }),
      key: Type.Optional(key),
      severity: Type.Optional(AlarmSeverityName),
    },
    strict,
  ),
  bodyExample: { policy: "night", key: "disk:db1", text: "Disk full on db1: 2 % left on /var", severity: "critical" },
  once: true,
  answer: RaisedAlarm,
  status: 201,
  example: { ...ALARM_EXAMPLE, state: "open", holder: undefined, acknowledgedAt: undefined, outcome: "opened" },
  failures: [409, 422],
});

const RESOLVE_KEY = operation({
  ...common,
  method: "POST",
  path: "/api/v1/alarms/resolve",
  operationId: "resolveAlarms",
  summary: "Resolve what has a key",
  description:
    "Those that this user has raised here, of every policy, unless one is named. With `source` `any` those that anybody has raised with the key, by whatever interface. Where there are none the list is empty.",
  body: Type.Object(
    {
      key,
      policy: Type.Optional(policy),
      source: Type.Optional(
        oneOf(["own", "any"], {
          description:
            "`own`, the default: what this user has raised by the API or on its pages. `any`: also what other users, checks, rules and alert webhooks have raised.",
        }),
      ),
    },
    strict,
  ),
  bodyExample: { key: "disk:db1" },
  answer: Type.Object({ items: Type.Array(AlarmModel) }, strict),
  example: { items: [{ ...ALARM_EXAMPLE, state: "resolved", resolvedAt: "2026-01-31T03:40:00.000Z" }] },
  failures: [422],
});

const SHOW = operation({
  ...common,
  method: "GET",
  path: "/api/v1/alarms/{id}",
  operationId: "getAlarm",
  summary: "One alarm, and what has happened with it",
  parameters,
  answer: AlarmWithTimeline,
  example: { ...ALARM_EXAMPLE, timeline: [ENTRY_EXAMPLE] },
  failures: [404],
});

const TIMELINE = operation({
  ...common,
  method: "GET",
  path: "/api/v1/alarms/{id}/timeline",
  operationId: "getAlarmTimeline",
  summary: "What has happened with an alarm, oldest first",
  parameters,
  query: Type.Object(PAGING),
  answer: pageOf(AlarmEntryModel),
  example: { items: [ENTRY_EXAMPLE] },
  failures: [404, 422],
});

const act = (kind: "take" | "pass" | "resolve" | "reopen", summary: string, description: string) =>
  operation({
    ...common,
    method: "POST",
    path: `/api/v1/alarms/{id}/${kind}`,
    operationId: `${kind}Alarm`,
    summary,
    description: `${description} 409 where its state does not let it.`,
    parameters,
    answer: AlarmModel,
    example: ALARM_EXAMPLE,
    failures: [404, 409],
  });

const ACTS = {
  take: act("take", "Take an alarm", "Nobody else is called, and all who were told learn who has it."),
  pass: act("pass", "Pass an alarm on", "The next step begins at once."),
  resolve: act("resolve", "Resolve an alarm", "It is over; those who were told learn it, if the policy wants that."),
  reopen: act("reopen", "Give an alarm back", "It is open again, and begins with the policy's first step."),
} as const;

/** 500 lines: more than nearly all alarms have; a key that is raised by a machine in a loop has more. */
const LINES_SHOWN = 500;

const cursor = createCursor("alarms", place);
const lines = createCursor("alarm-timeline", place);

/** Alarms, and what people do about them. */
export const ALARMS = {
  operations: [LIST, COUNTS, RAISE, RESOLVE_KEY, SHOW, TIMELINE, ACTS.take, ACTS.pass, ACTS.resolve, ACTS.reopen],
  routes({ alarmDesk: desk }: { alarmDesk: AlarmDesk }): Route[] {
    const { store } = desk;

    /** A stretch of a timeline, and where the next one begins. Rejects with a StoreFailure. */
    async function timeline(id: number, page: { limit: number; after?: number }) {
      const found = await store.timeline(id, { ...page, limit: page.limit + 1 });
      const items = found.slice(0, page.limit);
      return { items, next: found.length > page.limit ? items.at(-1)?.id : undefined };
    }

    return [
      route(LIST, async ({ query }) => {
        const before = cursor.read(query.after);
        if (!before.ok) return before.problem;
        const { alarms, next } = await store.page(defined({ states: query.state, policy: query.policy }), {
          limit: limitOf(query),
          ...defined({ before: before.value }),
        });
        return cursor.page(alarms.map(showAlarm), next);
      }),
      route(COUNTS, () => store.countByState()),
      route(RAISE, async ({ body, user, by, once }) => {
        if (body.text.trim() === "") return invalid([{ pointer: "/text", message: "has no words" }]);
        const raised = await desk.raise({ ...body, source: actorOf({ user, by }) }, { once });
        if (raised.ok) {
          const { alarm, what } = raised.value;
          return new Reply({ ...showAlarm(alarm), outcome: what }, { headers: raised.again ? REPLAYED : {} });
        }
        switch (raised.problem) {
          case "no-such-policy":
            return noSuchPolicy();
          case "only-told":
            return onlyTold();
          case "too-many-open":
            return tooManyOpen();
          case "other-request":
            return keyUsed();
          default:
            return raised.problem satisfies never;
        }
      }),
      route(RESOLVE_KEY, async ({ body, user, by }) => {
        const { source = "own", ...of } = body;
        const actor = actorOf({ user, by });
        const ended = await desk.resolve(source === "any" ? of : { ...of, source: actor }, actor);
        return ended.ok ? { items: ended.value.map(showAlarm) } : noSuchPolicy();
      }),
      route(SHOW, async ({ parameters: { id } }) => {
        const found = await store.find(id);
        if (found === undefined) return notFound("alarm");
        const { items, next } = await timeline(id, { limit: LINES_SHOWN });
        return {
          ...showAlarm(found),
          timeline: items.map(showEntry),
          ...defined({ next: next === undefined ? undefined : lines.write(next) }),
        };
      }),
      route(TIMELINE, async ({ parameters: { id }, query }) => {
        const after = lines.read(query.after);
        if (!after.ok) return after.problem;
        if ((await store.find(id)) === undefined) return notFound("alarm");
        const { items, next } = await timeline(id, { limit: limitOf(query), ...defined({ after: after.value }) });
        return lines.page(items.map(showEntry), next);
      }),
      ...(["take", "pass", "resolve", "reopen"] as const).map((kind) =>
        route(ACTS[kind], async ({ parameters: { id }, user, by }) => {
          const done = await desk.act(id, { kind }, actorOf({ user, by }));
          return done.ok ? showAlarm(done.value) : failureOf(done.problem);
        }),
      ),
    ];
  },
} as const;

function failureOf(problem: ActProblem): Failure {
  return problem.kind === "not-found" ? notFound("alarm") : failure(409, [SENTENCES[problem.state]]);
}

const SENTENCES: Readonly<Record<AlarmState, string>> = {
  open: "The alarm is open: nobody has it who could give it back.",
  acknowledged: "Somebody has the alarm.",
  unanswered: "Everybody was called, and nobody is left to pass the alarm on to.",
  resolved: "The alarm is resolved.",
};

const onlyTold = (): Failure =>
  failure(409, [
    "Too many alarms are not resolved: those whom the policy calls first get this one as a message. Resolve some before another one is opened.",
  ]);

const noSuchPolicy = (): Failure => invalid([{ pointer: "/policy", message: "is not the name of a policy" }]);
