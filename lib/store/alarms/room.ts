import { type Kysely, sql } from "kysely";
import {
  ALARMS_OPEN,
  ALARMS_OPEN_OF_ONE,
  type AlarmActor,
  type AlarmChanged,
  type AlarmDecision,
} from "../../messages/index.ts";
import type { Schema } from "../schema/index.ts";
import { apply, type Doing } from "./apply.ts";
import { ANSWERED_AFTER_MS, casesOf } from "./cases.ts";
import { findAlarm } from "./lists.ts";
import { sourceIn } from "./rows.ts";

/**
 * Whether there is a place for another alarm of a source. Where there is none, the one that has been unanswered for longest makes room:
 * nobody is called for it any more. Of a source that has all that it may have, one of its own.
 *
 * @returns the alarm that made room; `none`: there is no place
 * @throws the driver's error
 */
export async function makeRoom(
  db: Kysely<Schema>,
  source: AlarmActor,
  doing: Doing,
): Promise<AlarmChanged | "none" | undefined> {
  const rows = await db
    .selectFrom("alarms")
    .select(["id", "source", "state", "changed_at"])
    .where("is_active", "=", sql.lit(1))
    .execute();
  const active = rows.map((row) => ({ ...row, source: sourceIn(row) }));
  const room = active.filter((each) => isOfChecks(each.source) === isOfChecks(source));
  const own = room.filter((each) => sharerOf(each.source) === sharerOf(source));
  const isShareFull = !isOfChecks(source) && own.length >= ALARMS_OPEN_OF_ONE;
  if (!isShareFull && room.length < ALARMS_OPEN) return undefined;
  const [oldest] = (isShareFull ? own : room)
    .filter(({ state }) => state === "unanswered")
    .sort((one, other) => one.changed_at - other.changed_at || one.id - other.id);
  const row = oldest && (await findAlarm(db, oldest.id));
  const [found] = row === undefined ? [] : await casesOf(db, [row]);
  return found === undefined ? "none" : apply(db, found, { ...doing, decision: givenUp(doing.now) });
}

const givenUp = (now: number): AlarmDecision => ({
  alarm: { state: "resolved", resolvedAt: now, nextAt: undefined },
  entries: [{ kind: "resolved", door: "gateway", detail: "nobody has answered it, and its place was needed" }],
  callsNobody: true,
});

const isOfChecks = ({ door }: AlarmActor) => door === "check";

/** Who shares places with nobody: a user, by whatever door, or a door that knows no users. */
const sharerOf = ({ door, userId }: AlarmActor) => (userId === undefined ? door : userId);

/** What people like to type; beyond it, others. */
const SHORT_NUMBERS = 99;
/** As many as may be open: those of checks are not counted with the others. */
const NUMBERS = 2 * ALARMS_OPEN;

/**
 * Goes on behind the number of the newest alarm, so that a number comes again as late as can be: a late answer must not meet another
 * alarm. One that somebody may still answer with is left out as long as there are others.
 *
 * @throws the driver's error
 */
export async function freeNumber(db: Kysely<Schema>, now: number): Promise<number> {
  const active = await db.selectFrom("alarms").select("number").where("is_active", "=", 1).execute();
  const resolved = await db
    .selectFrom("alarms")
    .select("number")
    .where("resolved_at", "is not", null)
    .where("resolved_at", ">", now - ANSWERED_AFTER_MS)
    .execute();
  const newest = await db.selectFrom("alarms").select("number").orderBy("id", "desc").limit(1).executeTakeFirst();
  const last = newest?.number ?? 0;
  const used = new Set(active.map(({ number }) => number));
  const recent = new Set(resolved.map(({ number }) => number));
  const all = Array.from({ length: NUMBERS }, (_, at) => at + 1);
  const short = all.slice(0, SHORT_NUMBERS);
  const inTurn = [...short.filter((number) => number > last), ...short, ...all];
  const free = inTurn.filter((number) => !used.has(number));
  const [first] = free;
  if (first === undefined) throw new Error("more alarms are open than may be");
  return free.find((number) => !recent.has(number)) ?? first;
}
