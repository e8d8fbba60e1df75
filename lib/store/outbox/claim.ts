import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Channel, Claim, ClaimOptions } from "../../messages/index.ts";
import { countMove } from "../counted-moves.ts";
import { indexedBy, isPostgres, lockFree } from "../dialect.ts";
import { cancelOptedOut, IS_STOPPED } from "../opt-outs/cancel.ts";
import { prepare, type Value } from "../prepared.ts";
import type { Schema } from "../schema/index.ts";
import { changesOf } from "../stream/changes.ts";
import { CANDIDATES, type Candidate, type Look, lookInto, PARK_WINDOW } from "./claim-query.ts";
import { addTimeline, inState, type MessageRow, messageOf, partOf, partsOf } from "./rows.ts";

/**
 * Claims the next due message for a modem, in order of priority, due time and ID.
 *
 * The cost does not depend on how much is queued: for each lane and priority a probe of the index `outgoing_ready` (or
 * of `outgoing_ready_telegram`), which holds neither what is parked nor, before the first due row, what is due later.
 * Messages in the way, because their recipient has another one in *sending* on the same way, are parked: taken out of
 * that index until the other one leaves ({@link releaseRecipient}). That happens once for each message. A message whose
 * recipient has opted out is cancelled. `again` means that many were parked, or one was cancelled, and the claim is to be
 * asked for in another transaction.
 *
 * @throws what `encode` throws; the driver's error
 */
export async function claimDue(db: Kysely<Schema>, options: ClaimOptions): Promise<Claim | "again" | undefined> {
  const look: Look = { now: options.now, modem: options.modem };
  for (const [at, { lane, fit }] of options.lanes.entries()) {
    look[`lane_${at}`] = lane;
    look[`fit_${at}`] = jsonOf(fit);
  }
  const { find, park } = lookInto(options.via === "telegram" ? "telegram" : options.lanes.length);
  for (;;) {
    const seen = await find(db, look);
    const { candidates, obstructed } = arrange(seen);
    const parked = obstructed ? (await park(db, look)).length : 0;
    if (parked >= PARK_WINDOW) return "again";
    if (parked > 0) continue;
    const id = await lockFirst(db, candidates);
    if (id === undefined) return undefined;
    const claimed = await take(db, id, options);
    // Whatever let it in: nothing goes to a number that has opted out.
    if (claimed === undefined && (await cancelOptedOut(db, [id], options.now)) > 0) return "again";
    return claimed;
  }
}

const jsons = new WeakMap<readonly string[], string>();

/** Written once for each array: with many modems it takes longer than the claim. */
function jsonOf(names: readonly string[]): string {
  const json = jsons.get(names) ?? JSON.stringify(names);
  jsons.set(names, json);
  return json;
}

/** `obstructed`: a queue shows nothing free, yet it may hold something that comes before the first candidate. */
function arrange(seen: readonly Candidate[]): { candidates: Candidate[]; obstructed: boolean } {
  const before = (a: Candidate, b: Candidate) => b.priority - a.priority || a.due_at - b.due_at || a.id - b.id;
  const free = seen.filter((row) => row.free === 1).sort(before);
  const freeQueues = new Set(free.map((row) => row.queue));
  const candidates = firstOfEachRecipient(free.slice(0, CANDIDATES));
  const first = candidates[0];
  const obstructed = seen.some((row) => !freeQueues.has(row.queue) && (!first || before(row, first) < 0));
  return { candidates, obstructed };
}

/** Across queues; claim-query.ts does the same within one, and says why. */
function firstOfEachRecipient(ordered: readonly Candidate[]): Candidate[] {
  const recipients = new Set<string>();
  return ordered.filter(({ recipient }) => !recipients.has(recipient) && recipients.add(recipient));
}

/** PostgreSQL: what another gateway is about to claim is passed over, not waited for. */
async function lockFirst(db: Kysely<Schema>, candidates: readonly Candidate[]): Promise<number | undefined> {
  const ids = candidates.map((row) => row.id);
  if (ids.length === 0 || !isPostgres(db)) return ids[0];
  const { rows } = await sql<{ id: number }>`
    select message.id from outgoing_messages as message
    where message.id in (${sql.join(ids)}) and message.state = 'queued'
    order by message.priority desc, message.due_at, message.id limit 1 ${lockFree(db, "update", "message")}`.execute(
    db,
  );
  return rows[0]?.id;
}

async function take(db: Kysely<Schema>, id: number, options: ClaimOptions): Promise<Claim | undefined> {
  const { now, lease, leaseMs, modem } = options;
  const { node, epoch } = lease;
  const [row] = await claim(db, { id, modem, node, epoch, leaseUntil: now + leaseMs });
  if (!row) return undefined;
  await addTimeline(db, [{ messageId: id, at: now, state: "sending", modem }]);
  countMove(db, { ...row, state: "queued" }, { state: "sending" });
  changesOf(db)?.push({ type: "message", id, state: "sending", modem, error: row.last_error });
  return claimOf(db, row);
}

interface Taking {
  id: number;
  modem: string;
  node: string;
  epoch: number;
  leaseUntil: number;
}

const claim = prepare((db: Kysely<Schema>, value: Value<Taking>) =>
  db
    .updateTable("outgoing_messages")
    .set((eb) => ({
      state: "sending",
      fence: eb("fence", "+", sql.lit(1)),
      modem: value("modem"),
      lease_node: value("node"),
      lease_epoch: value("epoch"),
      lease_until: value("leaseUntil"),
    }))
    .where("id", "=", value("id"))
    .where(inState("queued"))
    .where(({ not }) => not(IS_STOPPED))
    // A node that began a new life has nothing to claim in its old one.
    .where(({ exists, selectFrom }) =>
      exists(selectFrom("nodes").select("node").where("node", "=", value("node")).where("epoch", "=", value("epoch"))),
    )
    .returningAll()
    .compile(),
);

async function claimOf(db: Kysely<Schema>, row: MessageRow): Promise<Claim> {
  // With the first claim of a message its parts are still to come.
  const parts = row.fence > 1 ? await partsOf(db, row.id) : [];
  return { message: messageOf(row), parts: parts.map(partOf), fence: row.fence };
}

/**
 * The lanes in which messages are queued, and when the first of each falls due that no other message to its recipient
 * is in the way of.
 *
 * @throws the driver's error
 */
export async function queuedLanes(db: Kysely<Schema>): Promise<{ lane?: string; dueAt: number }[]> {
  const readyFor = (via: Channel) => {
    const index = indexedBy(db, via === "sms" ? "outgoing_ready" : "outgoing_ready_telegram");
    return sql`outgoing_messages as message ${index}
      where message.state = 'queued' and message.parked = 0 and message.via = ${sql.lit(via)}`;
  };
  const ready = readyFor("sms");
  const earliest = (from: RawBuilder<unknown>, priority: number) => sql`(
    select message.due_at from ${from} and message.priority = ${sql.lit(priority)}
    order by message.due_at limit 1) as ${sql.ref(`due_${priority}`)}`;
  const ofLane = sql`${ready} and message.lane = lanes.lane`;
  const byTelegram = readyFor("telegram");
  // Walks over the lanes, of which there are few, by the index: as quick with a million messages as with one.
  const { rows } = await sql<{ lane: string | null } & Record<"due_0" | "due_1" | "due_2", number | null>>`
    with recursive lanes (lane) as (
      select min(message.lane) from ${ready}
      union all
      select (select min(message.lane) from ${ready} and message.lane > lanes.lane) from lanes
      where lanes.lane is not null)
    select lanes.lane, ${earliest(ofLane, 0)}, ${earliest(ofLane, 1)}, ${earliest(ofLane, 2)}
    from lanes where lanes.lane is not null
    union all
    select null, ${earliest(byTelegram, 0)}, ${earliest(byTelegram, 1)}, ${earliest(byTelegram, 2)}`.execute(db);
  return rows.flatMap(({ lane, ...due }) => {
    const first = Math.min(...[due.due_0, due.due_1, due.due_2].filter((at) => at !== null));
    return Number.isFinite(first) ? [{ ...(lane === null ? {} : { lane }), dueAt: first }] : [];
  });
}
