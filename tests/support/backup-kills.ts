import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { inspectBackup, openStore } from "../../lib/store/index.ts";
import { accept } from "../store/outgoing.ts";
import { seededRandom } from "./seeded-random.ts";
import { sqlOn } from "./sql.ts";

const PROGRAM = join(import.meta.dir, "../../server.ts");
const COUNT = "select count(*) as n, coalesce(max(id), 0) as last from outgoing_messages";

/** What came of the kills. */
interface KillOutcome {
  /** Commands that were ended by SIGKILL, and those that were done before. */
  killed: number;
  done: number;
  /** Empty when no half file was taken for a backup, and each database was the one before or the restored one. */
  problems: string[];
}

/**
 * Backups and restores are ended by SIGKILL at random moments. After each: a file under the name of a backup is a whole one, and the
 * database that was to be replaced is as it was, or wholly the restored one. `folder` is empty, and stays for a look at it.
 *
 * @param options.target  the URL of a database that is restored into; it is made where it is not there
 * @throws Error when a program does not do what it should
 */
export async function rehearseBackupKills({
  folder,
  target,
  seed,
  kills,
  messages,
}: {
  folder: string;
  target: string;
  seed: number;
  kills: number;
  messages: number;
}): Promise<KillOutcome> {
  const random = seededRandom(seed);
  const source = `sqlite:${join(folder, "source.sqlite")}`;
  const large = join(folder, "large.backup");
  const small = join(folder, "small.backup");
  await fill(source, 10);
  await must(["backup", small, ...on(folder, source)]);
  await fill(source, messages);
  const backupMs = await must(["backup", large, ...on(folder, source)]);
  const restoreMs = await must(["restore", small, "--force", ...on(folder, target)]);
  const sizes = { small: await countIn(target), large: await countIn(source) };
  const outcome: KillOutcome = { killed: 0, done: 0, problems: [] };
  const note = (wasKilled: boolean) => (wasKilled ? outcome.killed++ : outcome.done++);

  for (let kill = 0; kill < kills; kill++) {
    const made = join(folder, "killed.backup");
    note(await killAfter(random(Math.ceil(backupMs * 1.2)), ["backup", made, ...on(folder, source)]));
    if (existsSync(made)) {
      const problem = await inspectBackup(made).then(
        () => undefined,
        (error: unknown) => String(error),
      );
      if (problem !== undefined)
        outcome.problems.push(`kill ${kill}: a backup under its name is not whole: ${problem}`);
      rmSync(made);
    }

    const from = kill % 2 === 0 ? large : small;
    const before = await countIn(target);
    const limitMs = random(Math.ceil(Math.max(restoreMs, backupMs) * 2));
    note(await killAfter(limitMs, ["restore", from, "--force", "--resume-queue", ...on(folder, target)]));
    const after = await countIn(target);
    const restored = from === large ? sizes.large : sizes.small;
    if (after !== before && after !== restored)
      outcome.problems.push(`kill ${kill}: the database has ${after}, neither ${before} as before nor ${restored}`);
  }

  // What dead processes left is cleared by the next that works there.
  await must(["backup", join(folder, "last.backup"), ...on(folder, source)]);
  await must(["restore", large, "--force", ...on(folder, target)]);
  if ((await countIn(target)) !== sizes.large) outcome.problems.push("the last restore brought something else");
  const left = readdirSync(folder, { recursive: true }).filter((name) => String(name).includes(".aldis-backup-"));
  if (left.length > 0) outcome.problems.push(`folders of work are left: ${left.join(", ")}`);
  return outcome;
}

const on = (folder: string, database: string) => ["--data", join(folder, "data"), "--database", database];

async function fill(url: string, messages: number): Promise<void> {
  const store = await openStore({ url });
  const text = "x".repeat(100);
  for (let left = messages; left > 0; left -= 500) {
    await Promise.all(Array.from({ length: Math.min(500, left) }, () => accept(store, { text })));
  }
  await store.close();
}

/** `"20010 to 20010"`: how many, and the last ID. */
async function countIn(url: string): Promise<string> {
  const [row] = await sqlOn(url, COUNT);
  return `${row?.n} to ${row?.last}`;
}

const start = (words: readonly string[]) =>
  Bun.spawn([process.execPath, PROGRAM, ...words], { stdout: "ignore", stderr: "pipe" });

/** Milliseconds that it took. */
async function must(words: readonly string[]): Promise<number> {
  const begun = performance.now();
  const child = start(words);
  const said = await new Response(child.stderr).text();
  if ((await child.exited) !== 0) throw new Error(`aldis ${words.join(" ")}: ${said}`);
  return performance.now() - begun;
}

/** Whether it was killed; otherwise it was done before. */
async function killAfter(ms: number, words: readonly string[]): Promise<boolean> {
  const child = start(words);
  const timer = setTimeout(() => child.kill("SIGKILL"), ms);
  const said = await new Response(child.stderr).text();
  const status = await child.exited;
  clearTimeout(timer);
  if (child.signalCode === "SIGKILL") return true;
  if (status !== 0) throw new Error(`aldis ${words.join(" ")}: ${said}`);
  return false;
}
