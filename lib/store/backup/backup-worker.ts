/** Runs in a thread of its own: makes a backup, and reads it again, while the gateway goes on. */

import type { BackupProgress } from "../../messages/index.ts";
import { isStart } from "../../open-files.ts";
import type { BackupAnswer, BackupRequest } from "./in-thread.ts";
import { makeBackup } from "./make.ts";
import { inspectBackup } from "./restore.ts";

declare const self: Worker;

const say = (answer: BackupAnswer) => self.postMessage(answer);

self.onmessage = async ({ data }: MessageEvent<BackupRequest>) => {
  if (!isStart(data)) say(await answer(data));
};

async function answer(request: BackupRequest): Promise<BackupAnswer> {
  const tell = (progress: BackupProgress) => say({ progress });
  try {
    if ("make" in request) return { done: await makeBackup({ ...request.make, tell }) };
    return { done: await inspectBackup(request.check, (rows) => tell({ step: "checking", rows })) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
