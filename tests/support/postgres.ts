import { existsSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "../../lib/store/index.ts";
import { freePort } from "./free-port.ts";
import { memoryFolder } from "./memory-folder.ts";

/**
 * A real PostgreSQL for tests: the one of `ALDIS_TEST_POSTGRES` (a URL whose user may create databases), or else a
 * temporary one from Debian's package that lives as long as the test process.
 */
const BINARIES = "/usr/lib/postgresql";
/**
 * In memory, where there is room: a new database is a thousand small files, which cost a disk ten times as much. What a run needs at most is
 * half of it: the databases of the files that run now, and the server's log of changes.
 */
const ROOM_BYTES = 4 * 2 ** 30;

/** In whose environment it is: the process runs some of the files of a run, after others of the same lane. */
export const LANE = "ALDIS_TEST_LANE";
/** What the names of the databases of this process begin with, or those of its lane, one process of which runs at a time. */
const OWN = `aldis_test_${process.env[LANE] ?? process.pid}_`;

interface Cluster {
  /** `postgres://user@host:port`, without a database. */
  url: string;
}

/** 2 s: for as long as one test file has the next database made or removed; the next file has a connection of its own. */
const ADMINISTRATION_IDLE_S = 2;

let started: Promise<Cluster> | undefined;
let administration: Bun.SQL | undefined;
let cleared: Promise<void> | undefined;
let migrated: Promise<string> | undefined;
let copying: Promise<string> | undefined;
let databases = 0;

/** Whether tests on PostgreSQL can run here. @throws Error under CI=true when they cannot: there they must */
export function hasPostgres(): boolean {
  const found = process.env.ALDIS_TEST_POSTGRES !== undefined || binaries() !== undefined;
  if (!found && process.env.CI === "true") {
    throw new Error(`PostgreSQL is needed for the tests: install the package postgresql (nothing in ${BINARIES})`);
  }
  return found;
}

/** The URL of a server without a database. */
async function testServerUrl(): Promise<string> {
  started ??= start();
  return (await started).url;
}

/** What processes whose tests are to share a server get in their environment. */
export async function testServerEnvironment(): Promise<Record<string, string>> {
  return { ALDIS_TEST_POSTGRES: await testServerUrl(), ALDIS_TEST_POSTGRES_TEMPLATE: await template() };
}

/** Gives the URL of a new database with every table, so that who opens it has nothing to migrate, and nothing in them. */
export async function createTestDatabase(): Promise<string> {
  copying ??= quickestCopy();
  return createDatabase(`template ${await template()} ${await copying}`);
}

/** Gives the URL of a new database without tables. */
export const createEmptyTestDatabase = () => createDatabase("");

/** Removes a database, whoever is connected. */
export async function dropTestDatabase(url: string): Promise<void> {
  await administer(`drop database if exists ${nameOf(url)} with (force)`);
}

/** From version 15 on the server writes each page to its log, unless it is told to copy files, which takes half of the time. */
async function quickestCopy(): Promise<string> {
  const [row] = await administer("show server_version_num");
  return Number(row?.server_version_num) >= 150_000 ? "strategy file_copy" : "";
}

async function createDatabase(options: string): Promise<string> {
  const url = await testServerUrl();
  cleared ??= clear(url);
  await cleared;
  const name = `${OWN}${++databases}_${Date.now().toString(36)}`;
  await administer(`create database ${name} ${options}`);
  return `${url}/${name}`;
}

/** Removes what an earlier test file of this process or lane has left. */
async function clear(url: string): Promise<void> {
  const left = await administer(`select datname from pg_database where starts_with(datname, '${OWN}')`);
  for (const { datname } of left) await dropTestDatabase(`${url}/${datname}`);
}

const nameOf = (url: string) => new URL(url).pathname.slice(1);

/**
 * The name of a database with every table, which others are copied from: to copy one takes a tenth of the time of all
 * migrations. Nobody connects to it, as nothing is copied meanwhile.
 */
async function template(): Promise<string> {
  const given = process.env.ALDIS_TEST_POSTGRES_TEMPLATE;
  if (given !== undefined && process.env.ALDIS_TEST_POSTGRES !== undefined) return given;
  migrated ??= (async () => {
    const url = await createEmptyTestDatabase();
    await (await openStore({ url })).close();
    return nameOf(url);
  })();
  return migrated;
}

/** Runs SQL on the server, by one connection that is kept while tests make and remove databases. */
async function administer(statement: string): Promise<Record<string, unknown>[]> {
  const url = `${await testServerUrl()}/postgres`;
  administration ??= new Bun.SQL(url, { max: 1, idleTimeout: ADMINISTRATION_IDLE_S });
  return [...((await administration.unsafe(statement)) as Record<string, unknown>[])];
}

/** Runs SQL beside the program under test, with a connection of its own. */
export async function execute(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new Bun.SQL(url, { max: 1 });
  try {
    return [...((await client.unsafe(statement)) as Record<string, unknown>[])];
  } finally {
    await client.close();
  }
}

/** The programs of the newest version that is installed. */
export function binaries(): string | undefined {
  if (!existsSync(BINARIES)) return undefined;
  const versions = readdirSync(BINARIES).sort((a, b) => Number(b) - Number(a));
  return versions.map((version) => join(BINARIES, version, "bin")).find((bin) => existsSync(join(bin, "initdb")));
}

async function start(): Promise<Cluster> {
  const given = process.env.ALDIS_TEST_POSTGRES;
  if (given) return { url: withoutDatabase(given) };
  const bin = binaries();
  if (!bin) throw new Error(`no PostgreSQL in ${BINARIES}`);
  const folder = memoryFolder("aldis-postgres-", ROOM_BYTES);
  const port = await freePort();
  const data = join(folder, "data");
  // PostgreSQL refuses to run as root.
  const isRoot = process.getuid?.() === 0;
  const asServer = isRoot ? ["runuser", "-u", "postgres", "--"] : [];
  if (isRoot) run(["chown", "postgres", folder]);
  run([...asServer, join(bin, "initdb"), "-D", data, "-U", "aldis", "-A", "trust", "-E", "UTF8", "--no-sync"]);
  // No test pulls this machine's plug: commits are still waited for, but not for the disk.
  const speed = "-c fsync=off -c full_page_writes=off";
  const settings = [
    `-p ${port}`,
    "-c listen_addresses=127.0.0.1",
    `-k ${folder}`,
    "-c max_connections=200",
    "-c max_wal_size=256MB",
    speed,
  ].join(" ");
  const control = [...asServer, join(bin, "pg_ctl"), "-D", data, "-l", join(folder, "log"), "-w"];
  run([...control, "-o", settings, "start"]);
  stopAfter(process.pid, [...control, "-m", "immediate", "stop"], folder);
  return { url: `postgres://aldis@127.0.0.1:${port}` };
}

/** Runs `stop` and removes `folder` once the process has ended, however it did: `bun test` fires no event for it. */
export function stopAfter(pid: number, stop: string[], folder: string): void {
  const script = 'while kill -0 "$1" 2>/dev/null; do sleep 1; done; folder=$2; shift 2; "$@"; rm -rf "$folder"';
  Bun.spawn(["setsid", "sh", "-c", script, "watch", String(pid), folder, ...stop], {
    cwd: tmpdir(),
    stdio: ["ignore", "ignore", "ignore"],
  }).unref();
}

function withoutDatabase(given: string): string {
  const url = new URL(given);
  url.pathname = "";
  return url.toString().replace(/\/$/, "");
}

/** The streams go nowhere: a server that inherits them would keep them open. */
export function run(command: string[]): void {
  const { exitCode } = Bun.spawnSync(command, { stdout: "ignore", stderr: "ignore", stdin: "ignore", cwd: tmpdir() });
  if (exitCode !== 0) throw new Error(`${command.join(" ")} ended with ${exitCode}`);
}
