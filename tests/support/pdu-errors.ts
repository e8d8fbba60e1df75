import { PduError } from "../../lib/pdu/index.ts";

/** What a piece of work of the PDU layer threw; fails for anything but a `PduError`, and when it threw nothing. */
export function pduErrorOf(work: () => unknown): PduError {
  try {
    work();
  } catch (error) {
    if (error instanceof PduError) return error;
    throw error;
  }
  throw new Error("no PduError was thrown");
}
