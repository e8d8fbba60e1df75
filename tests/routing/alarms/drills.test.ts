import { expect, test } from "bun:test";
import { type AlarmWorld, NIGHT, openAlarmWorld, PEOPLE } from "../../support/alarms.ts";
import { eachDatabase } from "../../support/database.ts";
import { sqlOn } from "../../support/sql.ts";

/** A busy machine, and a database server that begins with the first test. */
const LIMIT_MS = 180_000;

async function drill(world: AlarmWorld, options: { fast?: boolean } = {}): Promise<number> {
  const drilled = await world.alarms.desk.drill("night", { door: "web", name: "operator" }, options);
  if (!drilled.ok) throw new Error(drilled.problem);
  await world.clock.advance(0);
  return drilled.value.id;
}

const lastLines = (sent: readonly { at: number; text: string }[]) =>
  sent.map(({ at, text }) => `${at} ${text.split("\n")[0]} | ${text.split("\n").at(-1)}`);

eachDatabase("drills", (databases) => {
  test(
    "a drill goes through the whole chain, and says who answered after how long",
    async () => {
      await using world = await openAlarmWorld(databases);
      await world.policy({ ...NIGHT, rounds: 3 });
      const drilled = await world.alarms.desk.drill("night", { door: "web", name: "operator" });
      const id = drilled.ok ? drilled.value.id : 0;
      await world.pass(42);
      await world.writes("Anna", "1");
      await world.writes("Anna", "1");
      await world.pass(278);
      await world.writes("Ben", "ok");
      await world.pass(600);
      // What was sent within that time goes out.
      await world.pass(1_400);
      const drill = "Drill: Alarm 1 (warning): rehearsal of policy night";
      expect(await world.told()).toEqual([
        `0 Anna sms: ${drill}`,
        "42 Anna sms: Thank you: your answer to drill 1 was noted",
        "42 Anna sms: Thank you: your answer to drill 1 was noted",
        `300 Ben sms: ${drill}`,
        "300 Ben ring: ",
        "320 Ben sms: Thank you: your answer to drill 1 was noted",
        ...["Boss", "Anna", "Ben", "Carl"].map((name) => `900 ${name} sms: ${drill}`),
      ]);
      expect(await world.state(id)).toBe("resolved");
      const timeline = await world.timeline(id);
      expect(timeline.at(-1)).toBe("1800 drill-ended answered: Anna after 42 s, Ben after 20 s; no answer: Boss, Carl");
    },
    LIMIT_MS,
  );

  test(
    "a drill does not make a real alarm wait, is in no message with one, and an answer without a number is not for it",
    async () => {
      await using world = await openAlarmWorld(databases);
      await world.policy({ steps: [{ notify: [{ contact: "Anna" }], by: ["sms"], waitSeconds: 600 }] });
      const rehearsed = await drill(world);
      await world.pass(10);
      const real = await world.raise("Disk full");
      await world.pass(10);
      await world.raise("Fan stands still");
      const again = await drill(world);
      await world.pass(60);
      expect(lastLines(await world.sent())).toEqual([
        "0 Drill: Alarm 1 (warning): rehearsal of policy night | Reply 1 to take it, 2 to pass it on",
        "10 Alarm 2 (warning): Disk full | Reply 1 to take it, 2 to pass it on",
        "70 Alarm 3 (warning): Fan stands still | Reply 1 3 to take it, 2 3 to pass it on",
        "70 Drill: Alarm 4 (warning): rehearsal of policy night | Reply 1 4 to take it, 2 4 to pass it on",
      ]);
      const priorities = await sqlOn(world.url, "select priority from outgoing_messages order by id");
      expect(priorities.map(({ priority }) => Number(priority))).toEqual([0, 1, 1, 0]);
      await world.writes("Anna", "1");
      expect((await world.sent()).map(({ text }) => text.split("\n")[0])).toEqual(["You have alarms 2, 3"]);
      expect(await world.timeline(again)).not.toContainEqual(expect.stringContaining("answered"));
      await world.writes("Anna", "0 3");
      await world.act(real, "reopen");
      await world.pass(60);
      await world.sent();
      // One real alarm is free: a bare 0 means it, and a bare 2 too.
      await world.writes("Anna", "2");
      expect(await world.timeline(real)).toContainEqual(expect.stringMatching(/ passed Anna$/));
      await world.writes("Anna", "0");
      expect(await world.state(real)).toBe("resolved");
      expect([await world.state(rehearsed), await world.state(again)]).toEqual(["open", "open"]);
      await world.writes("Anna", "1");
      for (const id of [rehearsed, again])
        expect(await world.timeline(id)).toContainEqual(expect.stringMatching(/ answered Anna after \d+ s$/));
    },
    LIMIT_MS,
  );

  test(
    "the result of a drill names everybody: who answered, who was told and did not, who was not told and why",
    async () => {
      await using world = await openAlarmWorld(databases, { hasTelegram: false });
      const { addressBook, optOuts } = world.store;
      for (const name of ["Dora", "Emil"])
        await addressBook.addContact({ name, ...(name === "Dora" ? { number: "+491700000019" } : {}), groupIds: [] });
      await optOuts.ask({ number: PEOPLE.Carl, action: "opt-out", door: "command", at: world.clock.now() });
      await world.policy({
        steps: [
          { notify: [{ contact: "Anna" }, { contact: "Emil" }], by: ["sms", "telegram"], waitSeconds: 60 },
          { notify: [{ contact: "Dora" }, { group: "nobody" }], by: ["sms"], waitSeconds: 60 },
          { notify: [{ group: "admins" }], by: ["sms"], waitSeconds: 60 },
        ],
      });
      const id = await drill(world);
      await world.pass(30);
      await world.writes("Anna", "1");
      await world.pass(31);
      await world.pass(60);
      await sqlOn(world.url, "update outgoing_messages set state = 'failed' where recipient = '+491700000019'");
      await world.pass(300);
      expect(await world.state(id)).toBe("resolved");
      expect((await world.timeline(id)).at(-1)?.replace(/^\d+ /, "")).toBe(
        "drill-ended answered: Anna after 30 s; no answer: Ben; not told: Emil (has no usable telephone number, was to be told by Telegram, and there is no bot), nobody (there is no such group), Carl (the number has opted out), Dora (the message has not gone)",
      );
    },
    LIMIT_MS,
  );

  test(
    "of a drill that nobody answers the result names who was told",
    async () => {
      await using world = await openAlarmWorld(databases);
      await world.policy({ steps: [{ notify: [{ group: "admins" }], by: ["sms"], waitSeconds: 60 }] });
      const id = await drill(world);
      await world.pass(10);
      await world.pass(60);
      expect((await world.timeline(id)).at(-1)).toBe("60 drill-ended nobody answered; no answer: Anna, Ben, Carl");
    },
    LIMIT_MS,
  );

  test(
    "a fast drill waits a minute at most for each step, and the policy stays as it is",
    async () => {
      await using world = await openAlarmWorld(databases);
      const steps = [
        { notify: [{ contact: "Anna" }], by: ["sms"], waitSeconds: 900 },
        { notify: [{ contact: "Ben" }], by: ["sms"], waitSeconds: 20 },
        { notify: [{ contact: "Carl" }], by: ["sms"], waitSeconds: 600 },
      ] as const;
      await world.policy({ steps });
      const id = await drill(world, { fast: true });
      await world.pass(150);
      expect((await world.told()).map((line) => line.split(":")[0])).toEqual([
        "0 Anna sms",
        "60 Ben sms",
        "80 Carl sms",
      ]);
      expect((await world.timeline(id)).at(-1)).toStartWith("140 drill-ended");
      expect((await world.store.policies.findByName("night"))?.policy.steps).toEqual([...steps]);
    },
    LIMIT_MS,
  );
});
