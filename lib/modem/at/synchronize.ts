import type { Clock } from "../../clock.ts";
import { ModemError } from "../errors.ts";
import type { AtAnswer, AtCommand } from "./command.ts";

/** This much silence means that the modem has said what it had to say. */
const QUIET_MS = 100;
/** A modem that never falls silent is asked all the same. */
const DRAIN_LIMIT_MS = 2_000;
const PROBE_MS = 1_000;

/**
 * Brings a modem in an unknown place back to where it takes commands: ESC and CR leave a prompt, then everything that
 * it still says is let pass, then it is asked `AT` until it answers. Without the silence in between, a late `OK`
 * would be taken for the answer, and every answer after it would be one behind.
 *
 * @throws ModemError "timeout" when no attempt is answered; whatever `ask` rejects with otherwise
 */
export async function synchronizeModem(options: {
  clock: Clock;
  attempts: number;
  signal: AbortSignal | undefined;
  leavePrompt(): void;
  lastByteAt(): number;
  /** What was begun by earlier lines will not be completed. */
  forget(): void;
  ask(command: AtCommand): Promise<AtAnswer>;
}): Promise<void> {
  for (let attempt = 1; attempt <= options.attempts; attempt++) {
    options.leavePrompt();
    await drain(options);
    options.forget();
    try {
      await options.ask({ text: "AT", timeoutMs: PROBE_MS * attempt, numericResults: true });
      return;
    } catch (error) {
      if (!(error instanceof ModemError) || error.kind !== "timeout") throw error;
    }
  }
  throw new ModemError("timeout", `the modem does not answer AT (asked ${options.attempts} times)`, { command: "AT" });
}

async function drain(options: { clock: Clock; signal: AbortSignal | undefined; lastByteAt(): number }): Promise<void> {
  const { clock } = options;
  const began = clock.now();
  let quietSince = began;
  for (;;) {
    await clock.sleep(QUIET_MS, options.signal);
    const lastByteAt = options.lastByteAt();
    if (lastByteAt <= quietSince || clock.now() - began >= DRAIN_LIMIT_MS) return;
    quietSince = lastByteAt;
  }
}
