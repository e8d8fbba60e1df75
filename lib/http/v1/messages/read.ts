import { Type } from "@sinclair/typebox";
import type { UserDirectory } from "../../../auth/index.ts";
import type { MessageArchive, OutboxStore } from "../../../messages/index.ts";
import type { AddressBook, storyOfWait } from "../../../routing/index.ts";
import { holds, lacking, notFound } from "../../operations/failures.ts";
import { operation, type Route, route } from "../../operations/operation.ts";
import { Reply } from "../../operations/reply.ts";
import { PAGING, pageOf } from "../cursor.ts";
import { etagOf } from "../etag.ts";
import { createFilterReader, ORDER, OUTGOING_FILTER } from "./filter.ts";
import { createMessageView, MESSAGE_EXAMPLE, Message, MessageDetails, type ViewDeps } from "./model.ts";
import { contactsOf } from "./names.ts";
import { readPage } from "./page.ts";
import { placesIn } from "./places.ts";

const query = Type.Object({ ...OUTGOING_FILTER, ...ORDER, ...PAGING });

const LIST_MESSAGES = operation({
  method: "GET",
  path: "/api/v1/messages",
  operationId: "getMessages",
  tag: "Messages",
  summary: "Outgoing messages, page by page",
  description: "Your own; those of others as well with *Sent messages* (`sent-messages`).",
  query,
  answer: pageOf(Message),
  example: {
    items: [MESSAGE_EXAMPLE],
    next: "WyJtZXNzYWdlcyIseyJkaXJlY3Rpb24iOiJvdXRnb2luZyIsImF0IjoxNzY5ODQyODAwMDAwLCJpZCI6MTd9XQ",
  },
  failures: [422],
});

const SHOW_MESSAGE = operation({
  method: "GET",
  path: "/api/v1/messages/{id}",
  operationId: "getMessage",
  tag: "Messages",
  summary: "One outgoing message, with its parts and its history",
  description: "Your own; that of another user needs *Sent messages* (`sent-messages`).",
  parameters: Type.Object({ id: Type.Integer({ minimum: 1, description: "As the list gives it.", example: 17 }) }),
  answer: MessageDetails,
  example: {
    ...MESSAGE_EXAMPLE,
    parts: [{ position: 1, state: "sent", reference: 42, modem: "modem-1", sentAt: "2026-01-31T07:00:03.120Z" }],
    timeline: [
      { at: "2026-01-31T07:00:00.000Z", state: "queued" },
      { at: "2026-01-31T07:00:00.020Z", state: "sending", modem: "modem-1" },
      { at: "2026-01-31T07:00:03.120Z", state: "sent", part: 1, modem: "modem-1" },
      { at: "2026-01-31T07:00:03.120Z", state: "sent" },
    ],
  },
  failures: [404],
});

const cursor = placesIn("messages");

interface ReadDeps extends ViewDeps {
  archive: Pick<MessageArchive, "page">;
  outbox: Pick<OutboxStore, "find">;
  users: UserDirectory;
  eventLog: Parameters<typeof storyOfWait>[1]["eventLog"];
  book: Pick<AddressBook, "store">;
  country: string;
}

/** Outgoing messages: a list and one. */
export const MESSAGES = {
  operations: [LIST_MESSAGES, SHOW_MESSAGE],
  routes: (deps: ReadDeps): Route[] => {
    const { archive, outbox, book, eventLog } = deps;
    const view = createMessageView(deps);
    const readFilter = createFilterReader(deps);
    return [
      route(LIST_MESSAGES, async ({ query, user }) => {
        const page = await readPage(archive, { query, cursor, filter: () => readFilter(query, user) });
        if (!page.ok) return page.problem;
        const { messages, next } = page.value;
        const outgoing = messages.flatMap((each) => (each.direction === "outgoing" ? [each.message] : []));
        const numbers = outgoing.map(({ recipient }) => recipient);
        const contactOf = await contactsOf(book, numbers, { viewer: user });
        const items = outgoing.map(async (message) => ({
          ...(await view.show(message)),
          ...contactOf(message.recipient),
        }));
        return cursor.page(await Promise.all(items), next);
      }),
      route(SHOW_MESSAGE, async ({ parameters: { id }, user }) => {
        const found = await outbox.find(id);
        if (found === undefined) return notFound("message");
        if (found.message.userId !== user.id && !holds(user, "sent-messages")) return lacking("sent-messages");
        const { recipient } = found.message;
        const contactOf = await contactsOf(book, [recipient], { viewer: user });
        const answer = { ...(await view.showDetails(found, { viewer: user, eventLog })), ...contactOf(recipient) };
        // Of what can be changed: the history goes on by itself, so the answer is always sent.
        return new Reply(answer, { headers: { etag: etagOf(found.message) } });
      }),
    ];
  },
} as const;
