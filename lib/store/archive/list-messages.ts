import { type Kysely, type RawBuilder, type SqlBool, sql } from "kysely";
import type { MessageFilter, MessagePlace } from "../../messages/index.ts";
import { isPostgres } from "../dialect.ts";
import { listedParts } from "../outbox/listed.ts";
import type { Schema } from "../schema/index.ts";
import {
  AND,
  IS_SHOWN,
  incomingConditions,
  inListOf,
  inStates,
  outgoingConditions,
  UNION_ALL,
  wantedStates,
  wantsIncoming,
} from "./conditions.ts";

/**
 * Finds the matching messages, newest first: the places of one page.
 *
 * ```
 * sent       ──▶ 19:04 18:59 18:58 …  ─┐
 * delivered  ──▶ 19:03 19:03 18:51 …  ─┤ merged by time ──▶ skip, take
 * incoming   ──▶ 19:05 18:30 18:02 …  ─┤
 * unlisted   ──▶ 19:06 19:05 …        ─┘
 * ```
 *
 * Each row of the drawing is one index in its own order, so that nothing is sorted and nothing is read but what is
 * skipped and taken; the last are the newest messages on SQLite, a few hundred that are in no index.
 *
 * @throws the driver's error
 */
export async function listMessages(
  db: Kysely<Schema>,
  filter: MessageFilter,
  page: { limit: number; offset: number },
): Promise<MessagePlace[]> {
  const lanes = [...outgoingLanes(db, filter), ...incomingLanes(filter)];
  if (lanes.length === 0) return [];
  const newestFirst = sql`order by at desc, id desc`;
  // PostgreSQL needs the order and limit in each branch of the union; SQLite does not allow them there.
  const most = sql.lit(page.offset + page.limit);
  const ordered =
    isPostgres(db) && lanes.length > 1 ? lanes.map((lane) => sql`(${lane} ${newestFirst} limit ${most})`) : lanes;
  const { rows } = await sql<{ outgoing: number; id: number; at: number }>`
    ${sql.join(ordered, UNION_ALL)} ${newestFirst}
    limit ${sql.lit(page.limit)} offset ${sql.lit(page.offset)}`.execute(db);
  return rows.map(({ outgoing, id, at }) => ({ direction: outgoing === 1 ? "outgoing" : "incoming", at, id }));
}

function outgoingLanes(db: Kysely<Schema>, filter: MessageFilter): RawBuilder<unknown>[] {
  const wanted = wantedStates(filter);
  if (wanted.length === 0) return [];
  const conditions = [...between(sql.ref("created_at"), filter), ...outgoingConditions(filter).values()];
  const { isListed, isUnlisted } = listedParts(db);
  const lane = (which: RawBuilder<SqlBool>[]) => sql`
    select 1 as outgoing, id, created_at as at from outgoing_messages
    where ${sql.join([...which, ...conditions], AND)}`;
  return [
    ...wanted.map((state) => lane([...inListOf(state), ...isListed])),
    ...(isUnlisted === undefined ? [] : [lane([...isUnlisted, inStates(wanted)])]),
  ];
}

function incomingLanes(filter: MessageFilter): RawBuilder<unknown>[] {
  if (!wantsIncoming(filter)) return [];
  const conditions = [...between(sql.ref("received_at"), filter), ...incomingConditions(filter).values()];
  return [
    sql`
      select 0 as outgoing, id, received_at as at from incoming_messages
      where ${sql.join([IS_SHOWN, ...conditions], AND)}`,
  ];
}

function between(column: RawBuilder<unknown>, { from, until }: MessageFilter): RawBuilder<SqlBool>[] {
  return [
    ...(from === undefined ? [] : [sql<SqlBool>`${column} >= ${from}`]),
    ...(until === undefined ? [] : [sql<SqlBool>`${column} <= ${until}`]),
  ];
}
