import type { Clock, Timer } from "../../clock.ts";
import { ANSWER_CHARACTERS } from "../../limits.ts";
import type { ModemError } from "../errors.ts";
import type { AtAnswer, AtCommand, FinalResult } from "./command.ts";

/** A command and who waits for its answer. */
export interface QueuedCommand {
  command: AtCommand;
  resolve(answer: AtAnswer): void;
  reject(error: ModemError): void;
  /** The caller has its answer; the modem may not have given its own yet. */
  released: boolean;
}

/**
 * Makes a job from a command, and a promise of its answer.
 *
 * @param giveUp  called when `signal` aborts before the answer
 */
export function createQueuedCommand(
  command: AtCommand,
  signal: AbortSignal | undefined,
  giveUp: (job: QueuedCommand, signal: AbortSignal) => void,
): { job: QueuedCommand; answered: Promise<AtAnswer> } {
  const { promise, resolve, reject } = Promise.withResolvers<AtAnswer>();
  const onAbort = () => signal && giveUp(job, signal);
  const settle =
    <T>(pass: (value: T) => void) =>
    (value: T) => {
      signal?.removeEventListener("abort", onAbort);
      pass(value);
    };
  const job: QueuedCommand = { command, released: false, resolve: settle(resolve), reject: settle(reject) };
  signal?.addEventListener("abort", onAbort, { once: true });
  return { job, answered: promise };
}

/** The command on the wire. */
export interface Running extends QueuedCommand {
  lines: string[];
  /** In `lines`. */
  characters: number;
  prompted: boolean;
  pduWritten: boolean;
  /** When the PDU was. */
  writtenAt: number;
  timer: Timer;
  /** Runs while the OK may have been forgotten. */
  quiet: Timer | undefined;
}

/** The job itself becomes the running command, so that both are told apart from others by identity. */
export function asRunning(job: QueuedCommand, timer: Timer): Running {
  return Object.assign(job, {
    lines: [],
    characters: 0,
    prompted: false,
    pduWritten: false,
    writtenAt: 0,
    timer,
    quiet: undefined,
  });
}

/** What its caller gets. */
export function answerOf({ lines, pduWritten }: Running, result: FinalResult): AtAnswer {
  return { result, lines, pduWritten };
}

/** Keeps a line of the answer, unless the answer is longer than any can be. */
export function takeInformation(running: Running | undefined, line: string): void {
  if (!running) return;
  running.characters += line.length;
  if (running.characters <= ANSWER_CHARACTERS) running.lines.push(line);
}

/** At its prompt a modem tells nothing of what arrives, and some leave it by themselves. */
const CONSENT_MS = 1_000;

/** Calls `answer` when there is one, and with `false` when it takes too long; so perhaps twice. Gives the timer. */
export function awaitConsent(clock: Clock, consent: Promise<boolean>, answer: (isGiven: boolean) => void): Timer {
  consent.then(answer, () => answer(false));
  return clock.setTimer(CONSENT_MS, () => answer(false));
}
