import { afterAll, beforeAll, expect, test } from "bun:test";
import { chmodSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createCommandLine } from "../../lib/cli/index.ts";
import { openStore } from "../../lib/store/index.ts";
import { createApp } from "../../server.ts";
import { runCli, startCli, temporaryDirectory } from "../support/run-cli.ts";
import { sqlOn } from "../support/sql.ts";

/** What goes wrong with the data of a gateway: each is made to go wrong, and named with what to do. */
const aldis = createCommandLine({ createApp });
let folder = "";
beforeAll(() => {
  folder = temporaryDirectory();
  chmodSync(folder, 0o755);
});
afterAll(() => rmSync(folder, { recursive: true }));

const run = (...args: string[]) => runCli(aldis, args);

/** What is wrong, by subject. */
async function problems(...args: string[]): Promise<Record<string, string>> {
  const { out } = await run("doctor", "--json", "--port", "0", ...args);
  const { findings } = JSON.parse(out) as { findings: { subject: string; problem?: string }[] };
  return Object.fromEntries(findings.flatMap(({ subject, problem }) => (problem ? [[subject, problem] as const] : [])));
}

const withoutGateway = ({ gateway: _, ...others }: Record<string, string>) => others;

/** What `serve` says of the same settings, and then ends. */
const refusal = async (...args: string[]) =>
  (await run("serve", "--port", "0", ...args)).err.replace(/^aldis: |\n$/g, "");

test.each([
  [
    "deleted",
    (file: string) => {
      for (const end of ["", "-wal", "-shm"]) rmSync(`${file}${end}`);
    },
  ],
  ["moved away", (file: string) => renameSync(file, `${file}.away`)],
] as const)("a database file that was %s under a gateway is named, with the rescued one", async (name, lose) => {
  const data = join(folder, name);
  const file = join(data, "aldis.sqlite");
  const gateway = startCli(aldis, ["serve", "--port", "0", "--modem", "simulated", "--data", data]);
  try {
    await gateway.printed(/"gateway started"/);
    lose(file);
    await gateway.printed(/everything that was accepted is in a new file/);
    const rescued = readdirSync(data).find((each) => /\.rescued-\w+$/.test(each)) ?? "";
    expect((await problems("--data", data)).database).toBe(
      `${file} or its write-ahead log was deleted, moved or replaced while the gateway runs, so nothing is accepted and nothing is sent. Everything that was accepted is in ${join(data, rescued)}: stop the gateway, remove what is left of ${file}, ${file}-wal and ${file}-shm, rename the rescued file to ${file}, and start (docs/database.md)`,
    );
  } finally {
    await gateway.stop();
  }
  // Started again by a service manager, it would begin with an empty database.
  await run("migrate", "--data", data);
  expect((await problems("--data", data)).database).toMatch(
    /\.rescued-\w+ is beside it: .* stop the gateway and put that file in the place of .*; if none is, delete it$/,
  );
});

test("a secret.key that is missing, or another's, though the database has secrets", async () => {
  const data = join(folder, "sealed");
  await run("migrate", "--data", data);
  expect((await run("modem", "add", "/dev/ttyUSB5?pin=1234&name=gsm5", "--data", data)).status).toBe(0);
  const key = join(data, "secret.key");
  expect(withoutGateway(await problems("--data", data))).toEqual({});
  renameSync(key, `${key}.away`);
  expect((await problems("--data", data))["key of secrets"]).toBe(
    `The secrets in the database need the key ${key}: copy it from the data directory that the database came from, or from another gateway of this database; if every copy is lost: aldis secret-key forget`,
  );
  expect(readdirSync(data)).not.toContain("secret.key");
  writeFileSync(key, `${Buffer.alloc(32, 1).toString("base64url")}\n`, { mode: 0o600 });
  expect((await problems("--data", data))["key of secrets"]).toContain("were made with another key than");
});

test("a data directory that serve refuses is refused by doctor in the same words, and left as it is", async () => {
  const everybody = join(folder, "everybody");
  mkdirSync(everybody);
  chmodSync(everybody, 0o1777);
  const linked = join(folder, "linked");
  mkdirSync(linked, { mode: 0o700 });
  symlinkSync(join(folder, "elsewhere"), join(linked, "aldis.sqlite"));
  const directory = join(folder, "directory");
  mkdirSync(join(directory, "secret.key"), { recursive: true, mode: 0o700 });
  const nameless = join(folder, "nameless");
  mkdirSync(nameless, { mode: 0o700 });
  writeFileSync(join(nameless, "node"), "", { mode: 0o600 });
  for (const [data, words] of [
    [everybody, "is a directory for everybody"],
    [linked, "is a symbolic link"],
    [directory, "is not a regular file"],
    [nameless, "is empty: write the gateway's name into it"],
  ] as const) {
    const found = (await problems("--data", data))["data directory"];
    expect(found).toContain(words);
    expect(await refusal("--modem", "simulated", "--data", data)).toBe(found ?? "");
  }
});

/** All that is wrong with the settings. */
async function wrongSettings(...args: string[]): Promise<string[]> {
  const { out } = await run("doctor", "--json", "--port", "0", ...args);
  const { findings } = JSON.parse(out) as { findings: { subject: string; problem?: string }[] };
  return findings.flatMap(({ subject, problem }) => (subject === "settings" && problem ? [problem] : []));
}

test("every setting that serve refuses is named, in the same words, and the rest is looked at", async () => {
  const config = join(folder, "wrong.toml");
  const data = join(folder, "settings");
  writeFileSync(
    config,
    'keep-sent = "soon"\nretention-cron = "nightly"\ncountry = "XX"\nfrobnicate = 1\nsnmp-port = 1161\n',
  );
  const found = await wrongSettings("--config", config, "--data", data);
  expect(found).toHaveLength(5);
  const refused = await refusal("--config", config, "--data", data);
  expect(
    refused
      .split("\n")
      .slice(0, 5)
      .map((line) => `${line.replace(/^aldis: /, "")}: aldis serve does not start with it`),
  ).toEqual(found);
  expect((await problems("--config", config, "--data", data)).gateway).toContain("it does not run");
  expect(await wrongSettings("--data", data, "--keep-sent", "30d", "--country", "DE")).toEqual([]);
  // Where the data is remains unknown.
  writeFileSync(config, "data = \n");
  expect(await run("doctor", "--config", config)).toMatchObject({ status: 2, out: "" });
});

test("stored values that cannot be used, and names that nobody has, are findings", async () => {
  const data = join(folder, "stored");
  await run("migrate", "--data", data);
  const store = await openStore({ url: `sqlite:${join(data, "aldis.sqlite")}` });
  await store.settings.set({ "option.keep-sent": ["soon"], "option.backup-cron": ["nightly"] });
  await store.close();
  expect(await wrongSettings("--data", data, "--gateway-alarms", "policy:nobody")).toEqual([
    expect.stringMatching(/^the stored value of backup-cron cannot be used \(must .*aldis setting reset backup-cron$/),
    expect.stringMatching(/^the stored value of keep-sent cannot be used \(must .*aldis setting reset keep-sent$/),
    "--gateway-alarms must name a policy of alarms, and there is none called nobody: what needs it does nothing until then",
  ]);
  expect((await run("doctor", "--data", data)).err).toBe("");
});

test("a stored value that was damaged is a finding, can be reset, and keeps no gateway from starting", async () => {
  const data = join(folder, "damaged");
  await run("migrate", "--data", data);
  const store = await openStore({ url: `sqlite:${join(data, "aldis.sqlite")}` });
  await store.settings.set({ "option.keep-sent": ["30d"], "option.keep-events": ["40d"], clock: { at: 1 } });
  // Secrets that the gateway makes for itself, of another type.
  await store.settings.set({ "rest.token-secret": 17, "email.reply-secret": {} });
  await store.close();
  await sqlOn(
    `sqlite:${join(data, "aldis.sqlite")}`,
    "update settings set value = '[\"3' where key in ('option.keep-sent', 'clock')",
  );
  expect(await wrongSettings("--data", data)).toEqual([
    "the stored value of keep-sent cannot be used (was damaged in the database), so its default stands: aldis setting set keep-sent VALUE, or aldis setting reset keep-sent",
  ]);
  const gateway = startCli(aldis, ["serve", "--port", "0", "--modem", "simulated", "--data", data]);
  try {
    await gateway.printed(/"gateway started"/);
    expect(await run("setting", "reset", "keep-sent", "--data", data)).toMatchObject({ status: 0 });
    const { out } = await run("setting", "list", "keep-sent", "keep-events", "--data", data);
    expect(out).toMatch(/keep-events +40d/);
    expect(out).not.toContain("30d");
  } finally {
    await gateway.stop();
  }
  expect(await wrongSettings("--data", data)).toEqual([]);
});

test("the database of another gateway", async () => {
  const data = join(folder, "owner");
  const gateway = startCli(aldis, ["serve", "--port", "0", "--modem", "simulated", "--data", data]);
  try {
    await gateway.printed(/"gateway started"/);
    const settings = ["--data", join(folder, "other"), "--database", `sqlite:${join(data, "aldis.sqlite")}`];
    expect((await problems(...settings)).gateway).toContain(
      `another gateway works on the database ${join(data, "aldis.sqlite")}: name its data directory with --data`,
    );
  } finally {
    await gateway.stop();
  }
});

test("a folder for backups that can only be found missing by making it, and nothing of the try stays", async () => {
  const wrong = "/proc/nope";
  expect(withoutGateway(await problems("--data", join(folder, "new"), "--backup-dir", wrong))).toEqual({
    "folder for backups": expect.stringMatching(
      process.getuid?.() === 0
        ? /^the folder \/proc\/nope does not exist: mount its disk, make it, or name another$/
        : /^user \d+ may not write to the folder \/proc: /,
    ),
  });
  const right = join(folder, "usb");
  mkdirSync(right);
  expect(withoutGateway(await problems("--data", join(folder, "new"), "--backup-dir", right))).toEqual({});
  expect(readdirSync(right)).toEqual([]);
});

test("every port that another program has is named, a free one is not", async () => {
  const socket = { data: () => undefined };
  using first = Bun.listen({ hostname: "127.0.0.1", port: 0, socket });
  using second = Bun.listen({ hostname: "127.0.0.1", port: 0, socket });
  const datagrams = await Bun.udpSocket({ hostname: "127.0.0.1" });
  try {
    const ports = ["--admin-port", String(first.port), "--http-port", String(second.port), "--isms-port", "0"];
    const snmp = ["--snmp-port", String(datagrams.port), "--snmp-community", "sesame-sesame"];
    const found = await problems("--data", join(folder, "new"), ...ports, ...snmp);
    const inUse = (port: number, option: string) =>
      `port ${port} of 127.0.0.1 is in use: choose another with ${option}, or 0 for any`;
    expect(found["address and port"]?.split("; ")).toEqual([
      inUse(first.port, "--admin-port"),
      inUse(second.port, "--http-port"),
      inUse(datagrams.port, "--snmp-port"),
    ]);
  } finally {
    datagrams.close();
  }
  const free = ["--admin-port", "0", "--snmp-port", "0", "--snmp-community", "sesame-sesame"];
  expect(withoutGateway(await problems("--data", join(folder, "new"), ...free))).toEqual({});
});
