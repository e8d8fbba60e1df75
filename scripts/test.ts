/**
 * `npm test`: the static checks, then every test, then one closing line that counts both.
 *
 * Test files run side by side on one PostgreSQL, the longest first, and one more at a time than there are cores: many of
 * them mostly wait, for the time limit of a modem or for another's program. Arguments are handed to `bun test`;
 * `--update-timings` writes down how long each file took. What is missing on the machine (PostgreSQL, gammu, Chromium)
 * leaves its tests out with a word about it; under CI=true it fails them instead.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { spawn } from "bun";
import { builtBinary } from "../tests/support/built-binary.ts";
import { migratedFileEnvironment } from "../tests/support/migrated-file.ts";
import { hasPostgres, testServerEnvironment } from "../tests/support/postgres.ts";

/** A test that takes this long hangs: it only ends what would never end, and a busy machine may take long. */
const HANG_MS = 180_000;
/** Which files are long. A file that is not in it counts as short. */
const TIMINGS = "tests/timings.json";

const started = performance.now();

async function step(
  name: string,
  command: string[],
  environment: Record<string, string> = {},
): Promise<{ name: string; ok: boolean; output: string }> {
  console.log(`\n── ${name}`);
  const child = spawn([process.execPath, ...command], {
    stdout: "pipe",
    stderr: "pipe",
    stdin: "ignore",
    env: { ...process.env, ...environment },
  });
  const pass = async (stream: ReadableStream<Uint8Array>) => {
    let text = "";
    const decoder = new TextDecoder();
    for await (const chunk of stream) {
      const piece = decoder.decode(chunk, { stream: true });
      text += piece;
      process.stdout.write(piece);
    }
    return text;
  };
  const [out, err] = await Promise.all([pass(child.stdout), pass(child.stderr)]);
  return { name, ok: (await child.exited) === 0, output: out + err };
}

const count = (output: string, word: string) =>
  Number(
    new RegExp(`^\\s*(\\d+) ${word}\\b`, "m").exec(
      output.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, "g"), ""),
    )?.[1] ?? 0,
  );

/** Lines of a failed test that are shown again at the end, where whoever reads a long log looks first. */
const SHOWN_AGAIN = 40;

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
    ...(hasPostgres() ? await testServerEnvironment() : {}),
    ...(await migratedFileEnvironment(join(folder, "migrated.sqlite"))),
    // Hundreds of gateways are started as processes.
    ...(isWhole ? { ALDIS_TEST_BINARY: await builtBinary() } : {}),
  };
}

const named = process.argv.slice(2);
const isWhole = named.every((word) => word.startsWith("-"));
const folder = mkdtempSync(join(tmpdir(), "aldis-tests-"));
const [shared, ...checks] = await Promise.all([
  sharedByTests(folder, isWhole),
  ...(isWhole ? [step("check", ["run", "check"])] : []),
]);
const tests = await step(
  "test",
  ["test", `--timeout=${HANG_MS}`, `--parallel=${availableParallelism() + 1}`, `--timings=${TIMINGS}`, ...named],
  shared,
);
rmSync(folder, { recursive: true });

const failedChecks = checks.filter((check) => !check.ok);
for (const failure of failures(tests.output)) console.log(`\n${failure}`);
for (const check of failedChecks) console.log(`(fail) ${check.name}`);
const passed = count(tests.output, "pass") + checks.length - failedChecks.length;
// A run that broke before it counted is a failure too.
const failed = Math.max(count(tests.output, "fail"), tests.ok ? 0 : 1) + failedChecks.length;
console.log(`\n${((performance.now() - started) / 1000).toFixed(1)} s`);
console.log(`${passed} passed, ${failed} failed, ${count(tests.output, "skip")} skipped`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
