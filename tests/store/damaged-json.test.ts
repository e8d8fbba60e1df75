import { expect, test } from "bun:test";
import { type Check, createTraces, type NewWebhook, newCheckMemory, type Policy } from "../../lib/messages/index.ts";
import { createCheckDesk } from "../../lib/monitoring/index.ts";
import { no, ok } from "../../lib/result.ts";
import { createRuleDesk } from "../../lib/routing/index.ts";
import { createRuleSet } from "../../lib/routing/router/rule-set.ts";
import { eachDatabase } from "../support/database.ts";
import { aJob, claimAll } from "../support/jobs.ts";
import { sqlOn } from "../support/sql.ts";
import { startGateway } from "./gateway.ts";
import { message, NOON } from "./outgoing.ts";

const A = "http:http://a.example";
const B = "http:http://b.example";

eachDatabase("JSON that was damaged", (databases) => {
  test("a job whose payload is no JSON any more is claimed as unreadable, and keeps nobody from the others", async () => {
    const url = await databases.create();
    const { jobs } = await databases.open({ url });
    const ids = await jobs.add(
      [B, A, A, A].map((destination) => aJob({ destination })),
      NOON,
    );
    // Cut off, of another type, and nothing.
    for (const [at, payload] of ['{"method":"GE', "17", ""].entries())
      await sqlOn(url, `update jobs set payload = '${payload}' where id = ${ids[at]} returning id`);
    const first = await claimAll(jobs, { now: NOON, mostOfOne: 3 });
    expect(first.map(({ job }) => job.unreadable ?? false)).toEqual([true, true, true, false]);
    expect((await jobs.page({}, { limit: 10 })).jobs.map(({ unreadable }) => unreadable)).toEqual([
      undefined,
      true,
      true,
      true,
    ]);
    expect(await jobs.find(ids[0] ?? 0)).toMatchObject({ job: { unreadable: true, payload: {} } });
  });

  /** Cut off, of another type, nothing, and without what it needs. */
  const BROKEN = ['{"steps":[', "17", "", "{}"];

  test("a webhook whose list of events was damaged is told nothing, and messages are sent, settled and told to the others", async () => {
    for (const broken of BROKEN) {
      const url = await databases.create();
      const store = await databases.open({ url, gateway: true, now: () => NOON });
      for (const name of ["whole", "damaged"]) await store.webhooks.add(webhook(name), { now: NOON, most: 50 });
      await sqlOn(url, `update webhooks set events = '${broken}' where name = 'damaged' returning id`);
      const id = await (await startGateway(store)).sentMessage({ reference: 17 });
      const { jobs } = await store.jobs.page({ kinds: ["webhook"] }, { limit: 9 });
      expect(jobs.map(({ eventId }) => eventId)).toEqual([`out-${id}-sent-whole`]);
      expect((await store.webhooks.list()).map(({ name, events }) => [name, events])).toEqual([
        ["damaged", []],
        ["whole", ["message.sent"]],
      ]);
      await sqlOn(url, `update webhooks set secrets = '${broken}' where name = 'damaged' returning id`);
      expect((await store.webhooks.findByName("damaged"))?.secrets).toEqual([]);
    }
  });

  test("a rule that was damaged is left out and said, and the others are asked", async () => {
    const url = await databases.create();
    const store = await databases.open({ url });
    for (const name of ["whole", "damaged"])
      await store.rules.add(
        { rule: { name, enabled: true, replace: [], then: [], stop: false } },
        { now: NOON, most: 9 },
      );
    await sqlOn(url, "update rules set definition = '{\"the' where name = 'damaged' returning id");
    const events: unknown[] = [];
    const rules = createRuleSet({ store: store.rules, events: { record: (event) => events.push(event) } });
    expect((await rules()).map(({ id }) => id)).toEqual([1]);
    expect(events).toEqual([expect.objectContaining({ kind: "rule.unusable", rule: "damaged" })]);
    expect(await store.rules.list()).toMatchObject([{ rule: { enabled: true } }, { rule: { enabled: false } }]);
    expect(await store.rules.remove(2)).toMatchObject({ ok: true });
  });

  test("a check that was damaged keeps nobody from the others, and runs again once it is set again", async () => {
    const url = await databases.create();
    const { checks } = await databases.open({ url });
    for (const name of ["definition", "memory", "whole"])
      await checks.add({ check: check(name) }, { now: NOON, most: 9 });
    await sqlOn(url, "update checks set definition = '{\"pr' where name = 'definition' returning id");
    await sqlOn(url, "update check_states set memory = '{\"sta' where check_id = 2 returning check_id");
    const claim = () => checks.claimDue({ now: NOON, until: NOON + 5_000, most: 9, node: "a", leaseMs: 10_000 });
    const claims = await claim();
    expect(claims.map(({ check: { check, memory } }) => [check.name, memory.state])).toEqual([
      ["memory", "unknown"],
      ["whole", "unknown"],
    ]);
    expect(await claim()).toEqual([]);
    expect((await checks.list()).map(({ check }) => check.enabled)).toEqual([false, true, true]);
    const again = await checks.change(1, () => ok({ check: check("definition") }), { now: NOON });
    expect(again).toMatchObject({ ok: true });
    expect((await claim()).map(({ check: { check } }) => check.name)).toEqual(["definition"]);
  });

  test.each([
    ["null in its changes", '"changes":[]', '"changes":[null]'],
    ["no state", '"state":"up",', ""],
    ["no end", '"alarm":7}', '"alarm":7, "las'],
    ["no word of what was told", '"told":"down"', '"told":17'],
  ])("whoever was told of a check learns that it is over, though its memory has %s", async (_, whole, damaged) => {
    const url = await databases.create();
    const { checks } = await databases.open({ url });
    await checks.add({ check: check("shop") }, { now: NOON, most: 9 });
    const claim = () => checks.claimDue({ now: NOON, until: NOON + 5_000, most: 9, node: "a", leaseMs: 10_000 });
    const [claimed] = await claim();
    if (claimed === undefined) throw new Error("not claimed");
    const memory = { ...newCheckMemory(NOON), state: "up", told: "down", alarm: 7 } as const;
    await checks.settle([{ claim: claimed, memory, nextAt: NOON }]);
    const update = `update check_states set memory = replace(memory, '${whole}', '${damaged}')`;
    const [written] = await sqlOn(url, `${update} where check_id = 1 returning memory`);
    expect(String((written as { memory: unknown }).memory)).toContain(damaged);
    const left = { state: "unknown", changes: [], told: "down", alarm: 7 };
    expect((await checks.find(1))?.memory).toMatchObject(left);
    const off = await checks.change(1, () => ok({ check: { ...check("shop"), enabled: false } }), { now: NOON });
    expect(off).toMatchObject({ value: { after: { memory: left } } });
    expect(await claim()).toMatchObject([{ check: { check: { enabled: false }, memory: left } }]);
  });

  test("a rule or check that is damaged while somebody changes a part of it is not changed", async () => {
    const url = await databases.create();
    const { rules, checks } = await databases.open({ url });
    /** Damages it behind whoever has looked at it. */
    const damagedBehind = <Found>(table: "rules" | "checks", find: (id: number) => Promise<Found>) => ({
      async find(id: number) {
        const found = await find(id);
        await sqlOn(url, `update ${table} set definition = '{', version = version + 1 returning id`);
        return found;
      },
    });
    const common = { open: async () => no("no key"), events: { record() {} }, clock: { now: () => NOON } };
    const ruleDesk = createRuleDesk({ ...common, store: { ...rules, ...damagedBehind("rules", rules.find) } });
    const alarms = { resolve: async () => {} };
    const checkDesk = createCheckDesk({
      ...common,
      store: { ...checks, ...damagedBehind("checks", checks.find) },
      alarms,
      wake() {},
    });
    expect(
      await ruleDesk.add({ name: "a", when: { text: { is: "no" } }, then: [{ number: "+491701111111" }] }, {}),
    ).toMatchObject({ ok: true });
    expect(await checkDesk.add(check("a"), {})).toMatchObject({ ok: true });
    const refused = { ok: false, problem: { kind: "invalid", faults: [expect.anything()] } };
    expect(await ruleDesk.change(1, { enabled: true }, {})).toMatchObject(refused);
    expect(await checkDesk.change(1, { probe: { ping: { host: "192.0.2.9" } } }, {})).toMatchObject(refused);
    for (const table of ["rules", "checks"])
      expect(await sqlOn(url, `select definition from ${table}`)).toEqual([{ definition: "{" }]);
  });

  test("a value that the gateway keeps for itself is made anew where it was damaged, or named", async () => {
    const url = await databases.create();
    const { settings, clock } = await databases.open({ url });
    await settings.set({ secret: "one", other: 2 });
    await clock.keep({ at: NOON, uptimeMs: 1, boot: "b" });
    await sqlOn(url, "update settings set value = '\"on' where key in ('secret', 'clock') returning key");
    expect(settings.get("secret")).rejects.toThrow(
      "the row secret of the table settings was damaged, and is no JSON: restore a backup, or delete this row",
    );
    expect(await settings.keep("secret", "two")).toBe("two");
    expect(await settings.get("secret")).toBe("two");
    expect(await clock.last()).toBeUndefined();
    await clock.keep({ at: NOON + 1, uptimeMs: 2, boot: "b" });
    expect(await clock.last()).toMatchObject({ at: NOON + 1 });
  });

  test("what the gateway keeps for itself and is valid JSON of another kind counts as nothing", async () => {
    const url = await databases.create();
    const { settings, clock, setup, erasure } = await databases.open({ url });
    const id = await erasure.begin({ now: NOON, isDry: true });
    for (const broken of ["null", "17", "[]", '{"at":"x","hash":1,"erased":null,"namedBy":17}']) {
      await settings.set({ setup: 1, clock: 1 });
      await sqlOn(url, `update settings set value = '${broken}' where key in ('setup', 'clock') returning key`);
      await sqlOn(url, `update erasures set result = '${broken}' where id = ${id} returning id`);
      expect(await setup.holds("hash", NOON)).toBe(false);
      expect(await clock.last()).toBeUndefined();
      expect(await erasure.page({ limit: 9 }, NOON)).toMatchObject({ erasures: [{ id, erased: {}, namedBy: [] }] });
    }
  });

  test("damaged policies, also of open alarms, keep nobody from renaming, erasing and raising other alarms", async () => {
    for (const broken of BROKEN) {
      const url = await databases.create();
      const { addressBook, policies, alarms, erasure } = await databases.open({ url });
      for (const name of ["whole", "damaged", "copied"]) await policies.add(policy(name), { now: NOON, most: 9 });
      const raise = (name: string) => {
        const calls = [{ person: "Bob", way: "sms" as const, address: "+491701111111" }];
        const decide = () => ({ alarm: { step: 1, round: 1, nextAt: NOON }, entries: [], calls });
        const alarm = { policy: name, title: "x", text: "x", severity: "warning", source: { door: "v1" } } as const;
        return alarms.raise(alarm, { now: NOON, compose: () => ({ message: message({ text: "Alarm" }) }), decide });
      };
      expect(await raise("copied")).toMatchObject({ ok: true });
      await sqlOn(url, `update policies set definition = '${broken}' where name = 'damaged' returning id`);
      await sqlOn(url, `update alarms set policy = '${broken}' returning id`);
      const bob = await addressBook.addContact({ name: "Bob", number: "+491701111111" });
      if (!bob.ok) throw new Error(JSON.stringify(bob.problem));
      expect(await raise("whole")).toMatchObject({ ok: true });
      expect(await addressBook.changeContact(bob.value.id, { name: "Rob" })).toMatchObject({ ok: true });
      expect((await policies.list()).map(({ policy: { name, steps } }) => [name, steps.length])).toEqual([
        ["copied", 1],
        ["damaged", 0],
        ["whole", 1],
      ]);
      expect((await policies.findByName("whole"))?.policy.steps[0]?.notify).toEqual([{ contact: "Rob" }]);
      const person = await erasure.person({ number: "+491701111111", forms: [] });
      expect(await erasure.namedBy(createTraces(person))).toContain("alarm 2, which is not resolved");
    }
  });
});

const webhook = (name: string): NewWebhook => ({
  name,
  url: "http://a.example/",
  events: ["message.sent"],
  enabled: true,
  isOrdered: false,
  secrets: [{ sealed: "s", createdAt: NOON }],
});

const check = (name: string): Check => ({
  name,
  enabled: true,
  probe: { ping: { host: "192.0.2.8" } },
  everySeconds: 60,
  timeoutSeconds: 10,
  failures: 3,
  flapping: { changes: 6, minutes: 60 },
  severity: "critical",
});

const policy = (name: string): Policy => ({
  name,
  steps: [{ notify: [{ contact: "Bob" }], by: ["sms"], waitSeconds: 300 }],
  rounds: 1,
  unanswered: [],
  tellResolved: true,
});
