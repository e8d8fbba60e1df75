import { StoreFailure } from "../../messages/index.ts";
import type { makeBackup } from "./make.ts";

/** What the thread is asked. */
export type BackupRequest = Omit<Parameters<typeof makeBackup>[0], "log">;
type Made = Awaited<ReturnType<typeof makeBackup>>;
/** What it answers, once. */
export type BackupAnswer = { made: Made } | { problem: string };

/** In the binary, whose modules are one file, the thread's program has the path that it was built from. */
const WORKER = import.meta.path.startsWith("/$bunfs/")
  ? "./lib/store/backup/backup-worker.ts"
  : new URL("./backup-worker.ts", import.meta.url).href;

/**
 * Makes a backup in another thread, as {@link makeBackup} does. Once `signal` aborts, it is given up at once.
 *
 * @throws StoreFailure kind "unavailable" with why it could not be made
 */
export async function makeBackupInThread(request: BackupRequest, signal: AbortSignal): Promise<Made> {
  const worker = new Worker(WORKER);
  try {
    const answer = await new Promise<BackupAnswer>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<BackupAnswer>) => resolve(data);
      worker.onerror = ({ message }) => reject(new StoreFailure("unavailable", message));
      const giveUp = () => reject(new StoreFailure("unavailable", "the gateway ends"));
      if (signal.aborted) giveUp();
      signal.addEventListener("abort", giveUp, { once: true });
      worker.postMessage(request);
    });
    if ("problem" in answer) throw new StoreFailure("unavailable", answer.problem);
    return answer.made;
  } finally {
    worker.terminate();
  }
}
