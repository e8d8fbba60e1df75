import type { Clock, Timer } from "../../clock.ts";
import { fieldsOf } from "../at/fields.ts";
import type { Router } from "./router.ts";

/** 2 s: `+CLIP` follows the first RING within this time, if the number is shown at all. */
const NUMBER_MS = 2_000;
/** 12 s: RING comes about every 5 s; after two missing ones the call is over. */
const SILENCE_MS = 12_000;
/** Type of address of `+CLIP`, 27.007 §7.6: an international number, which some modems write without its `+`. */
const INTERNATIONAL = "145";

/** An incoming call that has begun to ring. */
export interface RingingCall {
  /** Absent when the caller withholds it, or the network does not give it. */
  number?: string;
  /** Of the first RING, milliseconds since 1970. */
  at: number;
}

/** An incoming call that rings no more. */
export interface EndedCall extends RingingCall {
  /** Up to the end that the modem reported, or else up to the last RING. */
  rangMs: number;
}

/**
 * Reports each incoming call when it begins, with its number when the network shows it, and when it has ended. Nothing is
 * ever answered.
 */
export function watchIncomingCalls(
  clock: Clock,
  router: Pick<Router, "on">,
  report: { began(call: RingingCall): void; ended(call: EndedCall): void },
): { close(): void } {
  let call: (RingingCall & { lastRingAt: number; isReported: boolean }) | undefined;
  let waitForNumber: Timer | undefined;
  let over: Timer | undefined;

  const shown = ({ number, at }: RingingCall): RingingCall => (number === undefined ? { at } : { number, at });

  function tell(): void {
    waitForNumber?.cancel();
    waitForNumber = undefined;
    if (call === undefined || call.isReported) return;
    call.isReported = true;
    report.began(shown(call));
  }

  function rings(): void {
    const now = clock.now();
    over?.cancel();
    over = clock.setTimer(SILENCE_MS, () => end());
    if (call === undefined) {
      call = { at: now, lastRingAt: now, isReported: false };
      waitForNumber = clock.setTimer(NUMBER_MS, tell);
    }
    call.lastRingAt = now;
  }

  function end(endedAt?: number): void {
    // A caller who hung up before the number arrived still counts as a call.
    tell();
    over?.cancel();
    over = undefined;
    if (call === undefined) return;
    const ended = { ...shown(call), rangMs: Math.max(0, (endedAt ?? call.lastRingAt) - call.at) };
    call = undefined;
    report.ended(ended);
  }

  const routes = [
    router.on(/^(RING$|\+CRING\s*:)/i, rings),
    router.on(/^\+CLIP\s*:/i, ({ line }) => {
      rings();
      const [digits = "", type] = fieldsOf(line);
      const number = readNumber(digits, type);
      if (call !== undefined && number !== undefined) call.number = number;
      tell();
    }),
    router.on(/^NO CARRIER$/i, () => {
      if (call !== undefined) end(clock.now());
    }),
  ];
  return {
    close() {
      for (const off of routes) off();
      end(clock.now());
    },
  };
}

/** A number as it can be dialled; nothing for what is withheld, or longer than a number can be. */
function readNumber(digits: string, type: string | undefined): string | undefined {
  if (!/^\+?[\d*#]{1,32}$/.test(digits)) return undefined;
  return type === INTERNATIONAL && !digits.startsWith("+") ? `+${digits}` : digits;
}
