import { rmSync, statfsSync } from "node:fs";
import { dirname } from "node:path";
import type { Clock } from "../../clock.ts";
import { nextRun } from "../../cron.ts";
import { defined } from "../../defined.ts";
import { type BackupDesk, type EventRecorder, type KeptBackup, StoreFailure } from "../../messages/index.ts";
import { no, ok, type Result } from "../../result.ts";
import type { Store } from "../../store/index.ts";
import { listKept } from "./kept.ts";
import type { BackupMaker } from "./maker.ts";
import type { BackupMemory } from "./memory.ts";

/** 500: a year of nightly backups and some more; of a list that is longer, the newest are shown. */
const MOST_LISTED = 500;

/** The desk over a gateway's folders. */
export function createBackupDesk(parts: {
  settings: { readonly cron: string | undefined; readonly keep: number };
  folders: { backups: string; upgrades: string };
  maker: BackupMaker;
  /** While the database's file is gone: what people are to do. */
  fileProblem: () => string | undefined;
  memory: BackupMemory;
  outbox: Pick<Store["outbox"], "countHeld">;
  events: EventRecorder;
  clock: Pick<Clock, "now">;
}): BackupDesk {
  const { settings, folders, maker, memory, outbox, events, clock } = parts;
  const find = (file: string) => listKept(folders).find((backup) => backup.file === file);

  function listed(): { backups: KeptBackup[]; problem?: string } {
    try {
      return { backups: listKept(folders) };
    } catch (error) {
      return { backups: [], problem: error instanceof Error ? error.message : String(error) };
    }
  }

  /** The maker sees the work through. */
  function begin(work: () => Promise<void>): Result<void, "busy"> {
    if (maker.now() !== undefined) return no("busy");
    void work();
    return ok(undefined);
  }

  return {
    async state() {
      const { cron, keep } = settings;
      // First: what is over by now is remembered, so that nobody who waits for its end misses what came of it.
      const now = maker.now();
      const [last, checked, held] = await Promise.all([memory.outcome(), memory.checked(), outbox.countHeld()]);
      const { backups, problem } = listed();
      const seen = backups.slice(0, MOST_LISTED).map((backup) => {
        const known = checked.get(backup.file);
        return { ...backup, ...defined({ checked: known?.octets === backup.octets ? known : undefined }) };
      });
      return {
        backups: seen,
        folder: folders.backups,
        keep,
        held,
        ...defined({
          folderProblem: problem,
          freeOctets: freeIn(folders.backups),
          cron,
          next: cron === undefined ? undefined : nextRun(cron, clock.now()),
          now,
          last,
        }),
      };
    },
    find,
    make({ userName }) {
      const lost = parts.fileProblem();
      if (lost !== undefined) throw new StoreFailure("unavailable", lost, { lasting: lost });
      return begin(() => maker.make("by-hand", { userName }));
    },
    check(file) {
      const backup = find(file);
      if (backup === undefined) return no("not-found");
      if (backup.kind === "upgrade") return no("not-checkable");
      return begin(() => maker.check(backup));
    },
    remove(file, { userName }) {
      const backup = find(file);
      if (backup === undefined) return no("not-found");
      rmSync(backup.path, { force: true });
      events.record({ kind: "backup.deleted", userName, file: backup.path });
      return ok(undefined);
    },
    downloaded: ({ path }, { userName }) => events.record({ kind: "backup.downloaded", userName, file: path }),
  };
}

/** Of the folder, or of what it is going to be made in. */
function freeIn(folder: string): number | undefined {
  for (const place of [folder, dirname(folder)]) {
    try {
      const { bavail, bsize } = statfsSync(place);
      return bavail * bsize;
    } catch {
      // It is not there yet.
    }
  }
  return undefined;
}
