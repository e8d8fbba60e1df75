import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { defined } from "../../lib/defined.ts";
import type { MessagePlace } from "../../lib/messages/index.ts";
import { openStore, type Store } from "../../lib/store/index.ts";
import { eventually } from "./eventually.ts";
import { freePort } from "./free-port.ts";
import { type RunningProgram, runAldis, startAldis } from "./process.ts";
import { startReceiver } from "./receivers.ts";
import { seededRandom } from "./seeded-random.ts";

const READY = /http:\/\/127\.0\.0\.1:(\d+)/;
/** Where each message goes: by a rule with two destinations, by another one, and by a webhook that picked the event. */
const PLACES = ["hook", "isms", "other", "webhook"] as const;
/** The receivers are on this machine. */
const ALLOWED = ["--allow-targets", "127.0.0.1"];
type Place = (typeof PLACES)[number];
/** Behind each tenth message its sender opts out. */
const STOP_EVERY = 10;
const SENDERS = 10_000_000;
/** Messages that are on their way at once at each modem: fewer than a SIM holds. */
const AT_ONCE = 8;
/** This only ends a rehearsal that fails: a lease is over after 90 s. */
const ENDING_MS = 400_000;

/** What became of the messages. */
interface RoutingKillOutcome {
  messages: number;
  kills: number;
  requests: number;
  /** Requests that came again, under the same event ID. */
  repeated: number;
  /** Of senders who opted out. */
  stops: number;
  /**
   * Empty when each message was stored and routed once and reached each destination under one event ID, and each STOP counted once
   * and was confirmed once.
   */
  problems: string[];
}

/** An SMS, and what it is called here: `message 7`, or `STOP 7` of the same sender. */
interface Arrival {
  from: string;
  text: string;
  name: string;
}

function arrivalsOf(messages: number): Arrival[] {
  return Array.from({ length: messages }, (_, number) => {
    const from = `+4917${SENDERS + number}`;
    const message = { from, text: `message ${number}.`, name: `message ${number}` };
    return number % STOP_EVERY === 0 ? [message, { from, text: "STOP", name: `STOP ${number}` }] : [message];
  }).flat();
}

/** Which one a body tells of: each has the sender's number and the text, whatever is around them. */
function nameIn(body: string): string {
  const [, number] = /\+4917([1-9]\d{7})/.exec(body) ?? [];
  const [kind] = /STOP|message(?= \d)/.exec(body) ?? [];
  return number === undefined || kind === undefined ? `unreadable: ${body}` : `${kind} ${Number(number) - SENDERS}`;
}

/**
 * Messages arrive at modems that live in processes of their own and are routed by gateways on one database, each with a modem,
 * which are ended by SIGKILL at random moments and started again. `folder` is empty.
 *
 * @throws Error when a program does not do what it should
 */
export async function rehearseRoutingKills(options: {
  database: string;
  folder: string;
  seed: number;
  nodes: number;
  messages: number;
  kills: number;
}): Promise<RoutingKillOutcome> {
  const { database, folder, nodes, messages, kills } = options;
  const random = seededRandom(options.seed);
  await using stack = new AsyncDisposableStack();
  const arrivals = arrivalsOf(messages);
  /** Event IDs by place and name, with how often they came. */
  const seen = new Map<string, Map<string, number>>(PLACES.map((place) => [place, new Map()]));
  const names = new Map<string, Set<string>>(PLACES.map((place) => [place, new Set()]));
  let requests = 0;
  const receiver = stack.use(
    await startReceiver(({ url, headers, body }, response) => {
      requests++;
      const place = url.slice(1);
      const name = nameIn(decodeURIComponent(body));
      const key = `${String(headers["idempotency-key"] ?? headers["webhook-id"] ?? "")} ${name}`;
      names.get(place)?.add(name);
      seen.get(place)?.set(key, (seen.get(place)?.get(key) ?? 0) + 1);
      response.end("ACCEPTED");
    }),
  );
  const modems = await Promise.all(
    Array.from({ length: nodes }, async (_, at) => {
      const link = join(folder, `modem-${at}`);
      const control = await freePort();
      const own = ["--control", String(control), "--number", `+49170000000${at + 1}`];
      await stack.use(startAldis(["simulator", "--pty", link, ...own])).printed(/\n/);
      return { link, control };
    }),
  );
  const rules = Bun.file(join(folder, "rules.json"));
  const http = (place: Place) => ({
    http: { method: "POST", url: `${receiver.url}/${place}`, body: "{sender} {text}" },
  });
  await rules.write(
    JSON.stringify([
      { name: "all", then: [http("hook"), { isms: { url: `${receiver.url}/isms` } }] },
      { name: "all again", when: { text: { matches: "^message \\d+\\.$" } }, then: [http("other")] },
    ]),
  );
  const dataOf = (at: number) => ["--data", join(folder, `data-${at}`), "--database", database];
  await (await openStore({ url: database })).close();
  const hook = ["webhook", "add", "all", `${receiver.url}/webhook`, "--events", "message.received"];
  for (const command of [["rule", "import", join(folder, "rules.json")], hook])
    await runOn(command, [...ALLOWED, ...dataOf(0)]);
  shareKey(folder, nodes);

  const programs: (RunningProgram | undefined)[] = [];
  stack.defer(async () => {
    for (const program of programs) await program?.kill();
  });
  async function start(at: number): Promise<void> {
    const modem = ["--modem", modems[at]?.link ?? ""];
    const more = ["--port", "0", ...ALLOWED, "--log-level", "warn", "--opt-out", "on"];
    const program = startAldis(["serve", ...dataOf(at), ...modem, ...more]);
    programs[at] = program;
    await program.printed(READY);
  }
  for (let at = 0; at < nodes; at++) await start(at);

  const store = await openStore({ url: database });
  stack.defer(() => store.close());
  let arrived = 0;
  async function arrive(): Promise<void> {
    while (arrived < arrivals.length) {
      const number = arrived++;
      const { from = "", text = "" } = arrivals[number] ?? {};
      const body = JSON.stringify({ from, text });
      const { control } = modems[number % nodes] ?? { control: 0 };
      const answer = await fetch(`http://127.0.0.1:${control}/messages`, { method: "POST", body });
      if (!answer.ok) throw new Error(`the network did not take it: ${await answer.text()}`);
      await eventually(
        "messages to come in",
        async () => number - (await countStored(store)) < AT_ONCE * nodes,
        ENDING_MS,
      );
    }
  }
  const arriving = arrive();
  const expected = (place: Place) => arrivals.filter(({ text }) => place !== "other" || text !== "STOP");
  const routed = () => names.get("other")?.size ?? 0;
  for (let kill = 1; kill <= kills; kill++) {
    const from = Math.floor((messages * kill) / (kills + 1));
    await eventually("messages to be routed", async () => routed() >= from, ENDING_MS);
    await Bun.sleep(random(100));
    const at = random(nodes);
    await programs[at]?.kill();
    await start(at);
  }
  await arriving;
  await eventually(
    "everything to arrive",
    async () => {
      await Bun.sleep(100);
      const isThere = PLACES.every((place) => (names.get(place)?.size ?? 0) >= expected(place).length);
      return isThere && (await countOpen(store)) === 0;
    },
    ENDING_MS,
  ).catch(() => undefined);
  const exits = await Promise.all(programs.map((program) => program?.stop()));
  const repeated = [...seen.values()].flatMap((keys) => [...keys.values()]).filter((times) => times > 1).length;
  const problems = [
    ...(await storedProblems(store, arrivals)),
    ...PLACES.flatMap((place) => placeProblems(place, expected(place), seen.get(place) ?? new Map())),
    ...(await wrongCounters(store, { all: arrivals.length, "all again": messages })),
    ...(await optOutProblems(store, arrivals)),
    ...exits.flatMap((exit) => (exit === 0 ? [] : [`a gateway ended with status ${exit}`])),
  ];
  return { messages, kills, requests, repeated, stops: arrivals.length - messages, problems };
}

async function runOn(command: readonly string[], data: readonly string[]): Promise<void> {
  const { exit, output } = await runAldis([...command, ...data], {});
  if (exit !== 0) throw new Error(`${command[0]}: ${output}`);
}

/** Gateways on one database have one key of its secrets. */
function shareKey(folder: string, nodes: number): void {
  for (let at = 1; at < nodes; at++) {
    mkdirSync(join(folder, `data-${at}`), { mode: 0o700 });
    copyFileSync(join(folder, "data-0", "secret.key"), join(folder, `data-${at}`, "secret.key"));
  }
}

async function countStored(store: Store): Promise<number> {
  return (await store.inbox.list({ limit: 1 }))[0]?.id ?? 0;
}

async function countOpen(store: Store): Promise<number> {
  const { waiting, running } = await store.jobs.countByState(["http", "isms", "webhook"]);
  const { queued, sending } = await store.outbox.countByState();
  return waiting + running + queued + sending + (await store.routing.unrouted({ limit: 1 })).length;
}

/** Each was stored once. */
async function storedProblems(store: Store, arrivals: readonly Arrival[]): Promise<string[]> {
  const times = new Map<string, number>();
  let before: number | undefined;
  for (;;) {
    const page = await store.inbox.list({ limit: 500, ...(before === undefined ? {} : { before }) });
    for (const { sender, text } of page) {
      const name = nameIn(`${sender} ${text}`);
      times.set(name, (times.get(name) ?? 0) + 1);
    }
    before = page.at(-1)?.id;
    if (page.length < 500) break;
  }
  const wrong = arrivals.filter(({ name }) => times.get(name) !== 1);
  return wrong.map(({ name }) => `${name} was stored ${times.get(name) ?? 0} times`);
}

/** Each reached the place, under one event ID alone; a push of the iSMS protocol has none. */
function placeProblems(place: Place, expected: readonly Arrival[], seen: ReadonlyMap<string, number>): string[] {
  const all = expected.map(({ name }) => name);
  const idsOf = Map.groupBy(seen.keys(), (key) => key.slice(key.indexOf(" ") + 1));
  const strange = [...idsOf.keys()].filter((name) => !all.includes(name));
  return [
    ...all.filter((name) => !idsOf.has(name)).map((name) => `${name} did not reach ${place}`),
    ...all
      .filter((name) => (idsOf.get(name)?.length ?? 0) > 1)
      .map((name) => `${name} came under several IDs to ${place}`),
    ...(place === "isms"
      ? []
      : [...seen.keys()].filter((key) => key.startsWith(" ")).map((key) => `no ID at ${place}:${key}`)),
    ...strange.map((name) => `nobody sent to ${place}: ${name}`),
  ];
}

async function wrongCounters(store: Store, expected: Readonly<Record<string, number>>): Promise<string[]> {
  const wrong = (await store.rules.list()).filter(({ rule, matched }) => matched !== expected[rule.name]);
  return wrong.map(({ rule, matched }) => `rule ${rule.name} matched ${matched} times`);
}

/** Who said STOP is opted out, by one record, and has one confirmation; nobody else is or has. */
async function optOutProblems(store: Store, arrivals: readonly Arrival[]): Promise<string[]> {
  const stopped = arrivals.filter(({ text }) => text === "STOP").map(({ from }) => from);
  const problems: string[] = [];
  const out = await store.optOuts.among(arrivals.map(({ from }) => from));
  if (out.size !== stopped.length) problems.push(`${out.size} numbers are opted out instead of ${stopped.length}`);
  for (const number of stopped) {
    const { records } = await store.optOuts.audit({ number }, { limit: 9 });
    const [record] = records;
    const isOnce = records.length === 1 && record?.hasChanged === true && record.incomingId !== undefined;
    if (!out.has(number) || !isOnce)
      problems.push(`${number} has ${records.length} records: ${JSON.stringify(records)}`);
  }
  const confirmed = new Map<string, number>();
  let after: MessagePlace | undefined;
  do {
    const outcomes = ["queued", "sent", "failed"] as const;
    const page = await store.archive.page({ outcomes }, { limit: 200, order: "newest", ...defined({ after }) });
    for (const any of page.messages) {
      if (any.direction !== "outgoing") continue;
      const { recipient, source, state } = any.message;
      confirmed.set(recipient, (confirmed.get(recipient) ?? 0) + 1);
      if (source !== "opt-out" || state === "failed") problems.push(`${recipient} has a message ${state} of ${source}`);
    }
    after = page.next;
  } while (after !== undefined);
  for (const number of new Set([...stopped, ...confirmed.keys()])) {
    const times = confirmed.get(number) ?? 0;
    if (times !== (out.has(number) ? 1 : 0)) problems.push(`${number} was confirmed ${times} times`);
  }
  return problems;
}
