import { expect, test } from "bun:test";
import { limitModemEvents } from "../../lib/gateway/modem-event-limit.ts";
import { MODEM_EVENTS } from "../../lib/limits.ts";
import { describeEvent } from "../../lib/messages/index.ts";
import { createManualClock } from "../support/manual-clock.ts";
import { recordEvents } from "../support/recorded-events.ts";

const lost = { kind: "modem.gone", modem: "flood", problem: "The modem's port was lost." } as const;

test("of 80,000 events of one kind of one modem few are recorded, and the rest is one event with a count", async () => {
  const clock = createManualClock();
  const events = recordEvents();
  const limited = limitModemEvents(events, clock);
  for (let second = 0; second < 60; second++) {
    for (let at = 0; at < 1_400; at++) limited.record(lost);
    await clock.advance(1_000);
  }
  limited.close();
  const { all: recorded } = events;
  expect(recorded).toHaveLength(MODEM_EVENTS.burst + 1);
  const counted = recorded.reduce((sum, { details }) => sum + Number(details?.events ?? 1), 0);
  expect(counted).toBe(60 * 1_400);
  expect(recorded.at(-1)).toMatchObject({ kind: "events.dropped", modem: "flood" });
  expect(recorded.at(-1)?.message).toMatch(/^\d+ events of kind modem.gone were dropped: the modem caused too many$/);
});

test("other kinds, other modems and events without a modem are not held up by it", () => {
  const events = recordEvents();
  const limited = limitModemEvents(events, createManualClock());
  for (let at = 0; at < 1_000; at++) limited.record(lost);
  const others = [
    { ...lost, kind: "modem.out-of-service" },
    { ...lost, modem: "other" },
    { kind: "user.added", name: "anna" },
  ] as const;
  for (const event of others) limited.record(event);
  expect(events.all.slice(-3)).toEqual(others.map((event) => describeEvent(event)));
  limited.close();
});
