import type { ModemError } from "../errors.ts";
import type { AtAnswer, AtCommand } from "./command.ts";

/** A command and who waits for its answer. */
export interface QueuedCommand {
  command: AtCommand;
  /** The first of these counts. */
  resolve(answer: AtAnswer): void;
  reject(error: ModemError): void;
}

/**
 * Makes a command that can be queued, and a promise of its answer.
 *
 * @param giveUp  called when `signal` aborts before the answer
 */
export function createQueuedCommand(
  command: AtCommand,
  signal: AbortSignal | undefined,
  giveUp: (queued: QueuedCommand, cause: unknown) => void,
): { queued: QueuedCommand; answered: Promise<AtAnswer> } {
  const { promise, resolve, reject } = Promise.withResolvers<AtAnswer>();
  const settle =
    <T>(pass: (value: T) => void) =>
    (value: T) => {
      leave?.();
      pass(value);
    };
  const queued: QueuedCommand = { command, resolve: settle(resolve), reject: settle(reject) };
  const leave = signal && onAbort(signal, () => giveUp(queued, signal.reason));
  return { queued, answered: promise };
}

const waiting = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls `run` when the signal aborts. Most commands share one that lives as long as the gateway: a listener of their own would cost more than
 * they do.
 *
 * @returns what ends that
 */
function onAbort(signal: AbortSignal, run: () => void): () => void {
  const all = waiting.get(signal) ?? listenTo(signal);
  all.add(run);
  return () => void all.delete(run);
}

function listenTo(signal: AbortSignal): Set<() => void> {
  const all = new Set<() => void>();
  waiting.set(signal, all);
  signal.addEventListener(
    "abort",
    () => {
      for (const run of [...all]) run();
    },
    { once: true },
  );
  return all;
}
