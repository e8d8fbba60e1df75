import { type Kysely, sql } from "kysely";
import type { NewAlarm, NewCall } from "../../messages/index.ts";
import type { Schema } from "../schema/index.ts";
import { addAddressed, addEntries } from "./apply.ts";
import { alarmOf, entryOf } from "./rows.ts";

/** An hour: whoever reports the same again and again tells it as often as that. */
const AGAIN_AFTER_MS = 3_600_000;

/**
 * Lets people learn of a trouble for which no place is left, as news with an alarm that is open: of its user where there is one. So at
 * most one message per person and minute carries them, whatever there are.
 *
 * @param options.calls  whom; rings tell nothing
 * @throws the driver's error
 */
export async function tellInstead(
  db: Kysely<Schema>,
  { policy, key, title, text, source }: NewAlarm,
  { calls, now }: { calls: readonly NewCall[]; now: number },
): Promise<"only-told" | "too-many-open"> {
  const people = calls.filter(({ way }) => way !== "ring");
  const rows = await db
    .selectFrom("alarms")
    .selectAll()
    .where("is_active", "=", sql.lit(1))
    .orderBy("id", "desc")
    .execute();
  const active = rows.map(alarmOf);
  const host = active.find((each) => each.source.userId === source.userId) ?? active[0];
  if (host === undefined || people.length === 0) return "too-many-open";
  const about = hash(JSON.stringify([policy.trim().toLowerCase(), source.door, source.userId, key ?? text]));
  if (await wasTold(db, { about, since: now - AGAIN_AFTER_MS })) return "only-told";
  await addEntries(db, [{ alarmId: host.id, entry: { kind: "no-place", detail: title, about } }], now);
  const news = { what: "no-place", title, text } as const;
  await addAddressed(db, { after: host, all: people.map((each) => ({ ...each, news })) }, now);
  return "only-told";
}

/** Within the hour the host may be another one. */
async function wasTold(db: Kysely<Schema>, { about, since }: { about: string; since: number }): Promise<boolean> {
  const rows = await db
    .selectFrom("alarm_entries")
    .selectAll()
    .where("alarm_id", "in", db.selectFrom("alarms").select("id").where("is_active", "=", sql.lit(1)))
    .where("kind", "=", "no-place")
    .where("at", ">", since)
    .execute();
  return rows.some((row) => entryOf(row).about === about);
}

const hash = (text: string) => new Bun.CryptoHasher("sha256").update(text).digest("base64url");
