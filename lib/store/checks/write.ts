import { randomBytes } from "node:crypto";
import type { Kysely } from "kysely";
import { type CheckContent, newCheckMemory, type StoredCheck } from "../../messages/index.ts";
import type { Schema } from "../schema/index.ts";
import { present } from "../text.ts";
import { checkOf, columnsOf, joined, memoryText } from "./rows.ts";

/** 16 bytes: nobody guesses one. */
const KEY_BYTES = 16;

/** Of a heartbeat; `null` of another check. */
export const newKey = ({ check }: CheckContent): string | null =>
  "heartbeat" in check.probe ? randomBytes(KEY_BYTES).toString("base64url") : null;

/** A heartbeat has the whole of its time before it is missed; another check runs at once. */
function firstRunAt({ check: { probe, everySeconds } }: CheckContent, now: number): number {
  return "heartbeat" in probe ? now + (everySeconds + probe.heartbeat.graceSeconds) * 1_000 : now;
}

/** @throws the driver's error */
export async function insert(db: Kysely<Schema>, content: CheckContent, now: number): Promise<StoredCheck> {
  const { id } = await db
    .insertInto("checks")
    .values({ ...columnsOf(content), beat_key: newKey(content), version: 1, created_at: now, changed_at: now })
    .returning("id")
    .executeTakeFirstOrThrow();
  const memory = memoryText(newCheckMemory(now));
  await db
    .insertInto("check_states")
    .values({ check_id: id, next_at: firstRunAt(content, now), memory })
    .execute();
  return stored(db, id);
}

/**
 * Gives a check another content; whoever has it in hand holds it no longer. With the content that it has it stays untouched, and a
 * heartbeat whose times stay as they are keeps its deadline.
 *
 * @throws the driver's error
 */
export async function write(
  db: Kysely<Schema>,
  before: StoredCheck,
  { content, now }: { content: CheckContent; now: number },
): Promise<StoredCheck> {
  if (isEqual(columnsOf(before), columnsOf(content))) return before;
  const isHeartbeat = "heartbeat" in content.check.probe;
  const keepsDeadline = isHeartbeat && isEqual(timesOf(before), timesOf(content));
  const { memory } = before;
  const isSame = isEqual(looksAt(before), looksAt(content));
  const told = isEqual(before.check.notify, content.check.notify) ? memory.told : "nothing";
  const beatKey = isHeartbeat ? (before.beatKey ?? newKey(content)) : null;
  await db
    .updateTable("checks")
    .set((eb) => ({ ...columnsOf(content), beat_key: beatKey, version: eb("version", "+", 1), changed_at: now }))
    .where("id", "=", before.id)
    .execute();
  await db
    .updateTable("check_states")
    .set((eb) => ({
      next_at: keepsDeadline ? eb.ref("next_at") : firstRunAt(content, now),
      memory: memoryText(
        isSame ? { ...memory, told } : { ...newCheckMemory(now, told), ...present({ alarm: memory.alarm }) },
      ),
      fence: eb("fence", "+", 1),
      lease_node: null,
      lease_until: null,
    }))
    .where("check_id", "=", before.id)
    .execute();
  return stored(db, before.id);
}

const isEqual = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
const timesOf = ({ check: { probe, everySeconds, enabled } }: CheckContent) => [probe, everySeconds, enabled];
const looksAt = ({ check: { probe, enabled }, secretsSealed }: CheckContent) => [probe, enabled, secretsSealed];

async function stored(db: Kysely<Schema>, id: number): Promise<StoredCheck> {
  return checkOf(await joined(db).where("id", "=", id).executeTakeFirstOrThrow());
}
