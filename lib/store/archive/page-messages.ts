import { type Kysely, type RawBuilder, type SqlBool, sql } from "kysely";
import type { MessageFilter, MessagePlace, PageRequest } from "../../messages/index.ts";
import type { Schema } from "../schema/index.ts";
import { AND, UNION_ALL } from "./conditions.ts";
import { incomingLanes, type Lane, outgoingLanes, tableOf } from "./page-lanes.ts";

/** 4,000 rows of a lane: 10 ms of looking at them; a page that finds too few of them says where to go on. */
const LOOK_AT = 4_000;

/**
 * Finds the places of one page, and the place to continue after.
 *
 * ```
 *               after              edge: LOOK_AT rows were looked at
 * sent      ──────│ ✓ ─ ─ ✓ ─ ─ ─ ─ ─│···                  ✓ matches
 * delivered ──────│ ─ ─ ✓ ─ ─ ─ ✓ ─ ─ ─ ─ ✗ ─ ─ ─│···      ✗ matches, but what is beside it is not known yet
 *                                    └─ next, unless `limit` messages were found before
 * ```
 *
 * @throws the driver's error
 */
export async function pageMessages(
  db: Kysely<Schema>,
  filter: MessageFilter,
  page: PageRequest,
  lookAt = LOOK_AT,
): Promise<{ places: MessagePlace[]; next?: MessagePlace }> {
  const lanes = [...(await outgoingLanes(db, filter)), ...incomingLanes(filter)];
  if (lanes.length === 0) return { places: [] };
  const branches = lanes.flatMap((lane) => branchesOf(db, lane, { filter, page, lookAt }));
  // Of each lane's matches only those of the page leave the database; edges are in front of them.
  const inOrder = page.order === "newest" ? sql`at desc, id desc, outgoing desc` : sql`at, id, outgoing`;
  const { rows } = await sql<FoundRow>`select * from (${sql.join(branches, UNION_ALL)}) as merged
    order by edge desc, ${inOrder} limit ${page.limit + 1 + lanes.length}`.execute(db);
  const compare = placeOrder(page.order);
  const placesOf = (isEdge: 0 | 1) =>
    rows
      .filter((row) => row.edge === isEdge)
      .map(placeOf)
      .sort(compare);
  const [edge] = placesOf(1);
  const found = placesOf(0).filter((place) => edge === undefined || compare(place, edge) <= 0);
  const places = found.slice(0, page.limit);
  const next = found.length > page.limit ? places.at(-1) : edge;
  return next === undefined ? { places } : { places, next };
}

interface FoundRow {
  outgoing: 0 | 1;
  id: number;
  at: number;
  edge: 0 | 1;
}

const placeOf = ({ outgoing, id, at }: FoundRow): MessagePlace => ({
  direction: outgoing === 1 ? "outgoing" : "incoming",
  at,
  id,
});

/** Incoming before outgoing where time and ID are the same. */
const byAge = (a: MessagePlace, b: MessagePlace) =>
  a.at - b.at || a.id - b.id || a.direction.localeCompare(b.direction);

/** In which order a list has its places. */
export const placeOrder = (order: PageRequest["order"]) =>
  order === "newest" ? (a: MessagePlace, b: MessagePlace) => byAge(b, a) : byAge;

interface Search {
  filter: MessageFilter;
  page: PageRequest;
  lookAt: number;
}

/** The lane's matches, one more than the page holds; and where rows are looked up, the last one that is. */
function branchesOf(db: Kysely<Schema>, lane: Lane, { filter, page, lookAt }: Search): RawBuilder<unknown>[] {
  const isOutgoing = lane.direction === "outgoing";
  const time = sql.ref(isOutgoing ? "created_at" : "received_at");
  const inOrder = page.order === "newest" ? sql`order by ${time} desc, id desc` : sql`order by ${time}, id`;
  const rows = sql`from ${tableOf(db, lane)}
    where ${sql.join([...lane.known, ...bounds(time, lane, { filter, page })], AND)} ${inOrder}`;
  const branch = (edge: 0 | 1, from: RawBuilder<unknown>) => sql`select * from (
    select ${sql.lit(isOutgoing ? 1 : 0)} as outgoing, id, ${time} as at, ${sql.lit(edge)} as edge ${from}) as lane`;
  const most = page.limit + 1;
  if (lane.others.length === 0) return [branch(0, sql`${rows} limit ${most}`)];
  const looked = sql`from (select * ${rows} limit ${lookAt}) as looked`;
  return [
    branch(0, sql`${looked} where ${sql.join(lane.others, AND)} ${inOrder} limit ${most}`),
    branch(1, sql`${rows} limit 1 offset ${lookAt - 1}`),
  ];
}

/** One bound at each end, the narrower one: of two at one end, SQLite would begin at either. */
function bounds(
  time: RawBuilder<unknown>,
  { direction }: Lane,
  { filter: { from, until }, page: { after, order } }: Pick<Search, "filter" | "page">,
): RawBuilder<SqlBool>[] {
  const fromTime = from === undefined ? [] : [sql<SqlBool>`${time} >= ${from}`];
  const untilTime = until === undefined ? [] : [sql<SqlBool>`${time} <= ${until}`];
  if (after === undefined) return [...fromTime, ...untilTime];
  const place = sql`(${after.at}, ${after.id})`;
  if (order === "newest") {
    if (until !== undefined && until < after.at) return [...fromTime, ...untilTime];
    const isBehind = direction.localeCompare(after.direction) < 0 ? sql`<=` : sql`<`;
    return [...fromTime, sql`(${time}, id) ${isBehind} ${place}`];
  }
  if (from !== undefined && from > after.at) return [...fromTime, ...untilTime];
  const isBehind = direction.localeCompare(after.direction) > 0 ? sql`>=` : sql`>`;
  return [sql`(${time}, id) ${isBehind} ${place}`, ...untilTime];
}
