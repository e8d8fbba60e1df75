import { afterAll, describe, expect, test } from "bun:test";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { everyCommand } from "../lib/cli/index.ts";
import { everySetting, resolveSettings, SETTINGS, type SettingKey } from "../lib/config/index.ts";
import { createApp } from "../server.ts";
import { hasProgram, runProgram } from "./support/programs.ts";
import { temporaryDirectory } from "./support/run-cli.ts";

const folder = join(import.meta.dir, "../deploy");
const scratch = temporaryDirectory();
afterAll(() => rmSync(scratch, { recursive: true }));
const file = (path: string) => readFileSync(join(folder, path), "utf8");

describe("the settings of the package", () => {
  const keys = Object.keys(SETTINGS) as SettingKey[];
  async function read(text: string) {
    const path = join(scratch, "aldis.toml");
    await Bun.write(path, text);
    return resolveSettings(keys, { options: {}, environment: { ALDIS_CONFIG: path } });
  }

  test("are those of the program, but for the data directory", async () => {
    const resolved = await read(file("aldis.toml"));
    if (!resolved.ok) throw new Error(resolved.problem.join("\n"));
    expect([...resolved.value.given.keys()]).toEqual(["data", "config"]);
    expect(resolved.value.config.data).toBe("/var/lib/aldis");
  });

  test("name every option; each line of one with a default says that default", async () => {
    const lines = new Map(
      [...file("aldis.toml").matchAll(/^#?([a-z][a-z-]*) = .*$/gm)].map(([line, flag]) => [flag, line]),
    );
    const flags = everySetting().map(([, { flag }]) => flag);
    expect([...lines.keys()]).toEqual(flags.filter((flag) => flag !== "config"));
    const withDefault = everySetting().filter(([key, setting]) => setting.default !== undefined && key !== "data");
    const text = withDefault.map(([, { flag }]) => lines.get(flag)?.replace(/^#/, "")).join("\n");
    const [given, none] = [await read(text), await read("")];
    if (!given.ok || !none.ok) throw new Error("not read");
    // And the file itself.
    expect(given.value.given.size).toBe(withDefault.length + 1);
    expect(given.value.config).toEqual(none.value.config);
  });
});

describe("the unit", () => {
  const unit = file("systemd/aldis.service");
  const settings = unit
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .join("\n");

  test.skipIf(!hasProgram("systemd-analyze"))("is one that systemd understands, and that exposes little", async () => {
    // The program and its manual are not installed here.
    const copy = join(scratch, "aldis.service");
    await Bun.write(copy, unit.replace("/usr/bin/aldis", "/bin/true").replace(/^Documentation=.*$/m, ""));
    const verified = await runProgram(["systemd-analyze", "verify", copy], { timeoutMs: 60_000 });
    expect(verified).toEqual({ exit: 0, output: "" });
    // 10 is everything, 0 nothing; 30: above 3.0 fails.
    const command = ["systemd-analyze", "security", "--offline=true", "--threshold=30", copy];
    const judged = await runProgram(command, { timeoutMs: 60_000 });
    expect(judged).toMatchObject({ exit: 0 });
  });

  test("does not set what hides modems, slows the runtime down or ends it", () => {
    expect(settings).not.toMatch(/PrivateDevices|MemoryDenyWriteExecute|LimitAS|DeviceAllow|ProtectClock|DevicePolicy/);
    expect(settings).toContain("Type=notify");
    expect(settings).toContain("Restart=always");
    // What `halt` of /commands.php ends with, and wrong settings.
    expect(settings).toContain("RestartPreventExitStatus=0 2");
  });
});

test("the udev rules take no modem from ModemManager that has no name", () => {
  const rules = file("udev/71-aldis.rules")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  expect(rules).toHaveLength(2);
  for (const rule of rules) expect(rule).toContain('ENV{ALDIS_MODEM}=="?*"');
});

describe("the manual", () => {
  test.skipIf(!hasProgram("man"))(
    "is one that man reads without a warning, with every command and option",
    async () => {
      const command = ["man", "--warnings", "-E", "UTF-8", "-l", join(folder, "aldis.1")];
      const { exit, output } = await runProgram(command, {
        timeoutMs: 60_000,
        env: { MANWIDTH: "1000", MAN_KEEP_STDERR: "1" },
      });
      expect(exit).toBe(0);
      expect(output).not.toMatch(/warning:|error:.*aldis\.1/);
      for (const { path, flags } of everyCommand({ createApp })) {
        expect(output).toContain(`aldis ${path.join(" ")}`);
        for (const { flag } of Object.values(flags)) expect(output).toContain(`--${flag}`);
      }
      for (const [, { flag, environment }] of everySetting()) {
        expect(output).toContain(`--${flag}`);
        expect(output).toContain(environment);
      }
    },
  );
});

describe("completion", () => {
  const scripts = join(folder, "completions");
  const words = async (command: string[]) => {
    const { exit, output } = await runProgram(command, { timeoutMs: 60_000 });
    expect({ exit, output }).toMatchObject({ exit: 0 });
    return output.trim().split(/\s+/);
  };
  const bash = (...line: string[]) =>
    words([
      "bash",
      "-c",
      `source ${scripts}/aldis.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _aldis; echo "\${COMPREPLY[@]}"`,
      "bash",
      ...line,
    ]);

  test("in bash knows commands, those below them, options and their values", async () => {
    expect(await bash("aldis", "us")).toEqual(["user"]);
    expect(await bash("aldis", "user", "")).toEqual(expect.arrayContaining(["add", "list", "grant"]));
    expect(await bash("aldis", "user", "add", "--pass")).toEqual(["--password-stdin"]);
    expect(await bash("aldis", "user", "add", "--data", "/srv", "--gr")).toEqual(["--grant"]);
    expect(await bash("aldis", "serve", "--log-level", "")).toEqual(["debug", "info", "warn", "error", "silent"]);
    expect(await bash("aldis", "--mod")).toEqual(["--modem", "--modem-power"]);
    expect(await bash("aldis", "user", "add", "--control")).toEqual([""]);
  });

  test.skipIf(!hasProgram("fish"))("in fish knows the same", async () => {
    const fish = async (line: string) =>
      (
        await words(["fish", "--no-config", "-c", `source ${scripts}/aldis.fish; complete -C '${line}' | cut -f1`])
      ).sort();
    expect(await fish("aldis us")).toEqual(["user"]);
    expect(await fish("aldis user add --pass")).toEqual(["--password-stdin"]);
    expect(await fish("aldis serve --log-level ")).toEqual(["debug", "error", "info", "silent", "warn"]);
  });

  test.skipIf(!hasProgram("zsh"))("in zsh is a function that it reads", async () => {
    await words(["zsh", "-f", "-n", `${scripts}/_aldis`]);
    const dump = `fpath=(${scripts} $fpath); autoload -Uz compinit && compinit -u -D; print -r -- $_comps[aldis]`;
    expect(await words(["zsh", "-f", "-c", dump])).toEqual(["_aldis"]);
  });
});
