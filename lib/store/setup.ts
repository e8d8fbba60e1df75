import type { Kysely } from "kysely";
import type { SetupStore } from "../auth/index.ts";
import type { Backend } from "./backend.ts";
import { read } from "./read.ts";
import type { Schema } from "./schema/index.ts";
import { number, objectOf, text } from "./shape.ts";
import { readJson } from "./stored-json.ts";
import { addUser, countManagers, countUsers } from "./users.ts";
import type { UsersGeneration } from "./users-generation.ts";

/** Of the table `settings`. */
const KEY = "setup";

/** The set-up link on a database. Every change locks the users first, so that of several administrators one is added. */
export function createSetupStore(backend: Backend, generation: UsersGeneration): SetupStore {
  return {
    async offer(code) {
      if ((await read(backend, countManagers)) > 0) return false;
      return generation.change(async (db) => {
        if ((await countManagers(db)) > 0) return false;
        const value = JSON.stringify(code);
        await db
          .insertInto("settings")
          .values({ key: KEY, value })
          .onConflict((conflict) => conflict.column("key").doUpdateSet({ value }))
          .execute();
        return true;
      });
    },
    isEmpty: async () => (await read(backend, countUsers)) === 0,
    holds: (hash, now) => read(backend, (db) => holds(db, hash, now)),
    complete: (user, { hash, now }) =>
      generation.change(async (db) => {
        if (!(await holds(db, hash, now))) return undefined;
        await db.deleteFrom("settings").where("key", "=", KEY).execute();
        const added = await addUser(db, user);
        return added === "name-taken" ? undefined : added;
      }),
  };
}

const CODE = objectOf({ hash: text, expiresAt: number });

async function holds(db: Kysely<Schema>, hash: string, now: number): Promise<boolean> {
  if ((await countManagers(db)) > 0) return false;
  const row = await db.selectFrom("settings").select("value").where("key", "=", KEY).executeTakeFirst();
  if (row === undefined) return false;
  const kept = readJson<{ hash: string; expiresAt: number }>(row.value, CODE);
  return kept !== undefined && kept.hash === hash && now < kept.expiresAt;
}
