import type { Kysely } from "kysely";
import type { Schema } from "./schema/index.ts";

/** What other processes watch for changes. */
type Generation = "users" | "address-book" | "checks" | "rules";

/**
 * Counts a change. Locks the row until the transaction ends, so that two gateways never change the same thing at once:
 * call it first.
 *
 * @throws the driver's error
 */
export async function advanceGeneration(db: Kysely<Schema>, name: Generation): Promise<void> {
  await db
    .updateTable("generations")
    .set((eb) => ({ value: eb("value", "+", 1) }))
    .where("name", "=", name)
    .execute();
}
