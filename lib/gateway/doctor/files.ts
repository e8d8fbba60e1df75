import { accessSync, constants, lstatSync, readdirSync, type Stats, statSync } from "node:fs";
import { join } from "node:path";
import { OWN_FILES } from "../data-privacy.ts";

/** 5 names: enough to see which, and the sentence fits on a screen. */
const NAMED = 5;

/**
 * Files of the gateway that its user may not use, such as those that a command of an earlier version has left as root. Its user is whoever
 * has the data directory, or, unless that is root who looks, this one.
 *
 * @param options.database  SQLite's, wherever it is
 */
export function filesProblem(directory: string, { database }: { database: string | undefined }): string | undefined {
  const owner = statSync(directory).uid;
  const isRoot = process.getuid?.() === 0;
  if (isRoot && owner === 0) return undefined;
  const files = [
    ...OWN_FILES.map((name) => join(directory, name)),
    ...(database === undefined ? [] : ["", "-wal", "-shm", ".lock"].map((end) => `${database}${end}`)),
    ...backupsIn(join(directory, "backups")),
  ];
  const isBarred = (file: string, found: Stats) => (isRoot ? found.uid !== owner : !mayUse(file));
  const barred = [...new Set(files)].filter((file) => {
    const found = lstatSync(file, { throwIfNoEntry: false });
    return found !== undefined && isBarred(file, found);
  });
  if (barred.length === 0) return undefined;
  const user = isRoot ? owner : process.getuid?.();
  const more = barred.length > NAMED ? ` and ${barred.length - NAMED} more` : "";
  return `user ${user}, whom the gateway runs as, may not use ${barred.slice(0, NAMED).join(", ")}${more}: as root, chown --reference=${directory} ${barred.length > NAMED ? `${directory}/* ${directory}/backups/*` : barred.join(" ")}`;
}

/** The folder and what is in it; none where there is no folder, or none that this user may read. */
function backupsIn(folder: string): string[] {
  try {
    return [folder, ...readdirSync(folder).map((name) => join(folder, name))];
  } catch {
    return [folder];
  }
}

function mayUse(file: string): boolean {
  try {
    accessSync(file, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
