import { closeSync, fchmodSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { migrations } from "../../migrations/index.ts";
import { giveToOwnerOf } from "../file-owner.ts";
import { StoreFailure } from "../messages/index.ts";
import { syncDirectory } from "../sync-directory.ts";
import { refuseNewer } from "./migrate.ts";
import { copySqlite } from "./sqlite.ts";

/** 3 copies: who notices late that an upgrade went wrong has the one before the last two as well. */
const KEPT = 3;
/** `before-0040-held-messages-20261129-030000.sqlite` */
const COPY = /^before-\d{4}-[a-z-]+-(\d{8}-\d{6})\.sqlite$/;
const UNFINISHED = /^before-.*\.sqlite\.new(-journal|-wal|-shm)?$/;

/**
 * Copies a SQLite database that has data and lacks migrations, as it is now, into a folder for its owner alone. The three newest copies
 * are kept. An earlier version of the program can use one as its database, and a restore takes it. The caller holds the write lock,
 * so that of several programs one makes a copy.
 *
 * Returns the copy; none of a database without data.
 *
 * @param applied  the migrations that the database has
 * @throws StoreFailure kind "newer-schema"; with what is said of a copy that could not be made
 */
export function copyBeforeMigrations(
  applied: readonly string[],
  { file, folder, now }: { file: string; folder: string; now: number },
): string | undefined {
  const next = Object.keys(migrations).find((name) => !applied.includes(name));
  if (applied.length === 0 || next === undefined) return undefined;
  refuseNewer(applied);
  try {
    const isNew = mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined;
    if (isNew) withDescriptor(folder, "r", (descriptor) => giveToOwnerOf(dirname(folder), descriptor));
    for (const name of readdirSync(folder)) if (UNFINISHED.test(name)) rmSync(join(folder, name));
    const made = join(folder, `before-${next}-${compact(now)}.sqlite`);
    copySqlite(file, `${made}.new`);
    keep(`${made}.new`);
    renameSync(`${made}.new`, made);
    syncDirectory(folder);
    removeOlder(folder);
    return made;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StoreFailure("full", `the copy before the upgrade could not be made in ${folder}: ${reason}`, {
      cause: error,
    });
  }
}

/** SQLite does not wait for the disk with a copy. */
function keep(file: string): void {
  withDescriptor(file, "r+", (descriptor) => {
    fchmodSync(descriptor, 0o600);
    giveToOwnerOf(dirname(file), descriptor);
    fsyncSync(descriptor);
  });
}

function withDescriptor(path: string, flags: "r" | "r+", use: (descriptor: number) => void): void {
  const descriptor = openSync(path, flags);
  try {
    use(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function removeOlder(folder: string): void {
  const copies = readdirSync(folder).flatMap((name) => {
    const at = COPY.exec(name)?.[1];
    return at === undefined ? [] : [{ name, at }];
  });
  copies.sort((one, other) => other.at.localeCompare(one.at));
  for (const { name } of copies.slice(KEPT)) rmSync(join(folder, name), { force: true });
}

/** `20261129-030000`, in UTC. */
const compact = (at: number) => new Date(at).toISOString().replace(/[-:]/g, "").replace("T", "-").slice(0, 15);
