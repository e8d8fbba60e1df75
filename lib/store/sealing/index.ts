import { sql } from "kysely";
import type { TextKeyStore } from "../../messages/index.ts";
import type { Backend } from "../backend.ts";
import type { GroupCommit } from "../group-commit.ts";
import { read } from "../read.ts";
import { scrubSqlite } from "../sqlite-scrub.ts";
import { checkStep } from "./check.ts";
import { beginRotation, beginSealing, endRotation, forgetKey, keyState } from "./key-register.ts";
import { rotateStep, TEXT_TABLES } from "./rotate.ts";
import { sealsTexts } from "./sealed-texts.ts";

export { openNotingKeys } from "./first-seal.ts";
export { hasGivenUpKeys, requireKeys } from "./key-register.ts";
export { NO_KEYS } from "./sealed-texts.ts";

/** 256 free pages are given back in a transaction: 1 MiB. */
const PAGES = 256;

/**
 * The keys of texts of a database.
 *
 * @param options.now  where it has no clock of its own
 * @param options.isAlone  on SQLite: no other process is a gateway on the file
 * @param options.file  SQLite's
 */
export function createTextKeyStore(
  backend: Backend,
  writer: GroupCommit,
  { now, isAlone, file }: { now: () => number; isAlone: () => boolean; file?: string },
): TextKeyStore {
  const look = () => ({ backend, now: now(), alone: isAlone() });
  return {
    seals: sealsTexts(backend.reader),
    begin: (node) => writer.write((db) => beginSealing(db, { node, ...look() })),
    state: () => read(backend, keyState),
    tables: TEXT_TABLES,
    check: (table, after) => checkStep(backend, table, after),
    forget: (id) => writer.write((db) => forgetKey(db, id, look())),
    async beginRotation() {
      // What is written over leaves nothing behind.
      if (backend.kind === "sqlite") await sql`pragma secure_delete = on`.execute(backend.writer);
      return writer.write((db) => beginRotation(db, look()));
    },
    rotate: (table, after) => rotateStep({ backend, writer }, table, after),
    endRotation: (uses) => writer.write((db) => endRotation(db, uses, look())),
    async scrub() {
      if (file === undefined) return true;
      for (let free = Number.POSITIVE_INFINITY; ; ) {
        const left = await writer.write(async (db) => {
          await sql`pragma incremental_vacuum(${sql.lit(PAGES)})`.execute(db);
          const { rows } = await sql<{ freelist_count: number }>`pragma freelist_count`.execute(db);
          return rows[0]?.freelist_count ?? 0;
        });
        if (left === 0 || left >= free) break;
        free = left;
      }
      return scrubSqlite(file, []);
    },
  };
}
