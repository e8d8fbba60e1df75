import type { Clock } from "../../../clock.ts";
import type { Argument, AtCommand } from "../at/command-line.ts";
import type { Answer } from "../at/reply.ts";
import type { FaultSet } from "../faults/fault-set.ts";
import type { ModemCalls } from "../modem-calls.ts";
import type { NetworkLink, SimulatedNetwork } from "../network/index.ts";
import type { Profile } from "../profiles/index.ts";
import type { Reception } from "../reception.ts";
import type { SimulatedState } from "../state.ts";

/** The modem as its behaviours see it. */
export interface ModemContext {
  readonly profile: Profile;
  readonly state: SimulatedState;
  readonly network: SimulatedNetwork;
  readonly link: NetworkLink;
  readonly clock: Clock;
  readonly faults: FaultSet;
  readonly calls: ModemCalls;
  readonly reception: Reception;
  /** Switched on, with a SIM that is ready, and taken by the network. */
  readonly registered: boolean;
  /** Time that one submission takes, in milliseconds. */
  readonly submissionMs: number;
  /** The SIM's messages can be listed. */
  readonly messagesReady: boolean;
  /** Puts out an unsolicited result of one or more lines; waits while a prompt is open. */
  unsolicited(...lines: string[]): void;
  /** Announces the registration where asked for (`+CREG: 1`), and fetches what the network kept. */
  registrationChanged(): void;
  /** The SIM has become ready: the modem begins to look for its network. */
  startSearch(): void;
  /** Starts again at the end of this turn: settings, PIN and calls are reset, the memories are kept. */
  restart(): void;
  /** Names of all commands, sorted. */
  commandNames(): string[];
}

/** Answers a command; `undefined` leaves it to the behaviour behind. */
export type Handler = (modem: ModemContext, args: (Argument | undefined)[], command: AtCommand) => Answer | undefined;

/** The forms of one command; a form that is missing is refused, but `=?` of a known command is OK. */
export interface CommandForms {
  run?: Handler;
  read?: Handler;
  set?: Handler;
  test?: Handler;
  /** The command is refused until the SIM is ready. */
  needsSim?: boolean;
  /** Whether its errors are those of messages (27.005) or of the equipment (27.007). */
  errors?: "cms" | "cme";
}

/** One family of commands. Put in front of others with `modem.use`, it answers instead of them. */
export interface Behaviour {
  name: string;
  /** By name in upper case, e.g. `+CMGS`, `E`, `&F`. */
  commands: Readonly<Record<string, CommandForms>>;
}

/** A whole number, `fallback` for an empty place, `undefined` for anything else. */
export function numberOf(argument: Argument | undefined, fallback?: number): number | undefined {
  if (argument === undefined) return fallback;
  return /^-?\d+$/.test(argument.text) ? Number(argument.text) : undefined;
}

/** The same, and one of those allowed. */
export function choiceOf(
  argument: Argument | undefined,
  allowed: readonly number[],
  fallback?: number,
): number | undefined {
  const value = numberOf(argument, fallback);
  return value !== undefined && allowed.includes(value) ? value : undefined;
}

/** `[0,1,2,3]` → `(0-3)`, `[0,2]` → `(0,2)`, as test commands write it. */
export function range(values: readonly number[]): string {
  const [first, last] = [values[0], values.at(-1)];
  const isRun = values.length > 2 && values.every((value, at) => value === (first ?? 0) + at);
  return `(${isRun ? `${first}-${last}` : values.join(",")})`;
}
