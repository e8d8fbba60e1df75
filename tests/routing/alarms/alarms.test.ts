import { expect, test } from "bun:test";
import { ALARM_ENTRY_KINDS } from "../../../lib/messages/index.ts";
import { NIGHT, openAlarmWorld } from "../../support/alarms.ts";
import { eachDatabase } from "../../support/database.ts";
import { sqlOn } from "../../support/sql.ts";
import { CHANGES } from "./more-stories.ts";
import { ANSWERS } from "./stories.ts";
import { DISK } from "./story.ts";

test("stories show every kind that a timeline has, but for those of drills, of joined messages and of what found no place", () => {
  const shown = Object.values({ ...ANSWERS, ...CHANGES }).flatMap(({ timeline }) => timeline);
  const kinds = new Set(shown.map((line) => line.split(" ")[1]));
  const missing = ALARM_ENTRY_KINDS.filter((kind) => !kinds.has(kind));
  expect(missing).toEqual(["told", "joined", "held", "answered", "drill-ended", "no-place"]);
});

/** A busy machine, and a database server that begins with the first test. */
const LIMIT_MS = 180_000;
const TELLING = /^\d+ (told|joined) /;

eachDatabase("alarms", (databases) => {
  for (const [claim, story] of Object.entries({ ...ANSWERS, ...CHANGES })) {
    test(
      claim,
      async () => {
        await using world = await openAlarmWorld(databases);
        await world.policy(story.policy ?? NIGHT);
        const id = await world.raise("Disk full", { key: "disk" });
        await story.happens(world, id);
        expect(await world.told()).toEqual([...story.tells]);
        expect(await world.state(id)).toBe(story.ends);
        expect((await world.timeline(id)).filter((line) => !TELLING.test(line))).toEqual([...story.timeline]);
      },
      LIMIT_MS,
    );
  }

  test(
    "a machine that answers every answer gets three that say how it stands, and no more",
    async () => {
      await using world = await openAlarmWorld(databases);
      await world.policy({ steps: [{ notify: [{ group: "admins" }], by: ["sms"], waitSeconds: 3_600 }] });
      const id = await world.raise("Disk full");
      await world.writes("Ben", "1");
      await world.told();
      const many = async (text: string) => {
        for (let time = 0; time < 10; time += 1) await world.writes("Anna", text);
        return world.told();
      };
      expect(await many("OK")).toEqual(Array.from({ length: 3 }, () => "0 Anna sms: Ben has it: 1"));
      expect(await many("nein")).toEqual([]);
      expect((await world.timeline(id)).filter((line) => line.includes("Anna") && !TELLING.test(line))).toEqual([
        "0 step Anna, Ben, Carl",
        ...Array.from({ length: 3 }, () => "0 reminded Anna"),
      ]);
      await world.act(id, "resolve");
      expect(await many("OK")).toEqual([]);
      await world.writes("Ben", "1");
      expect((await world.told()).filter((line) => line.includes("Ben"))).toEqual([
        "0 Ben sms: It is over: alarm 1 is resolved",
      ]);
    },
    LIMIT_MS,
  );

  test(
    "a sentence that denies, asks or speaks of somebody else neither takes nor resolves",
    async () => {
      await using world = await openAlarmWorld(databases);
      await world.policy({ steps: [{ notify: [{ contact: "Anna" }], by: ["sms"], waitSeconds: 3_600 }] });
      const id = await world.raise("Disk full");
      await world.told();
      for (const text of [
        "I won't take it",
        "Is it fixed?",
        "Noch nichts erledigt",
        "niemand übernimmt",
        "ok, Ben macht das",
      ])
        await world.writes("Anna", text);
      expect(await world.told()).toEqual([expect.stringContaining("Anna sms: Not understood.")]);
      expect(await world.state(id)).toBe("open");
      await world.writes("Anna", "1");
      await world.writes("Anna", "It still isn't fixed");
      await world.writes("Anna", "0 not yet");
      expect(await world.state(id)).toBe("acknowledged");
    },
    LIMIT_MS,
  );

  test(
    "numbers go round from 1 to 99, so that a late answer means nothing else",
    async () => {
      await using world = await openAlarmWorld(databases);
      await world.policy({ steps: [{ notify: [{ contact: "Anna" }], by: ["sms"], waitSeconds: 86_400 }] });
      const numberOf = async (id: number) => (await world.store.alarms.find(id))?.number ?? 0;
      const ids = [await world.raise("one"), await world.raise("two"), await world.raise("three")];
      await world.pass(61);
      await world.act(ids[1] ?? 0, "resolve");
      expect(await numberOf(await world.raise("four"))).toBe(4);
      expect(await world.store.alarms.findByNumber(2)).toBeUndefined();
      await world.told();
      await world.writes("Anna", "1 2");
      await world.writes("Anna", "1 2 3");
      expect((await world.sent()).map(({ text }) => text.split("\n"))).toEqual([
        ["It is over: alarm 2 is resolved"],
        [
          "You have alarm 3: three",
          "Reply 0 3 when it is resolved, 2 3 to pass it on",
          "It is over: alarm 2 is resolved",
        ],
      ]);
      const four = (await world.store.alarms.findByNumber(4))?.id ?? 0;
      await sqlOn(world.url, `update alarms set number = 98 where id = ${four}`);
      expect(await numberOf(await world.raise("behind it"))).toBe(99);
      const wrapped = await world.raise("1 and 3 are open, and 2 may still be answered");
      expect(await numberOf(wrapped)).toBe(4);
      await world.pass(3_700);
      await sqlOn(world.url, `update alarms set number = 97 where id = ${wrapped}`);
      expect(await numberOf(await world.raise("2 is free"))).toBe(2);
    },
    LIMIT_MS,
  );

  test(
    "a new alarm does not wait for news; behind another alarm it waits for the minute, and its timeline says so",
    async () => {
      await using world = await openAlarmWorld(databases);
      await world.policy(NIGHT);
      const disk = await world.raise("Disk full", { key: "disk" });
      await world.pass(100);
      await world.act(disk, "resolve");
      await world.pass(10);
      const fan = await world.raise("Fan stands still");
      await world.pass(20);
      const pump = await world.raise("Pump stands still");
      await world.pass(60);
      expect(await world.told()).toEqual([
        `0 Anna sms: ${DISK}`,
        "100 Anna sms: Alarm 1 is resolved by operator: Disk full",
        "110 Anna sms: Alarm 2 (warning): Fan stands still",
        "170 Anna sms: Alarm 3 (warning): Pump stands still",
      ]);
      expect(await world.timeline(fan)).toEqual(["110 opened", "110 step Anna", "110 told Anna"]);
      expect(await world.timeline(pump)).toEqual(["130 opened", "130 step Anna", "130 held Anna", "170 told Anna"]);
    },
    LIMIT_MS,
  );

  test(
    "a source resolves what it has raised, and not what another one has raised with the same key",
    async () => {
      await using world = await openAlarmWorld(databases);
      await world.policy(NIGHT);
      const ids = [
        await world.raise("a check", { key: "check:17", source: { door: "check" } }),
        await world.raise("an alert", { key: "{}:{}", source: { door: "alerts", userId: 1 } }),
      ];
      const states = () => Promise.all(ids.map((id) => world.state(id)));
      const { desk } = world.alarms;
      for (const key of ["check:17", "{}:{}"])
        for (const source of [{ door: "alerts", userId: 2 }, { door: "v1" }, { door: "alerts" }] as const)
          expect(await desk.resolve({ key, source }, source)).toEqual({ ok: true, value: [] });
      expect(await states()).toEqual(["open", "open"]);
      await desk.resolve({ key: "check:17", source: { door: "check" } }, { door: "check" });
      await desk.resolve({ key: "{}:{}", source: { door: "alerts", userId: 1 } }, { door: "alerts" });
      expect(await states()).toEqual(["resolved", "resolved"]);
    },
    LIMIT_MS,
  );

  test(
    "two gateways look at the same alarm: each step is done once",
    async () => {
      if (databases.dialect === "sqlite") return;
      await using one = await openAlarmWorld(databases, { alone: false });
      await using two = await openAlarmWorld(databases, { url: one.url, clock: one.clock, alone: false });
      const steps = NIGHT.steps.map((step, at) => ({ ...step, waitSeconds: 20 + at }));
      await one.policy({ ...NIGHT, steps });
      await one.raise("Disk full");
      await two.pass(130);
      // Anna and Ben are told again when a minute has passed.
      expect((await one.told()).map((line) => line.split(":")[0])).toEqual([
        "0 Anna sms",
        "20 Ben sms",
        "20 Ben ring",
        "41 Boss sms",
        "41 Carl sms",
        "60 Anna sms",
        "80 Ben sms",
      ]);
    },
    LIMIT_MS,
  );
});
