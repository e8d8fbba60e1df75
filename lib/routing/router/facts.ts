import { defined } from "../../defined.ts";
import type { AddressBookStore, IncomingMessage, RoutedMessage, RoutingContext } from "../../messages/index.ts";
import { contentOf } from "../inbox/content.ts";
import type { NumberReader } from "../submission/recipients.ts";

/** The gateway's modems that have a number that is known: `+49…` by name. */
export type OwnNumbers = () => ReadonlyMap<string, string>;

/** Makes what reads, before rules are asked, what they need to know about a message. */
export function createFacts(options: {
  book: Pick<AddressBookStore, "contactsWithNumber">;
  numbers: NumberReader;
  ownNumbers: OwnNumbers;
  timeZone: string;
}): {
  /** What rules see of a stored message. */
  messageOf(incoming: IncomingMessage): RoutedMessage;
  /** @throws what the address book's store throws */
  contextOf(message: Pick<RoutedMessage, "sender">): Promise<RoutingContext>;
  /** As messages are sent to it: `+49…`; `undefined` for what is no number. */
  international(sender: string): string | undefined;
} {
  const { book, numbers, ownNumbers, timeZone } = options;

  function international(number: string): string | undefined {
    const read = numbers.read(number);
    return read.ok ? read.value : undefined;
  }

  return {
    international,
    messageOf(incoming) {
      const { id, channel, modem, sender, receivedAt } = incoming;
      const isCall = incoming.kind === "call";
      return {
        id,
        kind: isCall ? "call" : "text",
        channel,
        modem,
        receivedAt,
        ...(isCall ? {} : { text: contentOf(incoming).text }),
        ...defined({ sender, recipient: ownNumbers().get(modem) }),
      };
    },
    async contextOf({ sender = "" }) {
      const number = international(sender) ?? sender;
      const contacts = number === "" ? [] : await book.contactsWithNumber(number);
      return {
        timeZone,
        international,
        contactsOf: () => contacts.toSorted((one, other) => (one.name < other.name ? -1 : 1)),
        ownNumbers: new Set(ownNumbers().values()),
      };
    },
  };
}
