import { describeDamagedRow } from "../../lib/messages/index.ts";

/** What the event `database.damaged` can say. */
export const DAMAGED_ROW_SAMPLES = [
  ...(["rules", "checks", "policies", "webhooks"] as const).map((table) => ({
    problem: describeDamagedRow({ table, id: 3, name: "Pump" }),
    details: { table, row: "3" },
  })),
  { problem: describeDamagedRow({ table: "settings", key: "setup" }), details: { table: "settings", row: "setup" } },
];
