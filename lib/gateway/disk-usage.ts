import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../clock.ts";

/** Anybody may ask, and traces can be many files. */
const KEPT_MS = 10_000;

/** Bytes in the files of a directory and of those below it, looked at again after 10 s. */
export function createDiskUsage(directory: string, clock: Pick<Clock, "now">): () => Promise<number> {
  let kept: { until: number; bytes: Promise<number> } | undefined;
  return () => {
    if (kept === undefined || clock.now() >= kept.until) {
      const looking = { until: clock.now() + KEPT_MS, bytes: measure(directory) };
      looking.bytes.catch(() => {
        looking.until = 0;
      });
      kept = looking;
    }
    return kept.bytes;
  };
}

async function measure(directory: string): Promise<number> {
  let bytes = 0;
  for (const name of await readdir(directory, { recursive: true })) {
    const file = await stat(join(directory, name)).catch(whenGone);
    if (file?.isFile()) bytes += file.size;
  }
  return bytes;
}

/** Files come and go while they are counted. */
function whenGone(error: unknown): undefined {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
  throw error;
}
