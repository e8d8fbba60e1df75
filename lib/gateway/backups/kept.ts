import { existsSync, lstatSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { BackupKind, KeptBackup } from "../../messages/index.ts";

const NAMES: Readonly<Record<BackupKind, RegExp>> = {
  scheduled: /^aldis-\d{8}-\d{6}\.backup$/,
  "by-hand": /^aldis-\d{8}-\d{6}-by-hand\.backup$/,
  upgrade: /^before-\d{4}-[a-z-]{1,100}-\d{8}-\d{6}\.sqlite$/,
};

/**
 * `aldis-20261129-030000.backup`, in UTC, so that names sort by time. A name that the folder has already is that of another backup of the
 * same second: then it is the next second's.
 */
export function newBackupName(folder: string, at: number, kind: Exclude<BackupKind, "upgrade"> = "scheduled"): string {
  for (let second = at; ; second += 1_000) {
    const [day, time] = new Date(second).toISOString().split("T");
    const moment = `${day?.replaceAll("-", "")}-${time?.slice(0, 8).replaceAll(":", "")}`;
    const name = `aldis-${moment}${kind === "by-hand" ? "-by-hand" : ""}.backup`;
    if (!existsSync(join(folder, name))) return name;
  }
}

/**
 * The backups in these folders, the newest first. Other files are not looked at.
 *
 * @throws what the file system throws, but not for a folder that does not exist
 */
export function listKept(folders: { backups: string; upgrades: string }): KeptBackup[] {
  const found = [...keptIn(folders.backups, ["scheduled", "by-hand"]), ...keptIn(folders.upgrades, ["upgrade"])];
  return found.sort(newestFirst);
}

const newestFirst = (one: KeptBackup, other: KeptBackup) =>
  other.madeAt - one.madeAt || other.file.localeCompare(one.file);

function keptIn(folder: string, kinds: readonly BackupKind[]): KeptBackup[] {
  return namesIn(folder).flatMap((file) => {
    const kind = kinds.find((each) => NAMES[each].test(file));
    const path = join(folder, file);
    const entry = kind && lstatSync(path, { throwIfNoEntry: false });
    // A link could lead to any file.
    if (kind === undefined || entry?.isFile() !== true) return [];
    return [{ file, path, kind, octets: entry.size, madeAt: Math.floor(entry.mtimeMs) }];
  });
}

const ABSENT: readonly unknown[] = ["ENOENT", "ENOTDIR"];

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (error instanceof Error && "code" in error && ABSENT.includes(error.code)) return [];
    throw error;
  }
}

/**
 * Deletes those of a kind that are more than `keep`, the oldest first, and never the one that was just made: others may have been made
 * while the clock was wrong.
 *
 * @throws what the file system throws
 */
export function removeOlder(
  made: string,
  { folder, kind, keep }: { folder: string; kind: BackupKind; keep: number },
): void {
  const others = keptIn(folder, [kind]).filter(({ path }) => path !== made);
  for (const { path } of others.sort(newestFirst).slice(Math.max(0, keep - 1))) rmSync(path, { force: true });
}
