/**
 * `npm test`: the static checks, then every test, then one closing line that counts both.
 *
 * Test files run side by side on one PostgreSQL, the longest first, and one more at a time than there are cores: many of
 * them mostly wait, for the time limit of a modem or for another's program. Arguments are handed to `bun test`;
 * `--update-timings` writes down how long each file took. What is missing on the machine (PostgreSQL, gammu, Chromium)
 * leaves its tests out with a word about it; under CI=true it fails them instead.
 */
import { availableParallelism } from "node:os";
import { spawn } from "bun";
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

const named = process.argv.slice(2);
const checks = named.length > 0 ? [] : [await step("check", ["run", "check"])];
// Each file has a module registry of its own, so that a server started by a file would be one server per file.
const postgres: Record<string, string> = hasPostgres() ? await testServerEnvironment() : {};
const tests = await step(
  "test",
  ["test", `--timeout=${HANG_MS}`, `--parallel=${availableParallelism() + 1}`, `--timings=${TIMINGS}`, ...named],
  postgres,
);

const failedChecks = checks.filter((check) => !check.ok);
for (const failure of failures(tests.output)) console.log(`\n${failure}`);
for (const check of failedChecks) console.log(`(fail) ${check.name}`);
const passed = count(tests.output, "pass") + checks.length - failedChecks.length;
// A run that broke before it counted is a failure too.
const failed = Math.max(count(tests.output, "fail"), tests.ok ? 0 : 1) + failedChecks.length;
console.log(`\n${((performance.now() - started) / 1000).toFixed(1)} s`);
console.log(`${passed} passed, ${failed} failed, ${count(tests.output, "skip")} skipped`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
