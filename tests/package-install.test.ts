import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { appendFileSync, chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { zstdDecompressSync } from "node:zlib";
import { buildPackage } from "../scripts/package/build.ts";
import { builtBinary } from "./support/built-binary.ts";
import { type DebianRoot, makeDebianRoot, ROOT_PROGRAMS } from "./support/debian-root.ts";
import { eventually } from "./support/eventually.ts";
import { type NotifySocket, openNotifySocket } from "./support/notify-socket.ts";
import { hasProgram } from "./support/programs.ts";

/** A clean Debian: the package is installed, used, upgraded, removed and purged, in this order. */
const mayMount = () => Bun.spawnSync(["unshare", "--mount", "--pid", "--net", "--fork", "true"]).exitCode === 0;
/** In a container that may not have namespaces of its own there is no root to enter. */
const canRun = ROOT_PROGRAMS.every(hasProgram) && process.getuid?.() === 0 && mayMount();
const AS_ALDIS = ["runuser", "-u", "aldis", "--", "aldis"];
const CONFIG = ["--config", "/etc/aldis/aldis.toml"];
const BASE = "http://127.0.0.1:8080";

describe.skipIf(!canRun)("the Debian package on a clean Debian", () => {
  let root: DebianRoot;
  let socket: NotifySocket;
  let before: string[] = [];
  /** By version. */
  const packages = new Map<string, string>();
  const inRoot = (path: string) => join(root.path, path);

  /** Every path but those that dpkg and the kernel keep for themselves. */
  async function everyPath(): Promise<string[]> {
    const left = ["/proc", "/sys", "/dev", "/run", "/tmp", "/var/lib/dpkg", "/var/log", "/var/cache"];
    const prune = left.flatMap((path) => ["-path", path, "-prune", "-o"]);
    const found = (await root.must(["find", "/", ...prune, "-print"])).trim().split("\n");
    // Copies that useradd and userdel make of what was there before.
    return found.filter((path) => !/^\/etc\/(passwd|group|shadow|gshadow|subuid|subgid)-$/.test(path)).sort();
  }

  async function install(version: string): Promise<string> {
    const parts = { architecture: process.arch === "arm64" ? "arm64" : "amd64", compression: "none" } as const;
    const deb =
      packages.get(version) ??
      buildPackage({ ...parts, binary: await builtBinary(), version, epoch: 1_764_000_000, directory: inRoot("tmp") });
    packages.set(version, deb);
    return root.must(["dpkg", "--force-unsafe-io", "-i", deb.slice(root.path.length)]);
  }
  const asked = () => readFileSync(inRoot("run/systemctl.log"), "utf8").trim().split("\n");
  const ready = async () => {
    await socket.next("READY=1");
  };
  const pid = () => readFileSync(inRoot("run/aldis.pid"), "utf8").trim();
  const curl = async (path: string, ...args: string[]) =>
    (await root.outside(["curl", "-s", "--max-time", "20", ...args, `${BASE}${path}`])).output;
  const send = (text: string) =>
    curl("/api.php", "-d", `username=apiuser&password=secret&to=00491701234567&text=${text}`);

  /** What the network of the simulated modem has taken. */
  async function arrived(): Promise<string[]> {
    const answer = await curl("/api/v1/simulator/messages", "-u", "apiuser:secret");
    const { items } = JSON.parse(answer) as { items: { to: string; text: string }[] };
    return items.map(({ to, text }) => `${to} ${text}`).sort();
  }

  beforeAll(async () => {
    root = await makeDebianRoot();
    socket = openNotifySocket(inRoot("run/systemd/notify"));
    chmodSync(inRoot("run/systemd/notify"), 0o777);
    before = await everyPath();
  }, 180_000);
  afterAll(async () => {
    socket?.[Symbol.dispose]();
    await root?.[Symbol.asyncDispose]();
  });

  test("is installed, enabled and started; the command that it prints makes the set-up link", async () => {
    const printed = await install("0.0.9");
    await ready();
    const [, command = ""] = /^ {4}(runuser .*)$/m.exec(printed) ?? [];
    const link = await root.must(command.split(" "));
    expect(link).toMatch(/^http:\/\/127\.0\.0\.1:8080\/setup\S+\n$/);
    expect(asked()).toContain("start");
    expect(await root.must(["systemctl", "is-enabled", "aldis"])).toBe("enabled\n");
  });

  test("runs as its user in dialout, with its data and settings closed to others", async () => {
    expect(await root.must(["id", "-nG", "aldis"])).toBe("aldis dialout\n");
    const facts = await root.must(["stat", "-c", "%U:%G %a", "/var/lib/aldis", "/etc/aldis/aldis.toml"]);
    expect(facts).toBe("aldis:aldis 700\nroot:aldis 640\n");
    const capabilities = await root.must(["grep", "-E", "^(CapBnd|NoNewPrivs)", `/proc/${pid()}/status`]);
    // CAP_NET_BIND_SERVICE is 10, CAP_NET_RAW 13.
    expect(capabilities.split(/\s+/)).toEqual(["CapBnd:", "0000000000002400", "NoNewPrivs:", "1", ""]);
  });

  test("sends the first message", async () => {
    const add = `echo secret | ${[...AS_ALDIS, "user", "add", "apiuser", "--grant", "http-api,rest-api,sim", "--password-stdin", ...CONFIG].join(" ")}`;
    await root.must(["sh", "-c", add]);
    expect(await send("first")).toBe("OK");
    await eventually("it to arrive", async () => (await arrived()).join() === "+491701234567 first");
  });

  test("is upgraded with what waits in its queue; settings that were changed stay", async () => {
    appendFileSync(inRoot("etc/aldis/aldis.toml"), 'modem = ["/dev/ttyNone"]\n');
    await root.must(["systemctl", "restart", "aldis"]);
    await ready();
    for (const text of ["one", "two", "three"]) expect(await send(text)).toBe("OK");
    const earlier = pid();
    await install("0.1.0");
    await ready();
    expect(pid()).not.toBe(earlier);
    expect(await root.must(["dpkg-query", "-W", "aldis"])).toBe("aldis\t0.1.0\n");
    await socket.next("STATUS=0 of 1 modem ready, 3 queued");
    expect(readFileSync(inRoot("etc/aldis/aldis.toml"), "utf8")).toEndWith('modem = ["/dev/ttyNone"]\n');
  });

  test("is upgraded from a version before alarms, checks and nodes: each message that waited leaves once, and no other", async () => {
    await root.must(["systemctl", "stop", "aldis"]);
    for (const end of ["-wal", "-shm", ""]) rmSync(inRoot(`var/lib/aldis/aldis.sqlite${end}`), { force: true });
    const earlier = zstdDecompressSync(readFileSync(join(import.meta.dir, "support/earlier/with-a-queue.sqlite.zst")));
    writeFileSync(inRoot("var/lib/aldis/aldis.sqlite"), earlier);
    await root.must(["chown", "aldis:aldis", "/var/lib/aldis/aldis.sqlite"]);
    const settings = readFileSync(inRoot("etc/aldis/aldis.toml"), "utf8");
    await install("0.1.1");
    await root.must(["systemctl", "start", "aldis"]);
    await ready();
    await socket.next("STATUS=0 of 1 modem ready, 7 queued");
    const [copy] = readdirSync(inRoot("var/lib/aldis/backups"));
    expect(copy).toStartWith("before-0036-alarms-");

    writeFileSync(inRoot("etc/aldis/aldis.toml"), settings.replace('["/dev/ttyNone"]', '["simulated"]'));
    await root.must(["systemctl", "restart", "aldis"]);
    await ready();
    await eventually("all of them to arrive", async () => (await arrived()).length >= 7);
    expect(await arrived()).toEqual([
      "+491701234571 queued 1",
      "+491701234572 queued 2",
      "+491701234573 queued 3",
      `+491701234574 queued 4 ${"long ".repeat(60)}.`,
      "+491701234575 queued 5: ğ ü € 😀",
      "+491701234576 queued 6 for two",
      "+491701234577 queued 6 for two",
    ]);
    // What was sent is not sent by the next start, either.
    await root.must(["systemctl", "restart", "aldis"]);
    await ready();
    await socket.next("STATUS=1 modem ready, 0 queued");
    expect(await arrived()).toEqual([]);
    expect(await root.must([...AS_ALDIS, "inbox", "list", ...CONFIG])).toContain("received before");

    writeFileSync(inRoot("etc/aldis/aldis.toml"), settings);
    await root.must(["systemctl", "restart", "aldis"]);
    await ready();
    for (const text of ["one", "two", "three"]) expect(await send(text)).toBe("OK");
  });

  test("is not started by an upgrade when it does not run", async () => {
    await root.must(["systemctl", "stop", "aldis"]);
    await socket.next("STOPPING=1");
    await install("0.1.1");
    expect(asked().at(-1)).toBe("try-restart");
    expect((await root.run(["systemctl", "is-active", "aldis"])).exit).not.toBe(0);
  });

  test("removed, it stops and leaves data and settings; installed again, it starts with what was queued", async () => {
    await root.must(["systemctl", "start", "aldis"]);
    await ready();
    const running = pid();
    await root.must(["dpkg", "--remove", "aldis"]);
    expect((await root.run(["test", "-e", `/proc/${running}`])).exit).toBe(1);
    expect(existsSync(inRoot("usr/bin/aldis"))).toBe(false);
    await install("0.1.1");
    await ready();
    await socket.next("STATUS=0 of 1 modem ready, 3 queued");
    await root.must(["dpkg", "--remove", "aldis"]);
  });

  test("purged, nothing of it is left: no file, no user", async () => {
    await root.must(["dpkg", "--purge", "aldis"]);
    expect(await everyPath()).toEqual(before);
    expect((await root.run(["getent", "passwd", "aldis"])).exit).toBe(2);
    expect((await root.run(["getent", "group", "aldis"])).exit).toBe(2);
  });
});
