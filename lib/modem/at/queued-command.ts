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
  const onAbort = () => giveUp(queued, signal?.reason);
  const settle =
    <T>(pass: (value: T) => void) =>
    (value: T) => {
      signal?.removeEventListener("abort", onAbort);
      pass(value);
    };
  const queued: QueuedCommand = { command, resolve: settle(resolve), reject: settle(reject) };
  signal?.addEventListener("abort", onAbort, { once: true });
  return { queued, answered: promise };
}
