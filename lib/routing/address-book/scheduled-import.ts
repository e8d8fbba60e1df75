import type { Clock } from "../../clock.ts";
import { cronProblem } from "../../cron.ts";
import type { Log } from "../../log.ts";
import type { EventRecorder } from "../../messages/index.ts";
import { createSetTimes, type OnceAt, type SetTimes } from "../../set-times.ts";
import { LARGEST_FILE } from "./csv/reading.ts";
import type { ContactFiles } from "./import.ts";
import { addressProblem, type FetchFile, fetchFile, shownAddress } from "./remote-file.ts";

/** From where and when contacts are imported automatically. */
export interface ImportSchedule {
  /** https or http; may hold a user and a password. */
  url: string;
  /** Five fields of cron, in the machine's time zone. */
  cron: string;
  skipCertificateCheck: boolean;
  /** What the file does not name is removed. */
  clear: boolean;
}

/** Stopped, it breaks off a download; an import that has begun is finished. */
export type ScheduledImport = SetTimes;

/** 60 s: 8 MiB, the largest file, at 1.1 Mbit/s. */
const TIME_LIMIT_MS = 60_000;

/** An import schedule as the settings keep it; `undefined` for anything else. */
export function readImportSchedule(value: unknown): ImportSchedule | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { url, cron, skipCertificateCheck, clear } = value as Partial<Record<keyof ImportSchedule, unknown>>;
  if (typeof url !== "string" || typeof cron !== "string") return undefined;
  if (addressProblem(url) !== undefined || cronProblem(cron) !== undefined) return undefined;
  return { url, cron, skipCertificateCheck: skipCertificateCheck === true, clear: clear === true };
}

/**
 * Makes the scheduled import. It asks `schedule` again every minute, so that a change takes effect without a
 * restart. Each run ends as an event, also when nothing could be fetched.
 */
export function createScheduledImport(parts: {
  schedule: () => Promise<ImportSchedule | undefined>;
  files: Pick<ContactFiles, "importCsv">;
  clock: Clock;
  events: EventRecorder;
  log: Log;
  /** Of several gateways; every one imports when left out. */
  onceAt?: OnceAt | undefined;
  /** By HTTP unless a test says otherwise. */
  fetch?: FetchFile;
}): ScheduledImport {
  const { schedule, files, onceAt, clock, events, log } = parts;
  async function look(): Promise<ImportSchedule | undefined> {
    try {
      return await schedule();
    } catch (error) {
      log.warn({ err: error }, "the schedule of the contacts' import cannot be read");
      return undefined;
    }
  }

  async function importFrom(
    { url, skipCertificateCheck, clear }: ImportSchedule,
    { signal }: { signal: AbortSignal },
  ): Promise<void> {
    const source = shownAddress(url);
    try {
      const limits = { limitBytes: LARGEST_FILE, timeLimitMs: TIME_LIMIT_MS };
      const file = await (parts.fetch ?? fetchFile)(url, { skipCertificateCheck, ...limits, clock, signal });
      if (file.ok) await files.importCsv(file.value, { source, clear });
      else if (!signal.aborted) failed(source, file.problem);
    } catch (error) {
      log.error({ err: error }, "importing contacts failed");
      failed(source, "the database refused it");
    }
  }

  function failed(source: string, problem: string): void {
    events.record({ kind: "contacts.import-failed", source, problem });
  }

  return createSetTimes({ plan: look, work: importFrom, onceAt, clock });
}
