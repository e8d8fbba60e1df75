import { existsSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Config } from "../config/index.ts";
import type { Log } from "../log.ts";
import { isStoreFailure } from "../messages/index.ts";
import { createRetention, type RetentionRules } from "../routing/index.ts";
import { compactSqlite, databaseFileOf } from "../store/index.ts";
import type { GatewayContext } from "./context.ts";
import { databaseUrl, keepDataPrivate } from "./data-directory.ts";
import { GatewayError } from "./error.ts";
import { fullDisk, hasOctets, isFull } from "./full-disk.ts";
import { claimData } from "./instance.ts";
import type { LiveConfig } from "./live-config.ts";

/** The settings of retention, by their keys. */
export const RETENTION_KEYS = {
  retentionCron: "retentionCron",
  keepTexts: "keepTexts",
  keepSent: "keepSent",
  keepSentMost: "keepSentMost",
  keepIncoming: "keepIncoming",
  keepIncomingMost: "keepIncomingMost",
  keepEvents: "keepEvents",
  keepEventsMost: "keepEventsMost",
  keepJobs: "keepJobs",
  keepJobsMost: "keepJobsMost",
  keepDeadJobs: "keepDeadJobs",
  keepDeadJobsMost: "keepDeadJobsMost",
  keepAudit: "keepAudit",
  keepAuditMost: "keepAuditMost",
} as const;

/** What the settings say about retention. */
export const retentionRules = (settings: Pick<Config, keyof typeof RETENTION_KEYS>): RetentionRules => ({
  cron: settings.retentionCron,
  textsMs: settings.keepTexts,
  kinds: {
    sent: { ageMs: settings.keepSent, most: settings.keepSentMost },
    incoming: { ageMs: settings.keepIncoming, most: settings.keepIncomingMost },
    events: { ageMs: settings.keepEvents, most: settings.keepEventsMost },
    jobs: { ageMs: settings.keepJobs, most: settings.keepJobsMost },
    "dead-jobs": { ageMs: settings.keepDeadJobs, most: settings.keepDeadJobsMost },
    audit: { ageMs: settings.keepAudit, most: settings.keepAuditMost },
  },
});

/** What deletes what is old of a gateway that runs, by its settings as they are each time. */
export function openRetention(options: GatewayContext & { live: LiveConfig }): ReturnType<typeof createRetention> {
  const { store, live } = options;
  const kept = live.view(RETENTION_KEYS);
  return createRetention({
    ...options,
    store: store.retention,
    notes: store.settings,
    rules: () => retentionRules(kept),
    alone: store.database === "sqlite",
  });
}

/**
 * Writes SQLite's file anew, without what is free in it, so that it also gives back what becomes free from now on. No gateway may run on it.
 *
 * @throws GatewayError with what a person can do about it
 */
export function compactDatabase(
  config: Pick<Config, "data" | "database">,
  log: Log,
): { file: string; before: number; after: number } {
  keepDataPrivate(config, log);
  const directory = resolve(config.data);
  const url = databaseUrl(config, directory);
  const file = databaseFileOf(url);
  if (file === undefined) throw new GatewayError("PostgreSQL gives space back by itself (autovacuum)");
  if (!existsSync(file)) throw new GatewayError(`there is no database at ${file}: name the data directory with --data`);
  using _claims = claimData(directory, url);
  const before = statSync(file).size;
  try {
    compactSqlite(file);
  } catch (error) {
    if (!isStoreFailure(error)) throw error;
    const reason = isFull(error) ? noRoomFor(file, before) : error.message;
    throw new GatewayError(`${file} is as it was: ${reason}`, { cause: error });
  }
  return { file, before, after: statSync(file).size };
}

/** SQLite writes the new file twice: among its temporary files, and into its log beside the database. */
function noRoomFor(file: string, octets: number): string {
  const [beside, temporary] = [dirname(file), process.env.SQLITE_TMPDIR ?? "/var/tmp"];
  const isTemporary = hasOctets(beside, octets) && !hasOctets(temporary, octets);
  return fullDisk(isTemporary ? temporary : beside, octets);
}
