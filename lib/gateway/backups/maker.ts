import { existsSync, mkdirSync } from "node:fs";
import { basename } from "node:path";
import type { Clock } from "../../clock.ts";
import { defined } from "../../defined.ts";
import type { Log } from "../../log.ts";
import type { BackupOutcome, BackupProgress, BackupWork, EventRecorder, KeptBackup } from "../../messages/index.ts";
import { checkBackupInThread, makeBackupInThread } from "../../store/index.ts";
import { GatewayError } from "../error.ts";
import { inSentence } from "./folder-problem.ts";
import { removeOlder } from "./kept.ts";
import { makeBackupFile } from "./make.ts";
import type { BackupMemory } from "./memory.ts";

/** Makes and checks backups, one at a time, in a thread of their own. */
export interface BackupMaker {
  /** What it is at. */
  now(): BackupWork | undefined;
  /** Waits for what is at work, then makes one. Never rejects: what came of it is an event, and remembered. */
  make(kind: BackupOutcome["kind"], by?: { userName?: string }): Promise<void>;
  /** Waits for what is at work, then reads one to its end. Never rejects. */
  check(backup: KeptBackup): Promise<void>;
  /** Gives up what is at work. Never rejects. */
  stop(): Promise<void>;
}

/** @param parts.keep  looked at each time: so many of a kind are kept */
export function createBackupMaker(parts: {
  url: string;
  folder: string;
  keep: () => number;
  memory: BackupMemory;
  /** While the database's file is gone: what people are to do. */
  fileProblem: () => string | undefined;
  events: EventRecorder;
  clock: Pick<Clock, "now">;
  log: Log;
}): BackupMaker {
  const { url, folder, memory, events, clock, log } = parts;
  const stopping = new AbortController();
  const { signal } = stopping;
  let working: Promise<void> = Promise.resolve();
  let current: BackupWork | undefined;

  function next(kind: BackupWork["kind"], work: (tell: (progress: BackupProgress) => void) => Promise<void>) {
    const begun = (): BackupWork => {
      const step = kind === "check" ? "checking" : "copying";
      return { kind, startedAt: clock.now(), step, rows: 0 };
    };
    // Also while it waits: whoever asks at the same moment is told.
    current ??= begun();
    working = working.then(async () => {
      if (signal.aborted) return;
      const start = begun();
      current = start;
      await work((progress) => {
        current = { ...start, ...progress };
      });
      current = undefined;
    });
    return working;
  }

  async function makeOne(
    kind: BackupOutcome["kind"],
    { userName, tell }: { userName?: string; tell: (progress: BackupProgress) => void },
  ): Promise<void> {
    const by = defined({ userName });
    try {
      const begun = clock.now();
      // What is at its path may be another file.
      const lost = parts.fileProblem();
      if (lost !== undefined) throw new GatewayError(lost);
      makeFolder(folder);
      const made = await makeBackupFile({
        url,
        to: folder,
        kind,
        now: begun,
        make: ({ log: _, ...request }) => makeBackupInThread(request, { signal, tell }),
      });
      removeOlder(made.file, { folder, kind, keep: parts.keep() });
      const at = clock.now();
      const { file, octets, rows } = made;
      const milliseconds = Math.max(0, at - begun);
      events.record({ kind: "backup.made", file, ...by, details: { octets, rows, milliseconds } });
      await remember(async () => {
        await memory.setChecked(basename(file), { at, octets, rows });
        await memory.ended({ at, kind, file, octets, rows, milliseconds });
      });
    } catch (error) {
      if (signal.aborted) return;
      log.error({ err: error }, "the backup was not made");
      const problem = sentenceOf(error);
      events.record({ kind: "backup.failed", ...by, problem });
      await remember(() => memory.ended({ at: clock.now(), kind, problem }));
    }
  }

  async function checkOne({ path, file, octets }: KeptBackup, tell: (progress: BackupProgress) => void): Promise<void> {
    try {
      const { rows } = await checkBackupInThread(path, { signal, tell });
      const all = Object.values(rows).reduce((sum, count) => sum + count, 0);
      await remember(() => memory.setChecked(file, { at: clock.now(), octets, rows: all }));
    } catch (error) {
      // Somebody deleted it meanwhile: it is not damaged.
      if (signal.aborted || !existsSync(path)) return;
      events.record({ kind: "backup.damaged", file: path, problem: sentenceOf(error) });
      await remember(() => memory.setChecked(file, undefined));
    }
  }

  /** What is on the disk counts; without the database the page only says less of it. */
  async function remember(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      log.warn({ err: error }, "what came of a backup was not stored");
    }
  }

  return {
    now: () => current,
    make: (kind, by = {}) => next(kind, (tell) => makeOne(kind, { ...by, tell })),
    check: (backup) => next("check", (tell) => checkOne(backup, tell)),
    async stop() {
      stopping.abort();
      await working;
    },
  };
}

/** @throws GatewayError with what a person can do about it */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw inSentence(error, folder);
  }
}

const sentenceOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
