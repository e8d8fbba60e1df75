/** Runs in a thread of its own: makes a backup, and reads it again, while the gateway goes on. */

import type { BackupAnswer, BackupRequest } from "./in-thread.ts";
import { makeBackup } from "./make.ts";

declare const self: Worker;

self.onmessage = async ({ data }: MessageEvent<BackupRequest>) => {
  self.postMessage(await answer(data));
};

async function answer(request: BackupRequest): Promise<BackupAnswer> {
  try {
    return { made: await makeBackup(request) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
