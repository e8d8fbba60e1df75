import { CompiledQuery, Kysely, PostgresDialect, sql } from "kysely";
import pg from "pg";
import type { Log } from "../log.ts";
import type { Backend } from "./backend.ts";
import { isStoreError, StoreError, type StoreErrorKind } from "./error.ts";
import { createListener } from "./listener.ts";
import type { Schema } from "./schema.ts";

const INT8 = pg.types.builtins.INT8;
const READERS = 6;
const CONNECT_MS = 5_000;
const CHANNEL = "aldis_accepted";
/** Any number, as long as no other program uses it on the same database. */
const SCHEMA_LOCK = 7_203_551;

/** Times and IDs are far below 2^53. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: "text" | "binary") =>
    oid === INT8 ? Number : pg.types.getTypeParser(oid, format as "text")) as pg.CustomTypesConfig["getTypeParser"],
};

/** Opens a database; connects at the first use. Connections that break are replaced. */
export function openPostgres(url: string, options: { log?: Log; lockWaitMs?: number } = {}): Backend {
  const { log } = options;
  const lockWaitMs = options.lockWaitMs ?? 10_000;
  const open = (max: number) => {
    const pool = new pg.Pool({ ...connectionOf(url), max });
    // A connection that breaks, idle or at work, leaves the pool by itself; without listeners it would end the process.
    const lost = (error: Error) => log?.warn({ err: error }, "a connection to the database was lost");
    pool.on("error", lost);
    pool.on("connect", (client) => client.on("error", lost));
    return new Kysely<Schema>({
      dialect: new PostgresDialect({
        pool,
        onCreateConnection: async (connection) => {
          await connection.executeQuery(
            CompiledQuery.raw(`set synchronous_commit = on; set lock_timeout = ${lockWaitMs};
            set idle_in_transaction_session_timeout = 60000`),
          );
        },
      }),
    });
  };
  const writer = open(1);
  const reader = open(READERS);
  const self = crypto.randomUUID();
  const listener = createListener({
    connect: () => connectListener(url),
    self,
    ...(log ? { log } : {}),
  });

  return {
    kind: "postgres",
    reader,
    writer,
    begin: async (db) => void (await db.executeQuery(CompiledQuery.raw("begin"))),
    lockSchema: async (db) => void (await sql`select pg_advisory_xact_lock(${sql.lit(SCHEMA_LOCK)})`.execute(db)),
    async isSynced(db) {
      const { rows } = await sql<{ synced: boolean }>`
        select current_setting('synchronous_commit') <> 'off' and current_setting('fsync') = 'on' as synced`.execute(
        db,
      );
      return rows[0]?.synced === true;
    },
    translate,
    mayRetry: (error) => RETRIED.includes(stateOf(error)) || isRecipientTaken(error),
    announceAccepted: async (db) => void (await sql`select pg_notify(${CHANNEL}, ${self})`.execute(db)),
    onAccepted: (wake) => listener.add(wake),
    checkpoint: () => Promise.resolve(),
    async close() {
      await Promise.all([listener.close(), reader.destroy(), writer.destroy()]);
    },
  };
}

const connectionOf = (url: string): pg.ClientConfig => ({
  connectionString: url,
  connectionTimeoutMillis: CONNECT_MS,
  keepAlive: true,
  application_name: "aldis",
  types,
});

async function connectListener(url: string) {
  const client = new pg.Client(connectionOf(url));
  try {
    await client.connect();
    await client.query(`listen ${CHANNEL}`);
  } catch (error) {
    await client.end();
    throw error;
  }
  return {
    onMessage: (heard: (from: string) => void) =>
      void client.on("notification", (message) => heard(message.payload ?? "")),
    onLost: (lost: (error?: Error) => void) => {
      client.on("error", lost);
      client.on("end", () => lost());
    },
    close: () => client.end(),
  };
}

/** Serialization failure and deadlock. */
const RETRIED = ["40001", "40P01"];

/** Two gateways claimed messages to one recipient at once: the second looks again. */
const isRecipientTaken = (error: unknown) =>
  error instanceof pg.DatabaseError && error.constraint === "outgoing_sending";

const KINDS: readonly [prefix: string, kind: StoreErrorKind][] = [
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

/** The SQLSTATE, or empty for an error that the server did not send. */
const stateOf = (error: unknown) => (error instanceof pg.DatabaseError ? (error.code ?? "") : "");

function translate(error: unknown): StoreError {
  if (isStoreError(error)) return error;
  const state = stateOf(error);
  const kind = KINDS.find(([prefix]) => state !== "" && state.startsWith(prefix))?.[1] ?? "unavailable";
  const message = error instanceof Error ? error.message : String(error);
  return new StoreError(kind, `PostgreSQL: ${message}${state ? ` (${state})` : ""}`, { cause: error });
}
