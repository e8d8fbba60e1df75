import { expect, test } from "bun:test";
import type { AlarmActor } from "../../../lib/messages/index.ts";
import { NIGHT, openAlarmWorld } from "../../support/alarms.ts";
import { eachDatabase } from "../../support/database.ts";

/** A busy machine, and a database server that begins with the first test. */
const LIMIT_MS = 180_000;

eachDatabase("sources of alarms", (databases) => {
  test("each source has keys of its own: whoever uses the key of a check adds nothing to its alarm", async () => {
    await using world = await openAlarmWorld(databases);
    await world.policy(NIGHT);
    const sources = [
      { door: "v1", userId: 1 },
      { door: "check" },
      { door: "v1", userId: 2 },
      { door: "alerts", userId: 1 },
    ] as const;
    const raiseAll = () => Promise.all(sources.map((source) => world.raise("down", { key: "check:17", source })));
    const ids = await raiseAll();
    expect(new Set(ids).size).toBe(4);
    expect(await raiseAll()).toEqual(ids);
    await world.alarms.desk.resolve({ key: "check:17", source: { door: "check" } }, { door: "check" });
    const states = await Promise.all(ids.map((id) => world.state(id)));
    expect(states).toEqual(["open", "resolved", "open", "open"]);
  });

  test(
    "one user has 100 places: beyond them people get a message, and others still raise alarms",
    async () => {
      await using world = await openAlarmWorld(databases);
      await world.policy({ steps: [{ notify: [{ contact: "Anna" }], by: ["sms", "ring"], waitSeconds: 3_600 }] });
      const raise = (text: string, source: AlarmActor, key?: string) =>
        world.alarms.desk.raise({ policy: "night", text, source, key });
      const [one, other] = [{ door: "alerts", userId: 1 } as const, { door: "v1", userId: 2 } as const];
      for (let n = 1; n <= 100; n += 1) expect((await raise(`Trouble ${n}`, one)).ok).toBe(true);
      await world.pass(120);
      await world.sent();
      expect(await raise("Disk full\non db1", one, "disk")).toEqual({ ok: false, problem: "only-told" });
      // The same door or another one: it is the user who has no more.
      expect(await raise("Disk full\non db1", { ...one, door: "v1" }, "fan")).toEqual({
        ok: false,
        problem: "only-told",
      });
      // Reported again it is not told again.
      expect(await raise("Disk full\non db1", one, "disk")).toEqual({ ok: false, problem: "only-told" });
      await world.pass(120);
      expect((await world.sent()).map(({ to, by, text }) => `${to} ${by}: ${text}`)).toEqual([
        "Anna sms: No room for another alarm: Disk full\non db1",
        "Anna sms: No room for another alarm: Disk full\non db1",
      ]);
      expect((await raise("Fan stands still", other)).ok).toBe(true);
      expect((await raise("Pump stands still", { door: "check" })).ok).toBe(true);
      const [newest] = (await world.store.alarms.page({}, { limit: 3 })).alarms.slice(2);
      const places = (await world.timeline(newest?.id ?? 0)).filter((line) => line.includes("no-place"));
      expect(places).toEqual(["120 no-place Disk full", "120 no-place Disk full"]);
    },
    LIMIT_MS,
  );

  test(
    "an alarm that nobody has answered makes room for the next one of its user",
    async () => {
      await using world = await openAlarmWorld(databases);
      await world.policy({ name: "short", steps: [{ notify: [{ contact: "Anna" }], by: ["sms"], waitSeconds: 60 }] });
      await world.policy({ steps: [{ notify: [{ contact: "Ben" }], by: ["sms"], waitSeconds: 36_000 }] });
      const source = { door: "alerts", userId: 1 } as const;
      const unanswered = await world.raise("Nobody answers", { policy: "short", source });
      const others = await world.raise("Nobody answers either", { policy: "short", source: { door: "v1", userId: 2 } });
      await world.pass(400);
      expect(await world.state(unanswered)).toBe("unanswered");
      for (let n = 2; n <= 100; n += 1) await world.raise(`Trouble ${n}`, { source });
      const next = await world.raise("The next one", { source });
      expect(await world.state(next)).toBe("open");
      expect([await world.state(unanswered), await world.state(others)]).toEqual(["resolved", "unanswered"]);
      const gone = "400 resolved nobody has answered it, and its place was needed";
      expect((await world.timeline(unanswered)).at(-1)).toBe(gone);
      expect((await world.told()).filter((line) => line.includes("resolved"))).toEqual([]);
      const more = await world.alarms.desk.raise({ policy: "night", text: "One too many", source });
      expect(more).toEqual({ ok: false, problem: "only-told" });
    },
    LIMIT_MS,
  );
});
