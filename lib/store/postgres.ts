import { CompiledQuery, Kysely, sql } from "kysely";
import { defined } from "../defined.ts";
import type { Log } from "../log.ts";
import { LOCKS } from "./advisory-locks.ts";
import type { Backend } from "./backend.ts";
import { createCondition } from "./condition.ts";
import { createNotifications } from "./notifications.ts";
import { type Connections, constraintOf, createConnections, stateOf } from "./postgres-connections.ts";
import { createReads } from "./reads.ts";
import type { Schema } from "./schema/index.ts";
import { SealedTexts, type TextKeys } from "./sealing/sealed-texts.ts";
import { type FailureKinds, translateError } from "./translate.ts";

/** 6 reading connections: several slow lists at once leave room for the short reads of requests. */
const READERS = 6;
const ACCEPTED = "aldis_accepted";
const CHANGES = "aldis_changes";
const JOBS = "aldis_jobs";
const NODES = "aldis_nodes";
const ALARMS = "aldis_alarms";
/** 50 ms: 100 writes that are done alone end within another 5 s. */
const HURRIED_WAIT_MS = 50;
/** 5 s per statement, besides waiting for locks: the gateway works in small steps, so none takes longer. */
const WORK_MS = 5_000;
/** 2 s for the server to report that it has cancelled a statement. */
const SAY_SO_MS = 2_000;
/** One hour: enough to build an index over millions of rows. */
const MIGRATION_MS = 3_600_000;
/** 15 s: the gateway never idles inside a transaction, and the locks of one that died must be released soon. */
const PAUSE_MS = 15_000;
/** 30 s between queries on the listening connection, which show whether it is alive. */
const LISTENING_CHECK_MS = 30_000;

/**
 * Opens a database; connects on first use. Connections that break or stop answering are replaced.
 *
 * @param options.texts  opens texts that are sealed; without them queries read what is written
 */
export function openPostgres(url: string, options: { log?: Log; lockWaitMs?: number; texts?: TextKeys } = {}): Backend {
  const { log } = options;
  const lockWaitMs = options.lockWaitMs ?? 10_000;
  const statementMs = lockWaitMs + WORK_MS;
  let answerMs = statementMs + SAY_SO_MS;
  const connections = createConnections(url, { answerMs: () => answerMs, ...defined({ log }) });
  const plugins = options.texts === undefined ? [] : [new SealedTexts(options.texts)];
  const writer = new Kysely<Schema>({ dialect: connections.dialect(1), plugins });
  const reader = new Kysely<Schema>({ dialect: connections.dialect(READERS), plugins });
  // For each transaction, as PgBouncer may give each another session; one round trip with `begin`.
  const begin = CompiledQuery.raw(
    [
      "begin",
      "set local synchronous_commit = on",
      `set local lock_timeout = ${lockWaitMs}`,
      `set local statement_timeout = ${statementMs}`,
      `set local idle_in_transaction_session_timeout = ${PAUSE_MS}`,
    ].join("; "),
  );
  const hurry = CompiledQuery.raw(`set local lock_timeout = ${Math.min(lockWaitMs, HURRIED_WAIT_MS)}`);
  const self = crypto.randomUUID();
  const listenTo = (...channels: string[]) =>
    createNotifications({ connect: () => connectListener(connections, channels), self, ...defined({ log }) });
  const work = listenTo(ACCEPTED, JOBS, NODES, ALARMS);
  // Another connection: streams that nobody opens need none, and there is much to hear.
  const changes = listenTo(CHANGES);
  const notify = async (db: Kysely<Schema>, channel: string) =>
    void (await sql`select pg_notify(${channel}, ${self})`.execute(db));

  return {
    kind: "postgres",
    condition: createCondition(),
    reads: createReads(),
    reader,
    writer,
    begin: async (db) => void (await db.executeQuery(begin)),
    async lockSchema(db, migrate) {
      await sql`select pg_advisory_xact_lock(${sql.lit(LOCKS.schema)})`.execute(db);
      await db.executeQuery(CompiledQuery.raw(`set local statement_timeout = ${MIGRATION_MS}`));
      const usual = answerMs;
      answerMs = MIGRATION_MS;
      try {
        return await migrate();
      } finally {
        answerMs = usual;
      }
    },
    async isMigrating(db) {
      const { rows } = await sql<{ free: boolean }>`
        select pg_try_advisory_xact_lock_shared(${sql.lit(LOCKS.schema)}) as free`.execute(db);
      return rows[0]?.free === false;
    },
    // The server has synced what it commits.
    synced: () => Promise.resolve(true),
    // Only the server knows.
    hasRoom: () => Promise.resolve(false),
    fileProblem: () => undefined,
    async isSynced(db) {
      const { rows } = await sql<{ synced: boolean }>`
        select current_setting('synchronous_commit') <> 'off' and current_setting('fsync') = 'on' as synced`.execute(
        db,
      );
      return rows[0]?.synced === true;
    },
    async time(db) {
      const { rows } = await sql<{ now: number }>`
        select cast(extract(epoch from clock_timestamp()) * 1000 as double precision) as now`.execute(db);
      return rows[0]?.now;
    },
    // Reads a sample only; does not wait for another gateway doing the same.
    refreshStatistics: async (db) => void (await sql`analyze (skip_locked) outgoing_messages`.execute(db)),
    translate,
    async hurry(db, error) {
      if (stateOf(error) === LOCK_TIMEOUT) await db.executeQuery(hurry);
    },
    mayRetry: (error) => RETRIED.includes(stateOf(error)) || isRecipientTaken(error),
    announceAccepted: (db) => notify(db, ACCEPTED),
    onAccepted: (wake) => work.add(ACCEPTED, wake),
    announceChanges: (db) => notify(db, CHANGES),
    onChanges: (wake) => changes.add(CHANGES, wake),
    announceJobs: (db) => notify(db, JOBS),
    onJobs: (wake) => work.add(JOBS, wake),
    announceNodes: (db) => notify(db, NODES),
    onNodes: (wake) => work.add(NODES, wake),
    heardOwn: work.heardOwn,
    announceAlarms: (db) => notify(db, ALARMS),
    onAlarms: (wake) => work.add(ALARMS, wake),
    checkpoint: () => Promise.resolve(),
    fold: () => Promise.resolve(),
    abandon: connections.abandon,
    async close() {
      await Promise.all([work.close(), changes.close(), reader.destroy(), writer.destroy()]);
    },
  };
}

async function connectListener(connections: Connections, channels: readonly string[]) {
  const client = await connections.open();
  const ask = (text: string) => connections.answered(client, client.query(text));
  try {
    await ask(channels.map((channel) => `listen ${channel}`).join("; "));
  } catch (error) {
    await client.end();
    throw error;
  }
  // A connection without an answer is discarded, which triggers `onLost`.
  const check = setInterval(() => ask("select 1").catch(() => undefined), LISTENING_CHECK_MS);
  client.once("end", () => clearInterval(check));
  return {
    onMessage: (heard: (message: { channel: string; from: string }) => void) =>
      void client.on("notification", ({ channel, payload = "" }) => heard({ channel, from: payload })),
    onLost: (lost: (error?: Error) => void) => {
      client.on("error", lost);
      client.on("end", () => lost());
    },
    close: () => client.end(),
  };
}

const LOCK_TIMEOUT = "55P03";
/** Serialization failure and deadlock. */
const RETRIED = ["40001", "40P01"];

/** Two gateways claimed messages to the same recipient at once: the second one retries. */
const isRecipientTaken = (error: unknown) => constraintOf(error) === "outgoing_sending";

const KINDS: FailureKinds = [
  ["23505", "conflict"],
  ["23", "invalid"],
  ["22", "invalid"],
  ["40", "locked"],
  ["55P03", "locked"],
  ["53100", "full"],
  ["25006", "read-only"],
  ["XX001", "corrupt"],
  ["XX002", "corrupt"],
];

const translate = (error: unknown) =>
  translateError(error, { database: "PostgreSQL", code: stateOf(error), kinds: KINDS });
