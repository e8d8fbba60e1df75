import { REQUEST_LIMITS, type RequestLimits } from "./request-limits.ts";
import { answer } from "./texts.ts";

/** 10 s between the answer at the time limit and the moment when the socket is cut, for a slow client to read it. */
const IDLE_MARGIN_SECONDS = 10;
/** 255 s: Bun accepts no longer `idleTimeout`. */
const LONGEST_IDLE_SECONDS = 255;

/**
 * No limit: the interfaces read no more than their own limit, and answer what is larger so that the client can read it. Bun would
 * end the connection with an empty 413.
 */
const LARGEST_DECLARED_BYTES = Number.MAX_SAFE_INTEGER;

/**
 * Settings of the server under the app (`new Elysia({ serve })` or `.listen({ ...serve })`), matched to the limits of its
 * routes: the socket outlives the time limit, so that 408 can be answered; no error page shows anything; a file that was deleted
 * after a route found it, and before it was opened for the answer, is 404.
 */
export function createServeOptions(limits: Partial<RequestLimits> = {}) {
  const { timeLimitMs } = { ...REQUEST_LIMITS, ...limits };
  return {
    development: false,
    idleTimeout: Math.min(LONGEST_IDLE_SECONDS, Math.ceil(timeLimitMs / 1000) + IDLE_MARGIN_SECONDS),
    maxRequestBodySize: LARGEST_DECLARED_BYTES,
    error: (error: unknown) => answer(isMissingFile(error) ? "notFound" : "internal"),
  } as const;
}

/** What routes throw never comes here: only the server itself opens the file of an answer. */
const isMissingFile = (error: unknown) => error instanceof Error && "code" in error && error.code === "ENOENT";
