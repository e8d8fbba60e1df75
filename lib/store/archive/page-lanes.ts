import { type Kysely, type RawBuilder, type SqlBool, sql } from "kysely";
import { MESSAGE_STATES, type MessageFilter, type MessagePlace, type MessageState } from "../../messages/index.ts";
import { indexedBy } from "../dialect.ts";
import { listedParts } from "../outbox/listed.ts";
import type { Schema } from "../schema/index.ts";
import {
  AND,
  type Asked,
  IS_NOT_QUEUED,
  IS_SHOWN,
  incomingConditions,
  inListOf,
  inStates,
  outgoingConditions,
  sendersOf,
  wantedStates,
  wantsIncoming,
} from "./conditions.ts";

type Condition = RawBuilder<SqlBool>;

/** A stretch of one index in its own order, by time and ID; every message is in one of a page's lanes at most. */
export interface Lane {
  direction: MessagePlace["direction"];
  /** None for the newest messages on SQLite, which are in no index of lists. */
  index?: string;
  /** What the index knows. */
  known: readonly Condition[];
  /** What has to be looked up in each row. */
  others: readonly Condition[];
}

/** An index of outgoing messages by one thing that filters ask for. */
interface ListIndex {
  name: string;
  /** Sorted by state before time: a lane for each state. */
  byState: boolean;
  /** Queued messages are in it. */
  hasQueued: boolean;
}

/** If several suit a filter and none finds few messages, the first is used: those not sorted by state make fewer lanes. */
const INDEXES: ReadonlyMap<Asked, ListIndex> = new Map([
  ["reference", { name: "outgoing_reference", byState: false, hasQueued: true }],
  ["modem", { name: "outgoing_modem", byState: false, hasQueued: false }],
  ["source", { name: "outgoing_source", byState: false, hasQueued: false }],
  ["number", { name: "outgoing_recipient", byState: true, hasQueued: false }],
  ["user", { name: "outgoing_user", byState: true, hasQueued: false }],
  ["telegram", { name: "outgoing_telegram", byState: true, hasQueued: true }],
]);

const BY_STATE: ListIndex = { name: "outgoing_state", byState: true, hasQueued: true };

/** An index with what the filter asks of it. */
interface Way {
  index: ListIndex;
  asked: Asked | undefined;
}

/** 1,000 messages are looked through in a few milliseconds, whatever else is asked of them. */
const FEW = 1_000;

/** The lanes of outgoing messages in a list. @throws the driver's error */
export async function outgoingLanes(db: Kysely<Schema>, filter: MessageFilter): Promise<Lane[]> {
  const states = wantedStates(filter);
  if (states.length === 0) return [];
  const conditions = outgoingConditions(filter);
  const { isListed, isUnlisted } = listedParts(db);
  const ways = waysOf(conditions, states);
  const { index, asked } = ways.length > 1 ? await findFewest(db, ways, { conditions, states }) : (ways[0] ?? ALL);
  const own = asked === undefined ? undefined : conditions.get(asked);
  const known = own === undefined ? isListed : [own, ...isListed];
  const others = [...conditions].filter(([name]) => name !== asked).map(([, condition]) => condition);
  const inIndex = index.hasQueued ? states : states.filter((state) => state !== "queued");
  const lanes = index.byState
    ? inIndex.map((state) => lane(index, [...inListOf(state), ...known], others))
    : oneLane(index, inIndex, { known, others });
  if (inIndex.length < states.length) {
    lanes.push(lane(BY_STATE, [...inListOf("queued"), ...isListed], [...conditions.values()]));
  }
  if (isUnlisted !== undefined) {
    const all = [...isUnlisted, inStates(states), ...conditions.values()];
    lanes.push({ direction: "outgoing", known: all, others: [] });
  }
  return lanes;
}

const ALL_STATES = MESSAGE_STATES.length;
const ALL: Way = { index: BY_STATE, asked: undefined };

/** The indexes that suit, by preference. */
function waysOf(conditions: ReadonlyMap<Asked, Condition>, states: readonly MessageState[]): Way[] {
  const ways: Way[] = [...INDEXES].flatMap(([asked, index]) => (conditions.has(asked) ? [{ index, asked }] : []));
  // An index of few states is no better than one that is sorted by state as well.
  const needsStates = ways.length === 0 || (states.length < ALL_STATES && !ways.some(({ index }) => index.byState));
  return needsStates ? [...ways, ALL] : ways;
}

/** The way that finds the fewest messages, counted up to {@link FEW}; the first one if all find more. */
async function findFewest(
  db: Kysely<Schema>,
  ways: readonly Way[],
  { conditions, states }: { conditions: ReadonlyMap<Asked, Condition>; states: readonly MessageState[] },
): Promise<Way> {
  const { isListed } = listedParts(db);
  const isOfFew = states.length < ALL_STATES;
  const counts = ways.map(({ index, asked }, at) => {
    const own = asked === undefined ? undefined : conditions.get(asked);
    const known = [
      ...(own === undefined ? [] : [own]),
      ...(index.hasQueued ? [] : [IS_NOT_QUEUED]),
      ...(index.byState && isOfFew ? [inStates(states)] : []),
      ...isListed,
    ];
    // In the order of the index: PostgreSQL would otherwise look for what it takes for common in the whole table.
    const order = index.byState ? sql`state, created_at, id` : sql`created_at, id`;
    const inOrder = index.byState && (isOfFew || own === undefined) ? sql`` : sql`order by ${order}`;
    return sql`(select count(*) from (select 1 from ${tableOf(db, lane(index, [], []))}
      where ${sql.join(known, AND)} ${inOrder} limit ${FEW + 1}) as counted) as ${sql.ref(`way_${at}`)}`;
  });
  const { rows } = await sql<Record<string, number>>`select ${sql.join(counts)}`.execute(db);
  const countOf = (at: number) => rows[0]?.[`way_${at}`] ?? 0;
  return ways.reduce((best, way, at) => (countOf(at) < countOf(ways.indexOf(best)) ? way : best));
}

/** A lane of an index that is not sorted by state. */
function oneLane(
  index: ListIndex,
  states: readonly MessageState[],
  { known, others }: Pick<Lane, "known" | "others">,
): Lane[] {
  if (states.length === 0) return [];
  const isOfAll = states.length === ALL_STATES - (index.hasQueued ? 0 : 1);
  const ofQueue = index.hasQueued ? [] : [IS_NOT_QUEUED];
  return [lane(index, [...known, ...ofQueue], isOfAll ? others : [inStates(states), ...others])];
}

const lane = (index: ListIndex, known: readonly Condition[], others: readonly Condition[]): Lane => ({
  direction: "outgoing",
  index: index.name,
  known,
  others,
});

/** The lanes of incoming messages, if the list has any: one, or one for each kind or form of a number asked for. */
export function incomingLanes(filter: MessageFilter): Lane[] {
  if (!wantsIncoming(filter)) return [];
  const conditions = incomingConditions(filter);
  const [asked, index] = INCOMING_INDEXES.find(([each]) => conditions.has(each)) ?? [undefined, "incoming_received"];
  const own = asked === undefined ? undefined : conditions.get(asked);
  const others = [...conditions].filter(([name]) => name !== asked).map(([, condition]) => condition);
  const lane = (known: readonly Condition[]): Lane => ({ direction: "incoming", index, known, others });
  if (asked === "kind") {
    return [...new Set(filter.kinds)].map((kind) => lane([IS_SHOWN, sql<SqlBool>`kind = ${sql.lit(kind)}`]));
  }
  if (asked === "number") return sendersOf(filter).map((sender) => lane([IS_SHOWN, sql<SqlBool>`sender = ${sender}`]));
  return [lane([IS_SHOWN, ...(own === undefined ? [] : [own])])];
}

/** By preference: what usually finds the fewest messages comes first. */
const INCOMING_INDEXES: readonly (readonly [Asked, string])[] = [
  ["number", "incoming_sender"],
  ["unread", "incoming_unread"],
  ["modem", "incoming_modem"],
  ["telegram", "incoming_telegram"],
  ["kind", "incoming_kind"],
  ["read", "incoming_read"],
];

/** The lane's table, and on SQLite its index, which SQLite would otherwise guess without statistics. */
export function tableOf(db: Kysely<Schema>, { direction, index }: Lane): RawBuilder<unknown> {
  return sql`${sql.table(`${direction}_messages`)} ${index === undefined ? sql`` : indexedBy(db, index)}`;
}
