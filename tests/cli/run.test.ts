import { describe, expect, test } from "bun:test";
import { defineCommand } from "../../lib/cli/command.ts";
import { CliError } from "../../lib/cli/error.ts";
import { runCommand } from "../../lib/cli/run.ts";
import { type Option, parseWhole, SETTINGS, type SettingKey, single } from "../../lib/config/index.ts";
import { runCli } from "../support/run-cli.ts";

const times: Option<number> = {
  flag: "times",
  placeholder: "N",
  documentation: "How often.",
  repeatable: false,
  parse: single(parseWhole(1, 9)),
};
const loud: Option<boolean> = {
  flag: "loud",
  documentation: "In capitals.",
  repeatable: false,
  parse: () => ({ ok: true, value: true }),
};

const commands = [
  defineCommand({
    path: ["serve"],
    operands: [],
    summary: "run the gateway",
    settings: Object.keys(SETTINGS) as SettingKey[],
    flags: {},
    async run({ config, io }) {
      io.out.write(`serving on ${config.host}:${config.port}\n`);
      return 0;
    },
  }),
  defineCommand({
    path: ["say", "hello"],
    operands: ["NAME", "[TITLE]"],
    summary: "greet somebody",
    details: "Politely.",
    settings: ["data"],
    flags: { times, loud },
    required: ["times"],
    async run({ flags, operands, io }) {
      if (operands[0] === "nobody") throw new CliError("failed", "there is nobody");
      const text = `hello ${operands.join(" ")} `.repeat(flags.times ?? 0).trim();
      io.out.write(`${flags.loud === true ? text.toUpperCase() : text}\n`);
      return 0;
    },
  }),
  defineCommand({
    path: ["say", "bye"],
    operands: [],
    summary: "part",
    settings: [],
    flags: {},
    run: () => Promise.resolve(7),
  }),
];
const aldis = (...args: string[]) => runCli((words, io) => runCommand(commands, words, io), args);

describe("a command", () => {
  test("without a name is the gateway, with its options", async () => {
    expect(await aldis()).toEqual({ status: 0, out: "serving on 127.0.0.1:8080\n", err: "" });
    expect((await aldis("--port", "81", "--host=::")).out).toBe("serving on :::81\n");
    expect((await aldis("serve", "--port=0")).out).toBe("serving on 127.0.0.1:0\n");
  });

  test("takes operands and options in any order, and all behind -- as operands", async () => {
    expect((await aldis("say", "hello", "--times", "2", "Ada", "--loud")).out).toBe("HELLO ADA HELLO ADA\n");
    expect((await aldis("say", "hello", "--times=1", "--", "--help", "Dr")).out).toBe("hello --help Dr\n");
  });

  test("gives its own exit status", async () => {
    expect(await aldis("say", "bye")).toEqual({ status: 7, out: "", err: "" });
  });

  test("that cannot be done is exit status 1 and one sentence", async () => {
    expect(await aldis("say", "hello", "nobody", "--times", "1")).toEqual({
      status: 1,
      out: "",
      err: "aldis: there is nobody\n",
    });
  });
});

describe("wrong usage is exit status 2, nothing on standard output, and says", () => {
  async function complaint(...args: string[]): Promise<string> {
    const { status, out, err } = await aldis(...args);
    expect({ status, out }).toEqual({ status: 2, out: "" });
    return err;
  }

  test("every problem by name, and how the command is called", async () => {
    expect(await complaint("--port", "x", "--tls=maybe")).toBe(
      'aldis: --port: must be a port, 0 to 65535, not "x"\n' +
        'aldis: --tls: must be off, self-signed or CERT,KEY (two PEM files), not "maybe"\n' +
        "Usage: aldis serve [options], see aldis serve --help\n",
    );
  });

  test.each([
    [["say", "hello", "Ada"], "--times N: missing"],
    [["say", "hello", "--times", "1"], "NAME: missing"],
    [["say", "hello", "a", "b", "c", "--times", "1"], "c: not expected here"],
    [["say", "hello", "Ada", "--times"], "--times: needs N"],
    [["say", "hello", "Ada", "--times", "--loud"], "--times: needs N"],
    [["say", "hello", "Ada", "--times", "0"], "--times: must be a whole number, 1 to 9, not 0"],
    [["say", "hello", "Ada", "--times", "1", "--times", "2"], "--times: may be given only once, not 1 and 2"],
    [["say", "hello", "Ada", "--times", "1", "--loud=yes"], "--loud: takes no value"],
    [["say", "hello", "Ada", "--tmies", "1"], "--tmies: unknown option; did you mean --times?"],
    [["say", "hello", "Ada", "--times", "1", "--port", "1"], "--port: unknown option"],
  ])("%p: %s", async (args, expected) => {
    expect((await complaint(...args)).split("\n")[0]).toBe(`aldis: ${expected}`);
  });

  test.each([
    [["sreve"], 'unknown command "sreve"; did you mean serve?'],
    [["say", "helo"], 'unknown command "say helo"; did you mean hello?'],
    [["frobnicate"], 'unknown command "frobnicate"'],
    [["say"], "say: a command is missing"],
  ])("%p: %s", async (args, expected) => {
    expect((await complaint(...args)).split("\n")[0]).toMatch(new RegExp(`^aldis:? ${RegExp.escape(expected)}$`));
  });
});

describe("help", () => {
  test.each([[["--help"]], [["-h"]], [["help"]]])("%p lists every command", async (args) => {
    const { status, out } = await aldis(...args);
    expect(status).toBe(0);
    for (const line of [/aldis serve +run the gateway/, /aldis say hello NAME \[TITLE\] +greet somebody/]) {
      expect(out).toMatch(line);
    }
  });

  test.each([[["say", "hello", "--help"]], [["help", "say", "hello"]], [["say", "hello", "Ada", "-h"]]])(
    "%p explains one, with its options and settings",
    async (args) => {
      const { status, out } = await aldis(...args);
      expect(status).toBe(0);
      expect(out).toStartWith("aldis say hello NAME [TITLE] [options]\n\ngreet somebody\n\nPolitely.\n");
      expect(out).toContain("  --times N\n      How often.\n");
      expect(out).toContain("  --data DIR\n");
      expect(out).toContain("ALDIS_DATA; default: ./data\n");
    },
  );

  test("names both the gateway's options and those of a command at its end", async () => {
    expect((await aldis("--help")).out).toEndWith(
      '"aldis serve --help" shows the gateway\'s\noptions, "aldis COMMAND --help" those of a command.\n',
    );
  });

  test("of a group lists its commands", async () => {
    const { status, out } = await aldis("say", "--help");
    expect(status).toBe(0);
    expect(out).toContain("aldis say bye");
    expect(out).not.toContain("aldis serve");
  });

  test("fits 80 columns", async () => {
    const { out } = await aldis("serve", "--help");
    expect(out.split("\n").filter((line) => line.length > 80)).toEqual([]);
  });
});

test("--version prints the version of the package", async () => {
  const { version } = await Bun.file(new URL("../../package.json", import.meta.url)).json();
  expect(await aldis("--version")).toEqual({ status: 0, out: `aldis ${version}\n`, err: "" });
});

test("a problem of several lines has the program's name once", async () => {
  const run = (words: readonly string[], io: Parameters<typeof runCommand>[2]) => runCommand(commands, words, io);
  const { err } = await runCli(run, ["serve", "--modem", "simulated?profile=foo", "--port", "x"]);
  expect(err).toMatch(/^aldis: --modem: "foo" is not a profile .*:$/m);
  expect(err).toMatch(/^ {2}generic +\S/m);
  expect(err.match(/^aldis: /gm)).toHaveLength(2);
});
