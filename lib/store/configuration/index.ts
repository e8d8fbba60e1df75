import type { ConfigurationStore } from "../../messages/index.ts";
import { no, ok } from "../../result.ts";
import type { Backend } from "../backend.ts";
import { advanceGeneration } from "../change-counters.ts";
import { read } from "../read.ts";
import { LastAdministrator } from "../users.ts";
import type { UsersGeneration } from "../users-generation.ts";
import { readConfiguration, readSnapshot, SET_BY_PEOPLE } from "./read.ts";
import { writeConfiguration } from "./write.ts";

/** Everything that people have set, on a database. */
export function createConfigurationStore(backend: Backend, generation: UsersGeneration): ConfigurationStore {
  return {
    read: () => read(backend, (db) => readSnapshot(db, backend.kind === "postgres")),
    async write(changes, { ifIs, ...by }) {
      try {
        return await generation.change(async (db) => {
          for (const name of ["address-book", "checks", "rules"] as const) await advanceGeneration(db, name);
          // The row that every change of settings takes.
          const lock = { key: `${SET_BY_PEOPLE}changing`, value: "null" };
          await db
            .insertInto("settings")
            .values(lock)
            .onConflict((conflict) => conflict.column("key").doUpdateSet({ value: lock.value }))
            .execute();
          if (!ifIs(await readConfiguration(db))) return no("changed-meanwhile");
          await writeConfiguration(db, changes, by);
          return ok(undefined);
        });
      } catch (error) {
        if (error instanceof LastAdministrator) return no("last-administrator");
        throw error;
      }
    },
  };
}
