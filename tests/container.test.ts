import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { SETTINGS } from "../lib/config/index.ts";
import { builtBinary } from "./support/built-binary.ts";
import { freePort } from "./support/free-port.ts";
import { diskFolder } from "./support/memory-folder.ts";
import { startAldis } from "./support/process.ts";
import { hasProgram, runProgram } from "./support/programs.ts";

const root = resolve(import.meta.dir, "..");
const PLACE = "deploy/container";

interface Service {
  image: string;
  environment?: Record<string, string>;
  volumes: string[];
  device_cgroup_rules?: string[];
  group_add?: string[];
  stop_grace_period?: string;
  cap_drop?: string[];
}

test("every gateway of the compose files reaches modems that are plugged in later, and nothing that only root may", () => {
  for (const [name, count] of [
    ["compose.yaml", 1],
    ["compose.two-nodes.yaml", 2],
  ] as const) {
    const text = readFileSync(join(root, PLACE, name), "utf8");
    const { services } = parse(text, { merge: true }) as { services: Record<string, Service> };
    const gateways = Object.values(services).filter(({ image }) => image === "aldis");
    expect(gateways).toHaveLength(count);
    const directories = gateways.map(({ volumes }) => volumes.find((volume) => volume.endsWith(":/var/lib/aldis")));
    expect(new Set(directories).size).toBe(count);
    for (const gateway of gateways) {
      expect(gateway).toMatchObject({
        device_cgroup_rules: ["c 188:* rmw", "c 166:* rmw"],
        group_add: ["20"],
        cap_drop: ["ALL"],
        stop_grace_period: "30s",
      });
      expect(gateway.volumes).toContain("/dev:/dev");
      const known = Object.values(SETTINGS).flatMap(({ environment }) => [environment, `${environment}_FILE`]);
      for (const variable of Object.keys(gateway.environment ?? {})) expect(known).toContain(variable);
    }
    expect(text).not.toMatch(/privileged|postgres:\/\/\w+:(?!PASSWORD)/);
  }
});

/** The processes of the image's user with this in their environment. */
function processesWith(variable: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && readIfThere(`/proc/${name}/environ`).split("\0").includes(variable))
    .filter((name) => readIfThere(`/proc/${name}/status`).includes("\nUid:\t65532\t"))
    .map(Number);
}

/** A process may end meanwhile. */
function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

const mayMount = () => Bun.spawnSync(["unshare", "--mount", "true"]).exitCode === 0;
const canRun = ["buildah", "mmdebstrap", "unshare"].every(hasProgram) && process.getuid?.() === 0 && mayMount();

describe.skipIf(!canRun)("the image", () => {
  let folder = "";
  let container = "";
  const environment = () => ({ CONTAINERS_STORAGE_CONF: join(folder, "storage.conf") });
  const run = async (...command: string[]) => {
    const { exit, output } = await runProgram(command, { timeoutMs: 170_000, env: environment() });
    if (exit !== 0) throw new Error(`${command.join(" ")}: exit ${exit}\n${output}`);
    return output.trim();
  };
  const inside = (...command: string[]) => ["buildah", "run", "--isolation", "chroot", ...command];

  beforeAll(async () => {
    folder = diskFolder("aldis-");
    const storage = `[storage]\ndriver = "vfs"\ngraphroot = "${folder}/images"\nrunroot = "${folder}/run"\n`;
    await Bun.write(join(folder, "storage.conf"), storage);
    // In place of the base on a registry: Debian's C library, of which that is made too.
    const base = join(folder, "base.tar");
    await run("mmdebstrap", "--quiet", "--variant=extract", "--include=libc6,libgcc-s1", "bookworm", base);
    const from = await run("buildah", "from", "scratch");
    await run("buildah", "add", "-q", from, base, "/");
    await run("buildah", "commit", "-q", "--rm", from, "localhost/base");
    const context = join(folder, "context");
    mkdirSync(join(context, "dist"), { recursive: true });
    cpSync(join(root, PLACE), join(context, PLACE), { recursive: true });
    cpSync(await builtBinary(), join(context, "dist/aldis-linux-x64"));
    const file = join(context, PLACE, "Containerfile");
    const build = ["buildah", "build", "-q", "--isolation", "chroot", "--format", "docker"];
    await run(...build, "--build-arg", "BASE=localhost/base", "-f", file, "-t", "localhost/aldis", context);
    container = await run("buildah", "from", "localhost/aldis");
  }, 180_000);
  afterAll(async () => {
    await run("buildah", "rm", "--all");
    rmSync(folder, { recursive: true, force: true });
  });

  test("starts as nobody's user, keeps its data in the volume, and its health check passes while it answers", async () => {
    const image = JSON.parse(await run("buildah", "inspect", "--type", "image", "localhost/aldis")) as {
      Docker: { config: { User: string; Entrypoint: string[]; Cmd: string[]; Healthcheck: { Test: string[] } } };
    };
    const { User, Entrypoint, Cmd, Healthcheck } = image.Docker.config;
    expect(User).toBe("65532:65532");
    const [kind, ...check] = Healthcheck.Test;
    expect(kind).toBe("CMD");
    expect((await runProgram(inside(container, "--", ...check), { timeoutMs: 60_000, env: environment() })).exit).toBe(
      1,
    );

    const port = await freePort();
    const command = inside("--env", `ALDIS_PORT=${port}`, container, "--", ...Entrypoint, ...Cmd);
    await using gateway = startAldis([], { command, env: { PATH: process.env.PATH ?? "", ...environment() } });
    await gateway.printed(/"gateway started"/);
    expect(gateway.output()).toMatch(/^Data directory: +\/var\/lib\/aldis$/m);
    expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200);
    expect(JSON.parse(await run(...inside(container, "--", ...check)))).toMatchObject({ ready: true });
    expect(await run(...inside(container, "--", ...Entrypoint, "migrate"))).toBe("the database is up to date");

    const [pid = 0] = processesWith(`ALDIS_PORT=${port}`);
    expect(readFileSync(`/proc/${pid}/status`, "utf8")).toMatch(/^Uid:\t65532\t65532\t/m);
    process.kill(pid, "SIGTERM");
    expect(await gateway.exited).toBe(0);
    expect(gateway.output()).toContain("gateway stopped");
  }, 180_000);
});
