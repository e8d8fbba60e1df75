import { type Kysely, sql } from "kysely";
import { migrations, OLD_NODES } from "../../migrations/index.ts";
import { systemClock } from "../clock.ts";
import { defined } from "../defined.ts";
import type { Log } from "../log.ts";
import { StoreFailure } from "../messages/index.ts";
import type { Backend } from "./backend.ts";
import { appliedTo, migrateToLatest, NEWEST_MIGRATION, newestOf, unfitOf } from "./migrate.ts";
import { databaseFileOf } from "./open-backend.ts";
import { read } from "./read.ts";
import type { Schema } from "./schema/index.ts";
import { copyBeforeMigrations } from "./sqlite-before.ts";
import { inTransaction } from "./transaction.ts";

/** An upgrade that a newer program begins, or has done. */
interface Announced {
  version: string;
  /** Its migrations that programs without them have to stop for. */
  stops: readonly string[];
  /** By the database's clock: until then they wait for it. */
  until: number;
}

const KEY = "schema.upgrade";
/** The first migration after which nodes say of themselves what they are. */
export const NODES_FROM = "0046-nodes";
/** 250 ms between looks whether they have stopped: they are to be without work for as short as possible. */
const LOOK_EVERY_MS = 250;
/** 60 s: a part on the wire has 20 s, and a node beats every 3 s. Whoever has not stopped by then hangs. */
const WAIT_MS = 60_000;
/** 15 s, as long as the lease of a message that a node has in hand can go without a beat: it is dead. */
export const DEAD_AFTER_MS = 15_000;
/** 30 s, announced again every 10 s: a program that dies here holds the others up for no longer. */
const ANNOUNCED_MS = 30_000;
const ANNOUNCE_EVERY_MS = 10_000;

/** Who upgrades a database only while no gateway of an earlier version works on it. */
interface Bystander {
  /** SQLite: whether a gateway works on the file that does not bring its schema to `newest` itself. @throws what the file system throws */
  hasEarlierGateway(newest: string): boolean;
}

/** How a database is brought up to date. */
export interface UpgradeOptions {
  url: string;
  /** Of this program, for nodes that have to stop. */
  version?: string;
  /** A folder for copies of a SQLite file from before. */
  copiesTo?: string;
  /** Refuses where a gateway would have to stop or to be restarted; absent: upgrades all the same. */
  bystander?: Bystander;
  /** Is called when a database that had tables was upgraded; `copy`: of SQLite, as it was before. */
  upgraded?: (copy: string | undefined) => void;
  log?: Log;
}

/**
 * Brings the schema up to date as {@link migrateToLatest}, and before that has nodes of an earlier version stop, where a migration says that
 * they have to: it is announced, and they finish what they have in hand. A bystander stops nobody.
 *
 * @param options.now  names copies; milliseconds since 1970
 * @throws StoreFailure kind "newer-schema" when the database has migrations that this program may not work with, "conflict" when a gateway
 *   keeps a bystander from it
 */
export async function upgradeTogether(
  backend: Backend,
  { now, ...options }: UpgradeOptions & { now: () => number },
): Promise<void> {
  const { bystander, copiesTo, upgraded } = options;
  if (backend.kind === "postgres") {
    const applied = await read(backend, (db) => appliedTo(backend, db));
    const missing = Object.keys(migrations).filter((name) => !applied.includes(name));
    if (missing.length === 0 && (await read(backend, (db) => unfitOf(db, applied))).length === 0) return;
    if (bystander === undefined) await stopEarlier(backend, { ...options, applied, missing });
  }
  const file = databaseFileOf(options.url);
  let had = false;
  let copy: string | undefined;
  await migrateToLatest(backend, async (applied, db) => {
    had = applied.length > 0;
    if (had && bystander !== undefined) await refuseBystander(backend, db, { applied, bystander });
    if (copiesTo !== undefined && file !== undefined) {
      copy = copyBeforeMigrations(applied, { file, folder: copiesTo, now: now() });
    }
  });
  if (had) upgraded?.(copy);
}

/** Under the lock of the schema: a gateway that starts now waits for it. */
async function refuseBystander(
  backend: Backend,
  db: Kysely<Schema>,
  { applied, bystander }: { applied: readonly string[]; bystander: Bystander },
): Promise<void> {
  if (backend.kind === "sqlite") {
    if (bystander.hasEarlierGateway(NEWEST_MIGRATION)) {
      throw new StoreFailure("conflict", `a gateway of an earlier version works on it${UNDER_IT}`);
    }
    return;
  }
  if (!applied.includes(NODES_FROM)) return;
  const working = await findWorking(backend, db, [NEWEST_MIGRATION]);
  if (working.length === 0) return;
  throw new StoreFailure(
    "conflict",
    `a gateway of an earlier version works on it, on ${working.join(", ")}${UNDER_IT} (one that was killed counts for ${DEAD_AFTER_MS / 1000} s)`,
  );
}

const UNDER_IT =
  ", and this command would upgrade it meanwhile: restart the gateway with this version first, then run the command again";

async function stopEarlier(
  backend: Backend,
  {
    applied,
    missing,
    version = "",
    log,
  }: { applied: readonly string[]; missing: readonly string[]; version?: string; log?: Log },
): Promise<void> {
  const stops = missing.filter((name) => OLD_NODES[name] !== "go-on");
  if (!applied.includes(NODES_FROM) || stops.length === 0) return;
  await stopOthers(backend, { stops, version, ...defined({ log }) });
}

async function stopOthers(
  backend: Backend,
  { stops, version, log }: { stops: readonly string[]; version: string; log?: Log },
): Promise<void> {
  const since = systemClock.now();
  let announcedAt = Number.NEGATIVE_INFINITY;
  for (;;) {
    const passed = systemClock.now() - since;
    if (passed - announcedAt >= ANNOUNCE_EVERY_MS) {
      await inTransaction(backend, (db) => announce(backend, db, { stops, version }));
      announcedAt = passed;
    }
    const working = await read(backend, (db) => findWorking(backend, db, stops));
    if (working.length === 0) return;
    if (passed >= WAIT_MS) {
      log?.warn(
        { nodes: working },
        "nodes of an earlier version have not stopped: the database is upgraded without them",
      );
      return;
    }
    if (passed < LOOK_EVERY_MS) log?.info({ nodes: working }, "waiting until nodes of an earlier version have stopped");
    await systemClock.sleep(LOOK_EVERY_MS);
  }
}

async function announce(backend: Backend, db: Kysely<Schema>, what: Omit<Announced, "until">): Promise<void> {
  const until = Math.round((await backend.time(db)) ?? 0) + ANNOUNCED_MS;
  const value = JSON.stringify({ ...what, until } satisfies Announced);
  await db
    .insertInto("settings")
    .values({ key: KEY, value })
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ value }))
    .execute();
  await backend.announceNodes(db);
}

/** Alive, without one of these migrations, and not stopped yet. */
async function findWorking(backend: Backend, db: Kysely<Schema>, stops: readonly string[]): Promise<string[]> {
  const now = Math.round((await backend.time(db)) ?? 0);
  const rows = await db
    .selectFrom("node_states")
    .select("name")
    .where("seen_at", ">", now - DEAD_AFTER_MS)
    .where("state", "in", ["ready", "not-ready"])
    .where("newest", "<", newestOf(stops))
    .orderBy("name")
    .execute();
  return rows.map(({ name }) => name);
}

/** The last upgrade that was announced. @throws the driver's error */
export async function readAnnounced(db: Kysely<Schema>): Promise<Announced | undefined> {
  const { rows } = await sql<{ value: string }>`select value from settings where key = ${KEY}`.execute(db);
  return rows[0] && (JSON.parse(rows[0].value) as Announced);
}
