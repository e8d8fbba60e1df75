import { joinPdus, PduError } from "../pdu/index.ts";

/** A stored part: its PDU as received, and what it says by itself. */
interface StoredPart {
  pdu: string;
  text: string | null;
  data: string | null;
}

/**
 * What the parts of a message say together, in the order of their numbers; `data` is hexadecimal, of 8-bit parts. Made
 * from the PDUs, since a character may begin in one part and end in the next.
 */
export function joinReceived(parts: readonly StoredPart[]): { text: string; data: string } {
  try {
    const { text, data } = joinPdus(
      parts.map((part) => part.pdu),
      "deliver",
    );
    return { text, data: data?.toHex() ?? "" };
  } catch (error) {
    if (!(error instanceof PduError)) throw error;
    // A part that was readable once stays so: this is what it said then.
    return {
      text: parts.map((part) => part.text ?? "").join(""),
      data: parts.map((part) => part.data ?? "").join(""),
    };
  }
}
