import type { Kysely } from "kysely";
import { parseJson } from "../json.ts";
import { StoreFailure } from "../messages/index.ts";
import type { Backend } from "./backend.ts";
import type { GroupCommit } from "./group-commit.ts";
import { read } from "./read.ts";
import type { Schema } from "./schema/index.ts";

/** The type of a setting's value. */
type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

type SettingChanges = Readonly<Record<string, JsonValue | undefined>>;

/**
 * Settings that can change while the gateway runs. Readers must check the value against a schema, since it may have an
 * older form. Every promise rejects with a StoreFailure when the database fails.
 */
export interface SettingsStore {
  /** Rejects with a StoreFailure of the kind "invalid" when it was damaged. */
  get(key: string): Promise<JsonValue | undefined>;
  /** All whose keys begin with `prefix`; `null` in place of what was damaged. */
  list(prefix: string): Promise<ReadonlyMap<string, JsonValue>>;
  /**
   * Changes some of those whose keys begin with `prefix`, as `decide` says once it has seen them; `undefined` removes a
   * value. Nothing else changes them meanwhile, in any process. `decide` may be called again when the transaction is.
   */
  change<Decision extends { set: SettingChanges }>(
    prefix: string,
    decide: (now: ReadonlyMap<string, JsonValue>) => Decision,
  ): Promise<Decision>;
  /** Sets all or none. */
  set(values: Readonly<Record<string, JsonValue>>): Promise<void>;
  /** Sets a value unless one is set, and returns the value in effect. Of several concurrent calls one wins. One that was damaged is replaced. */
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
        return row && readValue(key, row.value);
      }),
    list: (prefix) => read(backend, (db) => list(db, prefix)),
    change: (prefix, decide) =>
      writer.write(async (db) => {
        await lockSettings(db, prefix);
        const decision = decide(await list(db, prefix));
        for (const [key, value] of Object.entries(decision.set)) {
          if (value === undefined) await db.deleteFrom("settings").where("key", "=", key).execute();
          else await write(db, key, value);
        }
        return decision;
      }),
    set: (values) =>
      writer.write(async (db) => {
        for (const [key, value] of Object.entries(values)) await write(db, key, value);
      }),
    keep: (key, value) =>
      writer.write(async (db) => {
        await db
          .insertInto("settings")
          .values({ key, value: JSON.stringify(value) })
          .onConflict((conflict) => conflict.column("key").doNothing())
          .execute();
        const row = await db.selectFrom("settings").select("value").where("key", "=", key).executeTakeFirstOrThrow();
        const kept = parseValue(row.value);
        if (kept === undefined) await write(db, key, value);
        return kept ?? value;
      }),
    remove: (key) =>
      writer.write(async (db) => {
        const { numDeletedRows } = await db.deleteFrom("settings").where("key", "=", key).executeTakeFirst();
        return numDeletedRows === 1n;
      }),
  };
}

/** Takes a row's lock, so that on PostgreSQL the next change waits until this one is committed. @throws the driver's error */
export async function lockSettings(db: Kysely<Schema>, prefix: string): Promise<void> {
  await write(db, `${prefix}changing`, null);
}

async function list(db: Kysely<Schema>, prefix: string): Promise<ReadonlyMap<string, JsonValue>> {
  const rows = await db.selectFrom("settings").selectAll().where("key", "like", `${prefix}%`).execute();
  return new Map(rows.map((row): [string, JsonValue] => [row.key, parseValue(row.value) ?? null]));
}

function write(db: Kysely<Schema>, key: string, value: JsonValue) {
  return db
    .insertInto("settings")
    .values({ key, value: JSON.stringify(value) })
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ value: JSON.stringify(value) }))
    .execute();
}

/** `undefined`: it was damaged, and is no JSON. */
const parseValue = (json: string) => parseJson(json) as JsonValue | undefined;

/** @throws StoreFailure kind "invalid" */
function readValue(key: string, json: string): JsonValue {
  const value = parseValue(json);
  if (value !== undefined) return value;
  const what = `the row ${key} of the table settings was damaged, and is no JSON`;
  throw new StoreFailure("invalid", `${what}: restore a backup, or delete this row`);
}
