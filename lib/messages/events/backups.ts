import { error, info, type Wordings } from "./wording.ts";

export interface BackupEvents {
  /** The gateway has made a backup, by `--backup-cron`. */
  "backup.made": { file: string; details: { octets: number; rows: number; milliseconds: number } };
  /** The gateway was to make a backup, by `--backup-cron`, and could not. */
  "backup.failed": { problem: string };
}

export const BACKUP_WORDINGS: Wordings<BackupEvents> = {
  "backup.made": info(
    ({ file, details: { octets, rows } }) =>
      `Backup made: ${file}, ${rows} rows, ${(octets / 1_048_576).toFixed(1)} MiB`,
  ),
  "backup.failed": error(({ problem }) => `No backup was made: ${problem}`),
};
