import { type Kysely, type RawBuilder, type SqlBool, sql } from "kysely";
import { type MessageFilter, type MessageState, OUTCOME_STATES } from "../../messages/index.ts";
import { isPostgres } from "../dialect.ts";
import { listedParts } from "../outbox/listed.ts";
import type { Schema } from "../schema/index.ts";

/** Which message, in a list. */
export interface ListPlace {
  direction: "outgoing" | "incoming";
  id: number;
}

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
): Promise<ListPlace[]> {
  const lanes = [...outgoingLanes(db, filter), ...incomingLanes(filter)];
  if (lanes.length === 0) return [];
  const newestFirst = sql`order by at desc, id desc`;
  // PostgreSQL needs the order and limit in each branch of the union; SQLite does not allow them there.
  const most = sql.lit(page.offset + page.limit);
  const ordered =
    isPostgres(db) && lanes.length > 1 ? lanes.map((lane) => sql`(${lane} ${newestFirst} limit ${most})`) : lanes;
  const { rows } = await sql<{ outgoing: number; id: number }>`
    ${sql.join(ordered, UNION_ALL)} ${newestFirst}
    limit ${sql.lit(page.limit)} offset ${sql.lit(page.offset)}`.execute(db);
  return rows.map(({ outgoing, id }) => ({ direction: outgoing === 1 ? "outgoing" : "incoming", id }));
}

const UNION_ALL = sql` union all `;
const AND = sql` and `;

function outgoingLanes(db: Kysely<Schema>, filter: MessageFilter): RawBuilder<unknown>[] {
  const states = filter.outcomes.flatMap((outcome): readonly MessageState[] =>
    outcome === "incoming" ? [] : OUTCOME_STATES[outcome],
  );
  const wanted = [...new Set(states.filter((state) => filter.states?.includes(state) ?? true))];
  if (wanted.length === 0) return [];
  const conditions = between(sql.ref("created_at"), filter);
  if (filter.number !== undefined) conditions.push(sql`recipient = ${filter.number}`);
  for (const id of [filter.userId, filter.onlySentBy]) {
    if (id !== undefined) conditions.push(sql`user_id = ${id}`);
  }
  conditions.push(...byWays(sql.ref("via"), filter));
  const { isListed, isUnlisted } = listedParts(db);
  const lane = (which: RawBuilder<SqlBool>[]) => sql`
    select 1 as outgoing, id, created_at as at from outgoing_messages
    where ${sql.join([...which, ...conditions], AND)}`;
  const isWanted = sql<SqlBool>`state in (${sql.join(wanted)})`;
  return [
    ...wanted.map((state) => lane([...ofState(state), ...isListed])),
    ...(isUnlisted === undefined ? [] : [lane([...isUnlisted, isWanted])]),
  ];
}

/** SQLite uses a partial index only if the query repeats its condition literally. */
function ofState(state: MessageState): RawBuilder<SqlBool>[] {
  const isState = sql<SqlBool>`state = ${sql.lit(state)}`;
  return state === "queued" ? [isState] : [isState, sql<SqlBool>`state <> 'queued'`];
}

function incomingLanes(filter: MessageFilter): RawBuilder<unknown>[] {
  const { outcomes, userId, states } = filter;
  if (!outcomes.includes("incoming") || userId !== undefined || states !== undefined) return [];
  const conditions = between(sql.ref("received_at"), filter);
  if (filter.number !== undefined) conditions.push(sql`sender = ${filter.number}`);
  conditions.push(...byWays(sql.ref("channel"), filter));
  return [
    sql`
      select 0 as outgoing, id, received_at as at from incoming_messages
      where ${sql.join([sql`state <> 'waiting'`, ...conditions], AND)}`,
  ];
}

function between(column: RawBuilder<unknown>, { from, until }: MessageFilter): RawBuilder<SqlBool>[] {
  return [
    ...(from === undefined ? [] : [sql<SqlBool>`${column} >= ${from}`]),
    ...(until === undefined ? [] : [sql<SqlBool>`${column} <= ${until}`]),
  ];
}

/** The way is spelt out, so that the index of those few that go by Telegram is used. */
function byWays(column: RawBuilder<unknown>, { ways }: MessageFilter): RawBuilder<SqlBool>[] {
  if (ways === undefined || (ways.includes("sms") && ways.includes("telegram"))) return [];
  const [way] = ways;
  return [way === undefined ? sql<SqlBool>`1 = 0` : sql<SqlBool>`${column} = ${sql.lit(way)}`];
}
