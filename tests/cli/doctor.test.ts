import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { chmodSync, copyFileSync, mkdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createCommandLine } from "../../lib/cli/index.ts";
import { createPty } from "../../lib/modem/serial/index.ts";
import { createApp } from "../../server.ts";
import { builtBinary } from "../support/built-binary.ts";
import { eventually } from "../support/eventually.ts";
import { run } from "../support/postgres.ts";
import { runAldis, startAldis } from "../support/process.ts";
import { hasProgram } from "../support/programs.ts";
import { type RunningCli, runCli, startCli, temporaryDirectory } from "../support/run-cli.ts";
import { canMount as mountable, mountSmallDisk } from "../support/small-disk.ts";

/** Each thing that goes wrong is made to go wrong, and has to be named with what to do. */
const aldis = createCommandLine({ createApp });
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

let folder = "";
let pty: ReturnType<typeof createPty>;
beforeAll(() => {
  folder = temporaryDirectory();
  chmodSync(folder, 0o755);
  pty = createPty();
});
afterAll(async () => {
  await pty.close();
  rmSync(folder, { recursive: true });
});

interface Report {
  ok: boolean;
  findings: { subject: string; problem?: string }[];
}

/** What is found wrong, by subject, but for a gateway that does not run. */
async function problems(...args: string[]): Promise<Record<string, string>> {
  const { out, status } = await runCli(aldis, ["doctor", "--json", "--data", join(folder, "new"), ...args]);
  expect(status).toBe(1);
  return problemsIn(out);
}
function problemsIn(text: string): Record<string, string> {
  const { findings } = JSON.parse(text) as Report;
  const wrong = findings.flatMap(({ subject, problem }) =>
    problem === undefined ? [] : [[subject, problem] as const],
  );
  return Object.fromEntries(wrong.filter(([subject]) => subject !== "gateway"));
}

describe("with a running gateway", () => {
  let gateway: RunningCli;
  let simulator: RunningCli;
  const data = () => ["--data", join(folder, "data")];
  beforeAll(async () => {
    const link = join(folder, "locked");
    simulator = startCli(aldis, ["simulator", "--pty", link, "--pin", "4711"]);
    await simulator.printed(/ready at/);
    const modems = ["--modem", "simulated?name=well", "--modem", `${link}?name=locked&pin=9999`];
    gateway = startCli(aldis, ["serve", "--port", "0", ...data(), ...modems]);
    await gateway.printed(/"gateway started"/);
  });
  afterAll(async () => {
    await gateway.stop();
    await simulator.stop();
  });

  test("what it knows of its modems is said: a wrong PIN; the modem that is well is well", async () => {
    const found = await eventually("the modems' states", async () => {
      const { out, status } = await runCli(aldis, ["doctor", ...data()]);
      const lines = out.split("\n");
      const isSettled = lines.some((line) => /ok +modem well/.test(line)) && lines.some((line) => /PIN/.test(line));
      return isSettled && { out, status };
    });
    expect(found.status).toBe(1);
    expect(found.out).toMatch(/^ +!! +modem locked +.*PIN/m);
    expect(found.out).toMatch(/^ +ok +database/m);
    expect(found.out).not.toContain("9999");
  });
});

describe("with a running gateway whose settings have changed since", () => {
  let gateway: RunningCli;
  let own = "";
  const place = () => join(folder, "changed");
  beforeAll(async () => {
    gateway = startCli(aldis, ["serve", "--port", "0", "--data", place(), "--modem", "simulated"]);
    own = (await gateway.printed(/^Gateway: +http:\/\/127\.0\.0\.1:(\d+)/m))[1] ?? "";
    await gateway.printed(/"gateway started"/);
  });
  afterAll(() => gateway.stop());

  const found = async (...args: string[]) =>
    problemsIn((await runCli(aldis, ["doctor", "--json", "--data", place(), ...args])).out)["address and port"];

  test("the port that another program has is wrong, the gateway's own and a free one are not", async () => {
    using other = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data: () => undefined } });
    const taken = `the gateway listens on port ${own} of 127.0.0.1 now; started again with these settings it would not: port ${other.port} of 127.0.0.1 is in use: choose another with --port, or 0 for any`;
    expect(await found("--port", String(other.port))).toBe(taken);
    expect(await found("--port", own)).toBeUndefined();
    expect(await found("--port", "0")).toBeUndefined();
    expect(await found("--port", own, "--host", "192.0.2.1")).toContain("this machine has no address 192.0.2.1");
  });
});

describe("before the first start", () => {
  test("nothing is wrong with a fresh directory but that no gateway runs there", async () => {
    const { out, status } = await runCli(aldis, ["doctor", "--port", "0", "--data", join(folder, "fresh", "below")]);
    expect(status).toBe(1);
    expect(out.split("\n").filter((line) => line.includes("!!"))).toEqual([
      expect.stringMatching(/gateway +it does not run: systemctl start aldis, or aldis serve/),
    ]);
  });

  test("a data directory without a database is said, in case it is mistyped; a file in its place is wrong", async () => {
    const missing = join(folder, "mistyped");
    const { out } = await runCli(aldis, ["doctor", "--data", missing]);
    expect(out.replace(/\s+/g, " ")).toContain(
      `There is no database at ${join(missing, "aldis.sqlite")} yet. The first start of the gateway makes it. If the gateway has run before, its data is elsewhere: run this command with its --data or --config`,
    );
    const file = join(folder, "a-file");
    writeFileSync(file, "");
    const wrong = await runCli(aldis, ["doctor", "--json", "--port", "0", "--data", file]);
    expect(problemsIn(wrong.out)).toEqual({
      "data directory": `${file} is not a directory: name another with --data`,
    });
  });

  test("a port that another program has", async () => {
    using listener = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data: () => undefined } });
    expect(await problems("--port", String(listener.port))).toEqual({
      "address and port": `port ${listener.port} of 127.0.0.1 is in use: choose another with --port, or 0 for any`,
    });
    expect(await problems("--host", "192.0.2.1", "--port", "0")).toEqual({
      "address and port": "this machine has no address 192.0.2.1: choose another with --host",
    });
  });

  test("a database that is none, and one whose server is not there", async () => {
    mkdirSync(join(folder, "broken"), { mode: 0o700 });
    writeFileSync(join(folder, "broken", "aldis.sqlite"), "no database at all, ".repeat(500));
    const { out } = await runCli(aldis, ["doctor", "--json", "--port", "0", "--data", join(folder, "broken")]);
    expect(problemsIn(out)).toEqual({
      database: expect.stringMatching(
        /^the database cannot be used: .* What to do: .* copy the data directory before anything else; .*\(docs\/small-machine.md\)$/,
      ),
    });
    expect((await runCli(aldis, ["user", "list", "--data", join(folder, "broken")])).err).toBe(
      `aldis: ${problemsIn(out).database}\n`,
    );
    const away = await problems("--port", "0", "--database", "postgres://aldis:hidden@127.0.0.1:1/aldis");
    expect(away).toEqual({ database: expect.stringMatching(/^the database cannot be used: .* What to do: docs/) });
    expect(JSON.stringify(away)).not.toContain("hidden");
  });

  test.skipIf(!hasProgram("openssl"))("a certificate that ends soon, and one whose key is another's", async () => {
    const made = (name: string, days: number) => {
      const files = [join(folder, `${name}.pem`), join(folder, `${name}.key`)] as const;
      const request = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
      const where = ["-subj", "/CN=localhost", "-days", String(days), "-out", files[0], "-keyout", files[1]];
      Bun.spawnSync(["openssl", ...request, ...where], { stderr: "ignore" });
      return files;
    };
    const [soon, late] = [made("soon", 3), made("late", 300)];
    const tls = (files: readonly string[]) => problems("--port", "0", "--tls", files.join(","));
    expect(await tls(soon)).toEqual({ certificate: expect.stringMatching(/is valid until \d{4}-\d\d-\d\d: renew it/) });
    expect(await tls(late)).toEqual({});
    expect(await tls([late[0], soon[1]])).toEqual({
      certificate: expect.stringContaining("the key is not that of the certificate"),
    });
  });

  test("a modem's device that is not there", async () => {
    const path = join(folder, "ttyNone");
    expect(await problems("--port", "0", "--modem", path)).toEqual({
      [`device ${path}`]: expect.stringMatching(/^it is not there: plug the modem in/),
    });
  });

  test("a modem's device that a simulator provides is not in anybody's way", async () => {
    const link = join(folder, "simulated");
    const provider = startAldis(["simulator", "--pty", link]);
    try {
      await provider.printed(/ready at/);
      expect(await problems("--port", "0", "--modem", link)).toEqual({});
    } finally {
      await provider[Symbol.asyncDispose]();
    }
  });

  test.each([
    ["sleep", /^sleep \(process \d+\) has it open: end that/],
    ["ModemManager", /^ModemManager has it open: give the modem a name in \/etc\/udev\/rules.d/],
  ] as const)("a modem's device that %s has open", async (name, sentence) => {
    const program = join(folder, name);
    copyFileSync(realpathSync("/bin/sleep"), program);
    chmodSync(program, 0o755);
    const holder = Bun.spawn([program, "600"], { stdin: Bun.file(pty.path), stdout: "ignore", stderr: "ignore" });
    try {
      const found = await eventually("the holder", async () => {
        const all = await problems("--port", "0", "--modem", pty.path);
        return Object.keys(all).length > 0 && all;
      });
      expect(found).toEqual({ [`device ${pty.path}`]: expect.stringMatching(sentence) });
    } finally {
      holder.kill();
      await holder.exited;
    }
  });

  test.skipIf(!(isRoot && hasProgram("setpriv")))("a directory and a device that this user may not use", async () => {
    const binary = join(folder, "aldis");
    copyFileSync(await builtBinary(), binary);
    chmodSync(binary, 0o755);
    mkdirSync(join(folder, "closed"), { mode: 0o700 });
    const user = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups"];
    const backups = ["--backup-dir", join(folder, "closed")];
    const args = ["doctor", "--json", "--port", "0", "--data", join(folder, "closed"), "--modem", pty.path, ...backups];
    const { exit, output } = await runAldis(args, { command: ["setpriv", ...user, binary], cwd: "/" });
    expect(exit).toBe(1);
    expect(problemsIn(output)).toMatchObject({
      "data directory": expect.stringMatching(
        /belongs to user 0, and this user \(65534\) may not write to it: run as that user/,
      ),
      "folder for backups": `user ${NOBODY} may not write to the folder ${join(folder, "closed")}: give it to that user (chown), or name another`,
      [`device ${pty.path}`]: expect.stringMatching(
        /^this user may not use it: add the user to its group, \w+ \(usermod/,
      ),
    });
  });

  test.skipIf(!mountable())("a folder for backups on a disk that is read-only, or that is a file", async () => {
    using disk = mountSmallDisk(join(folder, "usb"), { mebibytes: 1 });
    const found = (path: string) => problems("--port", "0", "--backup-dir", path);
    expect(await found(join(disk.path, "made", "later"))).toEqual({});
    run(["mount", "-o", "remount,ro", disk.path]);
    expect(await found(disk.path)).toEqual({
      "folder for backups": expect.stringContaining(
        `add the lines [Service] and ReadWritePaths=${disk.path}, and start`,
      ),
    });
    writeFileSync(join(folder, "plain"), "");
    expect(await found(join(folder, "plain"))).toEqual({
      "folder for backups": `${join(folder, "plain")} is not a folder: move that file away, or name another folder`,
    });
  });

  const canMount = isRoot && hasProgram("unshare") && Bun.spawnSync(["unshare", "--mount", "true"]).exitCode === 0;
  test.skipIf(!canMount)("a disk with little room", async () => {
    const place = join(folder, "small");
    mkdirSync(place);
    const script = `mount -t tmpfs -o size=16m,mode=0700 tmpfs "$1" && shift && exec "$@"`;
    const args = ["doctor", "--json", "--port", "0", "--data", place];
    const command = ["unshare", "--mount", "sh", "-c", script, "sh", place, await builtBinary()];
    const { output } = await runAldis(args, { command });
    expect(problemsIn(output)).toEqual({
      "room on the disk": expect.stringMatching(/^1\d MiB are free where .* is: free some, 64 MiB at least/),
    });
  });
});
