import { expect, test } from "bun:test";
import { modemEvents } from "../../lib/gateway/modem-events.ts";
import { describeEvent } from "../../lib/messages/index.ts";
import type { ModemStatus } from "../../lib/modem/index.ts";

/** The events of a modem that goes through these states, one list for each. */
function eventsOf(...changes: Partial<ModemStatus>[]): string[][] {
  let before: ModemStatus | undefined;
  return changes.map((change) => {
    const { problem: _, ...kept } = before ?? {
      name: "m1",
      spec: "x",
      state: "stopped",
      registration: "unknown",
      since: 0,
    };
    const after: ModemStatus = { ...kept, ...change };
    const events = modemEvents(before, after);
    before = after;
    return events.map(describeEvent).map(({ kind, modem, message }) => {
      expect([modem, message.endsWith(".") || message.endsWith("?")]).toEqual(["m1", true]);
      return kind;
    });
  });
}

test("a change of state is told once, whatever else is polled meanwhile", () => {
  const pin = { state: "out-of-service", problem: "The PIN is missing: set ?pin=." } as const;
  const gone = { state: "gone", problem: "The modem's port was lost (EIO): is it still plugged in?" } as const;
  expect(
    eventsOf(
      { state: "starting" },
      { state: "ready" },
      { signalDbm: -71 },
      { signalDbm: -73, operator: "Test" },
      gone,
      // Opened and lost again, each half minute.
      { ...gone, state: "starting" },
      gone,
      { ...gone, state: "starting" },
      { state: "ready" },
      pin,
      // Looked at again each minute.
      pin,
      pin,
      { ...pin, problem: "The SIM wants its PUK: enter it in a telephone." },
      { state: "starting" },
      { state: "ready" },
    ),
  ).toEqual([
    [],
    ["modem.ready"],
    [],
    [],
    ["modem.gone"],
    [],
    [],
    [],
    ["modem.ready"],
    ["modem.out-of-service"],
    [],
    [],
    ["modem.out-of-service"],
    [],
    ["modem.ready"],
  ]);
});

test("each step of recovery is told once, with how often it was taken", () => {
  expect(
    eventsOf(
      { state: "ready", recoveries: { drain: 1 } },
      { state: "ready", recoveries: { drain: 2, "start-again": 1 } },
      { state: "ready", recoveries: { drain: 2, "start-again": 1 }, signalDbm: -70 },
      { state: "ready", recoveries: { drain: 2, "start-again": 2, reset: 1 } },
    ),
  ).toEqual([["modem.ready"], ["modem.recovery"], [], ["modem.recovery", "modem.recovery"]]);
});
