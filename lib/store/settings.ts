import type { Backend } from "./backend.ts";
import type { GroupCommit } from "./group-commit.ts";
import { read } from "./read.ts";

/** The type of a setting's value. */
type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/**
 * Settings that can change while the gateway runs. Readers must check the value against a schema, since it may have an
 * older form. Every promise rejects with a StoreFailure when the database fails.
 */
export interface SettingsStore {
  get(key: string): Promise<JsonValue | undefined>;
  /** All settings, sorted by key. */
  all(): Promise<ReadonlyMap<string, JsonValue>>;
  /** Sets all or none. */
  set(values: Readonly<Record<string, JsonValue>>): Promise<void>;
  /** Sets a value unless one is set, and returns the value in effect. Of several concurrent calls one wins. */
  keep(key: string, value: JsonValue): Promise<JsonValue>;
  /** Resets to the default. `false`: it was not set. */
  remove(key: string): Promise<boolean>;
}

/** The settings on a database. */
export function createSettingsStore(backend: Backend, writer: GroupCommit): SettingsStore {
  return {
    get: (key) =>
      read(backend, async (db) => {
        const row = await db.selectFrom("settings").select("value").where("key", "=", key).executeTakeFirst();
        return row && parseValue(row.value);
      }),
    all: () =>
      read(backend, async (db) => {
        const rows = await db.selectFrom("settings").selectAll().execute();
        const byKey = rows.map((row): [string, JsonValue] => [row.key, parseValue(row.value)]);
        return new Map(byKey.sort(([a], [b]) => (a < b ? -1 : 1)));
      }),
    set: (values) =>
      writer.write(async (db) => {
        for (const [key, value] of Object.entries(values)) {
          await db
            .insertInto("settings")
            .values({ key, value: JSON.stringify(value) })
            .onConflict((conflict) => conflict.column("key").doUpdateSet({ value: JSON.stringify(value) }))
            .execute();
        }
      }),
    keep: (key, value) =>
      writer.write(async (db) => {
        await db
          .insertInto("settings")
          .values({ key, value: JSON.stringify(value) })
          .onConflict((conflict) => conflict.column("key").doNothing())
          .execute();
        const row = await db.selectFrom("settings").select("value").where("key", "=", key).executeTakeFirstOrThrow();
        return parseValue(row.value);
      }),
    remove: (key) =>
      writer.write(async (db) => {
        const { numDeletedRows } = await db.deleteFrom("settings").where("key", "=", key).executeTakeFirst();
        return numDeletedRows === 1n;
      }),
  };
}

const parseValue = (json: string) => JSON.parse(json) as JsonValue;
