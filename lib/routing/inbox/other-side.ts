import type { MessageFilter } from "../../messages/index.ts";
import { createNumberReader } from "../submission/recipients.ts";

/** Numbers of the other side, as people and networks write them. */
export interface OtherSide {
  /** In the form that messages are sent to: `+49…`. A sender's name, which is no number, stays. */
  numberOf(text: string): string;
  /** What leaves the messages to and from it: networks write a sender's number in several forms, which are stored as they came. */
  filterOf(text: string): Pick<MessageFilter, "number" | "senders">;
}

/** Makes what reads them. @param options.country  home country of national numbers */
export function createOtherSide(options: { country: string }): OtherSide {
  const numbers = createNumberReader(options);

  function numberOf(text: string): string {
    const read = numbers.read(text, { blankIsPlus: true });
    return read.ok ? read.value : text.trim();
  }

  return {
    numberOf,
    filterOf(text) {
      const number = numberOf(text);
      return { number, senders: numbers.otherFormsOf(number) };
    },
  };
}
