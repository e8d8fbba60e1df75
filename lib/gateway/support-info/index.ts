import { arch, cpus, freemem, loadavg, release, totalmem, uptime } from "node:os";
import { strToU8, zipSync } from "fflate";
import manifest from "../../../package.json";
import type { Clock } from "../../clock.ts";
import { type Config, type Resolved, type UnusableSetting, viewSettings } from "../../config/index.ts";
import type { Log } from "../../log.ts";
import { JOB_KINDS } from "../../messages/index.ts";
import type { ModemStatus } from "../../modem/index.ts";
import type { Store } from "../../store/index.ts";
import { maskNumbers } from "../../visible.ts";
import { examine } from "../doctor/index.ts";
import { readModemSnapshot } from "../modem-snapshot.ts";
import { EVENTS, listEventLines } from "./events.ts";

const README = `What somebody who helps needs to know of this gateway, without its secrets.

doctor.json    what aldis doctor finds
machine.json   version, machine, memory
settings.json  every setting, and where its value comes from
modems.json    state of the modems
queue.json     messages and jobs by state
events.jsonl   the newest ${EVENTS} entries of the event log, newest first

Left out: message texts, contacts, users, passwords, tokens and every other secret. Of telephone numbers the middle is hidden.
Events that name people, groups or texts have no sentence.
What is in it: host names and addresses of the settings, and names of modems, policies, rules, checks and webhooks. Read it
before you hand it on.
`;

/** What the information is made of. */
interface Sources {
  settings: Resolved & { unusable: readonly UnusableSetting[] };
  atStart: Resolved;
  store: Pick<Store, "events" | "outbox" | "jobs">;
  /** Of the data; absolute. */
  directory: string;
  clock: Clock;
  log: Log;
}

/**
 * Makes a zip file of what helps to find a fault: findings, machine, settings, modems, queue, events. It holds no secret,
 * no text of a message and nobody's name; telephone numbers are masked.
 *
 * @throws StoreFailure
 */
export async function makeSupportInfo({ settings, atStart, store, directory, ...tools }: Sources): Promise<Uint8Array> {
  const { config } = settings;
  const secrets = secretsOf(config);
  const clean = (text: string) => maskNumbers(secrets.reduce((all, secret) => all.replaceAll(secret, "•••"), text));
  const json = (value: unknown, indent?: number) =>
    `${JSON.stringify(value, (_, each: unknown) => (typeof each === "string" ? clean(each) : each), indent)}\n`;
  const files: Record<string, string> = {
    "README.txt": README,
    "doctor.json": json(await examine({ config, unusable: settings.unusable }, tools), 2),
    "machine.json": json(machineOf(config, tools.clock.now()), 2),
    "settings.json": json(viewSettings(settings, atStart), 2),
    "modems.json": json((readModemSnapshot(directory)?.modems ?? []).map(withoutOwner), 2),
    "queue.json": json(
      { messages: await store.outbox.countByState(), jobs: await store.jobs.countByState(JOB_KINDS) },
      2,
    ),
    "events.jsonl": (await listEventLines(store.events)).map((line) => json(line)).join(""),
  };
  return zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
}

function machineOf({ database }: Pick<Config, "database">, now: number): object {
  const [cpu, ...others] = cpus();
  return {
    version: manifest.version,
    bun: Bun.version,
    at: new Date(now).toISOString(),
    system: `${process.platform} ${release()} ${arch()}`,
    processors: `${others.length + 1} × ${cpu?.model ?? "unknown"}`,
    load: loadavg(),
    memory: { totalBytes: totalmem(), freeBytes: freemem(), ofThisProcess: process.memoryUsage.rss() },
    upSeconds: Math.round(uptime()),
    database: database === undefined || database.startsWith("sqlite") ? "SQLite" : "PostgreSQL",
  };
}

/** Who a SIM and a modem belong to is nobody's business. */
function withoutOwner({ sim, identity, ...status }: ModemStatus & { number?: string }): object {
  const { number: _, ...rest } = status;
  return {
    ...rest,
    hasSim: sim !== undefined,
    hasServiceCentre: sim?.smsc !== undefined,
    ...(identity === undefined
      ? {}
      : { manufacturer: identity.manufacturer, model: identity.model, revision: identity.revision }),
  };
}

/** Passwords within URLs, wherever a sentence may repeat them; those of settings of their own are hidden by name too. */
function secretsOf(config: Config): string[] {
  const texts = Object.values(config).flatMap((value) => (typeof value === "string" ? [value] : []));
  const ofUrls = texts.flatMap((text) => {
    const password = URL.canParse(text) ? new URL(text).password : "";
    return password === "" ? [] : [password, decodeURIComponent(password)];
  });
  const { telegramToken, mailPassword, mqttPassword, oidcClientSecret, metricsToken } = config;
  const known = [telegramToken, mailPassword, mqttPassword, oidcClientSecret, metricsToken];
  return [...ofUrls, ...known.filter((secret) => typeof secret === "string")].filter((secret) => secret.length > 0);
}
