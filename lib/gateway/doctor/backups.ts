import type { Config } from "../../config/index.ts";
import type { Log } from "../../log.ts";
import { createBackupFigures } from "../backups/figures.ts";
import { folderProblem } from "../backups/folder-problem.ts";
import { createBackupMemory } from "../backups/memory.ts";
import { openData } from "../open-data.ts";

/** What of the configuration is about backups. */
export type ExaminedBackups = Pick<Config, "database" | "textKeyFile" | "backupDir" | "backupCron">;

/** 2 h: longer than a large database takes. */
const LATE_MS = 2 * 3_600_000;

type Look = () => string | undefined | Promise<string | undefined>;

/** What is looked at of backups: the folder that the configuration names, and with a schedule the last one of it. */
export function backupLooks(
  config: ExaminedBackups,
  options: { now: () => number; directory: string; log: Log; hasDatabase: boolean },
): [subject: string, look: Look][] {
  const { backupDir, backupCron } = config;
  const looks: [string, Look][] = [];
  // The other one is in the data directory, which is a finding of its own.
  if (backupDir !== undefined) looks.push(["folder for backups", () => folderProblem(backupDir)]);
  if (backupCron !== undefined && options.hasDatabase)
    looks.push(["scheduled backups", () => scheduleProblem(config, { ...options, cron: backupCron })]);
  return looks;
}

async function scheduleProblem(
  config: ExaminedBackups,
  { now, cron, directory, log }: { now: () => number; cron: string; directory: string; log: Log },
): Promise<string | undefined> {
  const figures = await readFigures(config, { now, cron, directory, log });
  const { last, goodAt } = figures?.histories.scheduled ?? {};
  const good =
    goodAt === undefined ? "none has succeeded yet" : `the last one that succeeded was made at ${momentOf(goodAt)}`;
  if (last?.problem !== undefined) return `that of ${momentOf(last.at)} was not made, and ${good}: ${last.problem}`;
  const { dueAt } = figures ?? {};
  if (goodAt === undefined || dueAt === undefined || now() - dueAt < LATE_MS) return undefined;
  return `${good}, and the next was due at ${momentOf(dueAt)}: the gateway has to run at the times of --backup-cron`;
}

/** A database that cannot be read is a finding of its own. Never rejects. */
async function readFigures(
  config: ExaminedBackups,
  { now, cron, directory, log }: { now: () => number; cron: string; directory: string; log: Log },
) {
  try {
    const store = await openData(config, { directory, log, migrate: false });
    const memory = createBackupMemory(store.settings);
    return await createBackupFigures({ cron }, { memory, clock: { now } })().finally(() => store.close());
  } catch {
    return undefined;
  }
}

const momentOf = (at: number) => `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
