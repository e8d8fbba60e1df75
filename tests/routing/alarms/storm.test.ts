import { expect, test } from "bun:test";
import { openAlarmWorld, type Person } from "../../support/alarms.ts";
import { eachDatabase } from "../../support/database.ts";

/** A busy machine, and a database server that begins with the first test. */
const LIMIT_MS = 180_000;

eachDatabase("a storm of alarms", (databases) => {
  test(
    "a storm of 500 alerts with 40 keys in a minute: few messages, every key told, one answer takes all",
    async () => {
      await using world = await openAlarmWorld(databases);
      await world.policy({
        steps: [{ notify: [{ group: "admins" }], by: ["sms"], waitSeconds: 300 }],
      });
      for (let from = 0; from < 500; from += 50) {
        const keys = Array.from({ length: 50 }, (_, at) => `host${((from + at) % 40) + 1}`);
        const source = { door: "alerts" } as const;
        const raise = (key: string) =>
          world.alarms.desk.raise({ policy: "night", key, text: `Host ${key} is down`, source });
        await Promise.all(keys.map(raise));
        await world.pass(6);
      }
      await world.pass(120);
      const sent = await world.sent();
      const people: Person[] = ["Anna", "Ben", "Carl"];
      for (const person of people) {
        const texts = sent.filter(({ to }) => to === person);
        expect(texts.map(({ at }) => at)).toHaveLength(2);
        const numbers = new Set(texts.flatMap(({ text }) => numbersIn(text)));
        expect([...numbers].sort((one, other) => one - other)).toEqual(Array.from({ length: 40 }, (_, at) => at + 1));
      }
      await world.writes("Ben", "1");
      await world.pass(120);
      expect((await world.sent()).map(({ to, text }) => `${to}: ${text.split("\n")[0]}`)).toEqual([
        "Ben: You have alarms 1-40",
        "Anna: Ben has taken alarms 1-40",
        "Carl: Ben has taken alarms 1-40",
      ]);
      expect(await world.store.alarms.countByState()).toEqual({
        open: 0,
        acknowledged: 40,
        resolved: 0,
        unanswered: 0,
      });
      const { alarms } = await world.store.alarms.page({}, { limit: 40 });
      expect(alarms.reduce((sum, { count }) => sum + count, 0)).toBe(500);
    },
    LIMIT_MS,
  );
});

/** Those of alarms that a message names. */
function numbersIn(text: string): number[] {
  const lines = text.split("\n");
  const single = lines.flatMap((line) => /^Alarm (\d+) /.exec(line)?.[1] ?? []);
  const listed = lines.flatMap((line) => /^(\d+) Host/.exec(line)?.[1] ?? []);
  const more = lines.flatMap((line) => /^and \d+ more: (.*)$/.exec(line)?.[1]?.split(", ") ?? []);
  const ranges = more.flatMap((range) => {
    const [from = 0, to = from] = range.split("-").map(Number);
    return Array.from({ length: to - from + 1 }, (_, at) => from + at);
  });
  return [...[...single, ...listed].map(Number), ...ranges];
}
