/**
 * `bun run build`: dist/aldis for this machine. `bun run build:all`: one binary for each of the shipped targets.
 * `--target=linux-arm64` builds one of them; `--name=NAME` writes dist/NAME instead.
 *
 * A binary holds the runtime, the program and the native part of argon2 for its own target. Runtime and native part of
 * a foreign target come from the package registry by the exact versions in package.json, and must have the integrity
 * that bun.lock records.
 */

import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type BunPlugin, spawnSync } from "bun";
import { defined } from "../lib/defined.ts";
import { buildWeb } from "./web.ts";

const root = resolve(import.meta.dir, "..");
const dist = join(root, "dist");

interface Target {
  /** Behind `dist/aldis`. */
  suffix: string;
  cpu: "x64" | "arm64";
  libc: "glibc" | "musl";
  compile: Bun.Build.CompileTarget;
  runtime: string;
  argon2: string;
}

const TARGETS: readonly Target[] = [
  {
    suffix: "-linux-x64",
    cpu: "x64",
    libc: "glibc",
    compile: "bun-linux-x64",
    runtime: "@oven/bun-linux-x64",
    argon2: "@node-rs/argon2-linux-x64-gnu",
  },
  {
    suffix: "-linux-x64-musl",
    cpu: "x64",
    libc: "musl",
    compile: "bun-linux-x64-musl",
    runtime: "@oven/bun-linux-x64-musl",
    argon2: "@node-rs/argon2-linux-x64-musl",
  },
  {
    suffix: "-linux-arm64",
    cpu: "arm64",
    libc: "glibc",
    compile: "bun-linux-arm64",
    runtime: "@oven/bun-linux-aarch64",
    argon2: "@node-rs/argon2-linux-arm64-gnu",
  },
];

/** The files of a target that are not the same everywhere. */
interface Parts {
  /** Absent: the runtime that runs this script. */
  runtime?: string;
  /** Absent: what is installed here, chosen at the first password. */
  argon2?: string;
}

/** Installs runtime and native part of a target beside the binaries, once for each version. */
function fetchParts(target: Target): Required<Parts> {
  const versions = {
    [target.runtime]: versionOf("bun"),
    [target.argon2]: versionOf("@node-rs/argon2"),
  };
  const directory = join(dist, ".parts", Object.entries(versions).flat().join("@").replaceAll("/", "+"));
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, "package.json"), JSON.stringify({ private: true, dependencies: versions }));
  const install = spawnSync(
    [process.execPath, "install", "--no-progress", `--cpu=${target.cpu}`, "--os=linux", `--libc=${target.libc}`],
    { cwd: directory, stdout: "ignore", stderr: "inherit" },
  );
  if (!install.success) throw new Error(`${target.suffix}: its parts could not be installed`);
  for (const name of Object.keys(versions)) requireSameIntegrity(name, directory);
  const native = `${target.argon2.replace("@node-rs/argon2-", "argon2.")}.node`;
  return {
    runtime: join(directory, "node_modules", target.runtime, "bin", "bun"),
    argon2: join(directory, "node_modules", target.argon2, native),
  };
}

function versionOf(name: string): string {
  const manifest: { dependencies: Record<string, string>; devDependencies: Record<string, string> } = JSON.parse(
    readFileSync(join(root, "package.json"), "utf8"),
  );
  const version = manifest.dependencies[name] ?? manifest.devDependencies[name];
  if (version === undefined) throw new Error(`package.json does not name ${name}`);
  return version;
}

/** The installer has verified the download against its own lock file: both lock files must say the same. */
function requireSameIntegrity(name: string, directory: string): void {
  const recorded = integrityOf(name, join(root, "bun.lock"));
  if (recorded !== integrityOf(name, join(directory, "bun.lock"))) {
    throw new Error(`${name}: what the registry gave is not what bun.lock records`);
  }
}

function integrityOf(name: string, lockFile: string): string {
  const line = readFileSync(lockFile, "utf8")
    .split("\n")
    .find((candidate) => candidate.trimStart().startsWith(`"${name}": ["${name}@`));
  const integrity = /"(sha512-[^"]+)"/.exec(line ?? "")?.[1];
  if (integrity === undefined) throw new Error(`${lockFile} records no integrity of ${name}`);
  return integrity;
}

/**
 * argon2's loader looks for its native part when it runs, by the files of the machine it runs on. In a binary there is
 * one right answer, so the loader is replaced by it.
 */
function withNative(file: string): BunPlugin {
  return {
    name: "argon2",
    setup(build) {
      build.onLoad({ filter: /[\\/]@node-rs[\\/]argon2[\\/]index\.js$/ }, ({ path }) => {
        const names = readFileSync(path, "utf8").match(/^module\.exports\.\w+ = nativeBinding\.\w+$/gm);
        if (names === null) throw new Error(`${path} does not export its native part as this script expects`);
        return {
          contents: [`const nativeBinding = require(${JSON.stringify(file)})`, ...names].join("\n"),
          loader: "js",
        };
      });
    },
  };
}

async function build(name: string, options: Parts & { compile?: Bun.Build.CompileTarget }): Promise<void> {
  const started = performance.now();
  const outfile = join(dist, name);
  const result = await Bun.build({
    entrypoints: [
      join(root, "server.ts"),
      join(root, "lib/store/sqlite-checkpoint-worker.ts"),
      join(root, "lib/store/sqlite-scrub-worker.ts"),
      join(root, "lib/store/backup/backup-worker.ts"),
    ],
    minify: { syntax: true, whitespace: true, identifiers: false },
    sourcemap: "none",
    // Parsed once, here: halves the time from start to first answer.
    bytecode: true,
    format: "esm",
    splitting: true,
    define: { ALDIS_BUILD: JSON.stringify(buildInfo()) },
    plugins: options.argon2 === undefined ? [] : [withNative(options.argon2)],
    compile: {
      outfile: `${outfile}.new`,
      // Whatever lies in the directory where the binary is started is not its business.
      autoloadDotenv: false,
      autoloadBunfig: false,
      ...defined({ target: options.compile, executablePath: options.runtime }),
    },
  });
  for (const log of result.logs) console.error(String(log));
  if (!result.success) throw new Error(`${name} could not be built`);
  chmodSync(`${outfile}.new`, 0o755);
  // A binary that runs keeps its file; the name goes to the new one.
  renameSync(`${outfile}.new`, outfile);
  const megabytes = (statSync(outfile).size / 1_000_000).toFixed(1);
  console.log(`dist/${name}  ${megabytes} MB  ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

/** What the binary says it was built from; empty outside of a repository. */
function buildInfo(): { branch: string; commit: string; time: string } {
  const git = (...args: string[]) => {
    const answer = spawnSync(["git", ...args], { cwd: root, stdout: "pipe", stderr: "ignore" });
    return answer.success ? answer.stdout.toString().trim() : "";
  };
  return {
    branch: git("branch", "--show-current"),
    commit: git("rev-parse", "--short", "HEAD"),
    time: git("show", "--no-patch", "--format=%cI", "HEAD"),
  };
}

/** The native part of argon2 that is installed for this machine. */
function hostArgon2(): string {
  const target = TARGETS.find(
    (candidate) =>
      candidate.cpu === process.arch && existsSync(join(root, "node_modules", candidate.argon2, "package.json")),
  );
  if (target === undefined)
    throw new Error(`no native part of argon2 is installed for ${process.platform} ${process.arch}`);
  return join(root, "node_modules", target.argon2, `${target.argon2.replace("@node-rs/argon2-", "argon2.")}.node`);
}

mkdirSync(dist, { recursive: true });
await buildWeb();
const given = (option: string) =>
  process.argv.find((argument) => argument.startsWith(`--${option}=`))?.slice(option.length + 3);
const one = given("target");
const targets = TARGETS.filter(({ suffix }) => process.argv.includes("--all") || suffix === `-${one}`);
if (one !== undefined && targets.length === 0)
  throw new Error(`--target must be one of ${TARGETS.map(({ suffix }) => suffix.slice(1)).join(", ")}`);
const name = given("name");
if (targets.length === 0) await build(name ?? "aldis", { argon2: hostArgon2() });
for (const target of targets) {
  await build(name ?? `aldis${target.suffix}`, { ...fetchParts(target), compile: target.compile });
}
