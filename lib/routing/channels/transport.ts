import type { Result } from "../../result.ts";
import { ERROR_CLASSES, type RingResult } from "../../send-outcomes.ts";
import type { Budget } from "../selection/calendar.ts";

/** What the outbox needs from a way out, so that it knows nothing of modems. Channels adapt to it. */

/** What went wrong, reduced to what decides over the message: an error's class, or what keeps a transport from asking. */
export const FAILURE_CLASSES = [
  ...ERROR_CLASSES,
  /** Gone or stopped before anything was written. */
  "transport-lost",
  /** A step before the message was written got no answer. */
  "no-answer",
  /** This transport cannot do that at all. */
  "not-supported",
] as const;

export type FailureClass = (typeof FAILURE_CLASSES)[number];

/** `message` is one sentence for people, without text and number. */
export interface Failure {
  class: FailureClass;
  message: string;
}

export type PartOutcome = Result<{ reference: number }, Failure>;

export type RingOutcome = Result<RingResult, Failure>;

/** One way out that takes one message at a time: a modem. The object stays while the modem comes and goes. */
export interface Transport {
  readonly name: string;
  readonly pool: string | undefined;
  /** The card that is in it: what delivery reports are matched by, and what the rest of a long message waits for. */
  readonly sim: string;
  /** How much that SIM may send; what it leaves open is as the gateway's setting says. */
  readonly budget?: Budget | undefined;
  /** Registered and able to send now. */
  readonly ready: boolean;
  /**
   * Sends one part; failures are values, it never rejects.
   *
   * @param options.more  more follows at once
   * @param options.signal  gives up waiting; the outcome is then unknown or the transport lost
   * @param options.consent  nothing that counts is written before it has given `true`, and nothing at all is sent without
   */
  sendPart(
    part: { pdu: string; length: number },
    options: { more: boolean; signal: AbortSignal; consent: Promise<boolean> },
  ): Promise<PartOutcome>;
  /** Lets a telephone ring for `seconds`; never rejects. */
  ring(number: string, options: { seconds: number; signal: AbortSignal }): Promise<RingOutcome>;
  /** Asks for a fresh start; `ready` tells when it is back. */
  restart(reason: string): void;
}

/** The transports there are now. */
export interface TransportSource {
  transports(): readonly Transport[];
  /** Calls back when a transport was added or removed, or its `ready` changed. Gives the way to stop. */
  onChange(changed: () => void): () => void;
}
