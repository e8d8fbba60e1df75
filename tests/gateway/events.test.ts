import { expect, test } from "bun:test";
import { createStoredEvents, logEvents } from "../../lib/gateway/events.ts";
import { LOG_LINES } from "../../lib/limits.ts";
import { createLog } from "../../lib/log.ts";
import type { LoggedEvent } from "../../lib/messages/index.ts";
import { openStore } from "../../lib/store/index.ts";
import { createManualClock } from "../support/manual-clock.ts";
import { recordEvents } from "../support/recorded-events.ts";

/** A log over a clock that stands still, and what it wrote. */
function startLog() {
  const lines: Record<string, unknown>[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line)) };
  return { lines, log: createLog({ level: "info", format: "json", destination, clock: createManualClock() }) };
}

test("an event is in the event log of the database and a line of the log, and the log hides most digits of a number", async () => {
  const { lines, log } = startLog();
  await using open = new AsyncDisposableStack();
  const store = await openStore({ url: "sqlite::memory:", now: () => 1 });
  open.defer(() => store.close());
  const events = createStoredEvents(store, log);
  logEvents(events, log);
  events.record({ kind: "call.incoming", modem: "m1", number: "+491701234567" });
  await store.events.flush();
  const kept: LoggedEvent[] = await store.events.list({ limit: 9 });
  expect(kept).toMatchObject([{ severity: "info", modem: "m1", message: "+491701234567 called" }]);
  expect(lines).toMatchObject([{ level: "info", event: "call.incoming", modem: "m1", msg: "+4917…67 called" }]);
});

test("the line has the severity, and what the event is about, and nothing of its details", () => {
  const { lines, log } = startLog();
  const events = recordEvents();
  logEvents(events, log);
  const { period, parts, limit, sim } = { period: "day", parts: 100, limit: 100, sim: "8949000000000000001" } as const;
  events.record({ kind: "budget.spent", modem: "m1", details: { period, parts, limit, sim } });
  events.record({ kind: "gateway.halt", userName: "anna", address: "192.0.2.1" });
  events.record({ kind: "message.failed", messageId: 7, modem: "m1", number: "+491701234567", error: "no route" });
  expect(lines.map(({ time: _, ...line }) => line)).toEqual([
    { level: "warn", event: "budget.spent", modem: "m1", msg: expect.stringContaining("100 of its 100 parts") },
    {
      level: "warn",
      event: "gateway.halt",
      user: "anna",
      address: "192.0.2.1",
      msg: "A halt of the gateway was requested",
    },
    {
      level: "error",
      event: "message.failed",
      modem: "m1",
      messageId: 7,
      msg: "The message to +4917…67 was not sent: no route",
    },
  ]);
});

test("refusals and states of modems, which their own layers log with more, have no second line", () => {
  const { lines, log } = startLog();
  const events = recordEvents();
  logEvents(events, log);
  events.record({ kind: "api.php.refused", explanation: "Refused: no recipient", details: { reason: "no-recipient" } });
  events.record({ kind: "modem.gone", modem: "m1", problem: "The modem's port was lost." });
  expect([events.all.length, lines.length]).toEqual([2, 0]);
});

test("a thousand events of one kind leave a burst of lines, although each sentence differs, and hide no other kind", () => {
  const { lines, log } = startLog();
  const events = recordEvents();
  logEvents(events, log);
  for (let at = 0; at < 1_000; at++) events.record({ kind: "user.added", name: `user-${at}` });
  events.record({ kind: "telegram.back" });
  expect(lines).toHaveLength(LOG_LINES.burst + 1);
  expect(lines.at(-1)).toMatchObject({ event: "telegram.back" });
});
