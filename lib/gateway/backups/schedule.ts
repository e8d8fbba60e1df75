import type { Clock } from "../../clock.ts";
import type { Log } from "../../log.ts";
import { createSetTimes, type OnceAt, type SetTimes } from "../../set-times.ts";
import type { BackupMaker } from "./maker.ts";
import type { BackupMemory } from "./memory.ts";

/**
 * Makes a backup whenever the schedule says so. Of several gateways with one schedule one makes it.
 *
 * @param parts.settings  looked at each time
 * @param parts.onceAt  where it is known whose turn it is; else the first that comes to a time makes that backup
 */
export function createBackupSchedule(parts: {
  settings: { readonly cron: string | undefined };
  maker: Pick<BackupMaker, "make">;
  memory: Pick<BackupMemory, "take">;
  onceAt?: OnceAt | undefined;
  clock: Clock;
  log: Log;
}): SetTimes {
  const { settings, maker, memory, onceAt, clock, log } = parts;
  return createSetTimes({
    plan: async () => (settings.cron === undefined ? undefined : { cron: settings.cron }),
    async work(_, { due }) {
      try {
        if (onceAt === undefined && !(await memory.take(due))) return;
      } catch (error) {
        // The database is away: without it there is nothing to back up either, and whether another gateway does is unknown.
        log.error({ err: error }, "the time for a backup was not taken");
      }
      await maker.make("scheduled");
    },
    onceAt,
    clock,
  });
}
