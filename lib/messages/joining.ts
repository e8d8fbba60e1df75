import { joinPdus, PduError } from "../pdu/index.ts";

/** A stored part: its PDU as received, and the content decoded from it alone. */
interface StoredPart {
  pdu: string;
  text: string | null;
  data: string | null;
}

/**
 * The content of a message from its parts, in order; `data` holds the 8-bit parts in hexadecimal. Decoded from the
 * PDUs, since a character may start in one part and end in the next.
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
    // Fall back to the content that was decoded when each part arrived.
    return {
      text: parts.map((part) => part.text ?? "").join(""),
      data: parts.map((part) => part.data ?? "").join(""),
    };
  }
}
