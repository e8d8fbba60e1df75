import { Type } from "@sinclair/typebox";
import type { User, UserDirectory } from "../../auth/index.ts";
import { MESSAGES_PAGED } from "../../limits.ts";
import type { AnyMessage, EventRecorder, MessageArchive, MessageFilter } from "../../messages/index.ts";
import {
  type AddressBook,
  createNumberReader,
  type MessageDesk,
  type RefusalReason,
  type Submission,
} from "../../routing/index.ts";
import type { AccessGuard } from "../access/access-guard.ts";
import { type Failure, failure, holds, lacking, notFound, unprocessable } from "../operations/failures.ts";
import { operation, type Route, route } from "../operations/operation.ts";
import { oneOf } from "../plumbing/schemas.ts";
import { detailOf, waitOf } from "../plumbing/submission-answer.ts";
import { createMessageView, parseId } from "./message-view.ts";
import { MESSAGE_TYPES, MESSAGES_A_PAGE, Message, MessagePayload, PROVIDERS, pageOf, paging } from "./models.ts";
import { readTime } from "./read-time.ts";

const example = {
  id: "17",
  type: "queued",
  text: "Disk full on db1",
  provider: "sms",
  timestamp: "1767225600",
  isFlash: false,
  isRing: false,
  senders: [{ id: 3, type: "user", name: "apiuser", number: "", email: "", groups: [] }],
  recipients: [{ id: 0, type: "contact", name: "+491701234567", number: "+491701234567", email: "", groups: [] }],
};
const time = (description: string) =>
  Type.Optional(Type.String({ description: `${description} ISO 8601, or seconds since 1970.` }));
const parameters = Type.Object({ id: Type.String() });

export const LIST_MESSAGES = operation({
  method: "GET",
  path: "/api/messages",
  operationId: "listMessages",
  tag: "Messages",
  summary: "Messages, newest first",
  description:
    "Your own; those of others need *Sent messages* (`sent-messages`), incoming ones *Incoming messages* (`incoming-messages`).",
  query: Type.Object({
    type: Type.Optional(Type.Array(oneOf(MESSAGE_TYPES), { default: ["incoming"] })),
    provider: Type.Optional(Type.Array(oneOf(PROVIDERS))),
    number: Type.Optional(Type.String({ description: "The other side's number." })),
    user: Type.Optional(Type.String({ description: "ID or name of the system user who sent it." })),
    start_date: time("Not before."),
    end_date: time("Not after."),
    ...paging(MESSAGES_A_PAGE),
  }),
  answer: Type.Array(Message),
  example: [example],
  failures: [422],
});

export const SEND_MESSAGE = operation({
  method: "POST",
  path: "/api/messages",
  operationId: "sendMessage",
  tag: "Messages",
  summary: "Send a message",
  description:
    "One message for each recipient; the answer comes after all of them are safely stored. Recipients that cannot be sent to are left out and named in the event log; when none is left, the call fails with 422.",
  body: MessagePayload,
  bodyExample: {
    recipients: [{ to: "+491701234567", target: "number" }],
    text: "Disk full on db1",
    provider: "sms",
    type: "default",
  },
  answer: Type.Array(Message),
  example: [example],
  failures: [400, 422, 503],
});

export const SHOW_MESSAGE = operation({
  method: "GET",
  path: "/api/messages/{id}",
  operationId: "showMessage",
  tag: "Messages",
  summary: "One message",
  description:
    "Your own; that of another user needs *Sent messages* (`sent-messages`), an incoming one *Incoming messages* (`incoming-messages`).",
  parameters,
  answer: Message,
  example,
  failures: [404],
});

export const DELETE_MESSAGE = operation({
  method: "DELETE",
  path: "/api/messages/{id}",
  operationId: "deleteMessage",
  tag: "Messages",
  summary: "Delete a message",
  description:
    "A waiting message will not be sent. A message that is being sent cannot be deleted: 409. Needs the same permissions as reading it, and is recorded as an event.",
  parameters,
  failures: [404, 409],
});

const TARGETS = { number: "number", contact: "contact", contactgroup: "group" } as const;

/** Messages: list, send, show, delete. */
export function messageRoutes(deps: {
  archive: MessageArchive;
  submission: Pick<Submission, "submit">;
  messageDesk: MessageDesk;
  users: UserDirectory;
  book: AddressBook;
  country: string;
  events: EventRecorder;
  guard: Pick<AccessGuard, "senderOf">;
}): Route[] {
  const { archive, submission, messageDesk, users, events, guard } = deps;
  const view = createMessageView({ users, contacts: deps.book.store, country: deps.country });
  const numbers = createNumberReader({ country: deps.country });

  /** The message, if this user may see it. */
  async function find(text: string, user: User): Promise<AnyMessage | Failure> {
    const wanted = parseId(text);
    if (wanted === undefined) return notFound("message");
    if (wanted.direction === "incoming") {
      if (!holds(user, "incoming-messages")) return lacking("incoming-messages");
      const message = await archive.findIncoming(wanted.id);
      return message === undefined ? notFound("message") : { direction: "incoming", message };
    }
    const [message] = await archive.findOutgoing([wanted.id]);
    if (message === undefined) return notFound("message");
    if (message.userId !== user.id && !holds(user, "sent-messages")) return lacking("sent-messages");
    return { direction: "outgoing", message };
  }

  const list = route(LIST_MESSAGES, async ({ query, user: caller }) => {
    const { type = ["incoming"], provider, number, user, start_date, end_date } = query;
    if (type.includes("incoming") && !holds(caller, "incoming-messages")) return lacking("incoming-messages");
    const from = start_date === undefined ? undefined : readTime(start_date, "first");
    const until = end_date === undefined ? undefined : readTime(end_date, "last");
    const unread = [from === null ? "start_date" : "", end_date !== undefined && until === null ? "end_date" : ""];
    const reasons = unread
      .filter((name) => name !== "")
      .map((name) => `${name}: must be a time as in ISO 8601, or seconds since 1970`);
    if (reasons.length > 0) return unprocessable(reasons);
    const filter: MessageFilter = { outcomes: type };
    if (provider !== undefined) filter.ways = provider;
    if (from != null) filter.from = from;
    if (until != null) filter.until = until;
    if (number !== undefined) {
      const read = numbers.read(number, { blankIsPlus: true });
      // Senders may have names instead of numbers.
      filter.number = read.ok ? read.value : number.trim();
    }
    if (user !== undefined) {
      const found = await users.byReference(user);
      if (found?.id !== caller.id && !holds(caller, "sent-messages")) return lacking("sent-messages");
      if (found === undefined) return [];
      filter.userId = found.id;
    }
    if (!holds(caller, "sent-messages")) filter.onlySentBy = caller.id;
    const page = pageOf(query, MESSAGES_A_PAGE);
    if (page.offset > MESSAGES_PAGED) {
      return unprocessable([
        `page: only the newest ${MESSAGES_PAGED} messages have pages; older ones are found with end_date`,
      ]);
    }
    return view.show(await archive.list(filter, page), caller);
  });

  const send = route(SEND_MESSAGE, async ({ body, user, address, limit }) => {
    const { recipients, text, provider = "sms", type = "default" } = body;
    if (provider !== "sms" && type !== "default") return unprocessable([`type: ${type} goes only by sms`]);
    if (limit.passed) return failure(408, []);
    const result = await submission.submit({
      recipients: recipients.map(({ to, target = "number" }) => ({ to, target: TARGETS[target] })),
      channel: provider,
      text: type === "ring" ? "" : text,
      kind: type === "ring" ? "ring" : "text",
      flash: type === "flash",
      ...guard.senderOf(user, address),
      limit,
      source: "rest",
    });
    if (!result.ok) return refused(result.problem);
    const messages = await archive.findOutgoing(result.value.messageIds);
    return view.show(
      messages.map((message) => ({ direction: "outgoing", message })),
      user,
    );
  });

  const show = route(SHOW_MESSAGE, async ({ parameters: { id }, user }) => {
    const found = await find(id, user);
    if ("failed" in found) return found;
    const [shown] = await view.show([found], user);
    return shown ?? notFound("message");
  });

  const remove = route(DELETE_MESSAGE, async ({ parameters: { id }, user, address }) => {
    const found = await find(id, user);
    if ("failed" in found) return found;
    const by = { userName: user.name, ...(address === "" ? {} : { address }) };
    const { id: number } = found.message;
    if (found.direction === "outgoing") {
      const outcome = await messageDesk.as(by).remove(number);
      if (outcome === "sending") return failure(409, ["The message is just being sent."]);
      if (outcome === "not-found") return notFound("message");
      return;
    }
    if ((await archive.removeIncoming(number)) !== "removed") return notFound("message");
    events.record({ kind: "message.deleted", incomingId: number, ...by });
  });

  return [list, send, show, remove];
}

/** The submission has recorded why. */
function refused(reasons: readonly RefusalReason[]): Failure {
  const retryAfterSeconds = waitOf(reasons);
  if (retryAfterSeconds !== undefined) {
    const headers = { "retry-after": String(retryAfterSeconds) };
    return failure(429, [`Too many messages: try again in ${retryAfterSeconds} seconds.`], { headers });
  }
  if (reasons.some(({ kind }) => kind === "not-stored")) {
    return failure(503, ["The message could not be stored: try again."]);
  }
  return failure(422, reasons.map(sentence));
}

/** What the event log says, about the recipient that it is about. */
function sentence(reason: RefusalReason): string {
  const text = detailOf(reason);
  return "recipient" in reason ? `${reason.recipient}: ${text}` : text;
}
