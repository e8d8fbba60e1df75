import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../../clock.ts";
import { nextRun } from "../../cron.ts";
import type { Log } from "../../log.ts";
import type { EventRecorder } from "../../messages/index.ts";
import { makeBackupInThread, type Store } from "../../store/index.ts";
import { makeBackupFile } from "./make.ts";

/** 60 s between looks at the settings: a change takes effect within a minute, the finest step of cron. */
const LOOK_MS = 60_000;
const PREFIX = "backup.";
const LAST = `${PREFIX}last`;
/** As `backupName` gives them. */
const MADE = /^aldis-\d{8}-\d{6}\.backup$/;

/** What makes backups at set times. */
interface BackupSchedule {
  start(): void;
  /** Gives up a backup that is being made. Never rejects. */
  stop(): Promise<void>;
}

/**
 * Makes a backup whenever the schedule says so, and deletes those that are too many. Of several gateways with one schedule the first that comes
 * to a time makes that backup.
 */
export function createBackupSchedule(parts: {
  /** Looked at each time. */
  settings: { readonly cron: string | undefined; readonly keep: number };
  url: string;
  folder: string;
  store: Pick<Store, "settings">;
  events: EventRecorder;
  clock: Clock;
  log: Log;
}): BackupSchedule {
  const { settings, url, folder, store, events, clock, log } = parts;
  const stopping = new AbortController();
  const { signal } = stopping;
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    let known: string | undefined;
    let since = clock.now();
    while (!signal.aborted) {
      const { cron } = settings;
      const now = clock.now();
      // A new schedule counts from now on, and so does a clock that was set back.
      if (cron !== known || since > now) since = now;
      known = cron;
      const due = cron === undefined ? undefined : nextRun(cron, since);
      if (due !== undefined && due <= now) {
        since = now;
        await make(due);
        continue;
      }
      const waitMs = due === undefined ? LOOK_MS : Math.min(LOOK_MS, due - now);
      await clock.sleep(waitMs, signal).catch(() => undefined);
    }
  }

  async function make(due: number): Promise<void> {
    try {
      if (!(await take(due))) return;
      const begun = clock.now();
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const { file, octets, rows } = await makeBackupFile({
        url,
        to: folder,
        now: begun,
        make: ({ log: _, ...request }) => makeBackupInThread(request, signal),
      });
      removeOlder(folder, settings.keep);
      const milliseconds = Math.max(0, clock.now() - begun);
      events.record({ kind: "backup.made", file, details: { octets, rows, milliseconds } });
    } catch (error) {
      if (signal.aborted) return;
      log.error({ err: error }, "the backup was not made");
      events.record({ kind: "backup.failed", problem: error instanceof Error ? error.message : String(error) });
    }
  }

  /** Whether no other gateway has taken this time. */
  async function take(due: number): Promise<boolean> {
    const { isMine } = await store.settings.change(PREFIX, (all) => {
      const isMine = all.get(LAST) !== due;
      return { set: isMine ? { [LAST]: due } : {}, isMine };
    });
    return isMine;
  }

  return {
    start() {
      running ??= run();
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

function removeOlder(folder: string, keep: number): void {
  const made = readdirSync(folder).filter((name) => MADE.test(name));
  for (const name of made.sort().reverse().slice(keep)) rmSync(join(folder, name), { force: true });
}
