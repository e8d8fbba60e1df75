import { Type } from "@sinclair/typebox";
import type { UserDirectory } from "../../../auth/index.ts";
import type { Clock } from "../../../clock.ts";
import { defined } from "../../../defined.ts";
import { DAYS_AHEAD, NUMBER_CHARACTERS } from "../../../limits.ts";
import {
  MESSAGE_STATES,
  type OnceStore,
  type OutgoingMessage,
  type PartsTaken,
  type ResentMessage,
} from "../../../messages/index.ts";
import { failure, invalid, keyUsed, notFound } from "../../operations/failures.ts";
import { answeredBefore, REPLAYED } from "../../operations/idempotency.ts";
import { operation, type Route, route } from "../../operations/operation.ts";
import { Reply } from "../../operations/reply.ts";
import { named, oneOf } from "../../plumbing/schemas.ts";
import { etagOf, precondition, WITH_IF_MATCH } from "../etag.ts";
import { Instant } from "../schemas.ts";
import { readTime } from "../times.ts";
import { changeFailure } from "./change-failure.ts";
import { createMessageView, MESSAGE_EXAMPLE, Message, type ViewDeps } from "./model.ts";
import { type ActionDeps, deskOf, OWN, refuseOthers } from "./own.ts";

const DAY_MS = 86_400_000;
const strict = { additionalProperties: false } as const;
const parameters = Type.Object({ id: Type.Integer({ minimum: 1, description: "Of an outgoing message." }) });

const MessageAction = named(
  "MessageAction",
  Type.Object(
    {
      id: Type.Integer({ description: "The message that this was about; of a copy, the copy." }),
      state: oneOf(MESSAGE_STATES),
      copyOf: Type.Optional(Type.Integer({ description: "The message that was sent again and stays as it is." })),
      partsTaken: Type.Integer({ description: "Parts that the network had taken before." }),
      parts: Type.Integer({ description: "Of how many; 0 before it is split." }),
    },
    strict,
  ),
);

const CANCEL = operation({
  method: "POST",
  path: "/api/v1/messages/{id}/cancel",
  operationId: "cancelMessage",
  tag: "Messages",
  summary: "Cancel a queued message",
  description: `${OWN} It stays in the list as *cancelled*. 409 with its state when it is too late.`,
  parameters,
  answer: MessageAction,
  example: { id: 17, state: "cancelled", partsTaken: 0, parts: 0 },
  failures: [404, 409],
});

const RESEND = operation({
  method: "POST",
  path: "/api/v1/messages/{id}/resend",
  operationId: "resendMessage",
  tag: "Messages",
  summary: "Send a message again that came to nothing",
  description: `${OWN} What failed, expired, was cancelled or not delivered stays as it is, and a copy of it is queued; a message whose outcome is unknown is itself queued again. 409 with its state otherwise.`,
  parameters,
  once: true,
  status: 202,
  answer: MessageAction,
  example: { id: 18, state: "queued", copyOf: 17, partsTaken: 0, parts: 0 },
  failures: [404, 409, 422],
});

const REMOVE = operation({
  method: "DELETE",
  path: "/api/v1/messages/{id}",
  operationId: "removeMessage",
  tag: "Messages",
  summary: "Delete a message",
  description: `${OWN} A queued one is not sent. 409 while it is being sent. ${WITH_IF_MATCH}`,
  parameters,
  failures: [404, 409, 412],
});

const PRIORITIES = { low: 0, normal: 1, high: 2 } as const;

const { sentAt: _, modem: __, ...accepted } = MESSAGE_EXAMPLE;
const QUEUED = { ...accepted, state: "queued", nextAttemptAt: accepted.sendAt, attempts: 0 } as const;

const EDIT = operation({
  method: "PATCH",
  path: "/api/v1/messages/{id}",
  operationId: "editMessage",
  tag: "Messages",
  summary: "Change a queued message",
  description: `${OWN} Only what nobody has begun to send: 409 with the state otherwise, also after a try that failed. What is absent stays. ${WITH_IF_MATCH}`,
  parameters,
  body: named(
    "MessageEdit",
    Type.Object(
      {
        to: Type.Optional(Type.String({ maxLength: NUMBER_CHARACTERS, description: "The telephone number." })),
        text: Type.Optional(Type.String({ minLength: 1 })),
        priority: Type.Optional(oneOf(["low", "normal", "high"])),
        sendAt: Type.Optional(
          Instant("Not before; one that has passed means now. The message stays valid for as long as it was."),
        ),
      },
      { ...strict, minProperties: 1 },
    ),
  ),
  bodyExample: { text: "Disk full on db1: on my way", sendAt: "2026-01-31T08:00:00+01:00" },
  answer: Message,
  example: { ...QUEUED, text: "Disk full on db1: on my way" },
  failures: [404, 409, 412, 422],
});

/** What is still done about messages that exist. */
export const MESSAGE_ACTIONS = {
  operations: [EDIT, CANCEL, RESEND, REMOVE],
  routes(
    deps: ActionDeps & ViewDeps & { users: UserDirectory; once: Pick<OnceStore, "find">; clock: Pick<Clock, "now"> },
  ): Route[] {
    const view = createMessageView(deps);
    return [
      route(EDIT, async ({ parameters: { id }, body, user, address, headers }) => {
        const refused = await refuseOthers(deps, id, user);
        if (refused !== undefined) return refused;
        const { to: recipient, text, priority } = body;
        const sendAt = body.sendAt === undefined ? undefined : readTime(body.sendAt);
        if (sendAt !== undefined && sendAt - deps.clock.now() > DAYS_AHEAD * DAY_MS) {
          return invalid([{ pointer: "/sendAt", message: `must be within ${DAYS_AHEAD} days` }]);
        }
        const edit = defined({
          recipient,
          text,
          priority: priority && PRIORITIES[priority],
          sendAt,
        });
        const { ifIs, failed } = precondition<OutgoingMessage>(headers, (now) => now);
        const result = await deskOf(deps, user, address).edit(id, edit, ifIs);
        if (!result.ok) return changeFailure(result.problem, failed);
        return new Reply(await view.show(result.value), { headers: { etag: etagOf(result.value) } });
      }),
      route(CANCEL, async ({ parameters: { id }, user, address }) => {
        const refused = await refuseOthers(deps, id, user);
        if (refused !== undefined) return refused;
        const result = await deskOf(deps, user, address).cancel(id);
        if (!result.ok) return changeFailure(result.problem);
        return { id, state: "cancelled" as const, ...countsOf(result.value.parts) };
      }),
      route(RESEND, async ({ parameters: { id }, user, address, once }) => {
        // Also when the message is gone, or its number is no longer allowed.
        const earlier = await answeredBefore<ResentMessage>(deps, once);
        if (earlier !== undefined) return earlier.ok ? resent(id, earlier.value, REPLAYED) : earlier.problem;
        const refused = await refuseOthers(deps, id, user);
        if (refused !== undefined) return refused;
        const desk = deskOf(deps, user, address);
        const result = await (once === undefined ? desk.resend(id) : desk.resendOnce(id, once));
        if (!result.ok) {
          const { problem } = result;
          return problem.kind === "other-request" ? keyUsed() : changeFailure(problem);
        }
        return resent(id, result.value, "again" in result ? REPLAYED : {});
      }),
      route(REMOVE, async ({ parameters: { id }, user, address, headers }) => {
        const refused = await refuseOthers(deps, id, user);
        if (refused !== undefined) return refused;
        const { ifIs, failed } = precondition<OutgoingMessage>(headers, (now) => now);
        const outcome = await deskOf(deps, user, address).remove(id, ifIs);
        if (outcome === "changed-meanwhile") return failed();
        if (outcome === "not-found") return notFound("message");
        if (outcome === "sending") {
          return failure(409, ["The message is being sent right now."], { members: { state: outcome } });
        }
      }),
    ];
  },
} as const;

function resent(id: number, { copy, parts }: ResentMessage, headers: Record<string, string>) {
  const copied = copy === undefined ? { id } : { id: copy, copyOf: id };
  return new Reply({ ...copied, state: "queued" as const, ...countsOf(parts) }, { headers });
}

const countsOf = ({ taken, total }: PartsTaken) => ({ partsTaken: taken, parts: total });
