import { createLog } from "../../lib/log.ts";
import type { AlarmEntry, Policy } from "../../lib/messages/index.ts";
import {
  type AlarmAct,
  type Alarms,
  createAlarms,
  createMessageRouting,
  createNumberRules,
  createPolicyDesk,
  createSubmission,
} from "../../lib/routing/index.ts";
import type { Store } from "../../lib/store/index.ts";
import type { TestDatabases } from "./database.ts";
import { createManualClock, type ManualClock } from "./manual-clock.ts";
import { recordEvents } from "./recorded-events.ts";
import { sqlOn } from "./sql.ts";

/** Nine in the evening, in summer. */
export const EVENING = Date.parse("2026-07-01T19:00:00Z");
export const PEOPLE = { Anna: "+491700000011", Ben: "+491700000012", Carl: "+491700000013", Boss: "+491700000014" };
export type Person = keyof typeof PEOPLE;
const NAMES = Object.keys(PEOPLE) as Person[];
const personAt = (number: string) => NAMES.find((name) => PEOPLE[name] === number) ?? number;

/** A message that was put into the queue. */
interface Sent {
  /** Seconds after the beginning. */
  at: number;
  to: string;
  /** `ring`, or the channel that was asked for. */
  by: string;
  text: string;
}

/** Alarms on a database, with people, on a clock that a test moves. */
export interface AlarmWorld {
  readonly url: string;
  readonly store: Store;
  readonly clock: ManualClock;
  readonly alarms: Alarms;
  readonly events: ReturnType<typeof recordEvents>;
  /** Adds a policy; `steps` and more as JSON has them. @throws Error when it is not accepted */
  policy(json: Partial<Policy> & Pick<Policy, "steps">): Promise<void>;
  raise(text: string, more?: Partial<Parameters<Alarms["desk"]["raise"]>[0]>): Promise<number>;
  /** Somebody writes by SMS; resolves when it is routed. */
  writes(from: Person | string, text: string): Promise<void>;
  /** What was sent since the last call, in order. */
  sent(): Promise<Sent[]>;
  /** As lines: `300 Ben sms: Alarm 1 …`, only the first line of each text. */
  told(): Promise<string[]>;
  /** Time passes. */
  pass(seconds: number): Promise<void>;
  /** What becomes of messages: sent, refused, or kept in the queue since no modem is there; sent at first. */
  network: "takes" | "refuses" | "gone";
  /** By an interface. */
  act(id: number, act: AlarmAct["kind"], name?: string): Promise<void>;
  timeline(id: number): Promise<string[]>;
  state(id: number): Promise<string>;
}

interface WorldOptions {
  /** Of the database of another one, for a second gateway. */
  url?: string;
  /** On `url`, in place of one of its own. */
  store?: Store;
  alone?: boolean;
  clock?: ManualClock;
  hasTelegram?: boolean;
  hasMail?: boolean;
  telegram?: Parameters<typeof createAlarms>[0]["telegram"];
  /** Messages may be in the queue. */
  sent?: () => void;
  language?: "en" | "de";
}

/** Opens one. */
export async function openAlarmWorld(
  databases: Pick<TestDatabases, "create" | "open">,
  options: WorldOptions = {},
): Promise<AlarmWorld & AsyncDisposable> {
  const { clock = createManualClock(EVENING), hasTelegram = true, alone = true, language = "en" } = options;
  const url = options.url ?? (await databases.create());
  const store = options.store ?? (await databases.open({ url, now: clock.now }));
  clock.waitFor(() => store.idle());
  const log = createLog({ level: "silent", format: "json" });
  const events = recordEvents();
  if (options.url === undefined || options.store !== undefined) await addPeople(store);
  const rules = createNumberRules({ country: "DE", allowed: [], blocked: [], emergency: [] });
  const common = { store: store.alarms, book: store.addressBook, optOuts: store.optOuts, events, clock, log };
  const alarms = createAlarms({
    ...common,
    policies: store.policies,
    language: () => language,
    country: "DE",
    timeZone: "Europe/Berlin",
    rules: () => rules,
    laneOf: () => "",
    hasTelegram,
    hasMail: () => options.hasMail ?? true,
    webhooks: store.webhooks,
    telegram: options.telegram,
    sent: options.sent ?? (() => undefined),
    alone,
  });
  const submission = createSubmission({ ...common, store: store.outbox, once: store.once, country: "DE" });
  const { router } = createMessageRouting({
    ...common,
    rules: store.rules,
    store: store.routing,
    webhooks: store.webhooks,
    submission,
    replies: alarms.replies,
    ownNumbers: () => new Map(),
    country: "DE",
    timeZone: "Europe/Berlin",
    laneOf: () => "",
    sent: () => undefined,
    added: () => undefined,
    alone,
  });
  const policies = createPolicyDesk({ store: store.policies, events, clock });
  alarms.engine.start();
  router.start();
  let received = 0;
  let seen = 0;

  async function sent(): Promise<Sent[]> {
    await clock.advance(0);
    const rows = await sqlOn(url, `select * from outgoing_messages where id > ${seen} order by id`);
    seen = Number(rows.at(-1)?.id ?? seen);
    return rows.map((row) => ({
      at: (Number(row.created_at) - EVENING) / 1_000,
      to: personAt(String(row.recipient)),
      by: row.kind === "ring" ? "ring" : String(row.channel),
      text: String(row.text),
    }));
  }

  /** What the queue would do. */
  async function deliver(): Promise<void> {
    if (world.network === "gone") return;
    const state = world.network === "takes" ? "sent" : "failed";
    await sqlOn(url, `update outgoing_messages set state = '${state}' where state = 'queued'`);
  }

  const world: AlarmWorld & AsyncDisposable = {
    url,
    store,
    clock,
    alarms,
    events,
    async policy(json) {
      const added = await policies.add({ name: "night", ...json }, {});
      if (!added.ok) throw new Error(JSON.stringify(added.problem));
    },
    network: "takes",
    async act(id, kind, name = "operator") {
      await deliver();
      await alarms.desk.act(id, { kind }, { door: "web", name });
      await clock.advance(0);
    },
    async raise(text, more = {}) {
      const raised = await alarms.desk.raise({ policy: "night", text, source: { door: "v1" }, ...more });
      if (!raised.ok) throw new Error(raised.problem);
      await clock.advance(0);
      return raised.value.alarm.id;
    },
    async writes(from, text) {
      await deliver();
      const sender = PEOPLE[from as Person] ?? from;
      const part = { modem: "one", sim: "one", receivedAt: clock.now(), pdu: "00", sender, text };
      const { messageId } = await store.inbox.store({ ...part, dedupeKey: `written ${++received}` });
      router.arrived(messageId);
      await clock.advance(0);
    },
    sent,
    async told() {
      return (await sent()).map(({ at, to, by, text }) => `${at} ${to} ${by}: ${text.split("\n")[0]}`);
    },
    async pass(seconds) {
      await deliver();
      await clock.advance(seconds * 1_000);
    },
    async timeline(id) {
      const entries = await store.alarms.timeline(id, { limit: 1_000 });
      return entries.map((entry) => lineOf(entry));
    },
    async state(id) {
      return (await store.alarms.find(id))?.state ?? "none";
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([alarms.engine.stop(), router.stop()]);
    },
  };
  return world;
}

const lineOf = ({ at, kind, person, detail }: AlarmEntry): string =>
  [(at - EVENING) / 1_000, kind, person, detail].filter((part) => part !== undefined).join(" ");

async function addPeople(store: Store): Promise<void> {
  const group = await store.addressBook.addGroup("admins");
  const groupIds = group.ok ? [group.value.id] : [];
  const ids: number[] = [];
  for (const name of NAMES) {
    const isAdmin = name !== "Boss";
    const added = await store.addressBook.addContact({
      name,
      number: PEOPLE[name],
      email: `${name.toLowerCase()}@example.org`,
      groupIds: isAdmin ? groupIds : [],
    });
    if (added.ok && isAdmin) ids.push(added.value.id);
  }
  await store.addressBook.setEscalation(groupIds[0] ?? 0, ids);
}

/** Anna for 5 minutes, then the next of the admins for 10, then the boss and everybody. */
export const NIGHT: Pick<Policy, "steps" | "rounds" | "unanswered"> = {
  steps: [
    { notify: [{ contact: "Anna" }], by: ["sms"], waitSeconds: 300 },
    { notify: [{ next: "admins" }], by: ["sms", "ring"], waitSeconds: 600 },
    { notify: [{ contact: "Boss" }, { group: "admins" }], by: ["sms"], waitSeconds: 900 },
  ],
  rounds: 1,
  unanswered: [{ email: { to: ["it@example.org"] } }],
};
