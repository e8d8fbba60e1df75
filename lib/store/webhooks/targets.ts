import { type Kysely, sql } from "kysely";
import type { WebhookTarget } from "../../messages/index.ts";
import { prepare, type Value } from "../prepared.ts";
import type { Schema } from "../schema/index.ts";
import { listOf, text } from "../shape.ts";
import { jsonOr } from "../stored-json.ts";

/** See `WebhookStore.targets`. @throws the driver's error */
export async function findTargets(db: Kysely<Schema>): Promise<WebhookTarget[]> {
  return (await findEnabled(db, {})).map((row) => ({
    name: row.name,
    events: eventsOf(row),
    isOrdered: row.is_ordered === 1,
  }));
}

export const EVENTS_SHAPE = listOf(text);

/** What a target picks; one whose list was damaged picks nothing, and keeps nobody from the others. */
export const eventsOf = (row: { events: string }): WebhookTarget["events"] =>
  jsonOr<WebhookTarget["events"]>(row, "events", { shape: EVENTS_SHAPE, instead: [] });

const findEnabled = prepare((db: Kysely<Schema>, _value: Value<object>) =>
  db
    .selectFrom("webhooks")
    .select(["name", "events", "is_ordered"])
    .where("enabled", "=", sql.lit(1))
    .orderBy("id")
    .compile(),
);
