import type { Reply } from "../at/reply.ts";
import type { Random } from "../random.ts";
import type { SimulatedState } from "../state.ts";

/**
 * Where in the modem's work a fault can strike, in the order of one `AT+CMGS`:
 *
 * ```
 * command ─▶ prompt ─▶ pdu ─▶ submit ─▶ taken ─▶ answer ─▶ after        receive: something comes from the network
 *  before     before    after  before    after    before     after       now: at once, when the fault is set
 *  it runs    `> `      `> `   network   network  the answer the result
 * ```
 */
export const FAULT_POINTS = [
  "now",
  "command",
  "prompt",
  "pdu",
  "submit",
  "taken",
  "answer",
  "after",
  "receive",
] as const;
export type FaultPoint = (typeof FAULT_POINTS)[number];

/** What a fault does at its point. Effects of several faults add up. */
export interface Effect {
  /** Written unchanged, one `char` per octet. */
  raw?: string;
  /** A pause before anything else. */
  delayMs?: number;
  /** Replaces the answer. */
  reply?: Reply;
  /** The second half of the answer is not written. */
  cut?: boolean;
  /** The lines of the answer begin with blanks. */
  indent?: boolean;
  /** Delivery and report begin before the result is written. */
  release?: boolean;
  /** A delivery from the network is taken twice, not announced, corrupted, or lost. */
  twice?: boolean;
  quiet?: boolean;
  unreadable?: boolean;
  drop?: boolean;
  /** The network never hears that it was taken, and offers it again. */
  unheard?: boolean;
  /** Announced without memory and index. */
  nameless?: boolean;
  /** How long its slot cannot be read. */
  damagedMs?: number;
}

/** What a memory can be full of. */
export const FILLERS = ["messages", "reports", "mms"] as const;
export type Filler = (typeof FILLERS)[number];

/** What a fault may do to the modem besides its effect. */
export interface FaultTarget {
  readonly state: SimulatedState;
  readonly random: Random;
  now(): number;
  /** Starts again, as after a drop in voltage. */
  restart(): void;
  /** Unplugs the device; it is back after `backMs`, or never when that is `undefined`. */
  unplug(backMs: number | undefined): void;
  registrationChanged(): void;
  /** Runs once after `ms`, unless the modem was closed. */
  later(ms: number, run: () => void): void;
  /** Writes an unsolicited line, as the modem itself would. */
  unsolicited(line: string): void;
  /** An old received message for a memory, as a PDU. */
  filler(content: Filler, number: number): string;
}

/** One option of a fault. A `default` makes it optional. */
export interface FaultOption {
  type: "number" | "string";
  about: string;
  default?: number | string;
}

export type FaultOptions = Readonly<Record<string, number | string>>;

/** One entry of the table of faults. */
export interface FaultDefinition {
  /** One sentence. */
  about: string;
  options?: Readonly<Record<string, FaultOption>>;
  /** Where it strikes. */
  point(options: FaultOptions): FaultPoint;
  /** The command it is about, unless its options name one; every command when left out. */
  command?: string;
  strike(options: FaultOptions, target: FaultTarget): Effect;
  /** Undoes what it did to the modem, when the fault is removed. */
  undo?(target: FaultTarget): void;
}
