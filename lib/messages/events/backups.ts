import type { ByUser } from "./fields.ts";
import { error, info, type Wordings, warning } from "./wording.ts";

export interface BackupEvents {
  /** The gateway has made a backup, by `--backup-cron` or because a user asked for it. */
  "backup.made": ByUser & { file: string; details: { octets: number; rows: number; milliseconds: number } };
  /** The gateway was to make a backup, by `--backup-cron` or because a user asked for it, and could not. */
  "backup.failed": ByUser & { problem: string };
  /** A user fetched a backup: everything in the database. */
  "backup.downloaded": ByUser & { file: string };
  /** A user deleted a backup. */
  "backup.deleted": ByUser & { file: string };
  /** A backup that was read again is damaged. */
  "backup.damaged": ByUser & { file: string; problem: string };
}

export const BACKUP_WORDINGS: Wordings<BackupEvents> = {
  "backup.made": info(
    ({ file, details: { octets, rows } }) =>
      `Backup made: ${file}, ${rows} rows, ${(octets / 1_048_576).toFixed(1)} MiB`,
  ),
  "backup.failed": error(({ problem }) => `No backup was made: ${problem}`),
  "backup.downloaded": warning(({ file }) => `The backup ${file} was downloaded`),
  "backup.deleted": warning(({ file }) => `The backup ${file} was deleted`),
  "backup.damaged": error(({ file, problem }) => `The backup ${file} cannot be restored: ${problem}`),
};
