import type { Clock } from "../../clock.ts";
import type { BotApiResult } from "./bot-api.ts";

/** 15 s for an answer of the bot, whose person can write again, and for an edit. */
const LIMIT_MS = 15_000;

/** What the bot does beside what comes next. It owns the promises. */
export interface Beside {
  /** @param work  never rejects */
  run(work: Promise<void>): void;
  /** Ends a request after 15 s, and when the bot stops. Never rejects. */
  limited<Value>(request: (signal: AbortSignal) => Promise<BotApiResult<Value>>): Promise<BotApiResult<Value>>;
  /** Cuts the requests short; resolves when all of it has ended. Never rejects. */
  stop(): Promise<void>;
}

export function createBeside(clock: Pick<Clock, "setTimer">): Beside {
  const halt = new AbortController();
  const works = new Set<Promise<void>>();
  return {
    run(work) {
      const done: Promise<void> = work.finally(() => works.delete(done));
      works.add(done);
    },
    async limited(request) {
      const limit = new AbortController();
      const timer = clock.setTimer(LIMIT_MS, () => limit.abort(new Error("no answer")));
      try {
        return await request(AbortSignal.any([limit.signal, halt.signal]));
      } finally {
        timer.cancel();
      }
    },
    async stop() {
      halt.abort(new Error("the gateway stops"));
      await Promise.all(works);
    },
  };
}
