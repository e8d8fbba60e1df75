import { afterEach, beforeEach, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { createCommandLine } from "../../lib/cli/index.ts";
import { ptyCable } from "../../lib/cli/pty-cable.ts";
import { createSimulatedModem, createSimulatedNetwork } from "../../lib/modem/simulator/index.ts";
import { openStore } from "../../lib/store/index.ts";
import { createApp } from "../../server.ts";
import { eventually } from "../support/eventually.ts";
import { createIo, runCli, startCli, temporaryDirectory } from "../support/run-cli.ts";

const aldis = createCommandLine({ createApp });
/** Nothing that speaks to a terminal or turns what is read, but line ends. */
const SAFE = /^(?:(?!\p{Cc})[^\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\n)*$/u;
const NASTY = "\u001b]0;owned\u0007\u009b2J\u202eteN";
const SEEN = "\\u001b]0;owned\\u0007\\u009b2J\\u202eteN";

let folder = "";
let data: string[] = [];
beforeEach(() => {
  folder = temporaryDirectory();
  data = ["--data", join(folder, "data")];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const command = (...args: string[]) => runCli(aldis, [...args, ...data]);

test("an operator's name reaches neither the terminal, nor the log, nor an event as it is", async () => {
  const network = createSimulatedNetwork();
  const cable = ptyCable(join(folder, "modem"));
  const modem = createSimulatedModem({ network });
  modem.state.radio.operator.name = NASTY;
  await modem.attach(cable);
  const gateway = startCli(aldis, [
    "serve",
    "--port",
    "0",
    "--log-level",
    "debug",
    "--modem",
    join(folder, "modem"),
    ...data,
  ]);
  try {
    await gateway.printed(/"gateway started"/);
    const listed = await eventually("the operator is listed", async () => {
      const { out } = await command("modem", "list");
      return out.includes("owned") && out;
    });
    expect(listed).toContain("\\u001b");
    expect(listed).toMatch(SAFE);
    expect((await command("modem", "list", "--json")).out).toMatch(SAFE);
    expect(gateway.output()).toMatch(SAFE);
  } finally {
    await gateway.stop();
    await modem.close();
    await cable.close();
    network.close();
  }
});

test("names in Telegram and in the address book are shown safely, and exported as they are to a file", async () => {
  const name = "Anna \u202e\u2066x";
  expect((await command("contact", "add", name, "--number", "+491701234567")).out).toMatch(SAFE);
  expect((await command("contact", "list")).out).toContain("Anna \\u202e\\u2066x");
  expect((await command("contact", "export")).out).toContain(name);
  const store = await openStore({ url: `sqlite:${join(folder, "data", "aldis.sqlite")}` });
  await store.telegram.link({ number: "+491701234567", chatId: 11, name: NASTY, linkedAt: 0 });
  await store.close();
  const links = (await command("telegram", "links")).out;
  expect(links).toContain(SEEN);
  expect(links).toMatch(SAFE);
  expect((await command("telegram", "unlink", "+491701234567")).out).toMatch(SAFE);
});

test("on a terminal what is exported is shown safely, too", async () => {
  await command("contact", "add", "Anna \u202e", "--number", "+491701234567");
  const { io, written } = createIo();
  io.out.isTTY = true;
  expect(await aldis(["contact", "export", ...data], io)).toBe(0);
  expect(written.out).toContain("Anna \\u202e");
});

test("what was given on the command line is repeated safely", async () => {
  await command("migrate");
  for (const args of [["user", "remove", NASTY], [NASTY], ["user", "add", "x", "--grant", NASTY]]) {
    const { out, err } = await command(...args);
    expect(err).toContain("owned");
    expect(out + err).toMatch(SAFE);
  }
});
