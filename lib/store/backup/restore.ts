import { type Kysely, sql } from "kysely";
import { migrations } from "../../../migrations/index.ts";
import { defined } from "../../defined.ts";
import type { Log } from "../../log.ts";
import { StoreFailure } from "../../messages/index.ts";
import type { Backend } from "../backend.ts";
import { isPostgres } from "../dialect.ts";
import { appliedTo, applyMissing, applyThese, refuseNewer } from "../migrate.ts";
import { openBackend } from "../open-backend.ts";
import type { Schema } from "../schema/index.ts";
import { requireKeysOfBackup } from "../sealing/key-register.ts";
import type { TextKeys } from "../sealing/sealed-texts.ts";
import { inTransaction } from "../transaction.ts";
import { DEAD_AFTER_MS, NODES_FROM } from "../upgrade.ts";
import { tablesOf } from "./catalog.ts";
import { type CountRows, checkBackup, type RowCounts, readBackup } from "./file.ts";
import { type BackupHeader, madeByNewer } from "./format.ts";
import { type HeldBack, holdBack } from "./hold.ts";
import { loadTables } from "./load-tables.ts";
import { suspendRules } from "./suspend.ts";
import { BACKED_UP } from "./tables.ts";

/** What a restore brought. */
export interface Restored extends HeldBack {
  header: BackupHeader;
  rows: RowCounts;
  /** The IDs of keys that were given up. */
  forgotten: string[];
}

/**
 * Reads a backup to its end, and says whether this program can restore it.
 *
 * @throws StoreFailure kind "invalid", "corrupt" or "newer-schema", the message a clause about the file; what the file system throws
 */
export async function inspectBackup(
  file: string,
  count?: CountRows,
): Promise<{ header: BackupHeader; rows: RowCounts }> {
  const checked = await checkBackup(file, count);
  const unknown = checked.header.migrations.filter((name) => !(name in migrations));
  if (unknown.length > 0) {
    throw new StoreFailure("newer-schema", madeByNewer(checked.header.version, `it has ${unknown.join(", ")}`));
  }
  return checked;
}

/**
 * Loads a backup into a database: a new one, or one of PostgreSQL whose tables are emptied before. All of it, or nothing is changed.
 *
 * @param options.force  also over what is there
 * @param options.node  the gateway that modems of a single gateway belong to from now on
 * @param options.texts  the keys of encrypted texts: a backup whose texts need another one is not restored
 * @param options.forgetsKeys  it is, and the others are given up
 * @throws StoreFailure as {@link inspectBackup}, kind "conflict" when it is not empty or a gateway works on it
 */
export async function restoreBackup(options: {
  file: string;
  url: string;
  now: number;
  resumeQueue: boolean;
  force: boolean;
  node?: string;
  texts?: TextKeys;
  forgetsKeys?: boolean;
  log?: Log;
}): Promise<Restored> {
  const { file, url, log, texts } = options;
  const checked = await inspectBackup(file);
  const backend = await openBackend({ url, ...defined({ log, texts }) });
  try {
    if (backend.kind === "sqlite") await sql`pragma foreign_keys = off`.execute(backend.writer);
    const held = await inTransaction(backend, (db) =>
      backend.lockSchema(db, () => restoreInto(backend, db, { ...options, header: checked.header })),
    );
    return { ...checked, ...held };
  } finally {
    await backend.close();
  }
}

async function restoreInto(
  backend: Backend,
  db: Kysely<Schema>,
  options: Parameters<typeof restoreBackup>[0] & { header: BackupHeader },
): Promise<HeldBack & Pick<Restored, "forgotten">> {
  const applied = await appliedTo(backend, db);
  if (applied.length > 0) await refuseTarget(backend, db, { ...options, applied });
  await applyThese(db, options.header.migrations);
  const resume = await suspendRules(db);
  await loadTables(db, readBackup(options.file));
  const held = await holdBack(db, options);
  if (options.node !== undefined) await moveModems(db, options.node);
  await countMessages(db);
  await resume();
  await applyMissing(backend, db);
  const forgotten = await requireKeysOfBackup(db, { givesUp: options.forgetsKeys === true });
  return { ...held, forgotten };
}

async function refuseTarget(
  backend: Backend,
  db: Kysely<Schema>,
  { applied, header, force, now }: { applied: readonly string[]; header: BackupHeader; force: boolean; now: number },
): Promise<void> {
  refuseNewer(applied);
  const at = Math.floor((await backend.time(db)) ?? now);
  const working = await workingText(db, { at, tells: applied.includes(NODES_FROM) });
  if (working !== undefined) throw new StoreFailure("conflict", working);
  if (!force && (await hasData(db))) throw new StoreFailure("conflict", NOT_EMPTY);
  const newer = applied.filter((name) => !header.migrations.includes(name));
  if (newer.length === 0) return;
  throw new StoreFailure(
    "conflict",
    `the backup is of the earlier version ${header.version}, and the database has the tables of a later one: give a new database, without tables`,
  );
}

/**
 * Which gateway may work on the database, and what to do. One that is gone may only stand still, and go on while its lease lasts.
 *
 * @param options.tells  nodes say of themselves when they were last there
 */
async function workingText(
  db: Kysely<Schema>,
  { at, tells }: { at: number; tells: boolean },
): Promise<string | undefined> {
  const seen = tells ? sql`(select seen_at from node_states where node_states.node = nodes.node)` : sql`null`;
  const { rows } = await sql<{ node: string; lease_until: number; seen_at: number | null }>`
    select node, lease_until, ${seen} as seen_at from nodes where lease_until > ${at} order by lease_until desc, node`.execute(
    db,
  );
  const isGone = ({ seen_at }: { seen_at: number | null }) => seen_at !== null && seen_at <= at - DEAD_AFTER_MS;
  const running = rows.find((row) => !isGone(row));
  if (running !== undefined) return `the gateway ${running.node} works on the database: stop it first`;
  const [last] = rows;
  if (last === undefined) return undefined;
  const seconds = (ms: number) => `${Math.ceil(ms / 1_000)} s`;
  return `the gateway ${last.node} has gone without being stopped (last heard of ${seconds(at - (last.seen_at ?? at))} ago), and what it had in hand is its own for another ${seconds(last.lease_until - at)}: run the command again then`;
}

const NOT_EMPTY = "the database has data already: --force replaces it";

/** Whether a database of SQLite has anything that a restore would replace. @throws StoreFailure */
export async function holdsData(url: string): Promise<boolean> {
  const backend = await openBackend({ url });
  try {
    return (await appliedTo(backend, backend.reader)).length > 0 && (await hasData(backend.reader));
  } catch (error) {
    throw backend.translate(error);
  } finally {
    await backend.close();
  }
}

/** What a gateway writes that was only started. */
const OF_A_START: readonly string[] = ["generations", "settings", "events"];

async function hasData(db: Kysely<Schema>): Promise<boolean> {
  const tables = [...(await tablesOf(db)).keys()];
  for (const table of tables.filter((name) => BACKED_UP.includes(name) && !OF_A_START.includes(name))) {
    const { rows } = await sql`select 1 from ${sql.table(table)} limit 1`.execute(db);
    if (rows.length > 0) return true;
  }
  return false;
}

/** A single gateway is the one that is restored; of several, nobody knows which. */
async function moveModems(db: Kysely<Schema>, node: string): Promise<void> {
  await sql`update modems set node = ${node} where (select count(distinct node) from modems) = 1`.execute(db);
}

async function countMessages(db: Kysely<Schema>): Promise<void> {
  await sql`insert into outgoing_counts (state, count)
    select state, count(*) from outgoing_messages group by state`.execute(db);
  if (isPostgres(db)) return;
  await sql`update outgoing_listed set up_to = (select coalesce(max(id), 0) from outgoing_messages)`.execute(db);
}
