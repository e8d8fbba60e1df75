import { expect, test } from "bun:test";
import { openAlarmWorld } from "../../support/alarms.ts";
import { eachDatabase } from "../../support/database.ts";

/** A busy machine, and a database server that begins with the first test. */
const LIMIT_MS = 180_000;

eachDatabase("answers that only agree", (databases) => {
  test(
    "ok alone agrees to what was told last: behind news it takes no alarm that waits, and the person is asked",
    async () => {
      await using world = await openAlarmWorld(databases);
      await world.policy({ steps: [{ notify: [{ contact: "Anna" }], by: ["sms"], waitSeconds: 36_000 }] });
      await world.policy({
        name: "both",
        steps: [{ notify: [{ group: "admins" }], by: ["sms"], waitSeconds: 36_000 }],
      });
      const disk = await world.raise("Disk full", { policy: "both" });
      await world.pass(70);
      const fan = await world.raise("Fan stands still");
      await world.pass(70);
      // News of the first one come behind the call for the second one.
      await world.writes("Ben", "1");
      await world.pass(10);
      await world.told();
      await world.writes("Anna", "ok");
      await world.writes("Anna", "👍");
      expect([await world.state(disk), await world.state(fan)]).toEqual(["acknowledged", "open"]);
      const asked = "Anna sms: Do you mean alarm 2? Reply 1 2 to take it, 2 2 to pass it on";
      expect(await world.told()).toEqual([`150 ${asked}`, `150 ${asked}`]);
      // A call behind the news is what ok means.
      const pump = await world.raise("Pump stands still");
      await world.pass(70);
      await world.writes("Anna", "Ok!");
      expect([await world.state(fan), await world.state(pump)]).toEqual(["acknowledged", "acknowledged"]);
    },
    LIMIT_MS,
  );

  test(
    "ok behind the answer to an answer takes nothing more; a digit does",
    async () => {
      await using world = await openAlarmWorld(databases);
      await world.policy({ steps: [{ notify: [{ contact: "Anna" }], by: ["sms"], waitSeconds: 36_000 }] });
      const disk = await world.raise("Disk full");
      await world.pass(70);
      const fan = await world.raise("Fan stands still");
      await world.pass(70);
      await world.writes("Anna", "1 1");
      await world.pass(5);
      await world.writes("Anna", "ok");
      expect([await world.state(disk), await world.state(fan)]).toEqual(["acknowledged", "open"]);
      expect((await world.told()).at(-1)).toBe(
        "145 Anna sms: Do you mean alarm 2? Reply 1 2 to take it, 2 2 to pass it on",
      );
      await world.writes("Anna", "1");
      expect(await world.state(fan)).toBe("acknowledged");
    },
    LIMIT_MS,
  );
});
