import type { Clock } from "../../clock.ts";
import type { Log } from "../../log.ts";
import type { ModemError } from "../errors.ts";
import type { AtAnswer, AtCommand, Unsolicited } from "./command.ts";
import type { CommandPriority } from "./command-queue.ts";

export interface RunOptions {
  /** Takes a waiting command out of the queue; lets go of a running one, which the channel still sees to its end. */
  signal?: AbortSignal | undefined;
  priority?: CommandPriority;
}

export interface SynchronizeOptions {
  /** How often the modem is asked at most: 5 times if absent. */
  attempts?: number;
  signal?: AbortSignal;
}

/** Why a channel can no longer be used as it is. */
export type ChannelEnd =
  /** The port is lost or closed. */
  | { reason: "gone"; error: ModemError }
  /** The modem does not answer; `synchronize` may bring it back. */
  | { reason: "stalled"; error: ModemError };

/**
 * Speaks AT over an open port: one command at a time, in the order of the queue.
 *
 *     stalled ──synchronize──▶ ready ──time-out──▶ recovering ──AT answered──▶ ready
 *        ▲                                              │ not answered
 *        └──────────────────────────────────────────────┘            any ──port lost──▶ gone
 */
export interface AtChannel {
  /**
   * Queues a command and resolves with its answer, an error result included.
   *
   * @throws ModemError "timeout" (no final result in time), "unknown-outcome" (the PDU was written and its result did
   * not come), "gone" (port lost, or the channel is stalled) or "aborted"
   */
  run(command: AtCommand, options?: RunOptions): Promise<AtAnswer>;
  /** Leaves any prompt, drains and asks `AT` until it is answered. @throws ModemError "timeout" or "gone" */
  synchronize(options?: SynchronizeOptions): Promise<void>;
  /** Writes a command without waiting for its turn or its answer: for a modem that does not answer. */
  shout(text: string): void;
  /** Rejects what is queued, takes nothing more and resolves when the command on the wire has ended. Never rejects. */
  finish(): Promise<void>;
  /** Rejects what is queued and running, releases the port's streams. Its own promise never rejects. */
  close(): Promise<void>;
  /** Time-outs that were recovered from by ESC and a drain. */
  readonly drains: number;
  /** When the modem last ended a command or asked for a PDU; when the channel was made, before that. */
  readonly lastAnswerAt: number;
  /** Commands that the modem has echoed so far. */
  readonly echoes: number;
  /**
   * The echo is off. An echo from now on means that the modem has restarted on its own and lost its settings: it may
   * be in text mode, where a PDU would go out as a text. Then `echoed` is called, and no PDU is written behind an
   * echo until {@link AtChannel.letEcho}.
   */
  guardEcho(echoed: () => void): void;
  /** Echoes mean nothing (again). */
  letEcho(): void;
}

/** Takes a line as it goes over the wire, with what is secret in it; must not throw. `out`: the program writes it. */
export type NoteLine = (direction: "in" | "out", line: string) => void;

export interface ChannelOptions {
  port: SerialPort;
  clock: Clock;
  log: Log;
  /** Called in the order of arrival, in the turn in which the bytes came. */
  unsolicited(unsolicited: Unsolicited): void;
  /** Called when the channel becomes stalled or gone; not after `close`. */
  ended(end: ChannelEnd): void;
  /** Called with every line that passes, `out` before it is written. */
  wire?: NoteLine | undefined;
  /** Unsolicited lines of this family of modems, asked again for every line. */
  noise(): readonly RegExp[];
}
