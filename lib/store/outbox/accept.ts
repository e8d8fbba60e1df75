import { type Kysely, sql } from "kysely";
import {
  askedLane,
  type Channel,
  type Limit,
  type NewMessage,
  type Once,
  type OnceRequest,
  type TallyFact,
} from "../../messages/index.ts";
import { isPostgres } from "../dialect.ts";
import { onceEach } from "../once.ts";
import { perDialect, run } from "../prepared.ts";
import type { Schema } from "../schema/index.ts";
import { sealed } from "../sealing/sealed-texts.ts";
import { changesOf } from "../stream/changes.ts";
import { factsOf } from "../tally/facts.ts";
import { storable } from "../text.ts";
import { listedAtOnce, listOlder } from "./listed.ts";

/** One call of {@link acceptAll}'s callers. */
export interface Acceptance {
  messages: readonly NewMessage[];
  now: number;
  limit?: Limit | undefined;
  once?: OnceRequest<number[]> | undefined;
}

/** Rows of one statement: the largest size that fits is used, so that few statements are compiled and few are run. */
const SIZES = [512, 256, 128, 64, 32, 16, 8, 4, 2, 1];

const inserts = new Map(SIZES.map((size) => [size, perDialect((db: Kysely<Schema>) => compileInsert(db, size))]));

/**
 * As {@link acceptAll}, but does what has a key once for each key, and skips requests whose time limit passed while they
 * waited for the transaction: their clients were told that they failed, so nothing may be sent. They get no IDs, and
 * their keys are not kept.
 *
 * @throws the driver's error
 */
export async function acceptInTime(db: Kysely<Schema>, acceptances: readonly Acceptance[]): Promise<Once<number[]>[]> {
  const inTime = acceptances.filter(({ limit }) => limit?.passed !== true);
  const accepted = await onceEach(db, inTime, acceptAll);
  if (inTime.length === acceptances.length) return accepted;
  const outcomeOf = new Map(inTime.map((acceptance, at) => [acceptance, accepted[at]]));
  return acceptances.map((acceptance) => outcomeOf.get(acceptance) ?? { kind: "done", value: [] });
}

/**
 * Stores the messages of many callers, all or none, with as few statements as possible. Returns the new IDs of each
 * caller, in the order of its messages.
 *
 * @throws the driver's error
 */
export async function acceptAll(db: Kysely<Schema>, acceptances: readonly Acceptance[]): Promise<number[][]> {
  const rows = acceptances.flatMap(({ messages, now }) => messages.map((message) => valuesOf(db, message, now)));
  const ids: number[] = [];
  let from = 0;
  while (from < rows.length) {
    const size = SIZES.find((candidate) => candidate <= rows.length - from) ?? 1;
    const compiled = inserts.get(size)?.(db);
    if (!compiled) throw new Error(`no statement for ${size} rows`);
    const parameters = rows.slice(from, from + size).flat();
    const inserted = await run(db, compiled, parameters);
    // IDs are assigned in the order of the rows, but may be returned in any order.
    ids.push(...inserted.map((row) => row.id).sort((a, b) => a - b));
    from += size;
  }
  const changes = changesOf(db);
  if (changes !== undefined) for (const id of ids) changes.push({ type: "message", id, state: "queued" });
  factsOf(db)?.push(...acceptedFacts(acceptances));
  const newest = ids.at(-1);
  if (newest !== undefined) await listOlder(db, newest);
  let taken = 0;
  return acceptances.map(({ messages }) => {
    taken += messages.length;
    return ids.slice(taken - messages.length, taken);
  });
}

/** One for each channel, however many messages there are. */
function acceptedFacts(acceptances: readonly Acceptance[]): TallyFact[] {
  const counts = new Map<Channel, number>();
  for (const { messages } of acceptances) {
    for (const message of messages) {
      const channel = firstWay(message);
      counts.set(channel, (counts.get(channel) ?? 0) + 1);
    }
  }
  return [...counts].map(([channel, messages]) => ({ what: "accepted", channel, messages }));
}

/** In the order of the columns in {@link compileInsert}. */
function valuesOf(db: Kysely<Schema>, message: NewMessage, now: number): unknown[] {
  const recipient = storable(message.recipient);
  return [
    now,
    recipient,
    sealed(db, "out.text", { row: { recipient, created_at: now }, text: storable(message.text) }),
    message.kind,
    message.flash ? 1 : 0,
    message.channel,
    message.priority,
    message.pool ?? "",
    message.askedModem ?? null,
    message.lane ?? askedLane(message),
    message.userId ?? null,
    message.source,
    message.sendAt,
    message.expiresAt,
    Math.max(now, message.sendAt),
    firstWay(message),
    message.reference === undefined ? null : storable(message.reference),
    message.despiteOptOut === true ? 1 : 0,
  ];
}

/** The channel that a message takes first. Calls and flash messages are SMS only. */
export function firstWay({ channel, kind, flash }: NewMessage): Channel {
  return channel === "sms" || kind === "ring" || flash ? "sms" : "telegram";
}

function compileInsert(db: Kysely<Schema>, size: number) {
  const row = {
    created_at: 0,
    recipient: "",
    text: "",
    kind: "text",
    flash: 0,
    channel: "sms",
    priority: 0,
    pool: "",
    asked_modem: "",
    lane: "",
    user_id: 0,
    source: "",
    send_at: 0,
    expires_at: 0,
    due_at: 0,
    via: "sms",
    reference: "",
    despite_opt_out: 0,
    ...(isPostgres(db) ? {} : { listed: sql.lit(listedAtOnce(size)) }),
  } as const;
  return db
    .insertInto("outgoing_messages")
    .values(Array.from({ length: size }, () => row))
    .returning("id")
    .compile();
}
