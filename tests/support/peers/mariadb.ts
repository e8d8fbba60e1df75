import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { programPath } from "../programs.ts";
import { startDaemon } from "./daemon.ts";
import type { SmsdDatabase } from "./gammu-sql.ts";

/** Debian's MariaDB with a database of smsd, on a socket in a folder. */
interface MariaDb extends SmsdDatabase, AsyncDisposable {
  /** What mysqldump writes. */
  dump(...options: string[]): Promise<Uint8Array>;
}

const SCHEMA = "/usr/share/doc/gammu-smsd/examples/mysql.sql";

/** Starts it, in a folder whose path is short enough for a socket. */
export async function startMariaDb(folder: string): Promise<MariaDb> {
  const data = join(folder, "mariadb");
  const socket = join(folder, "sql");
  mkdirSync(data);
  await run(["mariadb-install-db", "--no-defaults", `--datadir=${data}`, "--user=root", "--skip-test-db"]);
  const server = startDaemon(
    [
      "mariadbd",
      "--no-defaults",
      `--datadir=${data}`,
      `--socket=${socket}`,
      `--pid-file=${join(folder, "sql.pid")}`,
      "--skip-networking",
      "--user=root",
      "--default-time-zone=+01:00",
      "--innodb-buffer-pool-size=8M",
    ],
    folder,
  );
  const client = ["--no-defaults", `--socket=${socket}`, "--user=root"];
  const sql = (statement: string, ...options: string[]) =>
    run(["mariadb", ...client, "--batch", ...options], statement);
  await server.until("MariaDB to start", async () => {
    try {
      await sql("select 1");
      return true;
    } catch {
      return false;
    }
  });
  await sql("create database smsd character set utf8mb4");
  await sql(readFileSync(SCHEMA, "utf8"), "smsd");
  return {
    settings: ["driver = native_mysql", `host = localhost:${socket}`, "user = root", "password =", "database = smsd"],
    async query(statement) {
      const [names = "", ...lines] = new TextDecoder()
        .decode(await sql(statement, "smsd"))
        .trimEnd()
        .split("\n");
      const columns = names.split("\t");
      return lines.map((line) => Object.fromEntries(line.split("\t").map((cell, at) => [columns[at], cell])));
    },
    dump: (...options) => run(["mysqldump", ...client, ...options, "smsd"]),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

/** Runs a program to its end, with `input` to read, and gives what it writes. */
async function run([program = "", ...words]: string[], input = ""): Promise<Uint8Array> {
  const child = Bun.spawn([programPath(program) ?? program, ...words], {
    stdin: new TextEncoder().encode(input),
    stdout: "pipe",
    stderr: "pipe",
  });
  const [out, err] = await Promise.all([new Response(child.stdout).bytes(), new Response(child.stderr).text()]);
  if ((await child.exited) !== 0) throw new Error(`${program}: ${err}${new TextDecoder().decode(out).slice(0, 2_000)}`);
  return out;
}
