import { type Static, Type } from "@sinclair/typebox";
import type { User, UserDirectory } from "../../../auth/index.ts";
import { defined } from "../../../defined.ts";
import {
  ADDRESS_BOOK_NAME_CHARACTERS,
  NUMBER_CHARACTERS,
  SEARCH_CHARACTERS,
  USER_NAME_CHARACTERS,
} from "../../../limits.ts";
import { INCOMING_KINDS, MESSAGE_STATES, type SearchFilter } from "../../../messages/index.ts";
import { no, ok, type Result } from "../../../result.ts";
import { type AddressBook, createNumberReader, createOtherSide } from "../../../routing/index.ts";
import { type Failure, holds, invalid, lacking } from "../../operations/failures.ts";
import { oneOf } from "../../plumbing/schemas.ts";
import { Instant, readId } from "../schemas.ts";
import { readTime } from "../times.ts";

/** 200 characters: names of modems and interfaces, and references, are shorter. */
const WORD_CHARACTERS = 200;

const text = (maxLength: number, description: string) => Type.Optional(Type.String({ maxLength, description }));

const channel = (description: string) =>
  Type.Optional(Type.Array(oneOf(["sms", "telegram"]), { maxItems: 2, description }));

export const SEARCH = {
  q: text(
    SEARCH_CHARACTERS,
    "What the text or the number contains, in whatever case; of a number also without punctuation, `+` or zeros in front. Where texts are encrypted (`searchesTexts` of `/me`), the number alone.",
  ),
};

const OF_BOTH = {
  number: text(NUMBER_CHARACTERS, "The other side's number."),
  contact: text(ADDRESS_BOOK_NAME_CHARACTERS, "ID or name of a contact: the other side's number. Needs `contacts`."),
  ...SEARCH,
  since: Type.Optional(Instant("Not accepted or received before this time.")),
  until: Type.Optional(Instant("Not accepted or received after this time.")),
};

/** Which outgoing messages; every field given must match. */
export const OUTGOING_FILTER = {
  state: Type.Optional(
    Type.Array(oneOf(MESSAGE_STATES), { maxItems: MESSAGE_STATES.length, description: "Any of these." }),
  ),
  channel: channel("The channel that it went by, is on or takes next."),
  user: text(USER_NAME_CHARACTERS, "ID or name of the user who sent it; others than you need `sent-messages`."),
  modem: text(WORD_CHARACTERS, "The modem that sent it, or tried last."),
  source: text(WORD_CHARACTERS, "The interface that it came through, such as `api.php`, `rest` or `v1`."),
  reference: text(WORD_CHARACTERS, "What the client called it."),
  ...OF_BOTH,
};

const LISTED_KINDS = INCOMING_KINDS.filter((kind) => kind !== "silent");

/** Which incoming messages. */
export const INCOMING_FILTER = {
  kind: Type.Optional(Type.Array(oneOf(LISTED_KINDS), { maxItems: LISTED_KINDS.length, description: "Any of these." })),
  channel: channel("The channel that it came by."),
  modem: text(WORD_CHARACTERS, "The modem that received it."),
  read: Type.Optional(oneOf(["true", "false"], { description: "Whether somebody has read it." })),
  ...OF_BOTH,
};

export const ORDER = {
  order: Type.Optional(oneOf(["newest", "oldest"], { default: "newest", description: "Which come first." })),
};

interface FilterDeps {
  book: Pick<AddressBook, "store">;
  country: string;
}

/** `undefined`: nothing can match. */
export type ReadFilter = Result<SearchFilter | undefined, Failure>;

const outgoing = Type.Object(OUTGOING_FILTER);
const incoming = Type.Object(INCOMING_FILTER);

/** Reads which outgoing messages are asked for. */
export function createFilterReader({ users, ...deps }: FilterDeps & { users: UserDirectory }) {
  const readOther = createOtherReader(deps);

  /** Senders are found after they were removed, by ID. @throws what the user store throws */
  async function readUser(user: string, caller: User): Promise<Result<number, Failure>> {
    const known = await users.byReference(user);
    if (known?.id !== caller.id && !holds(caller, "sent-messages")) return no(lacking("sent-messages"));
    const id = known?.id ?? readId(user);
    return id === undefined ? no(invalid([{ pointer: "/user", message: "is not known" }])) : ok(id);
  }

  return async (asked: Static<typeof outgoing>, caller: User): Promise<ReadFilter> => {
    const { state, channel, modem, source, reference } = asked;
    const filter: SearchFilter = {
      outcomes: ["queued", "sent", "failed"],
      ...timesOf(asked),
      ...defined({ states: state, ways: channel, modem, source, reference, search: asked.q }),
    };
    if (!holds(caller, "sent-messages")) filter.onlySentBy = caller.id;
    if (asked.user !== undefined) {
      const user = await readUser(asked.user, caller);
      if (!user.ok) return user;
      filter.userId = user.value;
    }
    return readOther(filter, asked, caller);
  };
}

/** Reads which incoming messages are asked for. */
export function createIncomingFilterReader(deps: FilterDeps) {
  const readOther = createOtherReader(deps);
  return async (asked: Static<typeof incoming>, caller: User): Promise<ReadFilter> => {
    const { kind, channel, modem, read } = asked;
    const filter: SearchFilter = {
      outcomes: ["incoming"],
      ...timesOf(asked),
      ...defined({ kinds: kind, ways: channel, modem, read: read && read === "true", search: asked.q }),
    };
    return readOther(filter, asked, caller);
  };
}

/** Adds the other side to a filter. */
function createOtherReader({ book, country }: FilterDeps) {
  const numbers = createNumberReader({ country });
  const otherSide = createOtherSide({ country });

  /** The contact's number; `null`: it has none. @throws StoreFailure */
  async function readContact(contact: string, caller: User): Promise<Result<string | null, Failure>> {
    if (!holds(caller, "contacts")) return no(lacking("contacts"));
    const id = readId(contact);
    const found = await book.store.findContact(id === undefined ? { name: contact } : { id });
    if (found === undefined) return no(invalid([{ pointer: "/contact", message: "is not known" }]));
    return ok(found.number ?? null);
  }

  return async (
    filter: SearchFilter,
    asked: { number?: string; contact?: string },
    caller: User,
  ): Promise<ReadFilter> => {
    if (asked.number !== undefined) {
      const isReadable = filter.outcomes.includes("incoming") || numbers.read(asked.number, { blankIsPlus: true }).ok;
      if (!isReadable) return no(invalid([{ pointer: "/number", message: "must be a telephone number" }]));
      Object.assign(filter, otherSide.filterOf(asked.number));
    }
    if (asked.contact !== undefined) {
      const number = await readContact(asked.contact, caller);
      if (!number.ok) return number;
      if (number.value === null || number.value !== (filter.number ?? number.value)) return ok(undefined);
      Object.assign(filter, otherSide.filterOf(number.value));
    }
    return ok(filter);
  };
}

const timesOf = ({ since, until }: { since?: string; until?: string }) =>
  defined({ from: readTime(since ?? ""), until: readTime(until ?? "") });
