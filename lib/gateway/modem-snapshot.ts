import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Clock, Timer } from "../clock.ts";
import { defined } from "../defined.ts";
import type { Log } from "../log.ts";
import type { ModemStatus } from "../modem/index.ts";
import { isAlive, type ProcessMark, thisProcess } from "./instance.ts";
import { readJsonFile, writeJsonFile } from "./json-file.ts";

/** 200 ms: changes of one moment, such as a start, share a write. */
const GATHER_MS = 200;
/** 10 min: the signal changes all the time, and each write wears an SD card. */
const SIGNAL_MS = 600_000;

/** What a gateway left of its modems in the data directory. */
export interface ModemSnapshot {
  /** Milliseconds since 1970. */
  writtenAt: number;
  /** The gateway runs, as far as can be told. */
  running: boolean;
  modems: readonly KeptModem[];
}

/** `number`: its own, `+49…`, where it is known. */
type KeptModem = ModemStatus & { number?: string };

const snapshotFile = (directory: string) => join(directory, "modems.json");

/**
 * Keeps the state of the modems in a file of the data directory, for `aldis modem list`: that works without a user's
 * password, and while the database does not.
 *
 * @param options.numberOf  a modem's own number, where it is known
 */
export function createModemSnapshots(
  directory: string,
  { clock, log, numberOf }: { clock: Clock; log: Log; numberOf: (name: string) => string | undefined },
): { changed(status: ModemStatus): void; removed(name: string): void; close(): void } {
  const statuses = new Map<string, ModemStatus>();
  let timer: Timer | undefined;
  let dueAt = Number.POSITIVE_INFINITY;

  function write(running: boolean): void {
    const modems = [...statuses.values()].map(
      (each): KeptModem => ({ ...each, ...defined({ number: numberOf(each.name) }) }),
    );
    const content = { ...thisProcess(), running, writtenAt: clock.now(), modems };
    try {
      writeJsonFile(snapshotFile(directory), content);
    } catch (error) {
      log.warn({ err: error }, "the state of the modems could not be written");
    }
  }

  function writeWithin(ms: number): void {
    const at = clock.now() + ms;
    if (at >= dueAt) return;
    timer?.cancel();
    dueAt = at;
    timer = clock.setTimer(ms, () => {
      dueAt = Number.POSITIVE_INFINITY;
      write(true);
    });
  }

  writeWithin(0);
  return {
    changed(status) {
      const before = statuses.get(status.name);
      statuses.set(status.name, status);
      const isSignalOnly =
        before !== undefined && isDeepStrictEqual({ ...before, signalDbm: 0 }, { ...status, signalDbm: 0 });
      if (!isSignalOnly) writeWithin(GATHER_MS);
      else if (before.signalDbm !== status.signalDbm) writeWithin(SIGNAL_MS);
    },
    removed(name) {
      if (statuses.delete(name)) writeWithin(GATHER_MS);
    },
    close() {
      timer?.cancel();
      write(false);
    },
  };
}

/** What the gateway on this data directory left last; undefined when none ever ran there. */
export function readModemSnapshot(directory: string): ModemSnapshot | undefined {
  const content = readJsonFile(snapshotFile(directory));
  if (typeof content !== "object" || content === null || !("modems" in content)) return undefined;
  const { running, writtenAt, modems, ...process } = content as ModemSnapshot & ProcessMark;
  return { writtenAt, modems, running: running && isAlive(process) };
}
