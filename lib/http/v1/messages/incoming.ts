import { Type } from "@sinclair/typebox";
import type { Clock } from "../../../clock.ts";
import { INCOMING_NOTE_CHARACTERS } from "../../../limits.ts";
import type { EventRecorder, MessageArchive, IncomingMessage as Received } from "../../../messages/index.ts";
import { type AddressBook, createOtherSide } from "../../../routing/index.ts";
import { notFound } from "../../operations/failures.ts";
import { operation, type Route, route } from "../../operations/operation.ts";
import { Reply } from "../../operations/reply.ts";
import { named } from "../../plumbing/schemas.ts";
import { PAGING, pageOf } from "../cursor.ts";
import { etagOf, precondition, WITH_IF_MATCH } from "../etag.ts";
import { createIncomingFilterReader, INCOMING_FILTER, ORDER } from "./filter.ts";
import { INCOMING_EXAMPLE, IncomingMessage, showIncoming } from "./incoming-model.ts";
import { contactsOf } from "./names.ts";
import { readPage } from "./page.ts";
import { placesIn } from "./places.ts";

const common = { tag: "Incoming messages", permissions: ["incoming-messages"] } as const;
const parameters = Type.Object({ id: Type.Integer({ minimum: 1, description: "As the list gives it.", example: 4 }) });

const LIST = operation({
  ...common,
  method: "GET",
  path: "/api/v1/incoming",
  operationId: "getIncomingMessages",
  summary: "Incoming messages, page by page",
  description: "A long message is listed once all its parts are there, or a day after the first.",
  query: Type.Object({ ...INCOMING_FILTER, ...ORDER, ...PAGING }),
  answer: pageOf(IncomingMessage),
  example: { items: [INCOMING_EXAMPLE] },
  failures: [422],
});

const SHOW = operation({
  ...common,
  method: "GET",
  path: "/api/v1/incoming/{id}",
  operationId: "getIncomingMessage",
  summary: "One incoming message",
  parameters,
  answer: IncomingMessage,
  example: INCOMING_EXAMPLE,
  failures: [404],
});

const MARK = operation({
  ...common,
  method: "PATCH",
  path: "/api/v1/incoming/{id}",
  operationId: "markIncomingMessage",
  summary: "Mark an incoming message as read, or note something about it",
  description: `What is absent stays; an empty note goes. ${WITH_IF_MATCH}`,
  parameters,
  body: named(
    "IncomingMark",
    Type.Object(
      {
        read: Type.Optional(Type.Boolean()),
        note: Type.Optional(Type.String({ maxLength: INCOMING_NOTE_CHARACTERS })),
      },
      { additionalProperties: false, minProperties: 1 },
    ),
  ),
  bodyExample: { read: true, note: "Called back" },
  answer: IncomingMessage,
  example: { ...INCOMING_EXAMPLE, read: true, readAt: "2026-01-31T07:05:00.000Z", note: "Called back" },
  failures: [404, 412, 422],
});

const REMOVE = operation({
  ...common,
  method: "DELETE",
  path: "/api/v1/incoming/{id}",
  operationId: "removeIncomingMessage",
  summary: "Delete an incoming message",
  description: WITH_IF_MATCH,
  parameters,
  failures: [404, 412],
});

const cursor = placesIn("incoming");

/** The ETag is the message's, whoever its sender is called. */
const withTag = (message: Received, named: ReturnType<Awaited<ReturnType<typeof contactsOf>>> = {}) =>
  new Reply({ ...showIncoming(message), ...named }, { headers: { etag: etagOf(showIncoming(message)) } });

/** Incoming messages: list, one, marks, delete. */
export const INCOMING = {
  operations: [LIST, SHOW, MARK, REMOVE],
  routes(deps: {
    archive: Pick<MessageArchive, "page" | "findIncoming" | "markIncoming" | "removeIncoming">;
    book: Pick<AddressBook, "store">;
    country: string;
    events: EventRecorder;
    clock: Pick<Clock, "now">;
  }): Route[] {
    const { archive, events, clock } = deps;
    const readFilter = createIncomingFilterReader(deps);
    const { numberOf } = createOtherSide(deps);
    return [
      route(LIST, async ({ query, user }) => {
        const page = await readPage(archive, { query, cursor, filter: () => readFilter(query, user) });
        if (!page.ok) return page.problem;
        const { messages, next } = page.value;
        const incoming = messages.flatMap((each) => (each.direction === "incoming" ? [each.message] : []));
        const senders = incoming.map(({ sender }) => sender);
        const contactOf = await contactsOf(deps.book, senders, { viewer: user, numberOf });
        const items = incoming.map((message) => ({ ...showIncoming(message), ...contactOf(message.sender) }));
        return cursor.page(items, next);
      }),
      route(SHOW, async ({ parameters: { id }, user }) => {
        const message = await archive.findIncoming(id);
        if (message === undefined) return notFound("message");
        const contactOf = await contactsOf(deps.book, [message.sender], { viewer: user, numberOf });
        return withTag(message, contactOf(message.sender));
      }),
      route(MARK, async ({ parameters: { id }, body, headers }) => {
        const { ifIs, failed } = precondition(headers, showIncoming);
        const marked = await archive.markIncoming(id, body, { now: clock.now(), ifIs });
        if (marked.ok) return withTag(marked.value);
        return marked.problem === "not-found" ? notFound("message") : failed();
      }),
      route(REMOVE, async ({ parameters: { id }, user, address, headers }) => {
        const { ifIs, failed } = precondition(headers, showIncoming);
        const outcome = await archive.removeIncoming(id, ifIs);
        if (outcome === "changed-meanwhile") return failed();
        if (outcome === "not-found") return notFound("message");
        const from = address === "" ? {} : { address };
        events.record({ kind: "message.deleted", incomingId: id, userName: user.name, ...from });
      }),
    ];
  },
} as const;
