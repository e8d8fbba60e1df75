/**
 * `npm test`: the static checks, then every test, then one closing line that counts both.
 *
 * Test files run side by side on one PostgreSQL, with their files in memory, the longest first, few of them in a process, and one process more than there
 * are cores, beside one whose files only wait, for a time limit or for another's program. Arguments are handed to `bun test`;
 * `--update-timings` writes down how long each file took. What is missing on the machine (PostgreSQL, gammu, Chromium)
 * leaves its tests out with a word about it; under CI=true it fails them instead.
 */
import { rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { type Subprocess, spawn } from "bun";
import { builtBinary } from "../tests/support/built-binary.ts";
import { DISK, memoryFolder } from "../tests/support/memory-folder.ts";
import { migratedFileEnvironment } from "../tests/support/migrated-file.ts";
import { hasPostgres, LANE, testServerEnvironment } from "../tests/support/postgres.ts";
import { batchesOf, mergeTimings, readTimings, WAITING } from "./test-batches.ts";

/** A test that takes this long hangs: it only ends what would never end, and a busy machine may take long. */
const HANG_MS = 180_000;
/** Which files are long. A file that is not in it counts as short. */
const TIMINGS = "tests/timings.json";
/** What tests write is rarely kept for more than a second; on a disk the same tests take a tenth more of the processor. */
const ROOM_BYTES = 8 * 2 ** 30;
/** Processes at a time: one more than there are cores, and one for files that wait. */
const LANES = availableParallelism() + 2;

const started = performance.now();

/** What a signal ends. */
const running = new Set<Subprocess>();

interface Ran {
  ok: boolean;
  output: string;
}

/** Runs bun. What it prints is shown as it comes, or together at its end, so that those side by side do not mix. */
async function run(
  command: string[],
  options: { environment?: Record<string, string>; shown: "as it comes" | "at the end" },
): Promise<Ran> {
  const child = spawn([process.execPath, ...command], {
    stdout: "pipe",
    stderr: "pipe",
    stdin: "ignore",
    env: { ...process.env, ...options.environment },
  });
  running.add(child);
  let output = "";
  const pass = async (stream: ReadableStream<Uint8Array>) => {
    const decoder = new TextDecoder();
    for await (const chunk of stream) {
      const piece = decoder.decode(chunk, { stream: true });
      output += piece;
      if (options.shown === "as it comes") process.stdout.write(piece);
    }
  };
  await Promise.all([pass(child.stdout), pass(child.stderr)]);
  const ok = (await child.exited) === 0;
  running.delete(child);
  if (options.shown === "at the end") process.stdout.write(output);
  return { ok, output };
}

const ESCAPES = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, "g");
/** Of one run's summary. */
const count = (output: string, word: string) =>
  Number(new RegExp(`^\\s*(\\d+) ${word}\\b`, "m").exec(output.replaceAll(ESCAPES, ""))?.[1] ?? 0);

/** Lines of a failed test that are shown again at the end, where whoever reads a long log looks first. */
const SHOWN_AGAIN = 40;
/** Characters of the end of a run that broke. */
const SHOWN = 4_000;

/** Each failed test once, with what was printed between the result before it and its own. */
function failures(output: string): string[] {
  const found = new Map<string, string[]>();
  let before: string[] = [];
  for (const line of output.split("\n")) {
    if (line.startsWith("(fail)") && !found.has(line)) found.set(line, [...before.slice(-SHOWN_AGAIN), line]);
    if (/^\((pass|fail|skip|todo)\)/.test(line)) before = [];
    else before.push(line);
  }
  return [...found.values()].map((lines) => lines.join("\n"));
}

/** What test files share: each has a module registry of its own, so that it would start a server and migrate databases for itself. */
async function sharedByTests(folder: string, isWhole: boolean): Promise<Record<string, string>> {
  return {
    TMPDIR: folder,
    [DISK]: process.env[DISK] ?? tmpdir(),
    ...(hasPostgres() ? await testServerEnvironment() : {}),
    ...(await migratedFileEnvironment(join(folder, "migrated.sqlite"))),
    // Hundreds of gateways are started as processes.
    ...(isWhole ? { ALDIS_TEST_BINARY: await builtBinary() } : {}),
  };
}

/** Every test file, in processes of few files each; as many at a time as there are lanes. */
async function runBatches(shared: Record<string, string>, folder: string): Promise<Ran[]> {
  const files = [...new Bun.Glob("tests/**/*.test.ts").scanSync()];
  const timings = readTimings(TIMINGS);
  const batches = (ofThose: boolean) =>
    batchesOf(
      files.filter((file) => WAITING.has(file) === ofThose),
      timings,
    );
  const [waiting, working] = [batches(true), batches(false)];
  const ran: Ran[] = [];
  const next = (number: number) => (number === 0 ? waiting.shift() : (working.shift() ?? waiting.shift()));
  const lane = async (number: number) => {
    for (let batch = next(number); batch !== undefined; batch = next(number)) {
      const measured = join(folder, `timings-${ran.length}-${number}.json`);
      const options = [`--timeout=${HANG_MS}`, "--isolate", ...given, ...(isTimed ? [`--timings=${measured}`] : [])];
      const environment = { ...shared, [LANE]: `${process.pid}l${number}` };
      ran.push(
        await run(["test", ...options, ...batch.map((file) => `./${file}`)], { environment, shown: "at the end" }),
      );
      if (isTimed) mergeTimings(TIMINGS, measured);
    }
  };
  await Promise.all(Array.from({ length: LANES }, (_, number) => lane(number)));
  return ran;
}

const given = process.argv.slice(2);
const isWhole = given.every((word) => word.startsWith("-"));
const isTimed = given.includes("--update-timings");
/** Its name is short: sockets are in it. */
const folder = memoryFolder("t-", ROOM_BYTES);
for (const [signal, number] of [
  ["SIGINT", 2],
  ["SIGTERM", 15],
  ["SIGHUP", 1],
] as const)
  process.once(signal, () => {
    for (const child of running) child.kill();
    rmSync(folder, { recursive: true, force: true });
    process.exit(128 + number);
  });
if (isWhole) console.log("\n── check");
const [shared, ...checks] = await Promise.all([
  sharedByTests(folder, isWhole),
  ...(isWhole ? [run(["run", "check"], { shown: "as it comes" })] : []),
]);
console.log("\n── test");
const tests = isWhole
  ? await runBatches(shared, folder)
  : [
      await run(["test", `--timeout=${HANG_MS}`, `--parallel=${LANES}`, `--timings=${TIMINGS}`, ...given], {
        environment: shared,
        shown: "as it comes",
      }),
    ];
rmSync(folder, { recursive: true });

const failedChecks = checks.filter((check) => !check.ok);
for (const failure of tests.flatMap(({ output }) => failures(output))) console.log(`\n${failure}`);
for (const _ of failedChecks) console.log("(fail) check");
// A run that broke before it counted is a failure too.
for (const { ok, output } of tests)
  if (!ok && count(output, "fail") === 0) console.log(`\n(fail) ${output.slice(-SHOWN)}`);
const sum = (of: (ran: Ran) => number) => tests.reduce((total, ran) => total + of(ran), 0);
const passed = sum(({ output }) => count(output, "pass")) + checks.length - failedChecks.length;
const failed = sum(({ ok, output }) => Math.max(count(output, "fail"), ok ? 0 : 1)) + failedChecks.length;
console.log(`\n${((performance.now() - started) / 1000).toFixed(1)} s`);
console.log(`${passed} passed, ${failed} failed, ${sum(({ output }) => count(output, "skip"))} skipped`);
process.exit(failed === 0 && passed > checks.length ? 0 : 1);
