import { expect, test } from "bun:test";
import { EVENT_WORDINGS } from "../../lib/messages/index.ts";
import { KINDS } from "../../web/pages/events-log/kinds.ts";
import { words } from "../../web/words/en.ts";

test("the event log has words for every kind of event that the gateway records, and for no other", () => {
  expect(KINDS.toSorted()).toEqual(Object.keys(EVENT_WORDINGS).sort());
  const named = Object.keys(words).filter((key) => key.startsWith("eventsLog.kind."));
  expect(named.map((key) => key.slice("eventsLog.kind.".length)).sort()).toEqual(KINDS.toSorted());
});
