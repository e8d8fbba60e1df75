import { type Static, Type } from "@sinclair/typebox";
import type { User, UserDirectory } from "../../../auth/index.ts";
import { defined } from "../../../defined.ts";
import { ADDRESS_BOOK_NAME_CHARACTERS, NUMBER_CHARACTERS, USER_NAME_CHARACTERS } from "../../../limits.ts";
import { MESSAGE_STATES, type MessageArchive, type MessageFilter, type OutboxStore } from "../../../messages/index.ts";
import { no, ok, type Result } from "../../../result.ts";
import { type AddressBook, createNumberReader } from "../../../routing/index.ts";
import { type Failure, type Fault, holds, invalid, lacking, notFound } from "../../operations/failures.ts";
import { operation, type Route, route } from "../../operations/operation.ts";
import { oneOf } from "../../plumbing/schemas.ts";
import { createCursor, limitOf, PAGING, pageOf } from "../cursor.ts";
import { readTime } from "../times.ts";
import { createMessageView, MESSAGE_EXAMPLE, Message, MessageDetails } from "./model.ts";

/** 200 characters: names of modems and interfaces, and references, are shorter. */
const WORD_CHARACTERS = 200;

const text = (maxLength: number, description: string) => Type.Optional(Type.String({ maxLength, description }));

const query = Type.Object({
  state: Type.Optional(Type.Array(oneOf(MESSAGE_STATES), { description: "Any of these." })),
  channel: Type.Optional(
    Type.Array(oneOf(["sms", "telegram"]), { description: "The channel that it went by, is on or takes next." }),
  ),
  user: text(USER_NAME_CHARACTERS, "ID or name of the user who sent it; others than you need `sent-messages`."),
  number: text(NUMBER_CHARACTERS, "The recipient's number."),
  contact: text(ADDRESS_BOOK_NAME_CHARACTERS, "ID or name of a contact: the recipient's number. Needs `contacts`."),
  modem: text(WORD_CHARACTERS, "The modem that sent it, or tried last."),
  source: text(WORD_CHARACTERS, "The interface that it came through, such as `api.php`, `rest` or `v1`."),
  reference: text(WORD_CHARACTERS, "What the client called it."),
  since: text(WORD_CHARACTERS, "Not accepted before this time."),
  until: text(WORD_CHARACTERS, "Not accepted after this time."),
  order: Type.Optional(oneOf(["newest", "oldest"], { default: "newest", description: "Which come first." })),
  ...PAGING,
});

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

const whole = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const cursor = createCursor(
  "messages",
  Type.Object({ direction: oneOf(["outgoing", "incoming"]), at: whole, id: whole }, { additionalProperties: false }),
);

interface ReadDeps {
  archive: Pick<MessageArchive, "page">;
  outbox: Pick<OutboxStore, "find">;
  users: UserDirectory;
  book: Pick<AddressBook, "store">;
  country: string;
}

/** Outgoing messages: a list and one. */
export const MESSAGES = {
  operations: [LIST_MESSAGES, SHOW_MESSAGE],
  routes: (deps: ReadDeps): Route[] => {
    const { archive, outbox } = deps;
    const view = createMessageView(deps);
    const readFilter = createFilterReader(deps);
    return [
      route(LIST_MESSAGES, async ({ query, user }) => {
        const { after, order = "newest" } = query;
        const place = after === undefined ? undefined : cursor.read(after);
        if (after !== undefined && place === undefined) {
          return invalid([{ pointer: "/after", message: "must be `next` of a page of this list" }]);
        }
        const filter = await readFilter(query, user);
        if (!filter.ok) return filter.problem;
        if (filter.value === undefined) return { items: [] };
        const { messages, next } = await archive.page(filter.value, {
          limit: limitOf(query),
          order,
          ...defined({ after: place }),
        });
        const items = messages.flatMap((each) => (each.direction === "outgoing" ? [view.show(each.message)] : []));
        return { items: await Promise.all(items), ...(next === undefined ? {} : { next: cursor.write(next) }) };
      }),
      route(SHOW_MESSAGE, async ({ parameters: { id }, user }) => {
        const found = await outbox.find(id);
        if (found === undefined) return notFound("message");
        if (found.message.userId !== user.id && !holds(user, "sent-messages")) return lacking("sent-messages");
        return view.showDetails(found, user);
      }),
    ];
  },
} as const;

/** Reads what a list is asked for. `undefined`: nothing can match. */
function createFilterReader({ users, book, country }: Pick<ReadDeps, "users" | "book" | "country">) {
  const numbers = createNumberReader({ country });

  /** Senders are found after they were removed, by ID. @throws what the user store throws */
  async function readUser(user: string, caller: User): Promise<Result<number, Failure>> {
    const known = await users.byReference(user);
    if (known?.id !== caller.id && !holds(caller, "sent-messages")) return no(lacking("sent-messages"));
    const id = known?.id ?? readId(user);
    return id === undefined ? no(invalid([{ pointer: "/user", message: "is not known" }])) : ok(id);
  }

  /** The contact's number; `null`: it has none. @throws StoreFailure */
  async function readContact(contact: string, caller: User): Promise<Result<string | null, Failure>> {
    if (!holds(caller, "contacts")) return no(lacking("contacts"));
    const id = readId(contact);
    const found = await book.store.findContact(id === undefined ? { name: contact } : { id });
    if (found === undefined) return no(invalid([{ pointer: "/contact", message: "is not known" }]));
    return ok(found.number ?? null);
  }

  return async (asked: Static<typeof query>, caller: User): Promise<Result<MessageFilter | undefined, Failure>> => {
    const times = { from: readTimeOf(asked, "since"), until: readTimeOf(asked, "until") };
    const faults = Object.values(times).flatMap((time) => (typeof time === "object" ? [time] : []));
    if (faults.length > 0) return no(invalid(faults));
    const filter: MessageFilter = { outcomes: ["queued", "sent", "failed"] };
    if (typeof times.from === "number") filter.from = times.from;
    if (typeof times.until === "number") filter.until = times.until;
    const { state, channel, modem, source, reference } = asked;
    Object.assign(filter, defined({ states: state, ways: channel, modem, source, reference }));
    if (!holds(caller, "sent-messages")) filter.onlySentBy = caller.id;
    if (asked.user !== undefined) {
      const user = await readUser(asked.user, caller);
      if (!user.ok) return user;
      filter.userId = user.value;
    }
    if (asked.number !== undefined) {
      const number = numbers.read(asked.number, { blankIsPlus: true });
      if (!number.ok) return no(invalid([{ pointer: "/number", message: "must be a telephone number" }]));
      filter.number = number.value;
    }
    if (asked.contact !== undefined) {
      const number = await readContact(asked.contact, caller);
      if (!number.ok) return number;
      if (number.value === null || number.value !== (filter.number ?? number.value)) return ok(undefined);
      filter.number = number.value;
    }
    return ok(filter);
  };
}

const readId = (text: string): number | undefined => (/^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined);

function readTimeOf(asked: { since?: string; until?: string }, name: "since" | "until"): number | Fault | undefined {
  const text = asked[name];
  if (text === undefined) return undefined;
  return readTime(text) ?? { pointer: `/${name}`, message: "must be a time with a zone, such as 2026-01-31T08:00:00Z" };
}
