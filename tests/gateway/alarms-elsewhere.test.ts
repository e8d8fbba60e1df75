import { expect, test } from "bun:test";
import { startAlarms } from "../../lib/gateway/alarms.ts";
import { openAlarms } from "../../lib/gateway/index.ts";
import { createLog } from "../../lib/log.ts";
import { EVENING } from "../support/alarms.ts";
import { eachDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { createManualClock } from "../support/manual-clock.ts";
import { recordEvents } from "../support/recorded-events.ts";

/** A busy machine, and a database server that begins with the first test. */
const LIMIT_MS = 180_000;

eachDatabase("alarms that a command changes", (databases) => {
  test(
    "go on at once: the gateway looks although its own time stands still",
    async () => {
      const url = await databases.create();
      const clock = createManualClock(EVENING);
      const store = await databases.open({ url, now: clock.now });
      const events = recordEvents();
      const closing: (() => unknown)[] = [];
      let sends = 0;
      const config = {
        country: "DE",
        routes: [],
        timeZone: "UTC",
        numbersAllowed: [],
        numbersBlocked: [],
        emergencyAllowed: [],
        alarmLanguage: "en",
        telegramToken: undefined,
      } as const;
      const { alarms } = startAlarms(config, {
        ...{ store, events, clock, log: createLog({ level: "silent", format: "json" }), bot: undefined },
        ...{
          directory: "",
          node: "one",
          nodes: { onOutdated: () => undefined } as never,
          onClockStep: () => undefined,
        },
        live: {
          get: (key: keyof typeof config) => config[key],
          derive: (make: () => unknown) => make,
          // No mail server.
          view: () => ({}),
        } as never,
        lifecycle: {
          onStart: (step) => void step(),
          onEnding: () => undefined,
          onClose: (step) => void closing.push(() => step(0)),
        },
        sent: () => {
          sends += 1;
        },
      });
      const told = async () => (await store.alarms.tellings(1)).map(({ person }) => person);
      try {
        await store.addressBook.addContact({ name: "Anna", number: "+491700000011", groupIds: [] });
        const steps = [
          { notify: [{ contact: "Nobody" }], by: ["sms"], waitSeconds: 300 },
          { notify: [{ contact: "Anna" }], by: ["sms"], waitSeconds: 300 },
        ] as const;
        const policy = { name: "night", steps, rounds: 1, unanswered: [], tellResolved: true };
        await store.policies.add(policy, { now: EVENING, most: 9 });
        // Its first look is over: only the clock, which stands still, or a wake lets it look again.
        await clock.advance(0);
        const other = await databases.open({ url, now: clock.now });
        const { alarmDesk } = openAlarms(config as never, { store: other, events, clock });
        const before = sends;
        await alarmDesk.raise({ policy: "night", text: "Disk full", source: { door: "command" } });
        expect(await told()).toEqual([]);
        await eventually("the next step", async () => (await told()).length > 0);
        expect(await told()).toEqual(["Anna"]);
        expect(sends).toBeGreaterThan(before);
      } finally {
        for (const close of closing) await close();
        await alarms.engine.stop();
      }
    },
    LIMIT_MS,
  );
});
