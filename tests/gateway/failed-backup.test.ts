import { describe, expect, test } from "bun:test";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createCommandLine } from "../../lib/cli/index.ts";
import { systemClock, withSleep } from "../../lib/clock.ts";
import { resolveSettings, SETTINGS, type SettingKey } from "../../lib/config/index.ts";
import { readInstance, startGateway } from "../../lib/gateway/index.ts";
import { createLog } from "../../lib/log.ts";
import { openStore } from "../../lib/store/index.ts";
import { createApp } from "../../server.ts";
import { eventually } from "../support/eventually.ts";
import { freePort } from "../support/free-port.ts";
import { startTestGateway } from "../support/gateway.ts";
import { runCli, temporaryDirectory } from "../support/run-cli.ts";
import { canMount, mountSmallDisk } from "../support/small-disk.ts";
import { sqlOn } from "../support/sql.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const MIB = 1024 * 1024;
const TOKEN = "a-token-of-the-metrics";
/** Longer than anything that the gateway waits for while it works. */
const LONG_MS = 30_000;
const LOOK_MS = 200;
/** Debian's program that asks by SNMP. */
const hasSnmp = process.env.CI === "true" || Bun.which("snmpget") !== null;
const COMMUNITY = "sesame-sesame";
const aldis = createCommandLine({ createApp });

/** State, age and time overdue of the backups, as ALDIS-MIB numbers them. */
async function byManager(port: number): Promise<number[]> {
  const oids = [17, 18, 19].map((number) => `.1.3.6.1.4.1.8072.9999.9999.2535.1.${number}.0`);
  const asked = Bun.spawn(["snmpget", "-v2c", "-c", COMMUNITY, "-Oqve", `127.0.0.1:${port}`, ...oids]);
  return (await asked.stdout.text()).trim().split("\n").map(Number);
}

/** A gateway that makes a backup each minute, whose clock is moved on by hand. */
async function startSchedule(data: string, { backupDir, snmpPort }: { backupDir: string; snmpPort: number }) {
  let aheadMs = 0;
  const clock = withSleep({
    now: () => Date.now() + aheadMs,
    setTimer: (ms, run) => systemClock.setTimer(ms > LONG_MS ? LOOK_MS : ms, run),
  });
  const settings = resolveSettings(Object.keys(SETTINGS) as SettingKey[], {
    options: {
      data: [data],
      port: ["0"],
      backupCron: ["* * * * *"],
      backupDir: [backupDir],
      metricsToken: [TOKEN],
      snmpPort: [String(snmpPort)],
      snmpCommunity: [COMMUNITY],
      mailHost: ["mail.invalid"],
      mailFrom: ["aldis@example.org"],
      gatewayAlarmsEmail: ["it@example.org"],
    },
    environment: {},
  });
  if (!settings.ok) throw new Error(settings.problem.join());
  const log = createLog({ level: "silent", format: "json" });
  const gateway = await startGateway(settings.value, {
    createApp,
    log,
    clock,
    environment: {},
    shutdown: () => undefined,
  });
  const url = readInstance(data)?.url ?? "";
  return {
    minutePasses: () => {
      aheadMs += MINUTE;
    },
    async metrics(): Promise<string[]> {
      const answer = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } });
      return (await answer.text()).split("\n").filter((line) => line.startsWith("aldis_backup_"));
    },
    mails: async () =>
      (await sqlOn(`sqlite:${join(data, "aldis.sqlite")}`, "select payload from jobs where kind = 'email' order by id"))
        .map(({ payload }) => JSON.parse(String(payload)) as { subject: string; text: string })
        .map(({ subject }) => subject),
    close: () => gateway.close(),
  };
}

test("a scheduled backup that fails is in the metrics, told of, and found by doctor, until one succeeds", async () => {
  const folder = temporaryDirectory();
  const data = join(folder, "data");
  const place = join(folder, "place");
  writeFileSync(place, "a file where the folder should be");
  const snmpPort = await freePort();
  const gateway = await startSchedule(data, { backupDir: place, snmpPort });
  const seenByManager = async (expected: number) =>
    hasSnmp && eventually(`${expected} by SNMP`, async () => (await byManager(snmpPort))[0] === expected);
  const doctor = async () => {
    const args = ["doctor", "--data", data, "--port", "0", "--backup-dir", place, "--backup-cron", "* * * * *"];
    return (await runCli(aldis, args)).out.split("\n");
  };
  try {
    const before = await gateway.metrics();
    expect(before).toContain('aldis_backup_failed{kind="scheduled"} 0');
    expect(before.join()).toContain("aldis_backup_due_timestamp_seconds ");
    gateway.minutePasses();
    await eventually("the failure is told", async () => (await gateway.mails()).length > 0);
    expect(await gateway.mails()).toEqual(["Aldis: The scheduled backup failed"]);
    const failed = await gateway.metrics();
    expect(failed).toContain('aldis_backup_failed{kind="scheduled"} 1');
    expect(failed.join()).not.toContain("aldis_backup_last_success_timestamp_seconds{");
    await seenByManager(3);
    const said = await doctor();
    expect(said).toContainEqual(expect.stringMatching(/^ +!! +folder for backups +.*place is not a folder: move/));
    expect(said).toContainEqual(
      expect.stringMatching(
        /^ +!! +scheduled backups +that of .* was not made, and none has succeeded yet: .*place is/,
      ),
    );

    rmSync(place);
    gateway.minutePasses();
    await eventually("its end is told", async () => (await gateway.mails()).length > 1);
    expect((await gateway.mails()).at(-1)).toBe("Aldis: Over: The scheduled backup failed");
    const good = await gateway.metrics();
    expect(good).toContain('aldis_backup_failed{kind="scheduled"} 0');
    const at = /last_success_timestamp_seconds\{kind="scheduled"\} (\d+)/.exec(good.join())?.[1];
    expect(Math.abs(Number(at) * 1_000 - Date.now())).toBeLessThan(10 * MINUTE);
    await seenByManager(2);
    const well = await doctor();
    expect(well).toContainEqual(expect.stringMatching(/^ +ok +folder for backups/));
    expect(well).toContainEqual(expect.stringMatching(/^ +ok +scheduled backups/));
  } finally {
    await gateway.close();
    rmSync(folder, { recursive: true });
  }
}, 180_000);

describe.skipIf(!canMount())("on the disk of the database", () => {
  test("a scheduled backup without room for its copy says how much to free", async () => {
    const folder = temporaryDirectory();
    const disk = mountSmallDisk(join(folder, "disk"), { mebibytes: 24 });
    const data = join(disk.path, "data");
    mkdirSync(data);
    const database = `sqlite:${join(data, "aldis.sqlite")}`;
    await (await openStore({ url: database })).close();
    await sqlOn(database, "create table large (octets blob)");
    await sqlOn(database, `insert into large values (zeroblob(${10 * MIB}))`);
    writeFileSync(join(disk.path, "other"), Buffer.alloc(8 * MIB));
    const gateway = await startSchedule(data, { backupDir: join(folder, "place"), snmpPort: await freePort() });
    try {
      gateway.minutePasses();
      const events = () => sqlOn(database, "select message from events where kind = 'backup.failed'");
      await eventually("it has failed", async () => (await events()).length > 0);
      expect((await events()).at(0)?.message).toMatch(
        /: the disk with the database is full: .* What to do: free 64 MiB or more on that disk \(docs\/small-machine\.md\)/,
      );
    } finally {
      await gateway.close();
      disk[Symbol.dispose]();
      rmSync(folder, { recursive: true });
    }
  }, 180_000);
});

test("a backup that was due while no gateway ran is overdue, to the metrics and to doctor; an older version's outcome counts", async () => {
  const cron = ["--backup-cron", "0 3 * * *"];
  const snmpPort = await freePort();
  const snmp = ["--snmp-port", String(snmpPort), "--snmp-community", COMMUNITY];
  await using gateway = await startTestGateway("--metrics-token", TOKEN, ...cron, ...snmp);
  const madeAt = Date.now() - 3 * DAY;
  const store = await openStore({ url: gateway.database });
  // As versions before wrote it: of the last one alone.
  await store.settings.set({ "backup.outcome": { at: madeAt, kind: "scheduled", file: "/backups/one" } });
  await store.close();
  const answer = await fetch(`${gateway.url}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } });
  const text = await answer.text();
  const figure = (name: string) =>
    Number(new RegExp(`^aldis_backup_${name.replace(/[{}]/g, "\\$&")} (\\S+)$`, "m").exec(text)?.[1]);
  expect(figure('last_success_timestamp_seconds{kind="scheduled"}')).toBe(madeAt / 1_000);
  expect(figure('failed{kind="scheduled"}')).toBe(0);
  const due = figure("due_timestamp_seconds") * 1_000;
  expect(due).toBeGreaterThan(madeAt);
  expect(due).toBeLessThanOrEqual(madeAt + DAY + 2 * 60 * MINUTE);
  if (hasSnmp) {
    const [state, age, overdue] = await eventually("the backup by SNMP", async () => {
      const figures = await byManager(snmpPort);
      return (figures[2] ?? 0) > 0 && figures;
    });
    expect(state).toBe(2);
    expect(age).toBeGreaterThanOrEqual((3 * DAY) / 1_000);
    expect(overdue).toBeLessThan(Number(age));
  }
  const { out } = await gateway.command(["doctor", "--port", "0", ...cron]);
  expect(out).toMatch(
    /!! +scheduled backups +the last one that succeeded was made at .* UTC, and the next was due at .* UTC: the gateway has to/,
  );
  const without = await gateway.command(["doctor", "--port", "0", "--backup-cron", "none"]);
  expect(without.out).not.toContain("scheduled backups");
}, 180_000);
