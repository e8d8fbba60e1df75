import { readdirSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { databaseFileOf } from "../../store/index.ts";
import { WORK_FOLDER } from "./work-folder.ts";

const RESCUED = /\.rescued-\d{8}T\d{6}Z$/;
/** What a restore or a lost file has left, with what SQLite keeps beside it. */
const OLD = /^\.(?:before-restore|rescued-\d{8}T\d{6}Z)(?:-wal|-shm)?$/;

/**
 * Whole databases that were in use before and lie beside this one, and the folders of backups that were cut off; the file of a database
 * on SQLite alone has them. By name.
 *
 * @throws what the file system throws
 */
export function listOldDatabases(url: string): string[] {
  const file = databaseFileOf(url);
  if (file === undefined) return [];
  const folder = dirname(resolve(file));
  const name = basename(file);
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => {
      if (entry.isDirectory()) return entry.name.startsWith(WORK_FOLDER);
      // A link could lead to any file.
      return entry.isFile() && entry.name.startsWith(name) && OLD.test(entry.name.slice(name.length));
    })
    .map((entry) => join(folder, entry.name))
    .sort();
}

/** What gateways saved of the database `file` when it was deleted, moved or replaced, the oldest first. @throws what the file system throws */
export function listRescued(file: string): string[] {
  if (statSync(dirname(resolve(file)), { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  return listOldDatabases(`sqlite:${file}`).filter((each) => RESCUED.test(each));
}
