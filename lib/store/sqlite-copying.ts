import { openSync, realpathSync } from "node:fs";
import { isStoreFailure, StoreFailure } from "../messages/index.ts";
import { startThread } from "../open-files.ts";

/** What the thread is asked: a checkpoint of `file`, to have its log read again, or to close it. */
export type CheckpointRequest =
  | {
      file: string;
      /** Nobody writes meanwhile: once all is copied, begin the log anew. */
      alone: boolean;
      /** The log may be in memory only: where a reader keeps it from being copied, it is written to the disk again. */
      inDoubt: boolean;
      /** Bytes that the log's file keeps when it begins anew. */
      keep: number;
    }
  | {
      file: string;
      keep: number;
      /** A descriptor of the log's index, the file `-shm`. */
      index: number;
    }
  | "close";

/** `complete`: nothing is left in the log that is not in the database, or, in doubt, not on the disk. */
export type CheckpointResult = { complete: boolean } | { problem: string };

/** Another thread, which holds the files open until it has closed them. */
export interface Copier {
  /** @throws Error when it cannot run */
  ask(request: CheckpointRequest): Promise<CheckpointResult>;
  end(): void;
}

type Copy = (alone: boolean) => Promise<boolean>;

/**
 * Copies the log, each time with a thread of its own. What the disk has refused may be lost, also of the database file, although
 * SQLite's index of the log says that it is copied: then SQLite reads the log again, as after a crash, which also checks it.
 */
export function createCopying(options: {
  file: string;
  /** Bytes that the log's file keeps when it begins anew. */
  keep: number;
  inDoubt: () => boolean;
  startCopier: () => Copier;
}) {
  const { file, keep } = options;
  const common = { file, keep };
  let isIndexTrusted = !options.inDoubt();
  let index: number | undefined;

  /** @throws StoreFailure, Error when it cannot run */
  async function ask(copier: Copier, request: CheckpointRequest): Promise<boolean> {
    const result = await copier.ask(request);
    if ("problem" in result) throw new StoreFailure("unavailable", `SQLite: no checkpoint: ${result.problem}`);
    return result.complete;
  }

  async function readAgain(copier: Copier): Promise<void> {
    // Never closed: all locks that SQLite holds on the file in this process would go with it.
    index ??= openSync(`${realpathSync(file)}-shm`, "r+");
    await ask(copier, { ...common, index });
    isIndexTrusted = true;
  }

  async function copy(copier: Copier, alone: boolean): Promise<boolean> {
    if (!isIndexTrusted) await readAgain(copier);
    try {
      return await ask(copier, { ...common, alone, inDoubt: options.inDoubt() });
    } catch (error) {
      isIndexTrusted = false;
      throw error;
    }
  }

  return {
    /** The disk has refused to sync the log. */
    distrustIndex() {
      isIndexTrusted = false;
    },
    /** @throws what `work` throws, StoreFailure */
    async run(work: (copy: Copy) => Promise<unknown>): Promise<void> {
      const copier = options.startCopier();
      try {
        await work((alone) => copy(copier, alone));
        await copier.ask("close");
      } catch (error) {
        if (isStoreFailure(error)) {
          // At once: also who closes the database last copies what is not copied by the index.
          if (!isIndexTrusted) await readAgain(copier).catch(() => undefined);
          await copier.ask("close");
        }
        throw error;
      } finally {
        copier.end();
      }
    },
  };
}

/** In the binary, whose modules are one file, the thread's program has the path that it was built from. */
const WORKER = import.meta.path.startsWith("/$bunfs/")
  ? "./lib/store/sqlite-checkpoint-worker.ts"
  : new URL("./sqlite-checkpoint-worker.ts", import.meta.url).href;

/** A thread of this machine. @throws Error when few files can be opened: the log is copied later then */
export function startCopier(): Copier {
  const worker = startThread(WORKER);
  return {
    ask: (request) =>
      new Promise((resolve, reject) => {
        worker.onmessage = ({ data }: MessageEvent<CheckpointResult>) => resolve(data);
        worker.onerror = ({ message }) => reject(new Error(message));
        worker.postMessage(request);
      }),
    end: () => void worker.terminate(),
  };
}
