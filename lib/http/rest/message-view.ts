import type { User, UserDirectory } from "../../auth/index.ts";
import { defined } from "../../defined.ts";
import {
  type AddressBookStore,
  type AnyMessage,
  type IncomingKind,
  type OutgoingMessage,
  outcomeOf,
} from "../../messages/index.ts";
import { contentOf, createOtherSide } from "../../routing/index.ts";
import { holds } from "../operations/failures.ts";
import { showContact } from "./contact-view.ts";
import type { Contact, Message } from "./models.ts";

/** Shows messages as the API has them. */
interface MessageView {
  /** Who is behind a number is shown to users who may see the address book. @throws StoreFailure */
  show(messages: readonly AnyMessage[], viewer: User): Promise<Message[]>;
}

/** The words that the API had first; what is a text has none. */
const SHOWN_KINDS: Readonly<Partial<Record<IncomingKind, NonNullable<Message["kind"]>>>> = {
  mms: "mms",
  "wap-push": "wap-push",
  binary: "data",
  undecodable: "unreadable",
  call: "call",
};

/** An ID in either direction, as text that says which. */
const idOf = ({ direction, message }: AnyMessage): string =>
  direction === "outgoing" ? String(message.id) : `in-${message.id}`;

/** Reads what {@link idOf} wrote. */
export function parseId(text: string): { direction: AnyMessage["direction"]; id: number } | undefined {
  const [, prefix, digits = ""] = /^(in-)?([1-9]\d{0,15})$/.exec(text) ?? [];
  const id = Number(digits);
  if (!Number.isSafeInteger(id) || id === 0) return undefined;
  return { direction: prefix === undefined ? "outgoing" : "incoming", id };
}

/** Makes the view. */
export function createMessageView(deps: {
  users: UserDirectory;
  contacts: Pick<AddressBookStore, "contactsWithNumber">;
  country: string;
}): MessageView {
  const { users, contacts } = deps;
  const { numberOf } = createOtherSide(deps);

  async function sender({ userId }: OutgoingMessage): Promise<Contact> {
    if (userId === undefined) return person({ type: "unit", name: "Aldis" });
    // Who was removed keeps the number.
    return person({ id: userId, type: "user", name: (await users.byId(userId))?.name ?? "" });
  }

  async function numbered(number: string, viewer: User): Promise<Contact> {
    const [known] = holds(viewer, "contacts") ? await contacts.contactsWithNumber(numberOf(number)) : [];
    return known === undefined ? person({ type: "contact", name: number, number }) : showContact(known);
  }

  async function one(any: AnyMessage, behind: (number: string) => Promise<Contact>): Promise<Message> {
    if (any.direction === "outgoing") {
      const { message } = any;
      return {
        id: idOf(any),
        type: outcomeOf(message.state),
        text: message.text,
        provider: message.via,
        timestamp: secondsText(message.createdAt),
        isFlash: message.flash,
        isRing: message.kind === "ring",
        senders: [await sender(message)],
        recipients: [await behind(message.recipient)],
        ...(message.mayBeDuplicate ? { mayBeDuplicate: true } : {}),
      };
    }
    const { message } = any;
    const { kind, text } = contentOf(message);
    return {
      id: idOf(any),
      type: "incoming",
      text,
      provider: message.channel,
      timestamp: secondsText(message.receivedAt),
      isFlash: message.class === 0,
      isRing: kind === "call",
      senders: message.sender === undefined ? [] : [await behind(message.sender)],
      recipients: [person({ type: "unit", name: message.modem })],
      ...defined({ kind: SHOWN_KINDS[kind] }),
    };
  }

  return {
    show(messages, viewer) {
      // Each number is looked up once.
      const known = new Map<string, Promise<Contact>>();
      const behind = (number: string) => {
        const contact = known.get(number) ?? numbered(number, viewer);
        known.set(number, contact);
        return contact;
      };
      return Promise.all(messages.map((message) => one(message, behind)));
    },
  };
}

function person(known: Partial<Contact> & Pick<Contact, "type" | "name">): Contact {
  const { id = 0, type, name, number = "", email = "", groups = [] } = known;
  return { id, type, name, number, email, groups };
}

const secondsText = (ms: number) => String(Math.floor(ms / 1000));
