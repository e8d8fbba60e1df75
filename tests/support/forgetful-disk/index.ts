import { existsSync, mkdirSync, mkdtempSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CutReport } from "./tree.ts";

export type { CutReport } from "./tree.ts";

/** A disk that forgets at a power cut what was not synced. */
export interface ForgetfulDisk extends AsyncDisposable {
  /** Where it is mounted. */
  readonly path: string;
  /**
   * Whatever programs do on it fails from now on; what was not synced is lost, in part or whole, and what is left is at
   * the same path again. End the programs before: with the power on, they could answer what they could not do.
   */
  cut(): Promise<CutReport>;
  /** How long each sync takes from now on, on top of what a request takes. */
  setSyncMs(ms: number): Promise<void>;
  /**
   * Until {@link ForgetfulDisk.accept}, writes or syncs of files of this name fail. What could not be synced stays visible
   * to programs, and no later sync writes it, as on Linux: the kernel drops what the disk did not take.
   */
  refuse(what: "write" | "sync", of: { name: string; error: "EIO" | "ENOSPC" }): Promise<void>;
  /** Takes everything again. */
  accept(): Promise<void>;
}

const SERVE = join(import.meta.dir, "serve.ts");

/**
 * Mounts a forgetful disk in a process of its own.
 *
 * @param options.at  an empty directory; made when it is missing
 * @param options.syncMs  how long each sync takes; one follows the other
 * @param options.seed  of what survives
 * @param options.isCached  writes stay in the kernel's memory until a sync, as on a real disk: so they cost as little, and a
 *   cut takes them all. For measurements; for cuts, let the disk have every write at once
 * @param options.lyingAbout  a file's name: it says that it has synced it, and has not, as cheap disks do
 * @throws Error with what the process said
 */
export async function startForgetfulDisk(options: {
  at: string;
  syncMs?: number;
  seed?: number;
  lyingAbout?: string;
  isCached?: boolean;
}): Promise<ForgetfulDisk> {
  mkdirSync(options.at, { recursive: true });
  const child = Bun.spawn(commandLine(options), { stdin: "pipe", stdout: "pipe", stderr: "pipe" });
  const answers = linesOf(child.stdout);
  const next = async () => {
    const { value, done } = await answers.next();
    if (done) throw new Error(`the forgetful disk has ended: ${await new Response(child.stderr).text()}`);
    return JSON.parse(value);
  };
  const ask = async (command: string) => {
    await child.stdin.write(`${command}\n`);
    await child.stdin.flush();
    return next();
  };
  await next();
  return {
    path: options.at,
    cut: () => ask("cut"),
    setSyncMs: (ms) => ask(`sync-ms ${ms}`),
    refuse: (what, { name, error }) => ask(`refuse ${what} ${name} ${error}`),
    accept: () => ask("accept"),
    async [Symbol.asyncDispose]() {
      await child.stdin.end();
      await child.exited;
      await detach(options.at);
    },
  };
}

/**
 * Whether this machine lets us mount one, for `test.skipIf(!canForget())`.
 *
 * @throws Error under CI=true when not: there nothing may be left out
 */
export function canForget(): boolean {
  const at = mkdtempSync(join(tmpdir(), "aldis-disk-"));
  const { success, stderr } = Bun.spawnSync(commandLine({ at }), { stdin: null });
  rmdirSync(at);
  if (success) return true;
  const reason = existsSync("/dev/fuse") ? stderr.toString().trim() : "there is no /dev/fuse";
  if (process.env.CI === "true") throw new Error(`no FUSE file system can be mounted, and under CI it must: ${reason}`);
  console.log(`no FUSE file system can be mounted, so power cuts are left out: ${reason}`);
  return false;
}

function commandLine(options: Parameters<typeof startForgetfulDisk>[0]): string[] {
  const { at, syncMs = 0, seed = 1, lyingAbout, isCached = false } = options;
  const settings = ["--at", at, "--sync-ms", String(syncMs), "--seed", String(seed)];
  if (isCached) settings.push("--cached");
  return [process.execPath, SERVE, ...settings, ...(lyingAbout === undefined ? [] : ["--lying-about", lyingAbout])];
}

/** For a process that was killed; one that ended has unmounted itself. */
async function detach(at: string): Promise<void> {
  await Bun.spawn(["umount", "--lazy", "--quiet", at], { stdout: "ignore", stderr: "ignore" }).exited;
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string, undefined> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of stream) {
    const lines = (text + decoder.decode(chunk, { stream: true })).split("\n");
    text = lines.pop() ?? "";
    yield* lines;
  }
}
