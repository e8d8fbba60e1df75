import { afterAll, beforeAll, expect, test } from "bun:test";
import { chownSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { createCommandLine } from "../../lib/cli/index.ts";
import { openStore } from "../../lib/store/index.ts";
import { createApp } from "../../server.ts";
import { startTestGateway } from "../support/gateway.ts";
import { runCli, temporaryDirectory } from "../support/run-cli.ts";

const aldis = createCommandLine({ createApp });
const TOKEN = "123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOpp-12";
let data = "";
beforeAll(() => {
  data = temporaryDirectory();
});
afterAll(() => rmSync(data, { recursive: true }));

const run = (args: string[], options: { stdin?: string } = {}) => runCli(aldis, [...args, "--data", data], options);

test("a setting is set before the first start, listed with its source, and reset", async () => {
  expect(await run(["setting", "set", "unknown", "hold"])).toMatchObject({
    status: 0,
    out: "unknown is now hold (database); applies on running gateways within 2 s\n",
  });
  expect((await run(["setting", "list", "unknown", "country"])).out).toBe(
    "NAME     VALUE  FROM\ncountry  DE     default\nunknown  hold   database\n",
  );
  expect((await run(["setting", "reset", "unknown"])).out).toContain("unknown is now resend (default)");
  expect((await run(["setting", "set", "fallback-after", "6m"])).out).toContain("when the gateway starts again");
});

test("a secret comes by standard input, and is never shown", async () => {
  const set = await run(["setting", "set", "telegram-token", "--value-stdin"], { stdin: `${TOKEN}\n` });
  const list = await run(["setting", "list", "--json"]);
  const events = await run(["event", "list"]);
  expect(set).toMatchObject({ status: 0, out: expect.stringContaining("•••") as unknown as string });
  expect(list.out).toContain('"•••"');
  expect(JSON.stringify([set, list, events])).not.toContain(TOKEN);
  await run(["setting", "reset", "telegram-token"]);
});

test.skipIf(process.getuid?.() !== 0)(
  "as root, the key of secrets belongs to the owner of the data directory",
  async () => {
    const directory = temporaryDirectory();
    try {
      chownSync(directory, 65_534, 65_534);
      const args = ["setting", "set", "telegram-token", TOKEN, "--data", directory];
      expect(await runCli(aldis, args)).toMatchObject({ status: 0 });
      const { uid, gid, mode } = statSync(join(directory, "secret.key"));
      expect([uid, gid, mode & 0o777]).toEqual([65_534, 65_534, 0o600]);
    } finally {
      rmSync(directory, { recursive: true });
    }
  },
);

test.each([
  [["unknwon", "hold"], 2, "did you mean unknown?"],
  [["unknown", "maybe"], 1, "unknown must be resend, hold or assume-sent"],
  [["unknown", "hold", "resend"], 1, "unknown may be given only once"],
  [["port", "80"], 1, "port belongs to the machine: only --port, ALDIS_PORT and the file give it"],
  [["unknown"], 2, "VALUE: missing"],
  [["request-size", "1"], 1, "request-size must be at least 64KiB, because a smaller limit refuses what programs"],
  [["trusted-proxies", "::/0"], 1, "trusted-proxies must not take in so much of the Internet"],
])("%p is refused with status %p: %s", async (args, status, problem) => {
  const result = await run(["setting", "set", ...args]);
  expect(result).toMatchObject({ status, err: expect.stringContaining(problem) as unknown as string });
});

test("what the file gives wins, and says so", async () => {
  const file = join(data, "aldis.toml");
  await Bun.write(file, 'unknown = "resend"\n');
  expect(await run(["setting", "set", "unknown", "hold", "--config", file])).toMatchObject({
    status: 1,
    err: expect.stringContaining("aldis.toml, unknown, which wins over a stored value") as unknown as string,
  });
});

test("commands follow what is stored", async () => {
  await run(["setting", "set", "country", "FR"]);
  await run(["setting", "set", "numbers-blocked", "+336"]);
  expect(await run(["modem", "ring", "simulated", "0612345678"])).toMatchObject({
    status: 1,
    err: expect.stringContaining("--numbers-blocked") as unknown as string,
  });
  await run(["setting", "reset", "country", "numbers-blocked"]);
});

test("a stored value that cannot be used is reported, and the gateway starts with the default", async () => {
  await using gateway = await startTestGateway();
  const store = await openStore({ url: `sqlite:${join(gateway.data, "aldis.sqlite")}` });
  await store.settings.set({ "option.country": ["Narnia"] });
  await store.close();
  await gateway.restart();
  const [event] = await gateway.events({ kind: "setting.unusable" });
  expect(event).toMatchObject({
    severity: "warning",
    message: expect.stringContaining("country") as unknown as string,
  });
  const list = await gateway.command(["setting", "list", "country"]);
  expect(list.out).toContain("country  DE     default");
  expect(list.err).toContain("the stored value of country cannot be used: it must be a country");
});
