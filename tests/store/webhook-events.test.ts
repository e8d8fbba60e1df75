import { expect, test } from "bun:test";
import type { Job, NewWebhook } from "../../lib/messages/index.ts";
import type { Store } from "../../lib/store/index.ts";
import { eachDatabase } from "../support/database.ts";
import { CLAIMING, claimAll } from "../support/jobs.ts";
import { startGateway } from "./gateway.ts";
import { accept, BERND, MINUTE, message, NOON, report } from "./outgoing.ts";

const ALL: NewWebhook["events"] = [
  "message.sent",
  "message.delivered",
  "message.undelivered",
  "message.failed",
  "message.unknown",
  "modem.state",
];

const addTarget = ({ webhooks }: Store, name: string, more: Partial<NewWebhook> = {}) =>
  webhooks.add(
    {
      name,
      url: "http://a.example/",
      events: ALL,
      enabled: true,
      isOrdered: false,
      secrets: [{ sealed: "s", createdAt: NOON }],
      ...more,
    },
    { now: NOON, most: 50 },
  );

/** Every job, oldest first. */
async function jobsOf({ jobs }: Store): Promise<Job[]> {
  const { jobs: all } = await jobs.page({ kinds: ["webhook"] }, { limit: 4_000 });
  return all.toReversed();
}
const idsOf = async (store: Store) => (await jobsOf(store)).map(({ eventId }) => eventId);

eachDatabase("events of webhooks", (databases) => {
  const open = () => databases.open({ gateway: true, now: () => NOON });

  test("each state of a message is one event of each target that has picked it, made by the change itself", async () => {
    const store = await open();
    await addTarget(store, "erp");
    await addTarget(store, "some", { events: ["message.delivered"] });
    await addTarget(store, "off", { enabled: false });
    const gateway = await startGateway(store);
    const id = await gateway.sentMessage({ reference: 17 });
    expect(await idsOf(store)).toEqual([`out-${id}-sent-erp`]);
    await store.outbox.recordReport(report());
    expect(await idsOf(store)).toEqual([`out-${id}-sent-erp`, `out-${id}-delivered-erp`, `out-${id}-delivered-some`]);
    const [sent] = await jobsOf(store);
    expect(sent).toMatchObject({
      destination: "webhook:erp",
      payload: {
        type: "message.sent",
        timestamp: new Date(NOON).toISOString(),
        data: { id, state: "sent", channel: "sms", modem: "modem-1", source: "api.php" },
      },
    });
    expect(JSON.stringify(sent)).not.toContain("disk full");
  });

  test("what failed says why; what expired failed, too; what was cancelled or waits again is no event", async () => {
    const store = await open();
    await addTarget(store, "erp");
    const gateway = await startGateway(store);
    const failed = await accept(store);
    await store.outbox.settle(await gateway.claimWithParts(), { state: "failed", at: NOON, error: "refused" });
    const waits = await accept(store);
    await store.outbox.settle(await gateway.claimWithParts(), {
      state: "queued",
      at: NOON,
      dueAt: NOON + MINUTE,
      error: "busy",
      countAttempt: true,
    });
    await store.outbox.cancel(waits, NOON);
    const expired = await accept(store, { recipient: BERND, expiresAt: NOON + MINUTE });
    await store.outbox.expireDue(NOON + 2 * MINUTE);
    const jobs = await jobsOf(store);
    expect(jobs.map(({ payload }) => payload)).toMatchObject([
      { type: "message.failed", data: { id: failed, state: "failed", error: "refused" } },
      { type: "message.failed", data: { id: expired, state: "expired" } },
    ]);
  });

  test("a message that is sent again and becomes unknown again is two events", async () => {
    const store = await open();
    await addTarget(store, "erp");
    const gateway = await startGateway(store);
    const id = await gateway.unknownMessage();
    expect(await store.outbox.settleUnknown("resend", { now: NOON + MINUTE })).toEqual([id]);
    await gateway.leaveUnknown(await gateway.mustClaim({ now: NOON + MINUTE }));
    const ids = await idsOf(store);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(2);
    for (const each of ids) expect(each).toMatch(new RegExp(`^out-${id}-unknown-\\d+-erp$`));
    const [job] = await jobsOf(store);
    expect(job?.payload).toMatchObject({ type: "message.unknown", data: { id, error: "no answer" } });
  });

  test("a write that fails makes no event, and those that share its transaction make theirs", async () => {
    const store = await open();
    await addTarget(store, "erp");
    const gateway = await startGateway(store);
    await accept(store);
    const claim = await gateway.claimWithParts();
    await gateway.sendParts(claim, { reference: 3, at: NOON });
    const good = store.outbox.settle(claim, { state: "sent", at: NOON });
    const bad = store.outbox.recordReport({ modem: "m", sim: "s" } as never).catch(() => "failed");
    const after = store.outbox.accept([message({ recipient: BERND })], NOON);
    expect([await good, await bad]).toEqual(["written", "failed"]);
    await after;
    expect(await idsOf(store)).toEqual([`out-${claim.message.id}-sent-erp`]);
  });

  test("the runner of this process is woken once its jobs are on disk", async () => {
    const store = await open();
    await addTarget(store, "erp", { isOrdered: true });
    const claimable: number[] = [];
    const woken = Promise.withResolvers<void>();
    store.jobs.onAdded(() => woken.resolve());
    const gateway = await startGateway(store);
    await gateway.sentMessage({ reference: 17 });
    await woken.promise;
    for (const { job } of await claimAll(store.jobs, { ...CLAIMING, now: NOON })) claimable.push(job.id);
    expect(claimable).toHaveLength(1);
    expect((await jobsOf(store))[0]?.isOrdered).toBe(true);
  });

  test("an event of a modem makes jobs only where it was picked", async () => {
    const store = await open();
    const event = (key: string) =>
      ({ type: "modem.state", key, at: NOON, data: { modem: "roof", state: "ready", node: "one" } }) as const;
    await store.webhooks.addEvent(event("modem-1"), NOON);
    expect(await idsOf(store)).toEqual([]);
    await addTarget(store, "erp");
    await addTarget(store, "other", { events: ["message.sent"] });
    await store.webhooks.addEvent(event("modem-2"), NOON);
    await store.webhooks.addEvent(event("modem-2"), NOON);
    expect(await idsOf(store)).toEqual(["modem-2-erp"]);
  });

  test("a target that another process adds, disables or removes counts from the next change on", async () => {
    const url = await databases.create();
    const store = await databases.open({ url, gateway: true, now: () => NOON });
    const gateway = await startGateway(store);
    const command = await databases.open({ url, now: () => NOON });
    const before = await gateway.sentMessage({ reference: 1 });
    const added = await addTarget(command, "erp");
    const first = await gateway.sentMessage({ reference: 2, at: NOON + 1 });
    const id = added.ok ? added.value.id : 0;
    await command.webhooks.change(id, () => ({ enabled: false }), { now: NOON });
    await gateway.sentMessage({ reference: 3, at: NOON + 2 });
    await command.webhooks.change(id, () => ({ enabled: true }), { now: NOON });
    const second = await gateway.sentMessage({ reference: 4, at: NOON + 3 });
    await command.webhooks.remove(id);
    await gateway.sentMessage({ reference: 5, at: NOON + 4 });
    expect(before).toBeLessThan(first);
    expect(await idsOf(store)).toEqual([`out-${first}-sent-erp`, `out-${second}-sent-erp`]);
  });

  test("two gateways, or a gateway and commands, on one database: one event for each change and target, none lost", async () => {
    const url = await databases.create();
    const isTwo = databases.dialect === "postgres";
    const one = await databases.open({ url, gateway: true, now: () => NOON });
    const other = isTwo ? await databases.open({ url, gateway: true, now: () => NOON }) : one;
    await addTarget(one, "a");
    await addTarget(one, "b", { events: ["message.sent"] });
    const ids = await one.outbox.accept(
      Array.from({ length: 40 }, (_, at) => message({ recipient: `+4917012345${10 + at}` })),
      NOON,
    );
    async function sendAll(store: Store, node: string): Promise<void> {
      const gateway = await startGateway(store, node);
      for (;;) {
        const claim = await gateway.claim({ modem: node, sim: node });
        if (claim === undefined) return;
        await store.outbox.saveParts(claim, [{ pdu: "00A0", length: 10 }], 77);
        await gateway.sendParts(claim, { reference: claim.message.id % 250, at: NOON, sim: node });
        await store.outbox.settle(claim, { state: "sent", at: NOON });
      }
    }
    await Promise.all(isTwo ? [sendAll(one, "one"), sendAll(other, "two")] : [sendAll(one, "one")]);
    const wanted = ids.flatMap((id) => [`out-${id}-sent-a`, `out-${id}-sent-b`]);
    expect((await idsOf(one)).toSorted()).toEqual(wanted.toSorted());
  });
});
