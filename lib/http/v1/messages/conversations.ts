import { type Static, Type } from "@sinclair/typebox";
import type { User, UserDirectory } from "../../../auth/index.ts";
import { defined } from "../../../defined.ts";
import { NUMBER_CHARACTERS } from "../../../limits.ts";
import type { AnyMessage, MessageArchive, SearchFilter } from "../../../messages/index.ts";
import { ok } from "../../../result.ts";
import { type AddressBook, createOtherSide, latestByNumber } from "../../../routing/index.ts";
import { holds } from "../../operations/failures.ts";
import { operation, type Route, route } from "../../operations/operation.ts";
import { named, oneOf } from "../../plumbing/schemas.ts";
import { limitOf, PAGING, pageOf } from "../cursor.ts";
import { SEARCH } from "./filter.ts";
import { INCOMING_EXAMPLE, IncomingMessage, showIncoming } from "./incoming-model.ts";
import { createMessageView, MESSAGE_EXAMPLE, Message, type ViewDeps } from "./model.ts";
import { readPage } from "./page.ts";
import { placesIn } from "./places.ts";

const strict = { additionalProperties: false } as const;
const common = { tag: "Conversations", permissions: ["incoming-messages"] } as const;
const OWN = "Outgoing messages are your own; those of others as well with *Sent messages* (`sent-messages`).";

const ConversationMessage = named(
  "ConversationMessage",
  Type.Object(
    {
      direction: oneOf(["incoming", "outgoing"]),
      incoming: Type.Optional(IncomingMessage),
      outgoing: Type.Optional(Message),
    },
    { ...strict, description: "The message is in the field that its direction names." },
  ),
);

const Conversation = named(
  "Conversation",
  Type.Object(
    {
      number: Type.String({ description: "The other side's." }),
      contact: Type.Optional(
        Type.Object(
          { id: Type.Integer(), name: Type.String() },
          { ...strict, description: "Whose number it is, for users who hold *Manage contacts* (`contacts`)." },
        ),
      ),
      latest: ConversationMessage,
    },
    strict,
  ),
);

const LIST = operation({
  ...common,
  method: "GET",
  path: "/api/v1/conversations",
  operationId: "getConversations",
  summary: "Numbers that messages went to or came from, with the latest of each",
  description: `The latest first; with \`q\` the latest of those that it finds. ${OWN}`,
  query: Type.Object({ ...SEARCH, ...PAGING }),
  answer: pageOf(Conversation),
  example: {
    items: [{ number: "+491701234567", latest: { direction: "incoming" as const, incoming: INCOMING_EXAMPLE } }],
  },
  failures: [422],
});

const SHOW = operation({
  ...common,
  method: "GET",
  path: "/api/v1/conversations/{number}",
  operationId: "getConversation",
  summary: "All messages to and from a number, newest first",
  description: OWN,
  parameters: Type.Object({
    number: Type.String({
      minLength: 1,
      maxLength: NUMBER_CHARACTERS,
      description: "As the list gives it, with `+` as `%2B` where a program demands that.",
      example: "+491701234567",
    }),
  }),
  query: Type.Object({ ...SEARCH, ...PAGING }),
  answer: pageOf(ConversationMessage),
  example: {
    items: [
      { direction: "incoming" as const, incoming: INCOMING_EXAMPLE },
      { direction: "outgoing" as const, outgoing: MESSAGE_EXAMPLE },
    ],
  },
  failures: [422],
});

const ofList = placesIn("conversations");
const ofOne = placesIn("conversation");

/** Both directions together, by the other side's number. */
export const CONVERSATIONS = {
  operations: [LIST, SHOW],
  routes(
    deps: ViewDeps & {
      archive: Pick<MessageArchive, "page">;
      book: Pick<AddressBook, "store">;
      users: UserDirectory;
      country: string;
    },
  ): Route[] {
    const { archive, book } = deps;
    const view = createMessageView(deps);
    const otherSide = createOtherSide(deps);

    const show = async (any: AnyMessage): Promise<Static<typeof ConversationMessage>> =>
      any.direction === "incoming"
        ? { direction: "incoming", incoming: showIncoming(any.message) }
        : { direction: "outgoing", outgoing: await view.show(any.message) };

    /** The first by name, should several share the number. */
    async function contactOf(number: string, viewer: User): Promise<{ id: number; name: string } | undefined> {
      if (!holds(viewer, "contacts")) return undefined;
      const [contact] = await book.store.contactsWithNumber(number);
      return contact && { id: contact.id, name: contact.name };
    }

    return [
      route(LIST, async ({ query, user }) => {
        const after = ofList.read(query.after);
        if (!after.ok) return after.problem;
        const page = { after: after.value, limit: limitOf(query), otherSide };
        const { latest, next } = await latestByNumber(archive, filterOf(user, query), page);
        const items = latest.map(async ([number, message]) => ({
          number,
          ...defined({ contact: await contactOf(number, user) }),
          latest: await show(message),
        }));
        return ofList.page(await Promise.all(items), next);
      }),
      route(SHOW, async ({ parameters, query, user }) => {
        const filter = { ...filterOf(user, query), ...otherSide.filterOf(parameters.number) };
        const page = await readPage(archive, { query, cursor: ofOne, filter: async () => ok(filter) });
        if (!page.ok) return page.problem;
        const { messages, next } = page.value;
        return ofOne.page(await Promise.all(messages.map(show)), next);
      }),
    ];
  },
} as const;

const filterOf = (user: User, { q }: { q?: string }): SearchFilter => ({
  outcomes: ["queued", "sent", "failed", "incoming"],
  ...defined({ search: q }),
  ...(holds(user, "sent-messages") ? {} : { onlySentBy: user.id }),
});
