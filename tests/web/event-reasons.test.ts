import { expect, test } from "bun:test";
import { describeEvent } from "../../lib/messages/index.ts";
import { REASONS } from "../../web/pages/events-log/event-reasons.ts";

const ERROR = "AT+CMGS was refused: +CMS ERROR: 21: really";
const EVENTS = [
  { kind: "message.failed", messageId: 5, modem: "box", number: "+491701234567", error: ERROR },
  { kind: "message.unknown", messageId: 5, modem: "box", number: "+491701234567", error: ERROR },
  { kind: "breaker.opened", modem: "USB: left", restMs: 60_000, failures: 3, error: ERROR },
] as const;

test("the page finds the reason in each sentence of the gateway that has one, and the rest of it", () => {
  expect(EVENTS.map(({ kind }) => String(kind)).sort()).toEqual(Object.keys(REASONS).sort());
  const found = EVENTS.map((event) => ({ ...REASONS[event.kind]?.exec(describeEvent(event).message)?.groups }));
  expect(found.map(({ why }) => why)).toEqual([ERROR, ERROR, ERROR]);
  expect(found[0]?.number).toBe(found[1]?.number ?? "");
  expect(found[0]?.number).toEndWith("67");
  expect(found[2]).toMatchObject({ modem: "USB: left", pause: "60 s", failures: "3" });
});
