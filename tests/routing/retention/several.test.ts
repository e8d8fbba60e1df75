import { expect, test } from "bun:test";
import { createLog } from "../../../lib/log.ts";
import { type DomainEvent, RETENTION_KINDS, type RetentionKind } from "../../../lib/messages/index.ts";
import { createRetention, type RetentionRules } from "../../../lib/routing/index.ts";
import { takeLease } from "../../../lib/routing/retention/lease.ts";
import type { Store } from "../../../lib/store/index.ts";
import { accept, DAY, NOON } from "../../store/outgoing.ts";
import { eachDatabase } from "../../support/database.ts";
import { eventually } from "../../support/eventually.ts";
import { createManualClock } from "../../support/manual-clock.ts";

const log = createLog({ level: "silent", format: "json" });
const SECOND = 1_000;
const kinds = Object.fromEntries(RETENTION_KINDS.map((kind) => [kind, {}])) as Record<RetentionKind, object>;
const RULES: RetentionRules = { cron: "0 3 * * *", kinds: { ...kinds, sent: { ageMs: DAY } } };

eachDatabase("retention of several gateways", (databases) => {
  async function opened() {
    const store = await databases.open();
    for (const number of ["+491600000001", "+491600000002"]) {
      await store.outbox.cancel(await accept(store, { recipient: number }), NOON);
    }
    return store;
  }

  function gateway(store: Store, node: string, clock: ReturnType<typeof createManualClock>) {
    const recorded: DomainEvent[] = [];
    const events = { record: (event: DomainEvent) => void recorded.push(event) };
    const parts = { store: store.retention, notes: store.settings, rules: () => RULES, alone: false };
    return { ...createRetention({ ...parts, node, clock, events, log }), recorded };
  }

  test("when the time comes, one of them deletes", async () => {
    const store = await opened();
    const clock = createManualClock(NOON + 10 * DAY);
    const all = [gateway(store, "one", clock), gateway(store, "two", clock)];
    for (const { schedule } of all) schedule.start();
    try {
      await clock.advance(DAY);
      await eventually("one has deleted", async () => {
        await clock.advance(SECOND);
        return all.some(({ recorded }) => recorded.length > 0);
      });
      for (let look = 0; look < 20; look++) await clock.advance(SECOND);
      const events = all.flatMap(({ recorded }) => recorded);
      expect(events).toMatchObject([{ kind: "retention.done", details: { rows: 2, texts: 0 } }]);
    } finally {
      await Promise.all(all.map(({ schedule }) => schedule.stop()));
    }
  });

  test("what one left that died is gone on with by another within 15 s, and not before its lease is over", async () => {
    const store = await opened();
    const clock = createManualClock(NOON + 10 * DAY);
    const dead = { node: "dead", now: clock.now(), isAsked: true };
    expect(await takeLease(store.settings, dead)).toEqual({ isMine: true });
    const { desk, schedule, recorded } = gateway(store, "two", clock);
    expect(await desk.run(new AbortController().signal)).toEqual({ by: "dead" });
    expect((await desk.state()).running).toEqual({ node: "dead", since: NOON + 10 * DAY });
    schedule.start();
    try {
      let seconds = 0;
      await eventually("the other one has deleted", async () => {
        await clock.advance(SECOND);
        seconds++;
        if (seconds < 10) expect(recorded).toEqual([]);
        return recorded.length > 0;
      });
      expect(clock.now()).toBeGreaterThanOrEqual(NOON + 10 * DAY + 10 * SECOND);
      expect(recorded).toMatchObject([{ kind: "retention.done", details: { rows: 2 } }]);
      expect(await desk.state()).toMatchObject({ last: { isWhole: true } });
      expect(await desk.state()).not.toHaveProperty("running");
    } finally {
      await schedule.stop();
    }
  });
});
