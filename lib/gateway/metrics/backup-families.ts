import type { BackupHistory } from "../../messages/index.ts";
import type { BackupFigures } from "../backups/figures.ts";
import { type Family, single } from "./family.ts";

/** How the backups of the database go. Of those at set times nothing is said without a schedule. Pure. */
export function backupFamilies({ histories, dueAt }: BackupFigures): Family[] {
  const kinds = Object.entries(histories).filter(([kind]) => kind !== "scheduled" || dueAt !== undefined);
  const each = (of: (history: BackupHistory, kind: string) => number | undefined) =>
    kinds.flatMap(([kind, history]) => {
      const value = of(history, kind);
      return value === undefined ? [] : [{ labels: { kind }, value }];
    });
  const seconds = (at: number | undefined) => (at === undefined ? undefined : at / 1_000);
  return [
    {
      type: "gauge",
      name: "aldis_backup_last_success_timestamp_seconds",
      help: "When the last good backup was made, in seconds since 1970; absent where none was.",
      labels: ["kind"],
      values: each(({ goodAt }) => seconds(goodAt)),
    },
    {
      type: "gauge",
      name: "aldis_backup_failed",
      help: "1 when the last attempt to make a backup failed, 0 when it did not.",
      labels: ["kind"],
      values: each(({ last }, kind) => {
        if (last === undefined) return kind === "scheduled" ? 0 : undefined;
        return last.problem === undefined ? 0 : 1;
      }),
    },
    ...(dueAt === undefined
      ? []
      : [
          single(
            "gauge",
            "aldis_backup_due_timestamp_seconds",
            "When the first backup after the last good scheduled one is due, in seconds since 1970.",
            dueAt / 1_000,
          ),
        ]),
  ];
}
