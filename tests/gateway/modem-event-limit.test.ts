import { expect, test } from "bun:test";
import { createManualClock } from "../../lib/clock.ts";
import { limitModemEvents } from "../../lib/gateway/modem-event-limit.ts";
import { MODEM_EVENTS } from "../../lib/limits.ts";
import { recordEvents } from "../support/recorded-events.ts";

const ready = { severity: "info", kind: "modem.ready", message: "The modem is ready.", modem: "flood" } as const;

test("of 80,000 events of one kind of one modem few are recorded, and the rest is one event with a count", async () => {
  const clock = createManualClock();
  const events = recordEvents();
  const limited = limitModemEvents(events, clock);
  for (let second = 0; second < 60; second++) {
    for (let at = 0; at < 1_400; at++) limited.record(ready);
    await clock.advance(1_000);
  }
  limited.close();
  const { all: recorded } = events;
  expect(recorded.length).toBeLessThanOrEqual(MODEM_EVENTS.burst + 2);
  const counted = recorded.reduce((sum, { details }) => sum + Number(details?.leftOut ?? 1), 0);
  expect(counted).toBe(60 * 1_400);
  expect(recorded.at(-1)?.message).toMatch(/^\d+ more events of this kind were left out/);
});

test("other kinds, other modems and events without a modem are not held up by it", () => {
  const events = recordEvents();
  const limited = limitModemEvents(events, createManualClock());
  for (let at = 0; at < 1_000; at++) limited.record(ready);
  const others = [
    { ...ready, kind: "modem.gone" },
    { ...ready, modem: "other" },
    { severity: "info", kind: "user.added", message: "A user was added." } as const,
  ];
  for (const event of others) limited.record(event);
  expect(events.all.slice(-3)).toEqual(others);
  limited.close();
});
