import { type Kysely, sql } from "kysely";
import { isPostgres } from "../dialect.ts";
import type { Schema } from "../schema/index.ts";
import { deadEntries, type MergeInput, nextMerge } from "./segments.ts";
import { DIRECTIONS, type Direction, searchOf } from "./tables.ts";

/** 1,024 dead entries: a search passes them in less than a millisecond. */
const MANY_DEAD = 1_024;
/** 8 pages take some 5 ms. 64 took 32 ms, for which senders would wait. */
const STEP_PAGES = 8;
/**
 * 64: the least step, of one page, reads as many pages as one of live entries reads, or 64 times as many. What is left when
 * more is dead is quickly indexed again.
 */
const FEW_LIVE = 64;

interface Entries {
  live: number;
  dead: number;
  compacting: number | null;
}

/**
 * The directions whose index is a quarter dead, or is being compacted. PostgreSQL's vacuum does the same by itself.
 *
 * @throws the driver's error
 */
export async function directionsToCompact(db: Kysely<Schema>): Promise<Direction[]> {
  if (isPostgres(db)) return [];
  const rows = await db.selectFrom("search_progress").select(["direction", "live", "dead", "compacting"]).execute();
  return DIRECTIONS.filter((direction) => rows.some((row) => row.direction === direction && isDue(row)));
}

const isDue = ({ live, dead, compacting }: Entries, manyDead = MANY_DEAD, livePerDead = 3) =>
  compacting !== null || (dead >= manyDead && dead * livePerDead >= live);

/**
 * Removes dead entries from the index of one direction, on SQLite: a few pages of it, or all at once when nearly nothing is live.
 *
 * ```
 *  quarter dead ──► merge -8 ──► merge 8, 8, … ──► nothing to merge
 *  64 dead for each live ──► emptied, and filled again from the first message
 * ```
 *
 * FTS5 counts the pages that it writes. Dead entries are read but not written, so the more are dead, the fewer pages are asked for.
 *
 * @param options.manyDead  fewer are left alone
 * @param options.livePerDead  and so are fewer than one for each so many live ones
 * @returns whether more is to be done
 * @throws the driver's error
 */
export async function compactStep(
  db: Kysely<Schema>,
  direction: Direction,
  { manyDead = MANY_DEAD, livePerDead = 3 } = {},
): Promise<boolean> {
  const progress = db.updateTable("search_progress").where("direction", "=", direction);
  const entries = await db
    .selectFrom("search_progress")
    .select(["live", "dead", "compacting"])
    .where("direction", "=", direction)
    .executeTakeFirst();
  if (entries === undefined) return false;
  const { live, compacting } = entries;
  // The triggers may have counted fewer: an earlier version did not count at all.
  const dead = Math.max(entries.dead, await deadEntries(db, direction));
  if (!isDue({ live, dead, compacting }, manyDead, livePerDead)) return false;
  const index = searchOf(direction);
  if (dead > live * FEW_LIVE) {
    await sql`insert into ${index} (${index}) values ('delete-all')`.execute(db);
    await db.deleteFrom("search_changes").where("direction", "=", direction).execute();
    await progress.set({ up_to: 0, live: 0, dead: 0, compacting: null }).execute();
    return true;
  }
  const pages = pagesOf({ live, dead });
  if (compacting === null) await progress.set({ compacting: dead }).execute();
  const before = await changesOf(db);
  // A negative number makes all segments candidates; after that, those that are being merged go on.
  await merge(db, direction, compacting === null ? -pages : pages);
  // FTS5: a merge that changes fewer than two rows had nothing to do.
  if ((await changesOf(db)) - before >= 2) return true;
  // A merge copies what dies after it has passed that, and FTS5 goes on with one that had begun before.
  const left = { live, dead: await deadEntries(db, direction), compacting: null };
  await progress.set({ dead: left.dead, compacting: null }).execute();
  return isDue(left, manyDead, livePerDead);
}

/**
 * Goes on with the merging of what was added to the index of one direction, on SQLite, or begins it. FTS5 itself would do it as part of a commit,
 * which takes seconds where most of what is merged is dead: its tables have `automerge` and `deletemerge` off.
 *
 * @returns whether more is to be done
 * @throws the driver's error
 */
export async function mergeStep(db: Kysely<Schema>, direction: Direction): Promise<boolean> {
  const input = await nextMerge(db, direction);
  if (input === undefined) return false;
  // These are read together with all others, so that there is something to write in between.
  if (input.dead > Math.max(MANY_DEAD, input.live * (STEP_PAGES - 1))) {
    return compactStep(db, direction, { manyDead: 1, livePerDead: Number.POSITIVE_INFINITY });
  }
  await merge(db, direction, pagesOf(input));
  return true;
}

/** How many pages a step may write, so that it reads no more than usual. */
const pagesOf = ({ live, dead }: MergeInput) => Math.max(1, Math.floor((STEP_PAGES * live) / Math.max(1, live + dead)));

/** @param pages  negative: all segments are candidates */
async function merge(db: Kysely<Schema>, direction: Direction, pages: number): Promise<void> {
  const index = searchOf(direction);
  await sql`insert into ${index} (${index}, rank) values ('merge', ${pages})`.execute(db);
}

async function changesOf(db: Kysely<Schema>): Promise<number> {
  const { rows } = await sql<{ changes: number }>`select total_changes() as changes`.execute(db);
  return rows[0]?.changes ?? 0;
}
