import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "../../lib/store/index.ts";
import { freePort } from "./free-port.ts";
import { binaries, run, stopAfter } from "./postgres.ts";

/** A PostgreSQL server of a test's own, which may be restarted, lost and promoted. */
interface Cluster extends AsyncDisposable {
  port: number;
  /** Of the database `aldis`, with every table. */
  url: string;
  restart(): void;
  /** As a server that loses its power. */
  lose(): void;
  /** Makes a standby the primary. */
  promote(): void;
}

/**
 * Starts a server, or a standby of another one whose commits wait for it.
 *
 * @param options.of  the primary, which has to be without load
 * @param options.tables  a folder of the server's user where all tables are
 */
export async function startCluster({ of, tables }: { of?: Cluster; tables?: string } = {}): Promise<Cluster> {
  const bin = binaries();
  if (bin === undefined) throw new Error("install the package postgresql");
  const folder = mkdtempSync(join(tmpdir(), "aldis-cluster-"));
  const port = await freePort();
  const data = join(folder, "data");
  const isRoot = process.getuid?.() === 0;
  const asServer = isRoot ? ["runuser", "-u", "postgres", "--"] : [];
  if (isRoot) run(["chown", "postgres", folder]);
  if (of === undefined) {
    run([...asServer, join(bin, "initdb"), "-D", data, "-U", "aldis", "-A", "trust", "-E", "UTF8", "--no-sync"]);
  } else {
    const from = ["-h", "127.0.0.1", "-p", String(of.port), "-U", "aldis"];
    run([
      ...asServer,
      join(bin, "pg_basebackup"),
      ...from,
      "-D",
      data,
      "-R",
      "-X",
      "stream",
      "-c",
      "fast",
      "--no-sync",
    ]);
  }
  const settings = [
    `-p ${port}`,
    "-c listen_addresses=127.0.0.1",
    `-k ${folder}`,
    "-c max_connections=100",
    "-c fsync=off",
    "-c hot_standby=on",
  ].join(" ");
  const control = [...asServer, join(bin, "pg_ctl"), "-D", data, "-l", join(folder, "log"), "-w"];
  run([...control, "-o", settings, "start"]);
  stopAfter(process.pid, [...control, "-m", "immediate", "stop"], folder);
  const url = `postgres://aldis@127.0.0.1:${port}/aldis`;
  if (of === undefined) await createDatabase(url, tables);
  else await execute(of.url, ["alter system set synchronous_standby_names = '*'", "select pg_reload_conf()"]);
  let isRunning = true;
  return {
    port,
    url,
    restart: () => run([...control, "-m", "fast", "-o", settings, "restart"]),
    lose() {
      isRunning = false;
      run([...control, "-m", "immediate", "stop"]);
    },
    promote() {
      run([...control, "promote"]);
    },
    async [Symbol.asyncDispose]() {
      if (isRunning) run([...control, "-m", "immediate", "stop"]);
    },
  };
}

async function createDatabase(url: string, tables?: string): Promise<void> {
  const space = tables === undefined ? [] : [`create tablespace apart location '${tables}'`];
  const create = `create database aldis ${tables === undefined ? "" : "tablespace apart"}`;
  await execute(url.replace(/\/aldis$/, "/postgres"), [...space, create]);
  await (await openStore({ url })).close();
}

async function execute(url: string, statements: readonly string[]): Promise<void> {
  const client = new Bun.SQL(url, { max: 1 });
  try {
    for (const statement of statements) await client.unsafe(statement);
  } finally {
    await client.close();
  }
}
