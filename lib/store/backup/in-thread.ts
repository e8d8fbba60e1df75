import type { BackupProgress } from "../../messages/index.ts";
import { StoreFailure } from "../../messages/index.ts";
import { startThread } from "../../open-files.ts";
import type { makeBackup } from "./make.ts";

type Made = Awaited<ReturnType<typeof makeBackup>>;
type MakeRequest = Omit<Parameters<typeof makeBackup>[0], "log" | "tell">;
/** What the thread is asked. */
export type BackupRequest = { make: MakeRequest } | { check: string };
/** What it answers: how far it is, and once what came of it. */
export type BackupAnswer = { progress: BackupProgress } | { done: Made } | { problem: string };

/** In the binary, whose modules are one file, the thread's program has the path that it was built from. */
const WORKER = import.meta.path.startsWith("/$bunfs/")
  ? "./lib/store/backup/backup-worker.ts"
  : new URL("./backup-worker.ts", import.meta.url).href;

interface Following {
  /** Once it aborts, the work is given up at once. */
  signal: AbortSignal;
  tell?: (progress: BackupProgress) => void;
}

/**
 * Makes a backup in another thread, as {@link makeBackup} does.
 *
 * @throws StoreFailure kind "unavailable" with why it could not be made
 */
export function makeBackupInThread(request: MakeRequest, following: Following): Promise<Made> {
  return inThread({ make: request }, following);
}

/**
 * Reads a backup to its end in another thread.
 *
 * @throws StoreFailure kind "unavailable" with why it cannot be restored
 */
export function checkBackupInThread(file: string, following: Following): Promise<Made> {
  return inThread({ check: file }, following);
}

async function inThread(request: BackupRequest, { signal, tell }: Following): Promise<Made> {
  let worker: Worker;
  try {
    worker = startThread(WORKER);
  } catch (cause) {
    throw new StoreFailure("unavailable", (cause as Error).message, { cause });
  }
  try {
    const answer = await new Promise<Exclude<BackupAnswer, { progress: BackupProgress }>>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<BackupAnswer>) => {
        if ("progress" in data) tell?.(data.progress);
        else resolve(data);
      };
      worker.onerror = ({ message }) => reject(new StoreFailure("unavailable", message));
      const giveUp = () => reject(new StoreFailure("unavailable", "the gateway ends"));
      if (signal.aborted) giveUp();
      signal.addEventListener("abort", giveUp, { once: true });
      worker.postMessage(request);
    });
    if ("problem" in answer) throw new StoreFailure("unavailable", answer.problem);
    return answer.done;
  } finally {
    worker.terminate();
  }
}
