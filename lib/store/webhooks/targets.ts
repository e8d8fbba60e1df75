import { type Kysely, sql } from "kysely";
import type { WebhookTarget } from "../../messages/index.ts";
import { prepare, type Value } from "../prepared.ts";
import type { Schema } from "../schema/index.ts";

/** See `WebhookStore.targets`. @throws the driver's error */
export async function findTargets(db: Kysely<Schema>): Promise<WebhookTarget[]> {
  return (await findEnabled(db, {})).map(({ name, events, is_ordered }) => ({
    name,
    events: JSON.parse(events) as WebhookTarget["events"],
    isOrdered: is_ordered === 1,
  }));
}

const findEnabled = prepare((db: Kysely<Schema>, _value: Value<object>) =>
  db
    .selectFrom("webhooks")
    .select(["name", "events", "is_ordered"])
    .where("enabled", "=", sql.lit(1))
    .orderBy("id")
    .compile(),
);
