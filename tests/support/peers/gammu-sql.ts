import { Database } from "bun:sqlite";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execute } from "../postgres.ts";
import { type RunningDaemon, startDaemon } from "./daemon.ts";

/** Debian's gammu-smsd with a database, whose clock on the wall is that of Berlin. */
interface GammuSql extends RunningDaemon {
  /** Puts a message into its outbox, as `gammu-smsd-inject` does. @throws Error when that fails */
  inject(to: string, text: string, ...options: string[]): Promise<void>;
  /** Asks its database. */
  query(statement: string): Promise<Record<string, unknown>[]>;
}

const EXAMPLES = "/usr/share/doc/gammu-smsd/examples";
export const SMSD_ZONE = "Europe/Berlin";

/** Where smsd keeps its messages. */
export interface SmsdDatabase {
  /** Lines of `[smsd]`. */
  settings: string[];
  query(statement: string): Promise<Record<string, unknown>[]>;
}

/** A file with the schema that Debian has for it. */
export function smsdOnSqlite(folder: string): SmsdDatabase & { file: string } {
  const file = join(folder, "smsd.db");
  using database = new Database(file);
  database.run(readFileSync(join(EXAMPLES, "sqlite.sql"), "utf8"));
  return {
    file,
    settings: ["driver = sqlite3", `dbdir = ${folder}`, "database = smsd.db"],
    async query(statement) {
      using reading = new Database(file);
      reading.run("pragma busy_timeout = 5000");
      return reading.query(statement).all() as Record<string, unknown>[];
    },
  };
}

/** The database of a URL, made with the schema that Debian has for it. */
export async function smsdOnPostgres(url: string): Promise<SmsdDatabase> {
  const schema = readFileSync(join(EXAMPLES, "pgsql.sql"), "utf8").replace(/^CREATE LANGUAGE plpgsql;$/m, "");
  await execute(url, schema);
  // As on a machine whose server has the clock of smsd.
  await execute(url, `alter database ${new URL(url).pathname.slice(1)} set timezone = '${SMSD_ZONE}'`);
  const { hostname, port, username, password, pathname } = new URL(url);
  return {
    settings: [
      "driver = native_pgsql",
      `host = ${hostname}:${port}`,
      `user = ${username}`,
      `password = ${password}`,
      `database = ${pathname.slice(1)}`,
    ],
    query: (statement) => execute(url, statement),
  };
}

/** Starts it on a modem. */
export function startGammuSql(pty: string, folder: string, database: SmsdDatabase): GammuSql {
  const config = join(folder, "smsdrc");
  const lines = [
    "[gammu]",
    `device = ${pty}`,
    "connection = at115200",
    "[smsd]",
    "service = sql",
    ...database.settings,
    "phoneid = GSM1",
    `logfile = ${join(folder, "log")}`,
    "CommTimeout = 1",
    "StatusFrequency = 0",
    "CheckSecurity = 0",
    "ReceiveFrequency = 1",
    "DeliveryReport = sms",
  ];
  writeFileSync(config, `${lines.join("\n")}\n`);
  const environment = { TZ: SMSD_ZONE };
  return {
    ...startDaemon(["gammu-smsd", "--config", config, "--pid", join(folder, "pid")], folder, { environment }),
    query: database.query,
    async inject(to, text, ...options) {
      const child = Bun.spawn(["gammu-smsd-inject", "--config", config, "TEXT", to, ...options, "-text", text], {
        env: { ...process.env, LC_ALL: "C.UTF-8", ...environment },
        stdout: "pipe",
        stderr: "pipe",
      });
      const said = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
      if ((await child.exited) !== 0) throw new Error(said.join(""));
    },
  };
}
