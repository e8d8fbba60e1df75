import { statSync } from "node:fs";
import { join, resolve } from "node:path";
import { Glob } from "bun";

/** The built page in the binary; undefined from source. */
const embedded: string | undefined = await import("../../../dist/web.pack", { with: { type: "file" } }).then(
  (module) => module.default,
  () => undefined,
);
const isCompiled = import.meta.dir.startsWith("/$bunfs/");

const root = resolve(import.meta.dir, "../../..");
const built = join(root, "dist/web.pack");

/**
 * Where the built page is. From source it is built when it is missing or older than what it is made of; that takes seconds, and
 * happens when the page is asked for, not at the start.
 *
 * Gives undefined when it cannot be built: `bun install --production` leaves out what it is made of.
 *
 * @throws never
 */
export async function findPack(): Promise<string | undefined> {
  if (isCompiled) return embedded;
  if (!isCurrent()) await build();
  return changedAt(built) === 0 ? undefined : built;
}

let building: Promise<void> | undefined;

/** Those who ask meanwhile wait for the same build. In a process of its own: the gateway goes on answering. */
function build(): Promise<void> {
  building ??= Bun.spawn([process.execPath, "run", "scripts/web.ts"], {
    cwd: root,
    stdout: "ignore",
    stderr: "inherit",
  })
    .exited.then(() => undefined)
    .finally(() => {
      building = undefined;
    });
  return building;
}

function isCurrent(): boolean {
  const builtAt = changedAt(built);
  if (builtAt === 0) return false;
  const sources = ["web", "lib/pdu", "clients/typescript"].flatMap((folder) => [
    ...new Glob("**/*.{ts,tsx,css,svg}").scanSync({ cwd: join(root, folder), absolute: true }),
  ]);
  return [...sources, join(root, "bun.lock")].every((path) => changedAt(path) <= builtAt);
}

/** Milliseconds since 1970; 0 for what does not exist. */
const changedAt = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
