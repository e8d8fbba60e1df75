import type { Kysely, Selectable } from "kysely";
import { defined } from "../defined.ts";
import type { Log } from "../log.ts";
import { createFailureLines } from "../log-limit.ts";
import type { LoggedEvent } from "../messages/index.ts";
import { visible } from "../visible.ts";
import type { Backend } from "./backend.ts";
import { createEventFlood } from "./event-flood.ts";
import type { GroupCommit } from "./group-commit.ts";
import { read } from "./read.ts";
import type { EventsTable } from "./schema/events.ts";
import type { Schema } from "./schema/index.ts";
import { QUOTING_EVENTS } from "./sealing/places.ts";
import { sealed } from "./sealing/sealed-texts.ts";
import { objectOf } from "./shape.ts";
import { jsonOr } from "./stored-json.ts";
import { changesOf } from "./stream/changes.ts";
import { present, storable } from "./text.ts";

/** An event as it was stored. */
export interface StoredEvent extends LoggedEvent {
  id: number;
  /** Milliseconds since 1970. */
  at: number;
}

/** Every field given must match. */
export interface EventFilter {
  severity?: LoggedEvent["severity"];
  kind?: string;
  userName?: string;
  modem?: string;
  messageId?: number;
  /** Not before; milliseconds since 1970. */
  from?: number;
  /** Before. */
  until?: number;
}

/** The durable event log. */
export interface EventStore {
  /** Queues an event and stores it durably soon after; never throws, never waits. */
  keep(event: LoggedEvent): void;
  /** Newest first. `before`: only events with a lower ID, for paging. @throws StoreFailure */
  list(options: EventFilter & { limit: number; before?: number }): Promise<StoredEvent[]>;
  /** Those that are there, in any order. @throws StoreFailure */
  find(ids: readonly number[]): Promise<StoredEvent[]>;
  /**
   * A page, newest first, below the ID `before`. `next`: where the next page begins; the page may be short before that, since
   * only so many events are searched for `digits` at once. @throws StoreFailure
   */
  page(
    filter: EventFilter & { digits?: string },
    page: { limit: number; before?: number },
  ): Promise<{ events: StoredEvent[]; next?: number }>;
  /** Deletes events before a time, at most `limit`, oldest first; returns their number. @throws StoreFailure */
  clear(options: { before: number; limit: number }): Promise<number>;
  /** Resolves when everything recorded so far is stored. Never rejects. */
  flush(): Promise<void>;
}

/**
 * 5,000 events wait for a database that refuses writes: a few MB of memory. Beyond that the oldest are dropped and
 * counted.
 */
const MOST_WAITING = 5_000;
/** 60 s after the first dropped event, an event reports the number: at most one per minute. */
const TOLD_AFTER_MS = 60_000;
/** 1 s until a failed write is tried again: the events wait in memory meanwhile. */
const RETRY_MS = 1_000;
/** 200 rows per statement: few round trips, and far below both databases' limits on parameters. */
const STEP = 200;

type Waiting = LoggedEvent & { at: number };

/** The event log on a database. It owns the events that wait to be written. */
export function createEventStore(
  backend: Backend,
  writer: GroupCommit,
  options: { now: () => number; log?: Log },
): EventStore & { close(): Promise<void> } {
  const { now, log } = options;
  let waiting: Waiting[] = [];
  let draining: Promise<void> | undefined;
  let retryNow: (() => void) | undefined;
  let closing = false;
  let droppedAt: number | undefined;
  const failureLines = createFailureLines();
  const flood = createEventFlood({ dropped: () => void setTimeout(tellDropped, TOLD_AFTER_MS).unref() });

  function keep(event: LoggedEvent): void {
    const at = now();
    if (droppedAt !== undefined && Math.abs(at - droppedAt) >= TOLD_AFTER_MS) tellDropped();
    if (flood.admit(event, at)) enqueue({ ...seen(event), at });
    else droppedAt ??= at;
  }

  function enqueue(event: Waiting): void {
    const oldest = waiting.length >= MOST_WAITING ? waiting.shift() : undefined;
    if (oldest !== undefined) flood.drop(oldest, "database");
    waiting.push(event);
    startDraining();
  }

  /** These events are few and are stored regardless of the limits. */
  function tellDropped(): void {
    droppedAt = undefined;
    for (const event of flood.take()) enqueue({ ...event, at: now() });
  }

  function startDraining(): void {
    draining ??= drain().finally(() => {
      draining = undefined;
      // Events recorded after the last check and before this line.
      if (waiting.length > 0 && !closing) startDraining();
    });
  }

  /** Never rejects: a failed write is retried. */
  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      try {
        // Taken when the transaction runs, so that all events of this turn are included.
        const kept = await writer.write(async (db) => {
          const taken = waiting.slice();
          for (let from = 0; from < taken.length; from += STEP) await insert(db, taken.slice(from, from + STEP));
          return new Set(taken);
        });
        waiting = waiting.filter((event) => !kept.has(event));
        failureLines.succeeded();
      } catch (error) {
        if (failureLines.failed() || closing)
          log?.warn({ err: error, waiting: waiting.length }, "events cannot be stored");
        if (closing) return;
        await pause();
      }
    }
  }

  async function pause(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, RETRY_MS);
      retryNow = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    retryNow = undefined;
  }

  return {
    keep,
    async flush() {
      retryNow?.();
      while (draining !== undefined) await draining;
    },
    list: (filter) => read(backend, (db) => list(db, filter)),
    find: (ids) =>
      read(backend, async (db) =>
        (await db.selectFrom("events").selectAll().where("id", "in", ids).execute()).map(eventOf),
      ),
    page: (filter, range) => read(backend, (db) => page(db, filter, range)),
    clear: (range) => writer.write((db) => clear(db, range)),
    async close() {
      tellDropped();
      closing = true;
      retryNow?.();
      await draining;
      await drain();
    },
  };
}

/** Events contain text from outsiders: operators, callers, clients. */
function seen(event: LoggedEvent): LoggedEvent {
  const { userName, modem, address, details } = event;
  return {
    ...event,
    message: visible(event.message),
    ...(userName === undefined ? {} : { userName: visible(userName) }),
    ...(modem === undefined ? {} : { modem: visible(modem) }),
    ...(address === undefined ? {} : { address: visible(address) }),
    ...(details === undefined ? {} : { details: mapStrings(details) }),
  };
}

const mapStrings = (details: NonNullable<LoggedEvent["details"]>) =>
  Object.fromEntries(
    Object.entries(details).map(([name, value]) => [name, typeof value === "string" ? visible(value) : value]),
  );

async function insert(db: Kysely<Schema>, events: readonly Waiting[]): Promise<void> {
  const rows = events.map((event) => ({
    at: event.at,
    severity: event.severity,
    kind: event.kind,
    ...sentenceOf(db, event),
    user_name: event.userName === undefined ? null : storable(event.userName),
    modem: event.modem ?? null,
    message_id: event.messageId ?? null,
    address: event.address ?? null,
  }));
  const query = db.insertInto("events").values(rows);
  const changes = changesOf(db);
  if (changes === undefined) {
    await query.execute();
    return;
  }
  const ids = (await query.returning("id").execute()).map(({ id }) => id).sort((a, b) => a - b);
  for (const id of ids) changes.push({ type: "event", id });
}

function sentenceOf(db: Kysely<Schema>, { kind, message, details }: Waiting) {
  const columns = { message: storable(message), details: details === undefined ? null : JSON.stringify(details) };
  if (!QUOTING_EVENTS.has(kind)) return columns;
  return {
    message: sealed(db, "event.message", { row: { kind }, text: columns.message }),
    details: sealed(db, "event.details", { row: { kind }, text: columns.details }),
  };
}

async function list(
  db: Kysely<Schema>,
  filter: EventFilter & { limit: number; before?: number },
): Promise<StoredEvent[]> {
  return (await select(db, filter).limit(filter.limit).execute()).map(eventOf);
}

/** 4,000 events are searched for digits at once: a few milliseconds. */
const LOOK_AT = 4_000;

async function page(
  db: Kysely<Schema>,
  { digits, ...filter }: EventFilter & { digits?: string },
  { limit, before }: { limit: number; before?: number },
): Promise<{ events: StoredEvent[]; next?: number }> {
  const every = select(db, { ...filter, ...(before === undefined ? {} : { before }) });
  if (digits === undefined) {
    const rows = await every.limit(limit + 1).execute();
    const events = rows.slice(0, limit).map(eventOf);
    const last = events.at(-1);
    return rows.length > limit && last !== undefined ? { events, next: last.id } : { events };
  }
  const searched = await every.limit(LOOK_AT).execute();
  const found = searched.filter(({ message, details }) =>
    [message, details ?? ""].some((text) => text.includes(digits)),
  );
  const events = found.slice(0, limit).map(eventOf);
  const last = found.length > limit ? events.at(-1) : searched.length === LOOK_AT ? searched.at(-1) : undefined;
  return last === undefined ? { events } : { events, next: last.id };
}

function select(db: Kysely<Schema>, filter: EventFilter & { before?: number }) {
  let query = db.selectFrom("events").selectAll().orderBy("id", "desc");
  if (filter.before !== undefined) query = query.where("id", "<", filter.before);
  if (filter.severity !== undefined) query = query.where("severity", "=", filter.severity);
  if (filter.kind !== undefined) query = query.where("kind", "=", filter.kind);
  if (filter.userName !== undefined) query = query.where("user_name", "=", filter.userName);
  if (filter.modem !== undefined) query = query.where("modem", "=", filter.modem);
  if (filter.messageId !== undefined) query = query.where("message_id", "=", filter.messageId);
  if (filter.from !== undefined) query = query.where("at", ">=", filter.from);
  if (filter.until !== undefined) query = query.where("at", "<", filter.until);
  return query;
}

async function clear(db: Kysely<Schema>, range: { before: number; limit: number }): Promise<number> {
  const oldest = db.selectFrom("events").select("id").where("at", "<", range.before).orderBy("at").limit(range.limit);
  const { numDeletedRows } = await db.deleteFrom("events").where("id", "in", oldest).executeTakeFirst();
  return Number(numDeletedRows);
}

function eventOf(row: Selectable<EventsTable>): StoredEvent {
  return {
    id: row.id,
    at: row.at,
    severity: row.severity,
    kind: row.kind,
    message: row.message,
    ...present({ userName: row.user_name, modem: row.modem, messageId: row.message_id, address: row.address }),
    ...defined({
      details:
        row.details === null
          ? undefined
          : jsonOr<LoggedEvent["details"]>(row, "details", { shape: objectOf({}), instead: undefined }),
    }),
  };
}
