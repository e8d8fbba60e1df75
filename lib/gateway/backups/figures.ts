import type { Clock } from "../../clock.ts";
import { nextRun } from "../../cron.ts";
import { defined } from "../../defined.ts";
import type { BackupHistory, BackupOutcome } from "../../messages/index.ts";
import type { BackupMemory } from "./memory.ts";

/** How the backups of a database go. */
export interface BackupFigures {
  histories: Record<BackupOutcome["kind"], BackupHistory>;
  /** When the next one at a set time is due after the last good one, which may have passed; absent without a schedule. */
  dueAt?: number;
}

/**
 * Makes the function that looks at how the backups go. It rejects with a StoreFailure.
 *
 * @param settings  looked at each time
 */
export function createBackupFigures(
  settings: { readonly cron: string | undefined },
  { memory, clock }: { memory: Pick<BackupMemory, "histories">; clock: Pick<Clock, "now"> },
): () => Promise<BackupFigures> {
  const startedAt = clock.now();
  return async () => {
    const histories = await memory.histories();
    const { cron } = settings;
    const since = histories.scheduled.goodAt ?? startedAt;
    return { histories, ...defined({ dueAt: cron === undefined ? undefined : nextRun(cron, since) }) };
  };
}
