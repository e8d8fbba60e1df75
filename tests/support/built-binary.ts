import { copyFileSync, existsSync, mkdirSync, renameSync, rmdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { eventually } from "./eventually.ts";

const root = resolve(import.meta.dir, "../..");

let built: Promise<string> | undefined;
const git = (...args: string[]) =>
  Bun.spawnSync(["git", ...args], { cwd: root, stdout: "pipe", stderr: "ignore" })
    .stdout.toString()
    .trim();

/**
 * The compiled gateway, built once for each commit; with changes that are not committed, for each state of them. Test files
 * that run side by side share one build.
 */
export function builtBinary(): Promise<string> {
  built ??= (async () => {
    const given = process.env.ALDIS_TEST_BINARY;
    if (given !== undefined) return given;
    const changes = git("diff", "HEAD") + git("ls-files", "--others", "--exclude-standard", "-z");
    const key = `${git("rev-parse", "--short", "HEAD")}${changes === "" ? "" : `-${Bun.hash(changes).toString(36)}`}`;
    const folder = join(root, "dist", ".tests");
    const binary = join(folder, `aldis-${key}`);
    mkdirSync(folder, { recursive: true });
    await eventually("the build of the binary", () => existsSync(binary) || buildAlone(folder, binary), 120_000);
    return binary;
  })();
  return built;
}

/** Builds while no other process does. `false`: another one does. */
async function buildAlone(folder: string, binary: string): Promise<boolean> {
  const lock = join(folder, "lock");
  try {
    mkdirSync(lock);
  } catch {
    return false;
  }
  try {
    if (existsSync(binary)) return true;
    const name = ".tests-build";
    const build = [process.execPath, "run", "scripts/build.ts", `--name=${name}`];
    const done = Bun.spawn(build, { cwd: root, stdout: "ignore", stderr: "inherit" });
    if ((await done.exited) !== 0) throw new Error("the binary could not be built");
    copyFileSync(join(root, "dist", name), `${binary}.new`);
    renameSync(`${binary}.new`, binary);
    return true;
  } finally {
    rmdirSync(lock);
  }
}
