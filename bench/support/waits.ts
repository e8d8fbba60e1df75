import { type Clock, systemClock } from "../../lib/clock.ts";
import type { WireEntry } from "../../lib/modem/simulator/index.ts";

/** The simulated modems' own: fractions of a millisecond on the wire. */
export const fineClock: Clock = { ...systemClock, now: () => performance.timeOrigin + performance.now() };

/** What modems have waited for us, in milliseconds. */
export interface Waits {
  /** From a part's final result to the next part's command. */
  command: number[];
  /** From that command's prompt to the PDU. */
  pdu: number[];
  /** The two of each part together. */
  both: number[];
  /** From the line that announces a received message to the command that reads it. */
  reading: number[];
}

export const noWaits = (): Waits => ({ command: [], pdu: [], both: [], reading: [] });

/** Each call adds what the modem has waited since the last. */
export function createWaitReader(wire: () => readonly WireEntry[]): (into?: Waits) => void {
  let readUpTo = 0;
  let resultAt: number | undefined;
  let promptAt: number | undefined;
  let announcedAt: number | undefined;
  let command = 0;
  return (into) => {
    for (const { at, direction, text } of wire()) {
      if (at <= readUpTo) continue;
      readUpTo = at;
      if (direction === "out" && text.includes("+CMGS:")) resultAt = at;
      if (direction === "out" && text.includes("+CMTI:")) announcedAt = at;
      if (direction === "in" && text.startsWith("AT+CMGR") && announcedAt !== undefined) {
        into?.reading.push(at - announcedAt);
        announcedAt = undefined;
      }
      if (direction === "in" && text.startsWith("AT+CMGS=") && resultAt !== undefined) {
        command = at - resultAt;
        into?.command.push(command);
      }
      if (direction === "out" && text.includes("> ")) promptAt = at;
      if (direction !== "in") continue;
      if (promptAt !== undefined && resultAt !== undefined) {
        into?.pdu.push(at - promptAt);
        into?.both.push(command + at - promptAt);
        resultAt = undefined;
      }
      promptAt = undefined;
    }
  };
}
