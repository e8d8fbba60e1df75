import { join } from "node:path";
import type { Clock } from "../../clock.ts";
import type { StartConfig } from "../../config/index.ts";
import type { Log } from "../../log.ts";
import type { BackupDesk, EventRecorder } from "../../messages/index.ts";
import type { OnceAt, SetTimes } from "../../set-times.ts";
import type { Store } from "../../store/index.ts";
import { databaseUrl } from "../data-directory.ts";
import { createBackupDesk } from "./desk.ts";
import { type BackupFigures, createBackupFigures } from "./figures.ts";
import { createBackupMaker } from "./maker.ts";
import { createBackupMemory } from "./memory.ts";
import { createBackupSchedule } from "./schedule.ts";

/** The backups of a gateway: at set times, and by hand. */
export function createBackups(
  config: Pick<StartConfig, "database" | "backupDir">,
  parts: {
    /** Looked at each time. */
    settings: { readonly cron: string | undefined; readonly keep: number };
    directory: string;
    store: Pick<Store, "settings" | "outbox" | "fileProblem">;
    events: EventRecorder;
    onceAt?: OnceAt | undefined;
    clock: Clock;
    log: Log;
  },
): { desk: BackupDesk; schedule: SetTimes; figures: () => Promise<BackupFigures> } {
  const { settings, directory, store } = parts;
  const upgrades = join(directory, "backups");
  const folder = config.backupDir ?? upgrades;
  const memory = createBackupMemory(store.settings);
  const shared = { ...parts, memory };
  const maker = createBackupMaker({
    ...shared,
    fileProblem: store.fileProblem,
    url: databaseUrl(config, directory),
    folder,
    keep: () => settings.keep,
  });
  const schedule = createBackupSchedule({ ...shared, maker });
  const folders = { backups: folder, upgrades };
  return {
    desk: createBackupDesk({ ...shared, fileProblem: store.fileProblem, folders, maker, outbox: store.outbox }),
    figures: createBackupFigures(settings, shared),
    schedule: {
      start: schedule.start,
      async stop() {
        await Promise.all([schedule.stop(), maker.stop()]);
      },
    },
  };
}
