import { expect, test } from "bun:test";
import { type AlarmWorld, openAlarmWorld, PEOPLE, type Person } from "../../support/alarms.ts";
import { eachDatabase } from "../../support/database.ts";
import { sqlOn } from "../../support/sql.ts";
import { DISK } from "./story.ts";

/** A busy machine, and a database server that begins with the first test. */
const LIMIT_MS = 180_000;

const optOut = ({ store, clock }: AlarmWorld, person: Person) =>
  store.optOuts.ask({ door: "command", number: PEOPLE[person], action: "opt-out", at: clock.now() });

const OPTED_OUT = "the number has opted out";

eachDatabase("whom a step reaches", (databases) => {
  test(
    "whoever has opted out is passed over, and the one behind is called",
    async () => {
      await using world = await openAlarmWorld(databases);
      const steps = [{ onCall: "admins" }, { next: "admins" }, { next: "admins" }] as const;
      await world.policy({ steps: steps.map((each) => ({ notify: [each], by: ["sms", "ring"], waitSeconds: 120 })) });
      const group = await world.store.addressBook.findGroup({ name: "admins" });
      const anna = group?.members.find(({ name }) => name === "Anna");
      const shift = {
        contactId: anna?.id ?? 0,
        weekdays: [1, 2, 3, 4, 5, 6, 7] as const,
        fromMinute: 0,
        toMinute: 1_440,
      };
      await world.store.addressBook.setSchedule(group?.id ?? 0, { timeZone: "Europe/Berlin", shifts: [shift] });
      await optOut(world, "Anna");
      const id = await world.raise("Disk full");
      await world.pass(121);
      await world.pass(121);
      expect(await world.told()).toEqual([
        `0 Ben sms: ${DISK}`,
        "0 Ben ring: ",
        `120 Carl sms: ${DISK}`,
        "120 Carl ring: ",
        `240 Ben sms: ${DISK}`,
        "240 Ben ring: ",
      ]);
      expect((await world.timeline(id)).filter((line) => line.includes("not-told"))).toEqual([
        `0 not-told Anna ${OPTED_OUT}`,
        "0 not-told admins nobody of the group is on call and can be reached, so it goes to Ben",
        `120 not-told Anna ${OPTED_OUT}`,
        `240 not-told Anna ${OPTED_OUT}`,
      ]);
    },
    LIMIT_MS,
  );

  test(
    "without a mail server a step by email tells nobody: the next one begins at once, and nothing is reported",
    async () => {
      await using world = await openAlarmWorld(databases, { hasMail: false });
      await world.policy({
        steps: [
          { notify: [{ contact: "Anna" }], by: ["email"], waitSeconds: 600 },
          { notify: [{ contact: "Ben" }], by: ["sms", "email"], waitSeconds: 120 },
        ],
        unanswered: [{ email: { to: ["it@example.org"] } }, { webhook: "nowhere" }],
      });
      const id = await world.raise("Disk full");
      await world.pass(121);
      expect(await world.told()).toEqual([`0 Ben sms: ${DISK}`]);
      const why = "was to be told by email, and no mail server is configured";
      expect(await world.timeline(id)).toEqual([
        "0 opened",
        "0 step",
        `0 not-told Anna ${why}`,
        "0 step Ben",
        `0 not-told Ben ${why}`,
        "0 told Ben",
        "120 unanswered",
        `120 not-told it@example.org ${why}`,
        "120 not-told nowhere there is no such webhook",
      ]);
    },
    LIMIT_MS,
  );

  test(
    "a mail that is refused reaches nobody: whoever is next is called at once, and learns of both alarms",
    async () => {
      await using world = await openAlarmWorld(databases);
      await world.policy({
        steps: [
          { notify: [{ contact: "Anna" }], by: ["email"], waitSeconds: 600 },
          { notify: [{ contact: "Ben" }], by: ["sms"], waitSeconds: 600 },
        ],
      });
      await world.raise("Disk full");
      await world.pass(10);
      // Held for a minute, and one mail for both then.
      const ids = [await world.raise("Fan stands still"), await world.raise("Pump stands still")];
      await world.pass(60);
      expect(await world.told()).toEqual([]);
      await sqlOn(world.url, "update jobs set state = 'dead' where kind = 'email'");
      await world.pass(31);
      const told = await world.told();
      expect(told.map((line) => line.split(":")[0])).toEqual(["90 Ben sms"]);
      for (const id of ids) {
        const lines = (await world.timeline(id)).filter((line) => /undelivered|step/.test(line));
        expect(lines).toEqual(["10 step Anna", "90 undelivered", "90 step Ben"]);
      }
    },
    LIMIT_MS,
  );

  test(
    "a step whose text is held waits from when it goes",
    async () => {
      await using world = await openAlarmWorld(databases);
      const callAnna = { notify: [{ contact: "Anna" }], by: ["sms"], waitSeconds: 30 } as const;
      const callBen = { notify: [{ contact: "Ben" }], by: ["sms"], waitSeconds: 30 } as const;
      await world.policy({ steps: [callAnna, callBen], tellResolved: false });
      const disk = await world.raise("Disk full");
      await world.act(disk, "resolve");
      await world.told();
      await world.pass(10);
      const fan = await world.raise("Fan stands still");
      expect((await world.store.alarms.find(fan))?.nextAt).toBe(world.clock.now() + 80_000);
      await world.pass(75);
      expect(await world.told()).toEqual(["60 Anna sms: Alarm 2 (warning): Fan stands still"]);
      await world.pass(100);
      expect(await world.told()).toEqual(["90 Ben sms: Alarm 2 (warning): Fan stands still"]);
      expect((await world.timeline(fan)).at(-1)).toBe("120 unanswered");
    },
    LIMIT_MS,
  );
});
