import type { Clock } from "../../clock.ts";
import { ModemError } from "../errors.ts";
import type { AtAnswer, AtCommand } from "./command.ts";
import type { AtInput } from "./input.ts";

/** 100 ms of silence mean that the modem has sent everything: at 9,600 baud an octet takes 1 ms. */
const QUIET_MS = 100;
/** 2 s: a modem that never falls silent is asked all the same. */
const DRAIN_LIMIT_MS = 2_000;
/** 1 s for an answer to `AT`, which comes within milliseconds; each further attempt waits a second longer. */
const PROBE_MS = 1_000;

/** What a synchronization works with. */
interface Synchronization {
  clock: Clock;
  attempts: number;
  signal: AbortSignal | undefined;
  input: Pick<AtInput, "lastByteAt" | "forget">;
  leavePrompt(): void;
  /** @throws ModemError as {@link AtChannel.run} */
  ask(command: AtCommand): Promise<AtAnswer>;
}

/**
 * Brings a modem in an unknown place back to where it takes commands: ESC and CR leave a prompt, then everything that
 * it still says is let pass, then it is asked `AT` until it answers. Without the silence in between, a late `OK`
 * would be taken for the answer, and every answer after it would be one behind.
 *
 * @throws ModemError "timeout" when no attempt is answered; whatever `ask` rejects with otherwise
 */
export async function synchronizeModem(options: Synchronization): Promise<void> {
  for (let attempt = 1; attempt <= options.attempts; attempt++) {
    options.leavePrompt();
    await drain(options);
    options.input.forget();
    try {
      await options.ask({ text: "AT", timeoutMs: PROBE_MS * attempt, numericResults: true });
      return;
    } catch (error) {
      if (!(error instanceof ModemError) || error.kind !== "timeout") throw error;
    }
  }
  throw new ModemError("timeout", `the modem does not answer AT (asked ${options.attempts} times)`, { command: "AT" });
}

async function drain({ clock, signal, input }: Pick<Synchronization, "clock" | "signal" | "input">): Promise<void> {
  const began = clock.now();
  let quietSince = began;
  for (;;) {
    await clock.sleep(QUIET_MS, signal);
    const { lastByteAt } = input;
    if (lastByteAt <= quietSince || clock.now() - began >= DRAIN_LIMIT_MS) return;
    quietSince = lastByteAt;
  }
}
