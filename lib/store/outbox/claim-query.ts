import { type Expression, type Kysely, type RawBuilder, sql } from "kysely";
import { isPostgres, lockFree, textsOf } from "../dialect.ts";
import { prepare, type Value } from "../prepared.ts";
import type { Schema } from "../schema/index.ts";

/**
 * 64 ready messages of one queue are scanned for one whose recipient is free; if there is none, those in the way are
 * parked.
 */
const WINDOW = 64;
/** 512 messages of one queue are parked per transaction: a few milliseconds. */
export const PARK_WINDOW = 512;
/** 8 candidates, since other gateways may have locked the first ones. */
export const CANDIDATES = 8;

/** How many lanes of SMS a claim looks into, or all that waits for Telegram. */
type Reach = number | "telegram";

/** Besides, for each lane by its place: `lane_0`, and `fit_0` as a JSON array. */
export interface Look {
  now: number;
  modem: string;
  [lane: `lane_${number}`]: string;
  [fit: `fit_${number}`]: string;
}

/** A row of the head of a queue (a lane and a priority): the first of all, and the first that nothing is in the way of. */
export interface Candidate {
  queue: number;
  id: number;
  recipient: string;
  priority: number;
  due_at: number;
  free: 0 | 1;
}

const looks = new Map<Reach, ReturnType<typeof prepareLook>>();

/** The two queries of a claim: `find` the heads of all queues, and `park` what is in the way there. */
export function lookInto(reach: Reach) {
  const known = looks.get(reach) ?? prepareLook(reach);
  looks.set(reach, known);
  return known;
}

function prepareLook(reach: Reach) {
  const via = sql.lit(reach === "telegram" ? reach : "sms");
  const isBusy = sql`busy.recipient = ready.recipient and busy.via = ${via} and busy.state = 'sending'`;
  const find = prepare((db: Kysely<Schema>, value: Value<Look>) => {
    return inEachQueue<Candidate>(db, value, reach, (queue) => {
      const ready = readyIn(db, value, { queue, reach, window: WINDOW });
      const columns = sql`${queue.number} as queue, id, recipient, priority, due_at`;
      const isFree = sql`not exists (select 1 from outgoing_messages as busy where ${isBusy})`;
      // The order inside is kept by SQLite; asking for it again would make it read the whole window.
      const free = isPostgres(db)
        ? sql`select ${columns}, 1 as free from (${firstOfEachRecipient(ready)}) as ready
            where ${isFree} order by due_at, id limit ${sql.lit(CANDIDATES)}`
        : sql`select ${columns}, 1 as free from (${ready}) as ready where ${isFree} limit 1`;
      return sql`
        select * from (${free}) as free
        union all
        select * from (select ${columns}, 0 as free from (${ready}) as ready limit 1) as first`;
    }).compile(db);
  });
  const park = prepare((db: Kysely<Schema>, value: Value<Look>) => {
    const ready = inEachQueue(db, value, reach, (queue) => readyIn(db, value, { queue, reach, window: PARK_WINDOW }));
    // Shares the lock of the message in *sending*: it cannot leave before what is parked behind it can be seen.
    return sql<{ id: number }>`
      update outgoing_messages set parked = 1
      where state = 'queued' and parked = 0 and id in (
        select ready.id from (${ready}) as ready
        join outgoing_messages as busy on ${isBusy}
        ${lockFree(db, "share", "busy")})
      returning id`.compile(db);
  });
  return { find, park };
}

/**
 * When another gateway is about to take a recipient's first message, the later ones must not be taken instead: its
 * transaction may be undone.
 */
function firstOfEachRecipient(ready: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    select * from (select *, row_number() over (partition by recipient order by due_at, id) as place
      from (${ready}) as ready) as placed
    where place = 1`;
}

/** A lane with a priority, as expressions. */
interface Queue {
  number: Expression<number>;
  lane: Expression<string>;
  /** JSON array. */
  fit: Expression<string>;
  priority: Expression<number>;
}

/**
 * The rows that `look` finds in each queue. PostgreSQL plans `look` once for all of them, as planning takes longer than
 * looking; SQLite, which compiles statements once, has no lateral joins and gets one after another.
 */
function inEachQueue<Row>(
  db: Kysely<Schema>,
  value: Value<Look>,
  reach: Reach,
  look: (queue: Queue) => RawBuilder<unknown>,
): RawBuilder<Row> {
  const lanes = reach === "telegram" ? 1 : reach;
  const queues = [2, 1, 0].flatMap((priority) =>
    Array.from({ length: lanes }, (_, at) => ({
      number: sql.lit(priority * lanes + at),
      lane: reach === "telegram" ? sql.lit("") : value(`lane_${at}`),
      fit: reach === "telegram" ? sql.lit("[]") : value(`fit_${at}`),
      priority: sql.lit(priority),
    })),
  );
  if (!isPostgres(db)) {
    const looks = queues.map((queue) => sql`select * from (${look(queue)}) as seen`);
    return sql<Row>`${sql.join(looks, sql` union all `)}`;
  }
  const rows = queues.map((queue) => sql`(${queue.number}, ${queue.lane}, ${queue.fit}, ${queue.priority})`);
  const column = <Type>(name: keyof Queue) => sql<Type>`${sql.ref(`queue.${name}`)}`;
  const queue: Queue = {
    number: column("number"),
    lane: column("lane"),
    fit: column("fit"),
    priority: column("priority"),
  };
  return sql<Row>`
    select seen.* from (values ${sql.join(rows)}) as queue (number, lane, fit, priority)
    cross join lateral (${look(queue)}) as seen`;
}

/** The head of a queue, in order. */
function readyIn(
  db: Kysely<Schema>,
  value: Value<Look>,
  { queue, reach, window }: { queue: Queue; reach: Reach; window: number },
): RawBuilder<unknown> {
  const excluded = sql`outgoing_excluded_modems as excluded where excluded.message_id = message.id`;
  const isInLane =
    reach === "telegram"
      ? sql`message.via = 'telegram'`
      : sql`message.via = 'sms' and message.lane = ${queue.lane}
          and (not exists (select 1 from ${excluded} and excluded.modem = ${value("modem")})
            or not exists (select 1 from ${textsOf(db, queue.fit)} as other
              where not exists (select 1 from ${excluded} and excluded.modem = other.value)))`;
  return sql`
    select message.id, message.recipient, message.priority, message.due_at from outgoing_messages as message
    where message.state = 'queued' and message.parked = 0
      and message.priority = ${queue.priority} and message.due_at <= ${value("now")} and ${isInLane}
    order by message.due_at, message.id limit ${sql.lit(window)}`;
}
