import type { Kysely } from "kysely";
import type { Backend } from "./backend.ts";
import { advanceGeneration } from "./change-counters.ts";
import type { GroupCommit } from "./group-commit.ts";
import { prepare } from "./prepared.ts";
import { read } from "./read.ts";
import type { Schema } from "./schema/index.ts";

/** The number by which every process sees that users changed, or what signs them in. */
export interface UsersGeneration {
  /** See `UserStore.generation`. @throws StoreFailure */
  current(): Promise<number>;
  /**
   * Changes users, tokens or sessions so that every process sees it at its next request. Every change locks the
   * generation's row first, so that two gateways never change users at once.
   *
   * @throws StoreFailure; other errors of `work` as they are
   */
  change<Result>(work: (db: Kysely<Schema>) => Promise<Result>): Promise<Result>;
}

/** The generation of the users on a database. One for all stores that change it: an own change is seen at once. */
export function createUsersGeneration(backend: Backend, writer: GroupCommit): UsersGeneration {
  let lookOfThisTurn: Promise<number> | undefined;
  return {
    current() {
      if (lookOfThisTurn) return lookOfThisTurn;
      const look = read(backend, async (db) => (await readGeneration(db, {}))[0]?.value ?? 0);
      lookOfThisTurn = look;
      setImmediate(() => {
        if (lookOfThisTurn === look) lookOfThisTurn = undefined;
      });
      return look;
    },
    async change(work) {
      const result = await writer.write(async (db) => {
        await advanceGeneration(db, "users");
        return work(db);
      });
      lookOfThisTurn = undefined;
      return result;
    },
  };
}

const readGeneration = prepare((db: Kysely<Schema>) =>
  db.selectFrom("generations").select("value").where("name", "=", "users").compile(),
);
