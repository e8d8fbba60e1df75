/**
 * `bun run package`: dist/aldis_VERSION_amd64.deb and _arm64.deb, of the binaries that `bun run build:all` has made; one that is missing
 * is built first. `--arch=amd64` makes one of them. The files are dated by SOURCE_DATE_EPOCH, or else by the last commit.
 */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { spawnSync } from "bun";
import manifest from "../package.json" with { type: "json" };
import { buildPackage } from "./package/build.ts";

const root = resolve(import.meta.dir, "..");
const dist = join(root, "dist");
const ARCHITECTURES = { amd64: "aldis-linux-x64", arm64: "aldis-linux-arm64" } as const;

function epoch(): number {
  const given = process.env.SOURCE_DATE_EPOCH;
  if (given !== undefined) return Number(given);
  const git = spawnSync(["git", "log", "-1", "--format=%ct"], { cwd: root, stdout: "pipe" });
  return Number(git.stdout.toString().trim());
}

const only = process.argv.find((argument) => argument.startsWith("--arch="))?.slice("--arch=".length);
const wanted = Object.entries(ARCHITECTURES).filter(([name]) => only === undefined || name === only);
if (wanted.length === 0) throw new Error(`--arch must be ${Object.keys(ARCHITECTURES).join(" or ")}`);
for (const [, binary] of wanted.filter(([, each]) => !existsSync(join(dist, each)))) {
  const target = `--target=${binary.replace("aldis-", "")}`;
  const built = spawnSync([process.execPath, "run", "scripts/build.ts", target], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (!built.success) process.exit(1);
}
for (const [architecture, binary] of wanted) {
  const deb = buildPackage({
    binary: join(dist, binary),
    architecture: architecture as keyof typeof ARCHITECTURES,
    version: manifest.version,
    epoch: epoch(),
    directory: dist,
    compression: "xz",
  });
  console.log(`${deb}  ${(Bun.file(deb).size / 1_000_000).toFixed(1)} MB`);
}
