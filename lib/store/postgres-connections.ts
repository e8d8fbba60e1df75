import {
  type DatabaseConnection,
  type Dialect,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from "kysely";
import pg from "pg";
import type { Log } from "../log.ts";
import { parsePostgresHosts } from "./postgres-hosts.ts";
import { storable } from "./text.ts";

const INT8 = pg.types.builtins.INT8;
/** 5 s until the next of several servers is tried: shorter would give up a busy one, longer holds up requests. */
const CONNECT_MS = 5_000;

/** Clients may send text that PostgreSQL cannot store; a statement must not fail because of it. */
const sendable = (parameter: unknown) => (typeof parameter === "string" ? storable(parameter) : parameter);

/** Times and IDs are far below 2^53, so bigint columns fit into numbers. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: "text" | "binary") =>
    oid === INT8 ? Number : pg.types.getTypeParser(oid, format as "text")) as pg.CustomTypesConfig["getTypeParser"],
};

/** All connections to one PostgreSQL server; every wait for one has a limit. */
export interface Connections {
  /** A Kysely dialect on its own pool of at most `max` connections. */
  dialect(max: number): Dialect;
  /** A connection beside the pools; its owner ends it. @throws the driver's error, or Error for a standby */
  open(): Promise<pg.Client>;
  /**
   * Waits for an answer on a connection; discards the connection if none arrives in time. @throws what `answer` rejects
   * with, or Error after the time limit
   */
  answered<Answer>(client: pg.ClientBase, answer: Promise<Answer>): Promise<Answer>;
  /** Ends every connection at once, whatever runs on it, and opens no more. */
  abandon(): void;
}

/** Of the pool: all of its places are in use. */
const NO_PLACE = "timeout exceeded when trying to connect";
/** Read-only: a standby, or a server that has just stopped being the primary. */
const READ_ONLY = "25006";

/**
 * Connects to the server of `url`, or to the first of its servers that takes writes, when a connection is needed.
 * Sessions are never configured: each transaction sets what it needs, so nothing can fail between connecting and the
 * first use, and PgBouncer may assign each transaction to another session.
 *
 * A connection without an answer within `answerMs()` is dead (a live server stops earlier, by its `statement_timeout`):
 * it is discarded together with the idle ones, which have most likely died with it.
 */
export function createConnections(url: string, options: { answerMs: () => number; log?: Log }): Connections {
  const { answerMs, log } = options;
  const { urls, mustWrite } = parsePostgresHosts(url);
  const servers = chooseServer(urls, { isAbandoned: () => isAbandoned });
  const open = new Set<Client>();
  const idle = new Set<Client>();
  let isAbandoned = false;

  class Client extends pg.Client {
    constructor() {
      super({
        connectionString: servers.current(),
        connectionTimeoutMillis: CONNECT_MS,
        keepAlive: true,
        application_name: "aldis",
        types,
      });
      open.add(this);
      this.once("end", () => {
        open.delete(this);
        idle.delete(this);
      });
      // Without a listener a broken connection would end the process. Its pool removes it automatically.
      this.on("error", (error: Error) => log?.warn({ err: error }, "a connection to the database was lost"));
    }
  }

  const breakOff = (client: pg.ClientBase, reason: string) => {
    if (client instanceof Client) client.connection.stream.destroy(new Error(reason));
  };

  async function answered<Answer>(client: pg.ClientBase, answer: Promise<Answer>): Promise<Answer> {
    const limitMs = answerMs();
    const timer = setTimeout(() => {
      for (const other of [...idle]) breakOff(other, "another connection to the server has died");
      breakOff(client, `no answer within ${limitMs} ms`);
    }, limitMs);
    try {
      return await answer;
    } finally {
      clearTimeout(timer);
    }
  }

  async function refuseStandby(client: pg.ClientBase): Promise<void> {
    if (!mustWrite) return;
    const { rows } = await answered(client, client.query("show transaction_read_only"));
    if (rows[0]?.transaction_read_only !== "off") throw new Error("the server takes no writes: it is a standby");
  }

  class Connection implements DatabaseConnection {
    readonly #client: pg.PoolClient;

    constructor(client: pg.PoolClient) {
      this.#client = client;
    }

    async executeQuery<Row>({ sql, parameters }: { sql: string; parameters: readonly unknown[] }) {
      try {
        return resultOf<Row>(await answered(this.#client, this.#client.query(sql, parameters.map(sendable))));
      } catch (error) {
        // The server was the primary until now: the next connection searches for the new one.
        if (mustWrite && stateOf(error) === READ_ONLY) breakOff(this.#client, "the server takes no writes any more");
        throw error;
      }
    }

    streamQuery(): AsyncIterableIterator<never> {
      throw new Error("rows are not streamed");
    }

    /** A connection whose transaction could not be ended must not be reused. */
    release(): void {
      const isClean = this.#client.getTransactionStatus() === "I";
      if (isClean && this.#client instanceof Client) idle.add(this.#client);
      this.#client.release(!isClean);
    }
  }

  return {
    dialect(max) {
      const pool = new pg.Pool({ Client, connectionTimeoutMillis: CONNECT_MS, max, onConnect: refuseStandby });
      // The connection has logged it.
      pool.on("error", () => undefined);
      return {
        createAdapter: () => new PostgresAdapter(),
        createQueryCompiler: () => new PostgresQueryCompiler(),
        createIntrospector: (db) => new PostgresIntrospector(db),
        createDriver: () => ({
          ...NO_TRANSACTIONS,
          init: () => Promise.resolve(),
          async acquireConnection() {
            const client = await servers.connect(() => pool.connect());
            if (client instanceof Client) idle.delete(client);
            return new Connection(client);
          },
          releaseConnection: async (connection) => void (connection instanceof Connection && connection.release()),
          destroy: () => pool.end(),
        }),
      };
    },
    open: () =>
      servers.connect(async () => {
        const client = new Client();
        await client.connect();
        try {
          await refuseStandby(client);
        } catch (error) {
          await client.end();
          throw error;
        }
        return client;
      }),
    answered,
    abandon() {
      isAbandoned = true;
      for (const client of [...open]) breakOff(client, "the gateway closes its connections");
    },
  };
}

/** Tries the servers in turn, starting with the one that worked last. */
function chooseServer(urls: readonly string[], { isAbandoned }: { isAbandoned: () => boolean }) {
  /** Of `urls`: the one that worked last. */
  let current = 0;
  return {
    current: () => urls[current] ?? urls[0],
    /** @throws the last server's error */
    async connect<Connected>(connect: () => Promise<Connected>): Promise<Connected> {
      for (let left = urls.length - 1; ; left--) {
        if (isAbandoned()) throw closedError();
        const tried = current;
        try {
          return await connect();
        } catch (error) {
          if (left === 0 || (error instanceof Error && error.message === NO_PLACE)) throw error;
          // A concurrent call may have moved on already.
          if (current === tried) current = (current + 1) % urls.length;
        }
      }
    },
  };
}

const notNested = () => Promise.reject(new Error("transactions are begun by the writer"));
const NO_TRANSACTIONS = {
  beginTransaction: notNested,
  commitTransaction: notNested,
  rollbackTransaction: notNested,
};

const closedError = () => new Error("the connections to the database are closed");

function resultOf<Row>(answer: pg.QueryResult<Row & pg.QueryResultRow> | readonly unknown[]): QueryResult<Row> {
  // Several statements in one.
  if (!("command" in answer)) return { rows: [] };
  const { command, rowCount, rows } = answer;
  return CHANGES.has(command) ? { numAffectedRows: BigInt(rowCount ?? 0), rows } : { rows };
}

const CHANGES = new Set(["INSERT", "UPDATE", "DELETE", "MERGE"]);

/** The SQLSTATE, or empty for an error that the server did not send. */
export const stateOf = (error: unknown): string => (error instanceof pg.DatabaseError ? (error.code ?? "") : "");

/** The constraint that a statement violated. */
export const constraintOf = (error: unknown): string | undefined =>
  error instanceof pg.DatabaseError ? error.constraint : undefined;
