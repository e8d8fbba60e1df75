import type { Kysely } from "kysely";
import { parseJson } from "../json.ts";
import type { DamagedRow } from "../messages/index.ts";
import { POLICY_SHAPE } from "./alarms/rows.ts";
import { CHECK_SHAPE } from "./checks/rows.ts";
import { RULE_SHAPE } from "./rules/rows.ts";
import type { Schema } from "./schema/index.ts";
import { readJson } from "./stored-json.ts";
import { SECRETS_SHAPE } from "./webhooks/index.ts";
import { EVENTS_SHAPE } from "./webhooks/targets.ts";

/** What people have set: whoever reads it tells of it, and its default stands. */
const SET_BY_PEOPLE = "option.%";

/** The rows in whose place something else is read until a person mends them, or nothing. @throws the driver's error */
export async function findDamagedRows(db: Kysely<Schema>): Promise<DamagedRow[]> {
  const found: DamagedRow[] = [];
  for (const [table, shape] of [
    ["rules", RULE_SHAPE],
    ["checks", CHECK_SHAPE],
    ["policies", POLICY_SHAPE],
  ] as const) {
    for (const { id, name, definition } of await db
      .selectFrom(table)
      .select(["id", "name", "definition"])
      .orderBy("id")
      .execute())
      if (readJson(definition, shape) === undefined) found.push({ table, id, name });
  }
  const webhooks = await db.selectFrom("webhooks").select(["id", "name", "events", "secrets"]).orderBy("id").execute();
  for (const { id, name, events, secrets } of webhooks)
    if (readJson(events, EVENTS_SHAPE) === undefined || readJson(secrets, SECRETS_SHAPE) === undefined)
      found.push({ table: "webhooks", id, name });
  const settings = await db
    .selectFrom("settings")
    .select(["key", "value"])
    .where("key", "not like", SET_BY_PEOPLE)
    .orderBy("key")
    .execute();
  for (const { key, value } of settings) if (parseJson(value) === undefined) found.push({ table: "settings", key });
  return found;
}
