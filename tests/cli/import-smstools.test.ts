import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { importCommands } from "../../lib/cli/import.ts";
import { openStore, type Store } from "../../lib/store/index.ts";
import { commandsOnData } from "../support/commands-on-data.ts";
import { startSimulator } from "../support/peers/simulator.ts";
import { startSmstools } from "../support/peers/smstools.ts";
import { createTestDatabase, dropTestDatabase, hasPostgres } from "../support/postgres.ts";
import { hasProgram } from "../support/programs.ts";

/** A spool of Debian's smsd, with messages that it has sent and received by the simulated modem. */
const LONG = "The quick brown fox. ".repeat(19).slice(0, 400);
const OUTGOING = [
  { to: "4917012345678", headers: "", text: "Hello world" },
  { to: "4917012345679", headers: "Alphabet: UTF-8\n", text: "Grüße € 😀 Привет" },
  { to: "4917012345671", headers: "", text: LONG },
];
const UCS2 = { to: "4917012345670", text: "Привет 😀" };
const INCOMING = [
  { sender: "+491711111111", text: "incoming äöü €" },
  { sender: "Bank", text: `Привет 😀 ${"и ещё текст ".repeat(12)}конец` },
];
const CONFIG = `devices = GSM1, GSM2
eventhandler = /usr/local/bin/event
blacklist = /etc/blacklist
[GSM1]
device = /dev/ttyUSB0
baudrate = 115200
pin = 4321
queues = telecom
[GSM2]
device = /dev/ttyUSB1
[queues]
telecom = /var/spool/sms/telecom
[providers]
telecom = 49160, 49170, s
`;

const cli = commandsOnData(importCommands);
const smstools = (from: string, ...options: string[]) =>
  cli.run(["import", "smstools", from, "--time-zone", Intl.DateTimeFormat().resolvedOptions().timeZone, ...options]);

async function stored(url = cli.database()) {
  const store: Store = await openStore({ url });
  try {
    const all = await store.archive.list(
      { outcomes: ["queued", "sent", "failed", "incoming"] },
      { limit: 100, offset: 0 },
    );
    return {
      outgoing: all.flatMap((each) => (each.direction === "outgoing" ? [each.message] : [])),
      incoming: all.flatMap((each) => (each.direction === "incoming" ? [each.message] : [])),
    };
  } finally {
    await store.close();
  }
}

describe.skipIf(!hasProgram("smsd"))("the spool of smsd", () => {
  let folder = "";
  let began = 0;
  const spool = () => join(folder, "smstools");

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "aldis-spool-"));
    began = Date.now();
    await using simulator = await startSimulator();
    const put = (name: string, content: Uint8Array | string) => {
      writeFileSync(join(simulator.folder, "smstools/new", name), content);
      renameSync(join(simulator.folder, "smstools/new", name), join(simulator.folder, "smstools/outgoing", name));
    };
    {
      await using smsd = startSmstools(simulator.pty, simulator.folder, {
        global: ["delaytime = 1"],
        modem: ["incoming = yes", "report = yes", "init = AT+CNMI=2,0,0,2,0"],
      });
      for (const [at, { to, headers, text }] of OUTGOING.entries()) put(`out${at}`, `To: ${to}\n${headers}\n${text}`);
      const ucs2 = Buffer.from(UCS2.text, "utf16le").swap16();
      put("ucs2", Buffer.concat([Buffer.from(`To: ${UCS2.to}\nAlphabet: UCS2\nFlash: yes\n\n`), ucs2]));
      put("nobody", "To: \n\nno number");
      for (const { sender, text } of INCOMING) await simulator.receive(sender, text);
      await smsd.until(
        "everything to be sent, reported, refused and received",
        async () =>
          smsd.sent() === 4 && smsd.reports().length === 6 && smsd.received().length === 2 && smsd.failures() === 1,
      );
    }
    cpSync(join(simulator.folder, "smstools"), spool(), { recursive: true });
    rmSync(join(spool(), "smsd.conf"));
    writeFileSync(join(spool(), "outgoing/later"), "To: 4917012345672\n\nlater");
  }, 240_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const ADDED =
    /^outgoing messages: 5 added, 0 there already\nincoming messages: 2 added, 0 there already\n1 of them waited/;

  async function expectImported(url?: string): Promise<void> {
    const { outgoing, incoming } = await stored(url);
    expect(outgoing.map(({ recipient, text, state }) => `${recipient} ${state} ${text}`).sort()).toEqual(
      [...[...OUTGOING, UCS2].map(({ to, text }) => `+${to} delivered ${text}`), "+4917012345672 unknown later"].sort(),
    );
    expect(outgoing.find(({ recipient }) => recipient === `+${UCS2.to}`)?.flash).toBe(true);
    expect(incoming.map(({ sender, text }) => `${sender} ${text}`).sort()).toEqual(
      INCOMING.map(({ sender, text }) => `${sender} ${text}`).sort(),
    );
    for (const { createdAt, sentAt = createdAt, settledAt = createdAt } of outgoing)
      for (const at of [createdAt, sentAt, settledAt]) expect(Math.abs(at - began)).toBeLessThan(1_500_000);
  }

  test("a dry run says what would be imported, and stores nothing", async () => {
    const { out, err } = await smstools(spool(), "--dry-run");
    expect(out).toMatch(/^outgoing messages: 5 would be added, 0 there already\nincoming messages: 2 would be added/);
    expect(err).toBe("failed/nobody: refused: it has no header To\n");
    expect(await stored()).toEqual({ outgoing: [], incoming: [] });
  });

  test("everything is there once, in every alphabet, with what the reports say; a second import adds nothing", async () => {
    expect(readdirSync(join(spool(), "report"))).toHaveLength(6);
    expect((await smstools(spool())).out).toMatch(ADDED);
    await expectImported();
    expect((await smstools(spool())).out).toMatch(
      /^outgoing messages: 0 added, 5 there already\nincoming messages: 0 added, 2 there already\n/,
    );
    await expectImported();
  });

  test.skipIf(!hasPostgres())("goes into PostgreSQL too", async () => {
    const url = await createTestDatabase();
    try {
      expect((await smstools(spool(), "--database", url)).out).toMatch(ADDED);
      await expectImported(url);
    } finally {
      await dropTestDatabase(url);
    }
  });

  test("smsd.conf becomes settings to type, without its PIN", async () => {
    const conf = cli.path("smsd.conf");
    writeFileSync(conf, CONFIG);
    const { out } = await smstools(spool(), "--conf", conf, "--dry-run");
    for (const line of [
      "modem GSM1: --modem '/dev/ttyUSB0?name=GSM1&baud=115200&pin=…&pool=telecom'",
      "modem GSM2: --modem '/dev/ttyUSB1?name=GSM2'",
      "provider telecom: --route '+49160=pool:telecom +49170=pool:telecom'",
      "provider telecom: short numbers: no route is about these",
      "eventhandler: a program runs here for nothing; use webhooks or message routing",
      "folder /var/spool/sms/telecom of smsd.conf: it is not there, so nothing was read from it",
      "blacklist /etc/blacklist: use --numbers-allowed, --numbers-blocked or opt-outs",
    ])
      expect(out).toContain(`  1 × ${line}\n`);
    expect(out).not.toContain("4321");
  });
});

describe("files of a spool", () => {
  test.each([
    ["GSM", Buffer.from([0x02, 0x41, 0x1b, 0x65]), "$A€"],
    ["ISO", Buffer.from([0xe4, 0xa4]), "ä€"],
    ["UTF-8", Buffer.from("ä€😀"), "ä€😀"],
    ["UCS2", Buffer.from("\u20ac\n\n", "utf16le").swap16(), "€\n\n"],
  ])("are read in %s", async (alphabet, body, text) => {
    const sent = cli.path("spool/sent");
    mkdirSync(sent, { recursive: true });
    const head = `To: 4917012345678\nAlphabet: ${alphabet}\nSent: 26-03-29 12:00:00\nMessage_id: 7\n\n`;
    writeFileSync(join(sent, "one"), Buffer.concat([Buffer.from(head), body]));
    expect((await smstools(cli.path("spool"))).status).toBe(0);
    expect((await stored()).outgoing).toMatchObject([{ text, state: "sent" }]);
  });

  test("that are no messages are named, and the others imported", async () => {
    const sent = cli.path("spool/sent");
    const incoming = cli.path("spool/incoming");
    for (const path of [sent, incoming]) mkdirSync(path, { recursive: true });
    writeFileSync(join(sent, "large"), "x".repeat(70_000));
    writeFileSync(join(sent, "good"), "To: 4917012345678\nSent: 26-03-29 12:00:00\n\ngood");
    writeFileSync(join(incoming, "undated"), "From: 4917012345678\n\ntext");
    const { err, out } = await smstools(cli.path("spool"));
    expect(err.split("\n").sort()).toEqual([
      "",
      "incoming/undated: refused: it has no time in the header Received",
      "sent/large: refused: it is larger than 65536 bytes",
    ]);
    expect(out).toMatch(/^outgoing messages: 1 added/);
  });

  test("a folder that is not there is said to be so", async () => {
    const { status, err } = await smstools("/nowhere/spool");
    expect(status).not.toBe(0);
    expect(err).toContain("the spool cannot be read: /nowhere/spool: no such file or directory (ENOENT)\n");
  });

  test("a folder that is no spool is refused, with the folders that a spool has", async () => {
    mkdirSync(cli.path("photos"), { recursive: true });
    const { status, err } = await smstools(cli.path("photos"));
    expect(status).not.toBe(0);
    expect(err).toContain("photos: refused: none of the folders of a spool is in it (incoming, outgoing");
  });
});
