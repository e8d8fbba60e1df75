import { backoffMs } from "../../backoff.ts";
import type { Clock } from "../../clock.ts";
import type { Log } from "../../log.ts";
import { type ClaimWrite, type OutboxStore, StoreFailure } from "../../messages/index.ts";

/** 250 ms to 5 s: a database that restarts is back within seconds, and modems wait for these writes. */
const BACKOFF = { firstMs: 250, longestMs: 5_000 };

/** One write about a claimed message; `undefined`: nothing to write in this case. */
type ClaimWriting = (() => Promise<ClaimWrite>) | undefined;

/**
 * Repeats writes until the store has taken them all: what a modem has done cannot be undone because a disk is full
 * for a minute. They share a commit. A write that was taken is not repeated.
 *
 * @returns what each write gave, in order
 * @throws the store's error when it refuses a write for good, or any once `abandoned` is aborted
 */
export async function untilWritten<const Writes extends readonly ClaimWriting[]>(
  writes: Writes,
  {
    store,
    clock,
    log,
    abandoned,
  }: { store: Pick<OutboxStore, "inOneCommit">; clock: Clock; log: Log; abandoned: AbortSignal },
): Promise<{ [Index in keyof Writes]: ClaimWrite | undefined }> {
  const results = writes.map((): ClaimWrite | undefined => undefined);
  let open = writes.flatMap((write, index) => (write === undefined ? [] : [{ write, index }]));
  for (let attempt = 1; ; attempt++) {
    const outcomes = await Promise.allSettled(store.inOneCommit(() => open.map(({ write }) => write())));
    let failure: unknown;
    open = open.filter(({ index }, at) => {
      const outcome = outcomes[at];
      if (outcome?.status === "fulfilled") {
        results[index] = outcome.value;
        return false;
      }
      if (isFinal(outcome?.reason)) {
        // The connection broke after the database had taken it: now the move has been made already.
        if (attempt === 1) throw outcome?.reason;
        results[index] = "written";
        return false;
      }
      failure = outcome?.reason;
      return true;
    });
    if (open.length === 0) return results as { [Index in keyof Writes]: ClaimWrite | undefined };
    const pauseMs = backoffMs(attempt, BACKOFF);
    log.error({ err: failure, pauseMs }, "the store failed; trying again");
    if (abandoned.aborted) throw failure;
    await clock.sleep(pauseMs, abandoned).catch(() => Promise.reject(failure));
  }
}

/** These would come again. */
function isFinal(error: unknown): boolean {
  return error instanceof StoreFailure && (error.kind === "not-allowed" || error.kind === "invalid");
}
