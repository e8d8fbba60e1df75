import { type Static, Type } from "@sinclair/typebox";
import type { User } from "../../../auth/index.ts";
import type { Clock } from "../../../clock.ts";
import { defined } from "../../../defined.ts";
import { MESSAGES_NAMED } from "../../../limits.ts";
import {
  MESSAGE_STATES,
  type MessageArchive,
  type MessageFilter,
  type MessageState,
  type OnceKey,
  type OnceStore,
  type OutgoingMessage,
  RESENT_AS,
  type ResentMessage,
} from "../../../messages/index.ts";
import type { Result } from "../../../result.ts";
import type { Allowance, MessageDesk, ResendProblem } from "../../../routing/index.ts";
import { type Failure, invalid, isFailure, keyUsed } from "../../operations/failures.ts";
import { answeredBefore, keyOfPart, REPLAYED } from "../../operations/idempotency.ts";
import { operation, type Route, route } from "../../operations/operation.ts";
import { Reply } from "../../operations/reply.ts";
import type { RequestLimits } from "../../plumbing/request-limits.ts";
import { oneOf } from "../../plumbing/schemas.ts";
import type { TimeLimit } from "../../plumbing/time-limit.ts";
import { noPlace } from "../cursor.ts";
import { createFilterReader, OUTGOING_FILTER } from "./filter.ts";
import { type ActionDeps, deskOf, isOwn } from "./own.ts";
import { placesIn } from "./places.ts";

const strict = { additionalProperties: false } as const;
/** 128 messages share a commit or two: others wait for a few milliseconds. */
const STEP = 128;
/** 10 s: a third of the usual time limit of a request. */
const LONGEST_MS = 10_000;
/** 1,000 in one answer: the client goes on with `next`. */
const MOST_SKIPPED = 1_000;

const ACTIONS = ["cancel", "resend", "delete"] as const;
type Action = (typeof ACTIONS)[number];

/** Why one of the messages was left as it is. */
type SkipReason = "not-found" | "forbidden" | Exclude<ResendProblem["kind"], "not-found">;
const SKIP_REASONS = [
  "not-found",
  "forbidden",
  "wrong-state",
  "number-refused",
  "opted-out",
  "too-many-messages",
  "text-gone",
  "text-unreadable",
] as const;

interface Skipped {
  id: number;
  reason: SkipReason;
  state?: MessageState;
}

const body = Type.Object(
  {
    action: oneOf(ACTIONS),
    ids: Type.Optional(
      Type.Array(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }), {
        minItems: 1,
        maxItems: MESSAGES_NAMED,
        uniqueItems: true,
      }),
    ),
    filter: Type.Optional(
      Type.Object(OUTGOING_FILTER, {
        ...strict,
        minProperties: 1,
        description: "As of the list, in place of `ids`: those of them that the action is possible for.",
      }),
    ),
    all: Type.Optional(
      Type.Boolean({
        description:
          "In place of `ids` and `filter`: every message that the list shows you and the action is possible for.",
      }),
    ),
    after: Type.Optional(Type.String({ maxLength: 200, description: "`next` of the answer before." })),
  },
  strict,
);

const answerSchema = Type.Object(
  {
    done: Type.Integer({ description: "How many messages this call cancelled, queued again or deleted." }),
    skipped: Type.Array(
      Type.Object(
        {
          id: Type.Integer(),
          reason: oneOf(SKIP_REASONS),
          state: Type.Optional(oneOf(MESSAGE_STATES)),
        },
        strict,
      ),
      { description: "Those that stayed as they are, with the state that did not allow it." },
    ),
    next: Type.Optional(Type.String({ description: "Give it as `after` to go on; absent when all is done." })),
  },
  strict,
);

const BULK = operation({
  method: "POST",
  path: "/api/v1/messages/bulk",
  operationId: "changeMessages",
  tag: "Messages",
  summary: "Cancel, resend or delete many messages",
  description:
    "Your own; those of other users with *Sent messages* (`sent-messages`). Works in steps for 10 seconds at most. Where `next` is in the answer, more is to be done: repeat the request with it as `after`, and with an `Idempotency-Key` of its own. With a key each message is sent again once, however often the request is repeated, also when the gateway was interrupted in the middle of it.",
  body,
  bodyExample: { action: "cancel", ids: [17, 18] },
  answer: answerSchema,
  example: { done: 1, skipped: [{ id: 18, reason: "wrong-state", state: "sent" }] },
  once: true,
  failures: [422],
});

type BulkDeps = ActionDeps &
  Parameters<typeof createFilterReader>[0] & {
    archive: Pick<MessageArchive, "page">;
    once: Pick<OnceStore, "find" | "begin" | "finish">;
    clock: Pick<Clock, "now">;
    limits: Pick<RequestLimits, "timeLimitMs">;
  };

/** The next messages, and where to go on after them; nowhere at the end. */
interface Step {
  ids: readonly number[];
  next?: string | undefined;
}
type Walk = (after: string | undefined) => Promise<Step | Failure>;

type Answer = Static<typeof answerSchema>;
const replay = (answer: Answer) => new Reply(answer, { headers: REPLAYED });

/** The same for many messages. */
export const MESSAGE_BULK = {
  operations: [BULK],
  routes(deps: BulkDeps): Route[] {
    const longestMs = Math.min(LONGEST_MS, deps.limits.timeLimitMs / 3);
    const readFilter = createFilterReader(deps);

    async function walkOf({ action, ids, filter, all }: Static<typeof body>, user: User): Promise<Walk | Failure> {
      if ([ids, filter, all || undefined].filter((given) => given !== undefined).length !== 1) {
        return invalid([{ pointer: "", message: "must have one of ids, filter and all" }]);
      }
      if (ids !== undefined) return walkIds(ids);
      const read = await readFilter(filter ?? {}, user);
      if (!read.ok) return read.problem;
      if (read.value === undefined) return async () => ({ ids: [] });
      const { states } = read.value;
      const possible = POSSIBLE[action].filter((state) => states?.includes(state) ?? true);
      return walkFilter(deps.archive, { ...read.value, states: possible });
    }

    /** Works from step to step until there is no next one or no time. */
    async function work(
      { action, first, walk }: { action: Action; first: Step; walk: Walk },
      acting: Pick<Acting, "user" | "desk" | "once"> & { limit: Pick<TimeLimit, "passed"> },
    ): Promise<Answer | Failure> {
      const until = deps.clock.now() + longestMs;
      const skipped: Skipped[] = [];
      let seen = 0;
      for (let step = first; ; ) {
        const { ids, next } = step;
        const found = new Map((await deps.archive.findOutgoing(ids)).map((message) => [message.id, message]));
        const left = ids.map((id) => act(action, id, { ...acting, message: found.get(id), deps }));
        for (const each of await Promise.all(left)) {
          if (isFailure(each)) return each;
          if (each !== undefined) skipped.push(each);
        }
        seen += ids.length;
        const isFull = skipped.some(({ reason }) => reason === "too-many-messages");
        const isOver = isFull || acting.limit.passed || skipped.length >= MOST_SKIPPED || deps.clock.now() >= until;
        if (next === undefined || isOver) return { done: seen - skipped.length, skipped, ...defined({ next }) };
        const following = await walk(next);
        if ("failed" in following) return following;
        step = following;
      }
    }

    return [
      route(BULK, async ({ body, user, address, limit, once }) => {
        const earlier = await answeredBefore<Answer>(deps, once);
        if (earlier !== undefined) return earlier.ok ? replay(earlier.value) : earlier.problem;
        const walk = await walkOf(body, user);
        if ("failed" in walk) return walk;
        const first = await walk(body.after);
        if ("failed" in first) return first;
        // What is wrong keeps no key; what is begun keeps others from using it.
        const begun = once && (await deps.once.begin(once, deps.clock.now()));
        if (begun !== undefined) return begun.kind === "again" ? replay(JSON.parse(begun.answer) as Answer) : keyUsed();
        const desk = deskOf(deps, user, address, forMany);
        const answer = await work({ action: body.action, first, walk }, { user, desk, once, limit });
        if (once !== undefined && !isFailure(answer)) await deps.once.finish(once, JSON.stringify(answer));
        return answer;
      }),
    ];
  },
} as const;

/** The states in which an action is possible. */
const POSSIBLE: Readonly<Record<Action, readonly MessageState[]>> = {
  cancel: ["queued"],
  resend: MESSAGE_STATES.filter((state) => RESENT_AS[state] !== undefined),
  delete: MESSAGE_STATES.filter((state) => state !== "sending"),
};

/** The place is the last ID that was done. */
const walkIds =
  (ids: readonly number[]): Walk =>
  async (after) => {
    const from = after === undefined ? 0 : ids.indexOf(Number(after)) + 1;
    if (after !== undefined && from === 0) return noPlace();
    const step = ids.slice(from, from + STEP);
    return { ids: step, next: from + STEP < ids.length ? String(step.at(-1)) : undefined };
  };

const cursor = placesIn("bulk");

const walkFilter =
  (archive: Pick<MessageArchive, "page">, filter: MessageFilter): Walk =>
  async (after) => {
    const place = cursor.read(after);
    if (!place.ok) return place.problem;
    const page = { limit: STEP, order: "newest" as const, ...defined({ after: place.value }) };
    const { messages, next } = await archive.page(filter, page);
    return { ids: messages.map(({ message }) => message.id), next: next && cursor.write(next) };
  };

/** Each message is counted on its own, the request itself once. */
function forMany(allowance: Allowance): Allowance {
  let further = false;
  return (cost) => {
    const taken = allowance({ ...cost, further });
    further = true;
    return taken;
  };
}

/** What {@link act} needs besides the message. */
interface Acting {
  message: OutgoingMessage | undefined;
  user: User;
  desk: Desk;
  deps: Parameters<typeof answeredBefore>[0];
  /** Of the whole request. */
  once: OnceKey | undefined;
}

type Desk = ReturnType<MessageDesk["as"]>;

async function act(action: Action, id: number, acting: Acting): Promise<Skipped | Failure | undefined> {
  const { message, user, desk, deps } = acting;
  const once = acting.once && action === "resend" ? keyOfPart(acting.once, id) : undefined;
  const earlier = await answeredBefore<ResentMessage>(deps, once);
  if (earlier !== undefined) return earlier.ok ? undefined : earlier.problem;
  if (message === undefined) return { id, reason: "not-found" };
  if (!isOwn(message, user)) return { id, reason: "forbidden" };
  const problem = await PROBLEM_OF[action](desk, id, once);
  if (problem === undefined) return undefined;
  if (problem.kind === "other-request") return keyUsed();
  return { id, reason: problem.kind, ...("state" in problem ? { state: problem.state } : {}) };
}

type Act = (
  desk: Desk,
  id: number,
  once: OnceKey | undefined,
) => Promise<ResendProblem | { kind: "other-request" } | undefined>;

/** Do it, and tell why not. */
const PROBLEM_OF: Readonly<Record<Action, Act>> = {
  cancel: async (desk, id) => problemOf(await desk.cancel(id)),
  resend: async (desk, id, once) =>
    once === undefined ? problemOf(await desk.resend(id)) : problemOf(await desk.resendOnce(id, once)),
  async delete(desk, id) {
    const outcome = await desk.remove(id);
    if (outcome === "removed") return undefined;
    return outcome === "sending" ? { kind: "wrong-state", state: outcome } : { kind: "not-found" };
  },
};

const problemOf = <Problem>(result: Result<unknown, Problem>): Problem | undefined =>
  result.ok ? undefined : result.problem;
