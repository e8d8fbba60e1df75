import type { UssdReply } from "./types.ts";

/**
 * The operator's USSD service: returns the answer to a request, or to an answer in the session `path` (the requests so
 * far, the newest last). `undefined` when it has none.
 */
export type UssdService = (path: readonly string[], subscriber: string) => UssdReply | undefined;

/** `*100#` returns a balance, `*101#` the subscriber's number, `*111#` opens a menu, `*112#` answers in Cyrillic. */
export const standardUssd: UssdService = (path, subscriber) => {
  const [request, choice] = path;
  switch (request) {
    case "*100#":
      return { status: 0, text: "Your balance is 12.34 EUR. Thank you!" };
    case "*101#":
      return { status: 0, text: `Your number is ${subscriber}` };
    case "*112#":
      return { status: 0, text: "Баланс: 12,34 €" };
    case "*111#":
      if (path.length === 1) return { status: 1, text: "1: Balance\n2: Tariff\n0: End" };
      if (choice === "1") return { status: 0, text: "Your balance is 12.34 EUR. Thank you!" };
      if (choice === "2") return { status: 0, text: "You have the test tariff." };
      return { status: 2, text: "Good bye." };
    default:
      return undefined;
  }
};

/** One subscriber's session: it begins with a request and goes on while the network expects an answer. */
export function createUssdSession(service: UssdService, subscriber: string) {
  let path: string[] = [];
  return {
    request(text: string): UssdReply {
      path.push(text);
      const reply = service(path, subscriber) ?? { status: 4, text: "" };
      if (reply.status !== 1) path = [];
      return reply;
    },
    cancel(): void {
      path = [];
    },
  };
}
