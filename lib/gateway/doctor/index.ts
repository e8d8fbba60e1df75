import { accessSync, constants, existsSync, statfsSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Clock } from "../../clock.ts";
import type { Config } from "../../config/index.ts";
import type { Log } from "../../log.ts";
import { databaseFileOf } from "../../store/index.ts";
import { databaseUrl } from "../data-directory.ts";
import { GatewayError, unusableDatabase } from "../error.ts";
import { readInstance } from "../instance.ts";
import { listenProblem } from "../listener.ts";
import { readModemSnapshot } from "../modem-snapshot.ts";
import { openData } from "../open-data.ts";
import { readTextKeys } from "../text-keys.ts";
import { loadTls } from "../tls.ts";
import { backupLooks, type ExaminedBackups } from "./backups.ts";
import { examineDevices, examineModems } from "./devices.ts";
import { filesProblem } from "./files.ts";
import type { Finding } from "./finding.ts";
import { type ExaminedRemote, remoteLooks } from "./remote.ts";

/** What of the configuration is examined. */
type Examined = Pick<Config, "data" | "database" | "textKeyFile" | "host" | "port" | "tls" | "modems"> &
  ExaminedRemote &
  ExaminedBackups;

/** 64 MiB: below it, SQLite's log may not find room (docs/small-machine.md). */
const ROOM_BYTES = 64 * 1024 * 1024;
/** 14 days: enough to renew a certificate. */
const SOON_MS = 14 * 86_400_000;

/**
 * Looks for what goes wrong at a first installation; each finding says what to do. Opens no device and changes nothing.
 * Never rejects: what cannot be looked at is a finding.
 */
export async function examine(config: Examined, options: { clock: Clock; log: Log }): Promise<Finding[]> {
  const directory = resolve(config.data);
  const instance = instanceOn(directory);
  const isRunning = instance?.pid !== undefined;
  const snapshot = isRunning ? readModemSnapshot(directory) : undefined;
  const checks: readonly [subject: string, look: () => string | undefined | Promise<string | undefined>][] = [
    ["data directory", () => directoryProblem(directory) ?? ownFilesProblem(config, directory)],
    ["room on the disk", () => roomProblem(directory)],
    ["database", () => databaseProblem(config, directory, options.log)],
    ["keys of texts", () => textKeyProblem(config, directory, options.log)],
    ["address and port", () => (isRunning ? nextPortProblem(config, instance.url) : portProblem(config))],
    ["certificate", () => certificateProblem(config, options.clock.now())],
    ...backupLooks(config, {
      ...options,
      now: options.clock.now,
      directory,
      hasDatabase: hasDatabase(config, directory),
    }),
    ...remoteLooks(config, { ...options, directory }),
    ["gateway", () => (isRunning ? undefined : notRunning(config, directory))],
  ];
  const findings: Finding[] = [];
  for (const [subject, look] of checks) {
    const problem = await problemIn(look);
    findings.push({ subject, ...(problem === undefined ? {} : { problem }) });
  }
  return [...findings, ...examineDevices(config.modems, instance?.pid), ...examineModems(snapshot?.modems ?? [])];
}

/** The gateway that runs there; a directory that this user may not read is a finding of its own. */
function instanceOn(directory: string): ReturnType<typeof readInstance> {
  try {
    return readInstance(directory);
  } catch {
    return undefined;
  }
}

/** Never rejects. */
async function problemIn(look: () => string | undefined | Promise<string | undefined>): Promise<string | undefined> {
  try {
    return await look();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The nearest part of the path that is there: a directory, or a file that stands where one should be. */
function existing(path: string): string {
  for (let at = path; ; at = dirname(at)) if (existsSync(at) || at === "/") return at;
}

function hasDatabase(config: Examined, directory: string): boolean {
  const file = databaseFileOf(databaseUrl(config, directory));
  return file === undefined || existing(file) === file;
}

/** A mistyped directory looks like one before the first start. */
function notRunning(config: Examined, directory: string): string {
  const file = databaseFileOf(databaseUrl(config, directory));
  const isNew = file !== undefined && existing(file) !== file;
  return `it does not run: systemctl start aldis, or aldis serve${
    isNew
      ? `. There is no database at ${file} yet: if there should be one, name the right place with --data or --config`
      : ""
  }`;
}

function directoryProblem(directory: string): string | undefined {
  const found = existing(directory);
  if (!statSync(found).isDirectory()) return `${found} is not a directory: name another with --data`;
  try {
    accessSync(found, constants.R_OK | constants.W_OK | constants.X_OK);
    return undefined;
  } catch {
    const owner = statSync(found).uid;
    return `${found} belongs to user ${owner}, and this user (${process.getuid?.()}) may not write to it: run as that user (runuser -u aldis -- aldis …), or name another with --data`;
  }
}

function ownFilesProblem(config: Examined, directory: string): string | undefined {
  if (existing(directory) !== directory) return undefined;
  return filesProblem(directory, { database: databaseFileOf(databaseUrl(config, directory)) });
}

function roomProblem(directory: string): string | undefined {
  const { bavail, bsize } = statfsSync(existing(directory));
  const free = bavail * bsize;
  return free >= ROOM_BYTES
    ? undefined
    : `${Math.floor(free / 1024 / 1024)} MiB are free where ${directory} is: free some, 64 MiB at least, or nothing is accepted soon`;
}

/** Never rejects. */
async function databaseProblem(config: Examined, directory: string, log: Log): Promise<string | undefined> {
  const file = databaseFileOf(databaseUrl(config, directory));
  // The first start makes it.
  if (!hasDatabase(config, directory)) return undefined;
  try {
    const store = await openData(config, { directory, log, migrate: false });
    try {
      // The first start makes them, too.
      if (await store.hasTables()) await store.check();
    } finally {
      await store.close();
    }
    return undefined;
  } catch (error) {
    const { message } = error instanceof GatewayError ? error : unusableDatabase(error);
    return `${message}. What to do: ${file === undefined ? "docs/database.md" : "docs/small-machine.md"}`;
  }
}

/** Keys that are needed and not there; the database itself is another finding. @throws GatewayError for the file */
async function textKeyProblem(config: Examined, directory: string, log: Log): Promise<string | undefined> {
  const keys = readTextKeys(config.textKeyFile);
  if (!hasDatabase(config, directory)) return undefined;
  let needed: readonly string[];
  try {
    const store = await openData(config, { directory, log, migrate: false });
    needed = (await store.textKeys.state().finally(() => store.close())).needed.map(({ id }) => id);
  } catch {
    return undefined;
  }
  const missing = needed.filter((id) => keys?.boxes.has(id) !== true);
  if (missing.length === 0) return undefined;
  return `texts are encrypted with ${missing.join(", ")}, which ${
    keys === undefined ? "no --text-key-file gives: name the file" : `${config.textKeyFile} does not have: put it back`
  } from its copy, or the gateway does not start`;
}

function portProblem({ host, port }: Pick<Examined, "host" | "port">): string | undefined {
  try {
    Bun.listen({ hostname: host, port, exclusive: true, socket: { data: () => undefined } }).stop(true);
    return undefined;
  } catch (cause) {
    return listenProblem(cause, { host, port, option: "--port" });
  }
}

/** Of settings that have changed since the gateway was started; the port that it listens on itself is its own. */
function nextPortProblem({ host, port }: Examined, url: string): string | undefined {
  const { hostname, port: own, protocol } = new URL(url);
  const isOwn = port === Number(own || (protocol === "https:" ? 443 : 80));
  const problem = portProblem({ host, port: isOwn ? 0 : port });
  if (problem === undefined) return undefined;
  return `the gateway listens on port ${own} of ${hostname} now; started again with these settings it would not: ${problem}`;
}

/** @throws GatewayError */
async function certificateProblem({ tls }: Examined, now: number): Promise<string | undefined> {
  if (tls.kind !== "files") return undefined;
  const files = await loadTls(tls, { directory: "", hosts: [], names: [], now });
  if (files === undefined || files.validUntil - now > SOON_MS) return undefined;
  const day = new Date(files.validUntil).toISOString().slice(0, 10);
  return `${tls.certificate} ${files.validUntil < now ? "was" : "is"} valid until ${day}: renew it, and start the gateway again`;
}
