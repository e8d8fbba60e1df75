import { sql } from "kysely";
import type { DamagedRow } from "../messages/index.ts";
import type { Backend } from "./backend.ts";
import { findDamagedRows } from "./damaged-rows.ts";
import type { GroupCommit } from "./group-commit.ts";
import { read } from "./read.ts";

/** Whether a database works. */
export interface Trial {
  /** Writes and commits. `synced`: commits are on the disk before they are answered. @throws StoreFailure */
  health(): Promise<{ synced: boolean }>;
  /**
   * Resolves if the database works, judged by its latest answers at no cost; runs a query only if nothing was asked for
   * 30 s, and writes only if nothing was written for an hour, if the last write failed, or if there may be no room.
   * @throws StoreFailure or Error with the reason
   */
  check(): Promise<void>;
  /** Rows whose JSON cannot be read: they do nothing until a person has mended them. @throws StoreFailure */
  damagedRows(): Promise<DamagedRow[]>;
}

export function createTrial(backend: Backend, writer: GroupCommit): Trial {
  let trial: Promise<unknown> | undefined;

  const health = () =>
    writer.write(async (db) => {
      await db.updateTable("generations").set({ name: "users" }).where("name", "=", "users").execute();
      return { synced: await backend.isSynced(db) };
    });

  async function tryWriting(hasWritten: boolean): Promise<unknown> {
    if (!hasWritten || !(await backend.hasRoom())) return health();
    // Takes the lock, and no page of an SD card.
    await writer.write(() => Promise.resolve());
    return backend.condition.done("trial");
  }

  return {
    health,
    damagedRows: () => read(backend, findDamagedRows),
    async check() {
      const condition = backend.condition.now();
      if (condition.kind === "well") return;
      if (condition.kind === "ill") throw condition.reason;
      // Concurrent callers share one trial.
      trial ??= Promise.all([
        tryWriting(condition.hasWritten),
        read(backend, (db) => sql`select 1`.execute(db)),
      ]).finally(() => {
        trial = undefined;
      });
      await trial;
    },
  };
}
