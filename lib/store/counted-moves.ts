import type { Kysely, Selectable } from "kysely";
import { defined } from "../defined.ts";
import type { MessageState } from "../messages/index.ts";
import { isPostgres } from "./dialect.ts";
import { prepare, type Value } from "./prepared.ts";
import type { Schema } from "./schema/index.ts";
import type { OutgoingMessagesTable } from "./schema/outgoing.ts";

/**
 * On SQLite the counters of messages follow in the transaction that moves these, summed, at its end: a trigger on the
 * table would make each of its updates copy every page before it is changed, whether the trigger fires or not. Inserts
 * and deletions are counted by triggers (migrations 0026 and 0038). On PostgreSQL, where
 * an update writes rows and not pages, triggers count everything.
 */
export type Counted = Pick<
  Selectable<OutgoingMessagesTable>,
  "id" | "state" | "via" | "created_at" | "sent_at" | "settled_at" | "modem" | "user_id"
>;

interface Moves {
  readonly all: { readonly before: Counted; readonly after: Counted }[];
  /** So many of them are in the counters. */
  written: number;
}

const moves = new WeakMap<object, Moves>();

/** Begins to collect the moves of a transaction on `db`. For SQLite. */
export function collectMoves(db: object): void {
  moves.set(db, { all: [], written: 0 });
}

/** To call where columns of a message change that it is counted by. */
export function countMove(
  db: Kysely<Schema>,
  before: Counted,
  changes: { [Column in keyof Counted]?: Counted[Column] | undefined },
): void {
  const collected = moves.get(db);
  if (collected === undefined) {
    if (isPostgres(db)) return;
    throw new Error(`message ${before.id} is moved outside of a transaction of the writer`);
  }
  collected.all.push({ before, after: { ...before, ...defined(changes) } });
}

/** What {@link writeMoves} and {@link countMove} did since is forgotten by the returned function: for savepoints. */
export function markMoves(db: object): () => void {
  const collected = moves.get(db);
  if (collected === undefined) return () => undefined;
  const { written } = collected;
  const { length } = collected.all;
  return () => {
    collected.all.splice(length);
    collected.written = written;
  };
}

/** Whether {@link writeMoves} has something to write. */
export function hasMoves(db: object): boolean {
  const collected = moves.get(db);
  return collected !== undefined && collected.written < collected.all.length;
}

/**
 * Brings the counters to what was moved so far. To call before `outgoing_listed.up_to` moves, which decides what is
 * counted, and before the commit.
 *
 * @throws the driver's error
 */
export async function writeMoves(db: Kysely<Schema>): Promise<void> {
  const collected = moves.get(db);
  if (collected === undefined || collected.written === collected.all.length) return;
  const since = collected.all.slice(collected.written);
  collected.written = collected.all.length;
  const upTo = (await findUpTo(db, {}))[0]?.up_to ?? 0;
  const states = new Map<MessageState, number>();
  const facts = new Map<string, Fact & { count: number }>();
  const add = (fact: Fact, step: number) => {
    const key = Object.values(fact).join("\0");
    facts.set(key, { ...fact, count: (facts.get(key)?.count ?? 0) + step });
  };
  for (const { before, after } of since) {
    if (before.id > upTo) continue;
    states.set(before.state, (states.get(before.state) ?? 0) - 1);
    states.set(after.state, (states.get(after.state) ?? 0) + 1);
    for (const fact of statisticsOf(before)) add(fact, -1);
    for (const fact of statisticsOf(after)) add(fact, 1);
  }
  for (const [state, count] of states) if (count !== 0) await addToState(db, { state, count });
  for (const fact of facts.values()) if (fact.count !== 0) await addFact(db, fact);
}

/** A row of `message_statistics`, without its count. */
export interface Fact {
  slot: number;
  outcome: string;
  modem: string;
  user_id: number;
  channel: string;
}

/** A quarter of an hour, as the migrations have it. */
const SLOT_MS = 900_000;

/** What a message counts as; migration 0015 says the same in SQL. */
export function statisticsOf({
  state,
  via,
  created_at,
  sent_at,
  settled_at,
  modem,
  user_id,
}: Omit<Counted, "id">): Fact[] {
  const fact = (at: number, outcome: string, by: string) => ({
    slot: at - (at % SLOT_MS),
    outcome,
    modem: by,
    user_id: user_id ?? 0,
    channel: via,
  });
  const facts = [fact(created_at, "accepted", "")];
  const by = modem ?? "";
  if (state === "sent" || state === "delivered" || state === "undelivered")
    facts.push(fact(sent_at ?? settled_at ?? created_at, "sent", by));
  if (state === "delivered") facts.push(fact(settled_at ?? created_at, "delivered", by));
  if (state === "undelivered" || state === "failed" || state === "expired")
    facts.push(fact(settled_at ?? created_at, "failed", by));
  return facts;
}

const findUpTo = prepare((db: Kysely<Schema>, _value: Value<object>) =>
  db.selectFrom("outgoing_listed").select("up_to").compile(),
);

const addToState = prepare((db: Kysely<Schema>, value: Value<{ state: MessageState; count: number }>) =>
  db
    .insertInto("outgoing_counts")
    .values({ state: value("state"), count: value("count") })
    .onConflict((conflict) =>
      conflict
        .column("state")
        .doUpdateSet((eb) => ({ count: eb("outgoing_counts.count", "+", eb.ref("excluded.count")) })),
    )
    .compile(),
);

const addFact = prepare((db: Kysely<Schema>, value: Value<Fact & { count: number }>) =>
  db
    .insertInto("message_statistics")
    .values({
      slot: value("slot"),
      outcome: value("outcome"),
      modem: value("modem"),
      user_id: value("user_id"),
      channel: value("channel"),
      count: value("count"),
    })
    .onConflict((conflict) =>
      conflict
        .columns(["slot", "outcome", "modem", "user_id", "channel"])
        .doUpdateSet((eb) => ({ count: eb("message_statistics.count", "+", eb.ref("excluded.count")) })),
    )
    .compile(),
);
