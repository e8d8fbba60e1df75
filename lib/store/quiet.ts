import type { Backend } from "./backend.ts";
import type { GroupCommit } from "./group-commit.ts";

/** 4 turns of the event loop: an answer passes through a few promises before its caller asks again. */
const QUIET_TURNS = 4;

/** Resolves when nothing is read, and nothing waits to be written. Never rejects. */
export async function untilIdle(
  { reads }: Pick<Backend, "reads">,
  writer: Pick<GroupCommit, "isIdle" | "idle">,
): Promise<void> {
  for (let quietTurns = 0; quietTurns < QUIET_TURNS; quietTurns++) {
    if (!writer.isIdle || !reads.isIdle) quietTurns = 0;
    await Promise.all([writer.idle(), reads.idle()]);
    await new Promise((turn) => setImmediate(turn));
  }
}
