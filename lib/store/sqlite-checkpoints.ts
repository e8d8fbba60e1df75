import type { Log } from "../log.ts";

export interface CheckpointRequest {
  file: string;
  /** Begin the log anew too. */
  begin: boolean;
}

/** `isComplete`: nothing is left in the log that is not in the database. */
export type CheckpointResult = { isComplete: boolean } | { problem: string };

/** Keeps SQLite's write-ahead log short, without a sync on the event loop. */
export interface Checkpoints {
  /** A transaction was committed. Cheap. */
  committed(): void;
  /** While it is pending, no transaction may begin. Never rejects. */
  readonly pause: Promise<void> | undefined;
  /** Copies all of the log; nobody may write meanwhile. @throws Error */
  complete(): Promise<void>;
  close(): Promise<void>;
}

/** 16 MiB: the longer the log, the more changes of one page are written to the database once. */
const LOG_PAGES = 4096;
/** Each look costs some microseconds. A transaction of the gateway writes 5 to 30 pages. */
const LOOK_EVERY = 64;

/** @param options.logPages  pages in the log now */
export function createCheckpoints(options: { file: string; logPages: () => number; log?: Log }): Checkpoints {
  const { file, log } = options;
  let commits = 0;
  let running: Promise<void> | undefined;
  let pause: Promise<void> | undefined;

  /**
   * In two steps: while others write, almost all is copied; the rest while nobody does, which takes two syncs, since a
   * log that is written to all the time is never copied to its end.
   */
  async function run(): Promise<void> {
    await ask({ file, begin: false });
    pause = ask({ file, begin: true }).then(
      () => undefined,
      (error) => log?.warn({ err: error, file }, "SQLite's write-ahead log could not be moved into the database"),
    );
    await pause;
    pause = undefined;
  }

  return {
    committed() {
      if (++commits % LOOK_EVERY !== 0 || running !== undefined || options.logPages() < LOG_PAGES) return;
      running = run()
        .catch((error) => log?.warn({ err: error, file }, "SQLite's write-ahead log could not be moved"))
        .finally(() => {
          running = undefined;
        });
    },
    get pause() {
      return pause;
    },
    async complete() {
      await running;
      await ask({ file, begin: true });
    },
    async close() {
      await running;
    },
  };
}

/** @throws Error with what SQLite says */
async function ask(request: CheckpointRequest): Promise<void> {
  const worker = new Worker(new URL("./sqlite-checkpoint-worker.ts", import.meta.url).href);
  try {
    const result = await new Promise<CheckpointResult>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<CheckpointResult>) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error(message));
      worker.postMessage(request);
    });
    if ("problem" in result) throw new Error(result.problem);
  } finally {
    worker.terminate();
  }
}
