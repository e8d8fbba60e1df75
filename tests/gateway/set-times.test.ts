import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { systemClock, withSleep } from "../../lib/clock.ts";
import { resolveSettings, SETTINGS, type SettingKey } from "../../lib/config/index.ts";
import { createBackups } from "../../lib/gateway/backups/index.ts";
import { startGateway } from "../../lib/gateway/index.ts";
import { createLog } from "../../lib/log.ts";
import type { DomainEvent, EventRecorder } from "../../lib/messages/index.ts";
import { inspectBackup, openStore } from "../../lib/store/index.ts";
import { createApp } from "../../server.ts";
import { eventually } from "../support/eventually.ts";
import { createManualClock } from "../support/manual-clock.ts";
import { temporaryDirectory } from "../support/run-cli.ts";
import { sqlOn } from "../support/sql.ts";

const MINUTE = 60_000;
/** Longer than anything that the gateway waits for while it works. */
const LONG_MS = 30_000;
const LOOK_MS = 200;
const DAY = 24 * 60 * MINUTE;
const MADE = /^aldis-\d{8}-\d{6}\.backup$/;
const log = createLog({ level: "silent", format: "json" });
let folder = "";
beforeAll(() => {
  folder = temporaryDirectory();
});
afterAll(() => rmSync(folder, { recursive: true }));

const backupsIn = (place: string) => readdirSync(place).filter((name) => name.endsWith(".backup"));

test("a gateway imports contacts and makes a backup when their minute comes", async () => {
  // Whoever sleeps for long looks again soon: so the minute has come for all as soon as it is said to.
  let aheadMs = 0;
  const clock = withSleep({
    now: () => Date.now() + aheadMs,
    setTimer: (ms, run) => systemClock.setTimer(ms > LONG_MS ? LOOK_MS : ms, run),
  });
  using server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response("Anna;112\n") });
  const data = join(folder, "gateway");
  const place = join(folder, "made");
  const settings = resolveSettings(Object.keys(SETTINGS) as SettingKey[], {
    options: {
      data: [data],
      port: ["0"],
      backupCron: ["* * * * *"],
      backupDir: [place],
      contactsUrl: [`${server.url}contacts.csv`],
      contactsCron: ["* * * * *"],
    },
    environment: {},
  });
  if (!settings.ok) throw new Error(settings.problem.join());
  const gateway = await startGateway(settings.value, {
    createApp,
    log,
    clock,
    environment: {},
    shutdown: () => undefined,
  });
  const database = `sqlite:${join(data, "aldis.sqlite")}`;
  aheadMs = MINUTE;
  try {
    const kinds = await eventually("both are done", async () => {
      const rows = await sqlOn(
        database,
        "select kind from events where kind like 'backup.%' or kind like 'contacts.%'",
      );
      return rows.length >= 2 && rows.map(({ kind }) => String(kind)).sort();
    });
    expect(kinds.slice(0, 2)).toEqual(["backup.made", "contacts.imported"]);
  } finally {
    await gateway.close();
  }
  expect(await sqlOn(database, "select name from contacts")).toEqual([{ name: "Anna" }]);
  const [made = ""] = backupsIn(place);
  expect((await inspectBackup(join(place, made))).header.database).toBe("sqlite");
}, 180_000);

test("of gateways on one database one makes each backup, the newest are kept, and a failure is an event", async () => {
  const url = `sqlite:${join(folder, "shared.sqlite")}`;
  const store = await openStore({ url });
  const place = join(folder, "shared");
  const settings = { cron: "0 3 * * *" as string | undefined, keep: 2 };
  // Times of the day are the machine's: midnight there.
  const clock = createManualClock(new Date(2026, 10, 29).getTime());
  const recorded: DomainEvent[] = [];
  const events: EventRecorder = { record: (event) => void recorded.push(event) };
  const given = { database: url, backupDir: place };
  const schedule = () => createBackups(given, { settings, directory: folder, store, events, clock, log }).schedule;
  const [one, other] = [schedule(), schedule()];
  one.start();
  other.start();
  const kinds = () => recorded.map(({ kind }) => kind);
  const nextDay = async (events_: number) => {
    await clock.advance(DAY);
    await eventually(`${events_} events`, () => recorded.length >= events_);
  };
  try {
    mkdirSync(place);
    writeFileSync(join(place, "aldis-mine.backup"), "");
    await nextDay(1);
    await nextDay(2);
    await nextDay(3);
    expect(kinds()).toEqual(["backup.made", "backup.made", "backup.made"]);
    const kept = backupsIn(place).sort();
    expect(kept).toEqual([expect.stringMatching(MADE), expect.stringMatching(MADE), "aldis-mine.backup"]);
    expect(recorded.slice(1).map((event) => "file" in event && event.file)).toEqual(
      kept.slice(0, 2).map((name) => join(place, name)),
    );

    rmSync(place, { recursive: true });
    writeFileSync(place, "a file where the folder should be");
    await nextDay(4);
    expect(recorded[3]).toEqual({
      kind: "backup.failed",
      problem: `${place} is not a folder: move that file away, or name another folder`,
    });

    settings.cron = undefined;
    await clock.advance(2 * MINUTE);
    await clock.advance(DAY);
    expect(recorded).toHaveLength(4);
  } finally {
    await Promise.all([one.stop(), other.stop()]);
    await store.close();
  }
}, 180_000);
