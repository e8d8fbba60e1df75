import type { Result } from "../result.ts";

/** How a backup came to be: at a set time, because a user asked for it, or before an upgrade. */
export type BackupKind = "scheduled" | "by-hand" | "upgrade";

/** A backup in a folder of the gateway. */
export interface KeptBackup {
  /** Its name. */
  file: string;
  /** Absolute. */
  path: string;
  kind: BackupKind;
  octets: number;
  /** Milliseconds since 1970. */
  madeAt: number;
}

/** That a file was read to its end. */
export interface CheckedBackup {
  at: number;
  octets: number;
  rows: number;
}

/** A backup, with what is known of it. */
interface SeenBackup extends KeptBackup {
  /** When it was last read to its end; absent where the file is another since. */
  checked?: CheckedBackup;
}

/** The steps of making one, in order; `checking` reads again what was written. */
export const BACKUP_STEPS = ["copying", "writing", "checking"] as const;

/** How far the making of a backup is. */
export interface BackupProgress {
  step: (typeof BACKUP_STEPS)[number];
  /** Written, or read again. */
  rows: number;
}

/** What a gateway does with a backup now. */
export interface BackupWork extends BackupProgress {
  kind: BackupOutcome["kind"] | "check";
  startedAt: number;
}

/** What came of the last backup, or of the last time that one was to be made. */
export interface BackupOutcome {
  /** When it ended; milliseconds since 1970. */
  at: number;
  kind: Exclude<BackupKind, "upgrade">;
  /** Absolute. */
  file?: string;
  octets?: number;
  rows?: number;
  milliseconds?: number;
  /** Why there is none. */
  problem?: string;
}

/** How backups of a kind went. */
export interface BackupHistory {
  last?: BackupOutcome;
  /** When the last one was made that is good; milliseconds since 1970. */
  goodAt?: number;
}

/** The backups of a gateway, and what is done about them. */
export interface BackupState {
  backups: SeenBackup[];
  folder: string;
  /** Why it cannot be read. */
  folderProblem?: string;
  freeOctets?: number;
  cron?: string;
  keep: number;
  next?: number;
  now?: BackupWork;
  last?: BackupOutcome;
  held: number;
}

/** Where backups are seen, made and deleted. */
export interface BackupDesk {
  /** Those of this gateway, the newest first, and when there are more. @throws StoreFailure */
  state(): Promise<BackupState>;
  /** `undefined`: there is none of this name. @throws what the file system throws */
  find(file: string): KeptBackup | undefined;
  /** Begins to make one. */
  make(by: { userName: string }): Result<void, "busy">;
  /** Begins to read one to its end. @throws what the file system throws */
  check(file: string): Result<void, "busy" | "not-found" | "not-checkable">;
  /** @throws what the file system throws */
  remove(file: string, by: { userName: string }): Result<void, "not-found">;
  /** Tells that somebody fetches one. */
  downloaded(backup: KeptBackup, by: { userName: string }): void;
}
