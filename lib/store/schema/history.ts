import type { AnyMessage } from "../../messages/index.ts";

export interface HistoryTables {
  /** What importers have taken; a row outlives its message. */
  imported_messages: {
    origin: string;
    direction: AnyMessage["direction"];
    message_id: number;
    imported_at: number;
  };
}
