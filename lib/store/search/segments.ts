import { type Kysely, sql } from "kysely";
import type { Schema } from "../schema/index.ts";
import type { Direction } from "./tables.ts";

/** Entries of an index that are read together by a merge. */
export interface MergeInput {
  live: number;
  /** Their messages are gone. They are read like the others, and not written. */
  dead: number;
}

interface Level {
  /** So many of its segments are being merged. */
  merging: number;
  segments: readonly MergeInput[];
}

/** `usermerge` of FTS5: a level with this many segments is merged. */
const SEGMENTS = 4;
/** The row of `%_data` that holds the structure of the index. */
const STRUCTURE_ROW = 10;
/** What follows the first four octets where segments count their entries, as in all tables with `contentless_delete`. */
const COUNTS_ENTRIES = Uint8Array.of(0xff, 0, 0, 1);

/**
 * What FTS5's next `merge` with a positive number of pages reads, on SQLite; `undefined`: it has nothing to do. The choice of the level is that of
 * `fts5IndexMerge` without `deletemerge`.
 *
 * @throws the driver's error; Error when the structure cannot be read
 */
export async function nextMerge(db: Kysely<Schema>, direction: Direction): Promise<MergeInput | undefined> {
  const levels = await levelsOf(db, direction);
  let best: { level: Level; segments: number } | undefined;
  for (const level of levels) {
    const segments = level.merging || level.segments.length;
    if (segments > (best?.segments ?? 0)) best = { level, segments };
    if (level.merging > 0) break;
  }
  if (best === undefined || (best.level.merging === 0 && best.segments < SEGMENTS)) return undefined;
  const read = best.level.segments.slice(0, best.segments);
  return {
    live: read.reduce((sum, { live }) => sum + live, 0),
    dead: read.reduce((sum, { dead }) => sum + dead, 0),
  };
}

/** How many entries of the index are dead, on SQLite. @throws as {@link nextMerge} */
export async function deadEntries(db: Kysely<Schema>, direction: Direction): Promise<number> {
  const levels = await levelsOf(db, direction);
  return levels.flatMap(({ segments }) => segments).reduce((sum, { dead }) => sum + dead, 0);
}

/** The newest first. */
async function levelsOf(db: Kysely<Schema>, direction: Direction): Promise<Level[]> {
  const data = sql.table(`${direction}_search_data`);
  const { rows } = await sql<{
    block: Uint8Array;
  }>`select block from ${data} where id = ${sql.lit(STRUCTURE_ROW)}`.execute(db);
  const [row] = rows;
  return row === undefined ? [] : readStructure(row.block);
}

/**
 * The record of the structure, as `fts5StructureDecode` of https://sqlite.org/src/file/ext/fts5/fts5_index.c reads it:
 *
 * ```
 * 4 octets, FF 00 00 01, levels, segments, written, then of each level: merging, segments,
 *   of each segment: its number, first page, last page, first origin, last origin, pages of dead entries, dead entries, entries
 * ```
 *
 * @throws Error when it is of another version or ends too soon
 */
export function readStructure(block: Uint8Array): Level[] {
  if (!COUNTS_ENTRIES.every((octet, at) => block[4 + at] === octet)) {
    throw new Error("the structure of the search index is of another version of FTS5");
  }
  let at = 8;
  const next = () => {
    let value = 0;
    for (let octets = 1; ; octets++) {
      const octet = block[at++];
      if (octet === undefined) throw new Error("the structure of the search index ends too soon");
      if (octets === 9) return value * 256 + octet;
      value = value * 128 + (octet & 0x7f);
      if (octet < 0x80) return value;
    }
  };
  const times = <Value>(count: number, read: () => Value) => Array.from({ length: count }, read);
  const levels = next();
  times(2, next);
  return times(levels, () => {
    const merging = next();
    const segments = times(next(), () => {
      times(6, next);
      const dead = next();
      return { live: next() - dead, dead };
    });
    return { merging, segments };
  });
}
