import { type DamagedRow, describeDamagedRow } from "../messages/index.ts";
import { startLoop } from "../routing/index.ts";
import type { GatewayContext } from "./context.ts";

/** 60 s: damage lasts until a person mends it, and a look reads a few short tables. */
const LOOK_EVERY_MS = 60_000;

/** Tells once of each row that is damaged, also of one that nobody needs yet, such as a policy before the next alarm. */
export function watchDamagedRows({
  store,
  events,
  clock,
  log,
  lifecycle,
}: Pick<GatewayContext, "store" | "events" | "clock" | "log" | "lifecycle">): void {
  /** Owned by the step. */
  let told = new Set<string>();

  /** Rejects with a StoreFailure. */
  async function look(): Promise<number> {
    const rows = await store.damagedRows();
    for (const row of rows) {
      if (told.has(keyOf(row))) continue;
      const details = "key" in row ? { table: row.table, row: row.key } : { table: row.table, row: String(row.id) };
      events.record({ kind: "database.damaged", problem: describeDamagedRow(row), details });
    }
    // One that was mended and is damaged again is told of again.
    told = new Set(rows.map(keyOf));
    return LOOK_EVERY_MS;
  }

  lifecycle.onStart(() => {
    const loop = startLoop(look, { clock, log, name: "damaged rows", firstMs: 0 });
    lifecycle.onClose(() => loop.stop());
  });
}

const keyOf = (row: DamagedRow) => JSON.stringify(row);
