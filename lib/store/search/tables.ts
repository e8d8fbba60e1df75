import { type RawBuilder, sql } from "kysely";
import type { AnyMessage } from "../../messages/index.ts";

export type Direction = AnyMessage["direction"];
export const DIRECTIONS: readonly Direction[] = ["outgoing", "incoming"];

export const messagesOf = (direction: Direction): RawBuilder<unknown> => sql.table(`${direction}_messages`);
/** What has which three letters in a row: on SQLite a table of FTS5, on PostgreSQL hashes with a GIN index. */
export const searchOf = (direction: Direction): RawBuilder<unknown> => sql.table(`${direction}_search`);
/** The other party's number. */
export const numberOf = (direction: Direction): RawBuilder<unknown> =>
  sql.ref(direction === "outgoing" ? "recipient" : "sender");
/** When it was accepted or received. */
export const timeOf = (direction: Direction): RawBuilder<unknown> =>
  sql.ref(direction === "outgoing" ? "created_at" : "received_at");
