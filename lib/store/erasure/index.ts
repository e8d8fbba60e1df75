import { type Kysely, sql } from "kysely";
import type { ErasureStore, PersonTraces } from "../../messages/index.ts";
import type { Backend } from "../backend.ts";
import { isPostgres } from "../dialect.ts";
import type { GroupCommit } from "../group-commit.ts";
import { read } from "../read.ts";
import type { Schema } from "../schema/index.ts";
import { compactStep } from "../search/compact.ts";
import { DIRECTIONS } from "../search/tables.ts";
import { scrubSqlite } from "../sqlite-scrub.ts";
import { findPerson, personNamedBy } from "./named.ts";
import { beginErasure, erasurePage, findErasure, reportErasure } from "./records.ts";
import { add, countJudged, eraseJudged, judgeRows } from "./step.ts";
import { ERASED_TABLES } from "./tables.ts";

/** 32 rows share a transaction: a few milliseconds, also where each is a message with its parts. */
const TOGETHER = 32;
/** 256 MiB are vacuumed within the time that a statement has; PostgreSQL does larger tables by itself. */
const VACUUMED_UP_TO = 256 * 1024 * 1024;

/** Removes persons from a database; `spec` is {@link ErasureStore}. @param options.file  SQLite's */
export function createErasureStore(backend: Backend, writer: GroupCommit, { file }: { file?: string }): ErasureStore {
  return {
    tables: ERASED_TABLES.filter(({ saysWho }) => saysWho !== true).map(({ table }) => table),
    whoTables: ERASED_TABLES.filter(({ saysWho }) => saysWho === true).map(({ table }) => table),
    person: (given) => read(backend, (db) => findPerson(db, given)),
    namedBy: (traces) => read(backend, (db) => personNamedBy(db, traces)),
    async step(name, traces, { after, limit, now, isDry }) {
      const table = ERASED_TABLES.find((each) => each.table === name);
      if (table === undefined) throw new Error(`no erasure goes through ${name}`);
      const { judged, ...place } = await read(backend, (db) => judgeRows(db, table, { traces, after, limit }));
      const counts: ReturnType<typeof countJudged> = isDry ? countJudged(table, judged) : { erased: {}, left: {} };
      for (let from = 0; !isDry && from < judged.length; from += TOGETHER) {
        const some = judged.slice(from, from + TOGETHER);
        const { erased, left } = await writer.write((db) => eraseJudged(db, table, { judged: some, traces, now }));
        for (const kind of Object.keys(erased) as (keyof typeof erased)[]) add(counts.erased, kind, erased[kind]);
        for (const kind of Object.keys(left) as (keyof typeof left)[]) add(counts.left, kind, left[kind]);
      }
      return { ...counts, ...place };
    },
    async compactSearch() {
      if (backend.kind === "postgres") return false;
      let isMore = false;
      for (const direction of DIRECTIONS) {
        const asked = { manyDead: 1, livePerDead: Number.POSITIVE_INFINITY };
        isMore = (await writer.write((db) => compactStep(db, direction, asked))) || isMore;
      }
      return isMore;
    },
    scrub: (traces) => (backend.kind === "postgres" ? vacuum(backend) : scrubFiles(file, traces)),
    begin: (record) => writer.write((db) => beginErasure(db, record)),
    report: (id, report) => writer.write((db) => reportErasure(db, id, report)),
    find: (id, now) => read(backend, (db) => findErasure(db, id, now)),
    page: (page, now) => read(backend, (db) => erasurePage(db, page, now)),
  };
}

const scrubFiles = (file: string | undefined, { digits }: PersonTraces): Promise<boolean> =>
  file === undefined || digits.length === 0 ? Promise.resolve(true) : scrubSqlite(file, digits);

const WITH_MESSAGES = ["outgoing_parts", "incoming_parts", "outgoing_search", "incoming_search"];

/** Dead rows go at once instead of at some time. What another vacuum is at, or what takes long, is left to it. */
async function vacuum(backend: Backend): Promise<boolean> {
  for (const table of [...ERASED_TABLES.map((each) => each.table), ...WITH_MESSAGES]) {
    // Not by `read`: a refusal says nothing about the state of the database.
    await backend.reads.run(() => vacuumTable(backend.reader, table)).catch(() => undefined);
  }
  return true;
}

async function vacuumTable(db: Kysely<Schema>, table: string): Promise<void> {
  if (!isPostgres(db)) return;
  const { rows } = await sql<{ octets: number }>`select pg_total_relation_size(${table}::regclass) as octets`.execute(
    db,
  );
  if ((rows[0]?.octets ?? 0) <= VACUUMED_UP_TO) await sql`vacuum (skip_locked) ${sql.table(table)}`.execute(db);
}
