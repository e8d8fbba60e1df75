import type { BotApiFailureKind, BotApiResult } from "../bot-api.ts";

/**
 * Whether Telegram answers at all. When it does not, a burst of alerts must not wait its turn for 20 s each: one message at
 * a time finds out, the others go on by SMS at once.
 */
interface OutageProbe {
  /** Why there is no use in asking now. `undefined`: it answers, or nobody is finding out, so that this message may. */
  readonly reason: string | undefined;
  /** A message begins to ask. Gives what to call at its end. */
  asking(): () => void;
  /** What Telegram said; `undefined`: the time limit of a message passed without an acceptance. */
  heard(answer: BotApiResult<unknown> | undefined): void;
}

/** Failures that say nothing about the next request. */
const SAYS_NOTHING: readonly BotApiFailureKind[] = ["server", "unreachable", "no-answer"];

export function createOutageProbe(): OutageProbe {
  let silent = false;
  let asking = 0;
  return {
    get reason() {
      return silent && asking > 0 ? "Telegram does not answer" : undefined;
    },
    asking() {
      asking++;
      return () => void asking--;
    },
    heard(answer) {
      if (answer === undefined) silent = true;
      else if (answer.ok || !SAYS_NOTHING.includes(answer.problem.kind)) silent = false;
    },
  };
}
