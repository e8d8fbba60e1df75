import { Type } from "@sinclair/typebox";
import type { User } from "../../../auth/index.ts";
import type { Clock } from "../../../clock.ts";
import { defined } from "../../../defined.ts";
import { MESSAGES_NAMED } from "../../../limits.ts";
import { MESSAGE_STATES, type MessageState, type OutgoingMessage } from "../../../messages/index.ts";
import type { Result } from "../../../result.ts";
import type { Allowance, MessageDesk, ResendProblem } from "../../../routing/index.ts";
import { invalid } from "../../operations/failures.ts";
import { operation, type Route, route } from "../../operations/operation.ts";
import type { RequestLimits } from "../../plumbing/request-limits.ts";
import { oneOf } from "../../plumbing/schemas.ts";
import { type ActionDeps, deskOf, isOwn } from "./own.ts";

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
const SKIP_REASONS = ["not-found", "forbidden", "wrong-state", "number-refused", "too-many-messages"] as const;

interface Skipped {
  id: number;
  reason: SkipReason;
  state?: MessageState;
}

const BULK = operation({
  method: "POST",
  path: "/api/v1/messages/bulk",
  operationId: "changeMessages",
  tag: "Messages",
  summary: "Cancel, resend or delete many messages",
  description:
    "Your own; those of other users with *Sent messages* (`sent-messages`). Works in steps for 10 seconds at most. Where `next` is in the answer, more is to be done: repeat the request with it as `after`.",
  body: Type.Object(
    {
      action: oneOf(ACTIONS),
      ids: Type.Array(Type.Integer({ minimum: 1 }), { minItems: 1, maxItems: MESSAGES_NAMED, uniqueItems: true }),
      after: Type.Optional(Type.String({ maxLength: 200, description: "`next` of the answer before." })),
    },
    strict,
  ),
  bodyExample: { action: "cancel", ids: [17, 18] },
  answer: Type.Object(
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
  ),
  example: { done: 1, skipped: [{ id: 18, reason: "wrong-state", state: "sent" }] },
  failures: [422],
});

/** The same for many messages. */
export const MESSAGE_BULK = {
  operations: [BULK],
  routes(deps: ActionDeps & { clock: Pick<Clock, "now">; limits: Pick<RequestLimits, "timeLimitMs"> }): Route[] {
    const longestMs = Math.min(LONGEST_MS, deps.limits.timeLimitMs / 3);
    return [
      route(BULK, async ({ body: { action, ids, after }, user, address, limit }) => {
        const from = after === undefined ? 0 : ids.indexOf(Number(after)) + 1;
        if (after !== undefined && from === 0) return invalid([{ pointer: "/after", message: NOT_AFTER }]);
        const desk = deskOf(deps, user, address, forMany);
        const until = deps.clock.now() + longestMs;
        const skipped: Skipped[] = [];
        let at = from;
        let isFull = false;
        while (at < ids.length && !limit.passed && !isFull && skipped.length < MOST_SKIPPED) {
          if (at > from && deps.clock.now() >= until) break;
          const step = ids.slice(at, at + STEP);
          const found = new Map((await deps.archive.findOutgoing(step)).map((message) => [message.id, message]));
          const left = await Promise.all(step.map((id) => act(action, id, { message: found.get(id), user, desk })));
          skipped.push(...left.filter((each) => each !== undefined));
          isFull = skipped.some(({ reason }) => reason === "too-many-messages");
          at += step.length;
        }
        const next = at < ids.length ? String(ids[at - 1]) : undefined;
        return { done: at - from - skipped.length, skipped, ...defined({ next }) };
      }),
    ];
  },
} as const;

const NOT_AFTER = "must be next of an answer about the same messages";

/** Each message is counted on its own, the request itself once. */
function forMany(allowance: Allowance): Allowance {
  let further = false;
  return (cost) => {
    const taken = allowance({ ...cost, further });
    further = true;
    return taken;
  };
}

async function act(
  action: Action,
  id: number,
  { message, user, desk }: { message: OutgoingMessage | undefined; user: User; desk: ReturnType<MessageDesk["as"]> },
): Promise<Skipped | undefined> {
  if (message === undefined) return { id, reason: "not-found" };
  if (!isOwn(message, user)) return { id, reason: "forbidden" };
  const problem = await PROBLEM_OF[action](desk, id);
  if (problem === undefined) return undefined;
  return { id, reason: problem.kind, ...("state" in problem ? { state: problem.state } : {}) };
}

/** Do it, and tell why not. */
const PROBLEM_OF: Readonly<
  Record<Action, (desk: ReturnType<MessageDesk["as"]>, id: number) => Promise<ResendProblem | undefined>>
> = {
  cancel: async (desk, id) => problemOf(await desk.cancel(id)),
  resend: async (desk, id) => problemOf(await desk.resend(id)),
  async delete(desk, id) {
    const outcome = await desk.remove(id);
    if (outcome === "removed") return undefined;
    return outcome === "sending" ? { kind: "wrong-state", state: outcome } : { kind: outcome };
  },
};

const problemOf = <Problem>(result: Result<unknown, Problem>): Problem | undefined =>
  result.ok ? undefined : result.problem;
