import { expect, test } from "bun:test";
import { type AlarmWorld, NIGHT, openAlarmWorld } from "../../support/alarms.ts";
import { eachDatabase } from "../../support/database.ts";

/** A busy machine, and a database server that begins with the first test. */
const LIMIT_MS = 180_000;

/** Mails that wait to be sent, oldest first. */
async function mails({ store }: AlarmWorld): Promise<{ to: string; subject: string; text: string }[]> {
  const { jobs } = await store.jobs.page({ kinds: ["email"] }, { limit: 100 });
  return jobs
    .toSorted((one, other) => one.id - other.id)
    .map(({ payload }) => payload as { to: string; subject: string; text: string });
}

eachDatabase("ways of an alarm's steps", (databases) => {
  test(
    "a step by several ways uses each of them once; the mail asks for no answer, since nobody reads one",
    async () => {
      await using world = await openAlarmWorld(databases);
      const [first, ...rest] = NIGHT.steps;
      const steps = [{ ...first, by: ["email", "sms", "ring", "telegram"] }, ...rest] as typeof NIGHT.steps;
      await world.policy({ ...NIGHT, steps });
      const id = await world.raise("Disk full", { key: "disk", severity: "critical" });
      const sent = await world.sent();
      expect(sent.map(({ to, by }) => `${to} ${by}`).toSorted()).toEqual(["Anna ring", "Anna sms", "Anna telegram"]);
      for (const { by, text } of sent) expect(text.includes("Reply 1")).toBe(by !== "ring");
      expect(await mails(world)).toEqual([
        expect.objectContaining({ to: "anna@example.org", subject: expect.stringContaining("Disk full") }),
      ]);
      expect((await mails(world))[0]?.text).not.toContain("Reply");
      await world.writes("Anna", "1");
      await world.pass(2_000);
      expect(await world.state(id)).toBe("acknowledged");
      // Nobody else is called by any way.
      expect((await world.sent()).filter(({ to }) => to !== "Anna")).toEqual([]);
      expect((await mails(world)).every(({ to }) => to === "anna@example.org")).toBe(true);
    },
    LIMIT_MS,
  );

  test(
    "who was told by mail alone cannot answer by SMS: the step passes, and the next one is called",
    async () => {
      await using world = await openAlarmWorld(databases);
      await world.policy({
        steps: [
          { notify: [{ contact: "Anna" }], by: ["email"], waitSeconds: 300 },
          { notify: [{ contact: "Ben" }], by: ["sms"], waitSeconds: 300 },
        ],
      });
      const id = await world.raise("Disk full");
      await world.pass(10);
      await world.writes("Anna", "1");
      expect(await world.state(id)).toBe("open");
      await world.pass(291);
      expect(await world.told()).toEqual(["300 Ben sms: Alarm 1 (warning): Disk full"]);
      expect(await mails(world)).toHaveLength(1);
      // Whoever has it, those told by mail learn it by mail.
      await world.writes("Ben", "1");
      await world.pass(120);
      expect((await mails(world)).map(({ to }) => to)).toEqual(["anna@example.org", "anna@example.org"]);
      expect((await mails(world))[1]?.text).toContain("Ben has taken alarm 1");
    },
    LIMIT_MS,
  );

  test(
    "somebody without an address is passed over, and the timeline says why",
    async () => {
      await using world = await openAlarmWorld(databases);
      await world.store.addressBook.addContact({ name: "Dora", number: "+491700000019" });
      await world.policy({
        steps: [
          { notify: [{ contact: "Dora" }], by: ["email"], waitSeconds: 300 },
          { notify: [{ contact: "Ben" }], by: ["sms"], waitSeconds: 300 },
        ],
      });
      const id = await world.raise("Disk full");
      await world.pass(1);
      expect(await world.told()).toEqual(["0 Ben sms: Alarm 1 (warning): Disk full"]);
      expect(await mails(world)).toEqual([]);
      expect(await world.timeline(id)).toContain("0 not-told Dora has no email address");
    },
    LIMIT_MS,
  );
});
