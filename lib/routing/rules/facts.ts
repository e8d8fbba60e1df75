import { ADDRESS_BOOK_NAME_CHARACTERS } from "../../limits.ts";
import type { RoutedContact, RoutedMessage, RoutingContext } from "../../messages/index.ts";
import { nameKey } from "../../names.ts";
import { onFirstUse } from "../../on-first-use.ts";
import { wallClock } from "../wall-clock.ts";

/** What is known about a message, each found out when a rule asks for it first. */
export interface Facts {
  readonly message: RoutedMessage;
  /** As received, then internationally with and without `+`; none without a sender. */
  senders(): readonly string[];
  /** The own number in the same forms, and the modem's name. */
  recipients(): readonly string[];
  /** The text in lower case; empty for a call. */
  lowerText(): string;
  /** The modem's name, in the form that names are compared in. */
  modem(): string;
  contacts(): readonly RoutedContact[];
  /** In the form that names are compared in. */
  contactNames(): ReadonlySet<string>;
  groupNames(): ReadonlySet<string>;
  international(number: string): string | undefined;
  /** @param number  `+49…` */
  isOwn(number: string): boolean;
  /** @param timeZone  the gateway's when left out */
  clock(timeZone?: string): ReturnType<typeof wallClock>;
}

export function factsOf(message: RoutedMessage, context: RoutingContext): Facts {
  const { sender = "", recipient = "", text, modem, receivedAt } = message;
  const { international } = context;
  const contacts = onFirstUse(() => (sender === "" ? [] : context.contactsOf(sender)));
  const clocks = new Map<string, ReturnType<typeof wallClock>>();
  return {
    message,
    senders: onFirstUse(() => formsOf(sender, international)),
    recipients: onFirstUse(() => [...formsOf(recipient, international), modem]),
    lowerText: onFirstUse(() => text?.toLowerCase() ?? ""),
    modem: onFirstUse(() => keyOf(modem)),
    contacts,
    contactNames: onFirstUse(() => keysOf(contacts())),
    groupNames: onFirstUse(() => keysOf(contacts().flatMap(({ groups }) => groups))),
    international,
    isOwn: (number) => context.ownNumbers.has(number),
    clock(timeZone = context.timeZone) {
      const clock = clocks.get(timeZone) ?? wallClock(timeZone, receivedAt);
      clocks.set(timeZone, clock);
      return clock;
    },
  };
}

/** A name as names are compared. */
export const keyOf = (name: string) => nameKey(name.trim(), ADDRESS_BOOK_NAME_CHARACTERS) ?? name;

const keysOf = (named: readonly { name: string }[]) => new Set(named.map(({ name }) => keyOf(name)));

function formsOf(number: string, international: (number: string) => string | undefined): string[] {
  if (number === "") return [];
  const full = international(number);
  const forms = full === undefined ? [number] : [number, full, full.startsWith("+") ? full.slice(1) : full];
  return [...new Set(forms)];
}
