import { statfsSync } from "node:fs";
import { isStoreFailure } from "../messages/index.ts";
import { todo } from "./error.ts";

/** 64 MiB: what a gateway needs to go on, see docs/small-machine.md. */
const LEAST_MIB = 64;
const MIB = 1024 * 1024;

/** Whether a disk or a quota has no room left, as SQLite or the system says. */
export function isFull(error: unknown): boolean {
  if (isStoreFailure(error, "full")) return true;
  return error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT");
}

/** @param octets  what the work needs there */
export function fullDisk(folder: string, octets: number): string {
  const mebibytes = Math.max(LEAST_MIB, Math.ceil(octets / MIB));
  return `the disk with the folder ${folder} is full${todo(`free ${mebibytes} MiB or more on it`)}`;
}

/** Whether this user may write so much there; not where nothing can be written. Never throws. */
export function hasOctets(folder: string, octets: number): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize >= octets;
  } catch {
    return false;
  }
}
