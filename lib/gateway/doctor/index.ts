import { resolve } from "node:path";
import type { Clock } from "../../clock.ts";
import type { Config } from "../../config/index.ts";
import type { Log } from "../../log.ts";
import { databaseFileOf } from "../../store/index.ts";
import { databaseUrl } from "../data-directory.ts";
import { isDatabaseClaimed, readInstance } from "../instance.ts";
import { listenProblem } from "../listener.ts";
import { readModemSnapshot } from "../modem-snapshot.ts";
import { loadTls } from "../tls.ts";
import { backupLooks, type ExaminedBackups } from "./backups.ts";
import {
  answerProblem,
  dataLooks,
  type ExaminedData,
  type ExaminedInstance,
  type ExaminedNames,
  hasDatabase,
  missingDatabase,
  missingNames,
} from "./data.ts";
import { examineDevices, examineModems } from "./devices.ts";
import type { Finding } from "./finding.ts";
import { type ExaminedRemote, remoteLooks } from "./remote.ts";
import { examineSettings, type SettingProblems } from "./settings.ts";

/** What of the configuration is examined. */
type Examined = Pick<
  Config,
  "data" | "host" | "port" | "adminHost" | "adminPort" | "httpPort" | "ismsPort" | "snmpPort" | "tls" | "modems"
> &
  ExaminedData &
  ExaminedRemote &
  ExaminedBackups &
  ExaminedNames;

/** 14 days: enough to renew a certificate. */
const SOON_MS = 14 * 86_400_000;

/**
 * Looks for what goes wrong at a first installation; each finding says what to do. Opens no device and changes nothing.
 * Never rejects: what cannot be looked at is a finding.
 */
export async function examine(
  { config, ...settings }: { config: Examined } & Omit<SettingProblems, "missing">,
  options: { clock: Clock; log: Log },
): Promise<Finding[]> {
  const directory = resolve(config.data);
  const instance = instanceOn(directory);
  const isRunning = instance?.pid !== undefined;
  const snapshot = isRunning ? readModemSnapshot(directory) : undefined;
  const checks: readonly [subject: string, look: () => string | undefined | Promise<string | undefined>][] = [
    ...dataLooks(config, { directory, instance, log: options.log }),
    ["address and port", () => (isRunning ? nextPortProblem(config, instance.url) : portsProblem(config))],
    ["certificate", () => certificateProblem(config, options.clock.now())],
    ...backupLooks(config, {
      ...options,
      now: options.clock.now,
      directory,
      hasDatabase: hasDatabase(config, directory),
    }),
    ...remoteLooks(config, { ...options, directory }),
    ["gateway", () => gatewayProblem(config, directory, instance)],
  ];
  const missing = await missingNames(config, { directory, instance, log: options.log });
  const findings = examineSettings({ ...settings, missing });
  for (const [subject, look] of checks) {
    const problem = await problemIn(look);
    findings.push({ subject, ...(problem === undefined ? {} : { problem }) });
  }
  return [...findings, ...examineDevices(config.modems, instance?.pid), ...examineModems(snapshot?.modems ?? [])];
}

/** The gateway that runs there; a directory that this user may not read is a finding of its own. */
function instanceOn(directory: string): ExaminedInstance {
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

/** What is to be said of the gateway itself. @throws GatewayError */
async function gatewayProblem(config: Examined, directory: string, instance: ExaminedInstance) {
  if (instance?.pid !== undefined) return answerProblem(instance);
  const file = databaseFileOf(databaseUrl(config, directory));
  if (file !== undefined && isDatabaseClaimed(databaseUrl(config, directory)))
    return `none runs on ${directory}, and another gateway works on the database ${file}: name its data directory with --data, or give this one a database of its own`;
  const missing = missingDatabase(config, directory);
  return `it does not run: systemctl start aldis, or aldis serve${missing === undefined ? "" : `. ${missing}`}`;
}

type Place = Parameters<typeof listenProblem>[1];

/** Every address and port on which a gateway with these settings listens. Never rejects. */
async function portsProblem(config: Examined): Promise<string | undefined> {
  const { host, adminHost = host, adminPort, httpPort, ismsPort, snmpPort } = config;
  const places: (Omit<Place, "port"> & { port: number | undefined })[] = [
    { host, port: config.port, option: "--port" },
    { host: adminHost, port: adminPort, option: "--admin-port", hostOption: "--admin-host" },
    { host, port: httpPort, option: "--http-port" },
    // One listener may serve both.
    { host, port: ismsPort === httpPort ? undefined : ismsPort, option: "--isms-port" },
  ];
  const problems = places.map(({ port, ...at }) => (port === undefined ? undefined : portProblem({ port, ...at })));
  if (snmpPort !== undefined) problems.push(await datagramProblem({ host, port: snmpPort, option: "--snmp-port" }));
  const found = problems.filter((problem) => problem !== undefined);
  return found.length === 0 ? undefined : [...new Set(found)].join("; ");
}

function portProblem(at: Place): string | undefined {
  try {
    Bun.listen({ hostname: at.host, port: at.port, exclusive: true, socket: { data: () => undefined } }).stop(true);
    return undefined;
  } catch (cause) {
    return listenProblem(cause, at);
  }
}

/** Never rejects. */
async function datagramProblem(at: Place): Promise<string | undefined> {
  try {
    (await Bun.udpSocket({ hostname: at.host, port: at.port })).close();
    return undefined;
  } catch (cause) {
    return listenProblem(cause, at);
  }
}

/** Of settings that have changed since the gateway was started; the port that it listens on itself is its own. */
function nextPortProblem({ host, port }: Examined, url: string): string | undefined {
  const { hostname, port: own, protocol } = new URL(url);
  const isOwn = port === Number(own || (protocol === "https:" ? 443 : 80));
  const problem = portProblem({ host, port: isOwn ? 0 : port, option: "--port" });
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
