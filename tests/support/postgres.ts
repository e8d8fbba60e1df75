import { existsSync, mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./free-port.ts";

/**
 * A real PostgreSQL for tests: the one of `ALDIS_TEST_POSTGRES` (a URL whose user may create databases), or else a
 * temporary one from Debian's package that lives as long as the test process.
 */
const BINARIES = "/usr/lib/postgresql";

interface Cluster {
  /** `postgres://user@host:port`, without a database. */
  url: string;
}

let started: Promise<Cluster> | undefined;
let databases = 0;

/** Whether tests on PostgreSQL can run here. @throws Error under CI=true when they cannot: there they must */
export function hasPostgres(): boolean {
  const found = process.env.ALDIS_TEST_POSTGRES !== undefined || binaries() !== undefined;
  if (!found && process.env.CI === "true") {
    throw new Error(`PostgreSQL is needed for the tests: install the package postgresql (nothing in ${BINARIES})`);
  }
  return found;
}

/** The URL of a server without a database, for the environment of processes whose tests are to share it. */
export async function testServerUrl(): Promise<string> {
  started ??= start();
  return (await started).url;
}

/** Gives the URL of a new, empty database. */
export async function createTestDatabase(): Promise<string> {
  const url = await testServerUrl();
  const name = `aldis_test_${process.pid}_${++databases}_${Date.now().toString(36)}`;
  await execute(`${url}/postgres`, `create database ${name}`);
  return `${url}/${name}`;
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

/** The newest version that is installed. */
function binaries(): string | undefined {
  if (!existsSync(BINARIES)) return undefined;
  const versions = readdirSync(BINARIES).sort((a, b) => Number(b) - Number(a));
  return versions.map((version) => join(BINARIES, version, "bin")).find((bin) => existsSync(join(bin, "initdb")));
}

async function start(): Promise<Cluster> {
  const given = process.env.ALDIS_TEST_POSTGRES;
  if (given) return { url: withoutDatabase(given) };
  const bin = binaries();
  if (!bin) throw new Error(`no PostgreSQL in ${BINARIES}`);
  const folder = mkdtempSync(join(tmpdir(), "aldis-postgres-"));
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
    speed,
  ].join(" ");
  const control = [...asServer, join(bin, "pg_ctl"), "-D", data, "-l", join(folder, "log"), "-w"];
  run([...control, "-o", settings, "start"]);
  stopAfter(process.pid, [...control, "-m", "immediate", "stop"], folder);
  return { url: `postgres://aldis@127.0.0.1:${port}` };
}

/** Runs `stop` and removes `folder` once the process has ended, however it did: `bun test` fires no event for it. */
function stopAfter(pid: number, stop: string[], folder: string): void {
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
function run(command: string[]): void {
  const { exitCode } = Bun.spawnSync(command, { stdout: "ignore", stderr: "ignore", stdin: "ignore", cwd: tmpdir() });
  if (exitCode !== 0) throw new Error(`${command.join(" ")} ended with ${exitCode}`);
}
