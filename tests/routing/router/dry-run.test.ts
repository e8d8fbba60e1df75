import { expect, test } from "bun:test";
import fc from "fast-check";
import { createSecretBox } from "../../../lib/auth/index.ts";
import { systemClock } from "../../../lib/clock.ts";
import { createLog } from "../../../lib/log.ts";
import { ok } from "../../../lib/result.ts";
import { createMessageRouting, createRuleDesk, createSubmission, type DryRule } from "../../../lib/routing/index.ts";
import type { Store } from "../../../lib/store/index.ts";
import { eachDatabase } from "../../support/database.ts";
import { eventually } from "../../support/eventually.ts";
import { messages, ruleFields } from "../../support/random-rules.ts";
import { recordEvents } from "../../support/recorded-events.ts";

/** What a dry run says, and what is there after the real run, in the same words. */
interface Done {
  matched: string[];
  jobs: { destination: string; payload: unknown }[];
  recipients: { to: string; text: string }[];
}

function saidBy(rules: readonly DryRule[]): Done {
  const deliveries = rules.flatMap((rule) => rule.deliveries ?? []);
  return {
    matched: rules.filter(({ outcome }) => outcome === "matched").map(({ name }) => name),
    jobs: deliveries.flatMap(({ destination, delivery }) =>
      destination === undefined ? [] : [{ destination, payload: textOf(delivery) }],
    ),
    recipients: inOrder(
      deliveries.flatMap(({ recipients, delivery }) =>
        recipients.map((to) => ({ to, text: String(textOf(delivery)) })),
      ),
    ),
  };
}
/** Answers are stored behind what is forwarded. */
const inOrder = (sent: Done["recipients"]) =>
  sent.toSorted((one, other) => JSON.stringify(one).localeCompare(JSON.stringify(other)));
/** Of a delivery, or of a job's payload; a webhook has it within its event. */
function textOf(of: object): unknown {
  if ("data" in of && typeof of.data === "object" && of.data !== null) return textOf(of.data);
  return "text" in of ? of.text : "url" in of ? of.url : undefined;
}

eachDatabase("dry run and real run", (databases) => {
  test("do the same for random rules and messages, through the store", async () => {
    const store = await databases.open();
    const clock = systemClock;
    const log = createLog({ level: "silent", format: "json" });
    const events = recordEvents();
    const box = createSecretBox(new Uint8Array(32));
    const desk = createRuleDesk({ store: store.rules, open: async () => ok(box), events, clock });
    const submission = createSubmission({
      store: store.outbox,
      once: store.once,
      optOuts: store.optOuts,
      book: store.addressBook,
      events,
      log,
      clock,
      country: "DE",
    });
    const group = await store.addressBook.addGroup("ALARM");
    await store.addressBook.addContact({
      name: "Test",
      number: "+491701234567",
      email: "test@example.org",
      note: "night",
      groupIds: group.ok ? [group.value.id] : [],
    });
    const { router, dryRun } = createMessageRouting({
      rules: store.rules,
      store: store.routing,
      webhooks: store.webhooks,
      book: store.addressBook,
      submission,
      ownNumbers: () => new Map([["modem1", "+4915100000000"]]),
      country: "DE",
      timeZone: "Europe/Berlin",
      laneOf: () => "",
      sent: () => undefined,
      added: () => undefined,
      alone: true,
      clock,
      log,
      events,
    });
    router.start();
    let runs = 0;
    const rules = fc.array(ruleFields, { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(rules, messages, async (fields, message) => {
        runs++;
        const named = fields.map((rule, at) => ({ ...rule, name: `${rule.name} ${at}` }));
        const imported = await desk.import(named, { replace: true });
        if (!imported.ok) throw new Error(JSON.stringify(imported.problem));
        const { sender, modem, receivedAt, kind, text = "" } = message;
        const from = sender === "" || sender === undefined ? {} : { sender };
        const channel = message.channel === "telegram" && kind === "text" ? "telegram" : "sms";
        const part = { modem, sim: "test", pdu: "", receivedAt, channel, ...from, dedupeKey: `run ${runs}` } as const;
        const { messageId } = await store.inbox.store(kind === "call" ? { ...part, isCall: true } : { ...part, text });
        if (kind === "call") await store.inbox.endCall({ ...part, rangMs: 7_000 });
        const stored = await store.inbox.find(messageId);
        if (stored === undefined) throw new Error("it was not stored");
        const said = await dryRun({ stored });
        if (!said.ok) throw new Error(JSON.stringify(said.problem));
        const counted = await matchedBy(store);
        const lastSent = await newestSent(store);
        // Until now the router has not been told.
        router.arrived(messageId);
        await eventually("it is routed", async () => (await store.routing.unrouted({ limit: 1 })).length === 0);
        expect(await doneBy(store, { messageId, lastSent, counted })).toEqual(saidBy(said.value));
      }),
      { numRuns: databases.dialect === "sqlite" ? 60 : 20, examples: ODD_TEXTS.map(forwarded) },
    );
    await router.stop();
    expect(events.all.filter(({ kind }) => kind === "routing.failed")).toEqual([]);
  }, 180_000);
});

/** They are sent in another form than they came in. */
const ODD_TEXTS = ["\r", "one\r\ntwo\rthree", "\uFEFFmarked"];
type Drawn<From> = From extends fc.Arbitrary<infer One> ? One : never;
const forwarded = (text: string): [Drawn<typeof ruleFields>[], Drawn<typeof messages>] => [
  [{ name: "Test", then: [{ number: "+491701234567", text: "{text}" }] }],
  {
    id: 0,
    kind: "text",
    channel: "sms",
    modem: "modem1",
    sender: "",
    recipient: "",
    receivedAt: 1_760_000_000_000,
    text,
  },
];

const matchedBy = async (store: Store) =>
  new Map((await store.rules.list()).map(({ rule, matched }) => [rule.name, matched]));
/** Nothing is sent here, and nothing is removed. */
const newestSent = async (store: Store) => (await store.outbox.countByState()).queued;

async function doneBy(
  store: Store,
  { messageId, lastSent, counted }: { messageId: number; lastSent: number; counted: ReadonlyMap<string, number> },
): Promise<Done> {
  const rules = await store.rules.list();
  const { jobs } = await store.jobs.page({}, { limit: 100 });
  const { message } = (await store.outbox.find(lastSent + 1)) ?? {};
  const sent = message === undefined ? [] : [message];
  for (let id = lastSent + 2; sent.length > 0; id++) {
    const next = (await store.outbox.find(id))?.message;
    if (next === undefined) break;
    sent.push(next);
  }
  return {
    matched: rules.filter(({ rule, matched }) => matched > (counted.get(rule.name) ?? 0)).map(({ rule }) => rule.name),
    jobs: jobs
      .filter(({ incomingId }) => incomingId === messageId)
      .toSorted((one, other) => one.id - other.id)
      .map(({ destination, payload }) => ({ destination, payload: textOf(payload) })),
    recipients: inOrder(sent.map(({ recipient: to, text }) => ({ to, text }))),
  };
}
