import { type RawBuilder, type SqlBool, sql } from "kysely";
import { type MessageFilter, type MessageState, OUTCOME_STATES } from "../../messages/index.ts";

/** What a filter asks of an outgoing message besides its state and time. */
export type Asked =
  | "reference"
  | "modem"
  | "source"
  | "number"
  | "user"
  | "telegram"
  | "sms"
  | "read"
  | "unread"
  | "kind";

/** The states of outgoing messages that a filter leaves; none if it cannot match any. */
export function wantedStates(filter: MessageFilter): MessageState[] {
  const { states, userId, onlySentBy, read, kinds } = filter;
  const isOthers = userId !== undefined && onlySentBy !== undefined && userId !== onlySentBy;
  if (isOthers || read !== undefined || kinds !== undefined || filter.ways?.length === 0) return [];
  const wanted = filter.outcomes.flatMap((outcome): readonly MessageState[] =>
    outcome === "incoming" ? [] : OUTCOME_STATES[outcome],
  );
  return [...new Set(wanted.filter((state) => states?.includes(state) ?? true))];
}

/** Whether a filter leaves incoming messages: those have no user, source, reference or state. */
export function wantsIncoming({ outcomes, ways, kinds, userId, states, source, reference }: MessageFilter): boolean {
  const isOutgoing = [userId, states, source, reference].some((asked) => asked !== undefined);
  return outcomes.includes("incoming") && !isOutgoing && ways?.length !== 0 && kinds?.length !== 0;
}

/** Conditions on outgoing messages besides state and time. */
export function outgoingConditions(filter: MessageFilter): Map<Asked, RawBuilder<SqlBool>> {
  const { reference, modem, source, number } = filter;
  const user = filter.userId ?? filter.onlySentBy;
  const conditions = new Map<Asked, RawBuilder<SqlBool>>();
  if (reference !== undefined) conditions.set("reference", sql`reference = ${reference}`);
  if (modem !== undefined) conditions.set("modem", sql`modem = ${modem}`);
  if (source !== undefined) conditions.set("source", sql`source = ${source}`);
  if (number !== undefined) conditions.set("number", sql`recipient = ${number}`);
  if (user !== undefined) conditions.set("user", sql`user_id = ${user}`);
  return withWay(conditions, sql.ref("via"), filter);
}

/** Conditions on incoming messages besides time. */
export function incomingConditions(filter: MessageFilter): Map<Asked, RawBuilder<SqlBool>> {
  const { modem, read, kinds = [] } = filter;
  const senders = sendersOf(filter);
  const conditions = new Map<Asked, RawBuilder<SqlBool>>();
  if (modem !== undefined) conditions.set("modem", sql`modem = ${modem}`);
  if (senders.length > 0) conditions.set("number", sql`sender in (${sql.join(senders)})`);
  if (kinds.length > 0) conditions.set("kind", sql`kind in (${sql.join(kinds)})`);
  if (read === true) conditions.set("read", sql`read_at is not null`);
  if (read === false) conditions.set("unread", sql`read_at is null`);
  return withWay(conditions, sql.ref("channel"), filter);
}

/** Every form of the other side's number that a sender may have; none: anybody. */
export const sendersOf = ({ number, senders = [] }: MessageFilter): readonly string[] =>
  number === undefined ? [] : [...new Set([number, ...senders])];

/** The way is spelt out, so that the index of those few that go by Telegram is used. */
function withWay(
  conditions: Map<Asked, RawBuilder<SqlBool>>,
  column: RawBuilder<unknown>,
  { ways }: MessageFilter,
): Map<Asked, RawBuilder<SqlBool>> {
  const [way, ...others] = new Set(ways);
  return way === undefined || others.length > 0 ? conditions : conditions.set(way, sql`${column} = ${sql.lit(way)}`);
}

/** SQLite uses a partial index only if the query repeats its condition literally. */
export function inListOf(state: MessageState): RawBuilder<SqlBool>[] {
  const isState = sql<SqlBool>`state = ${sql.lit(state)}`;
  return state === "queued" ? [isState] : [isState, IS_NOT_QUEUED];
}

export const IS_NOT_QUEUED: RawBuilder<SqlBool> = sql`state <> 'queued'`;
/** All parts are there, or it was released; and neither silent nor replaced. As the indexes have it. */
export const IS_SHOWN: RawBuilder<SqlBool> = sql`state <> 'waiting' and hidden = 0`;
export const AND: RawBuilder<unknown> = sql` and `;
export const UNION_ALL: RawBuilder<unknown> = sql` union all `;

/** `state in (…)`. */
export const inStates = (states: readonly MessageState[]): RawBuilder<SqlBool> =>
  sql`state in (${sql.join(states.map((state) => sql.lit(state)))})`;
