import { readFileSync, writeFileSync } from "node:fs";

/** A file that nobody has measured. */
const UNKNOWN_MS = 5_000;
/** A process ends after so much work, and begins anew. */
const BATCH_MS = 20_000;
const BATCH_FILES = 12;

/** Files that hardly work: they wait for time limits, leases and the patience of other programs. */
export const WAITING: ReadonlySet<string> = new Set([
  "tests/fuzz-smtp.test.ts",
  "tests/gateway/copied-directory.test.ts",
  "tests/gateway/counted-together.test.ts",
  "tests/gateway/crash.test.ts",
  "tests/gateway/database-clock.test.ts",
  "tests/gateway/database-cut.test.ts",
  "tests/gateway/database-file-lost.test.ts",
  "tests/gateway/database-silent.test.ts",
  "tests/gateway/disk-refuses.test.ts",
  "tests/gateway/nodes-rehearsed.test.ts",
  "tests/gateway/service-manager.test.ts",
  "tests/gateway/stream-resume.test.ts",
  "tests/gateway/trouble.test.ts",
  "tests/high-availability.test.ts",
  "tests/http/database-away.test.ts",
  "tests/http/health-database.test.ts",
  "tests/modem/simulator/more-programs.test.ts",
  "tests/modem/simulator/programs.test.ts",
]);

/** Milliseconds by file. */
type Timings = Readonly<Record<string, number>>;

interface TimingsFile {
  version: 1;
  files: Record<string, number>;
}

/**
 * Test files by the processes that run them, those of the longest first. What a file leaves behind stays in its process, although the
 * next one has a global object of its own: after a hundred files each collection of garbage takes seconds.
 */
export function batchesOf(files: readonly string[], timings: Timings): string[][] {
  const timeOf = (file: string) => timings[file] ?? UNKNOWN_MS;
  const batches: string[][] = [];
  let room = 0;
  for (const file of files.toSorted((one, other) => timeOf(other) - timeOf(one) || (one < other ? -1 : 1))) {
    const last = batches.at(-1);
    room -= timeOf(file);
    if (last !== undefined && room >= 0 && last.length < BATCH_FILES) last.push(file);
    else {
      batches.push([file]);
      room = BATCH_MS - timeOf(file);
    }
  }
  return batches;
}

/** How long each file took, by a file that `bun test --update-timings` wrote. */
export const readTimings = (path: string): Timings => read(path).files;

/** Takes what one run has measured into the file of all. */
export function mergeTimings(path: string, measured: string): void {
  const files = { ...read(path).files, ...read(measured).files };
  const sorted = Object.fromEntries(Object.entries(files).sort(([one], [other]) => (one < other ? -1 : 1)));
  writeFileSync(path, `${JSON.stringify({ version: 1, files: sorted } satisfies TimingsFile, null, 2)}\n`);
}

const read = (path: string) => JSON.parse(readFileSync(path, "utf8")) as TimingsFile;
