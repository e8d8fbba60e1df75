import { REQUEST_LIMITS, type RequestLimits } from "./api-php.ts";
import { answer } from "./texts.ts";

/** Room between the time limit's own answer and the moment when the socket is cut, in seconds. */
const IDLE_MARGIN_SECONDS = 10;
const LONGEST_IDLE_SECONDS = 255;

/**
 * Settings of the server under the app (`new Elysia({ serve })` or `.listen({ ...serve })`), matched to the limits of its
 * routes: the socket outlives the time limit, so that 408 can be answered; larger bodies are cut off while they arrive;
 * no error page shows anything.
 */
export function createServeOptions(limits: Partial<RequestLimits> = {}) {
  const { timeLimitMs, bodyLimitBytes } = { ...REQUEST_LIMITS, ...limits };
  return {
    development: false,
    idleTimeout: Math.min(LONGEST_IDLE_SECONDS, Math.ceil(timeLimitMs / 1000) + IDLE_MARGIN_SECONDS),
    // The route answers 413 itself up to here; beyond it the server does.
    maxRequestBodySize: bodyLimitBytes * 2,
    error: () => answer("internal"),
  } as const;
}
