import { join } from "node:path";
import { openStore, type Store } from "../../lib/store/index.ts";
import { eventually } from "./eventually.ts";
import { freePort } from "./free-port.ts";
import { type RunningProgram, runAldis, startAldis } from "./process.ts";
import { startReceiver } from "./receivers.ts";
import { seededRandom } from "./seeded-random.ts";

const READY = /http:\/\/127\.0\.0\.1:(\d+)/;
/** What two rules send each message to. */
const PLACES = ["hook", "isms", "other"] as const;
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
  /** Empty when each message was stored and routed once, and reached each destination under one event ID. */
  problems: string[];
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
  /** Event IDs by place and text, with how often they came. */
  const seen = new Map<string, Map<string, number>>(PLACES.map((place) => [place, new Map()]));
  const texts = new Map<string, Set<string>>(PLACES.map((place) => [place, new Set()]));
  let requests = 0;
  const receiver = stack.use(
    await startReceiver(({ url, headers, body }, response) => {
      requests++;
      const place = url.slice(1);
      const text = /message \d+\./.exec(decodeURIComponent(body))?.[0] ?? `unreadable: ${body}`;
      const key = `${String(headers["idempotency-key"] ?? "")} ${text}`;
      texts.get(place)?.add(text);
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
  const http = (place: string) => ({ http: { method: "POST", url: `${receiver.url}/${place}`, body: "{text}" } });
  await rules.write(
    JSON.stringify([
      { name: "all", then: [http("hook"), { isms: { url: `${receiver.url}/isms` } }] },
      { name: "all again", when: { text: { matches: "^message \\d+\\.$" } }, then: [http("other")] },
    ]),
  );
  const dataOf = (at: number) => ["--data", join(folder, `data-${at}`), "--database", database];
  await (await openStore({ url: database })).close();
  const imported = await runAldis(["rule", "import", join(folder, "rules.json"), ...dataOf(0)], {});
  if (imported.exit !== 0) throw new Error(`the rules could not be imported: ${imported.output}`);

  const programs: (RunningProgram | undefined)[] = [];
  stack.defer(async () => {
    for (const program of programs) await program?.kill();
  });
  async function start(at: number): Promise<void> {
    const modem = ["--modem", modems[at]?.link ?? ""];
    const more = ["--port", "0", "--allow-targets", "127.0.0.1", "--log-level", "warn"];
    const program = startAldis(["serve", ...dataOf(at), ...modem, ...more]);
    programs[at] = program;
    await program.printed(READY);
  }
  for (let at = 0; at < nodes; at++) await start(at);

  const store = await openStore({ url: database });
  stack.defer(() => store.close());
  let arrived = 0;
  async function arrive(): Promise<void> {
    while (arrived < messages) {
      const number = arrived++;
      const body = JSON.stringify({ from: `+4917${String(10_000_000 + number)}`, text: `message ${number}.` });
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
  const routed = () => texts.get("other")?.size ?? 0;
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
      return PLACES.every((place) => (texts.get(place)?.size ?? 0) >= messages) && (await countOpen(store)) === 0;
    },
    ENDING_MS,
  ).catch(() => undefined);
  const exits = await Promise.all(programs.map((program) => program?.stop()));
  const all = Array.from({ length: messages }, (_, number) => `message ${number}.`);
  const repeated = [...seen.values()].flatMap((keys) => [...keys.values()]).filter((times) => times > 1).length;
  const problems = [
    ...(await storedProblems(store, all)),
    ...PLACES.flatMap((place) => placeProblems(place, all, seen.get(place) ?? new Map())),
    ...(await wrongCounters(store, messages)),
    ...exits.flatMap((exit) => (exit === 0 ? [] : [`a gateway ended with status ${exit}`])),
  ];
  return { messages, kills, requests, repeated, problems };
}

async function countStored(store: Store): Promise<number> {
  return (await store.inbox.list({ limit: 1 }))[0]?.id ?? 0;
}

async function countOpen(store: Store): Promise<number> {
  const { waiting, running } = await store.jobs.countByState(["http", "isms"]);
  return waiting + running + (await store.routing.unrouted({ limit: 1 })).length;
}

/** Each text was stored once. */
async function storedProblems(store: Store, all: readonly string[]): Promise<string[]> {
  const times = new Map<string, number>();
  let before: number | undefined;
  for (;;) {
    const page = await store.inbox.list({ limit: 500, ...(before === undefined ? {} : { before }) });
    for (const { text } of page) times.set(text, (times.get(text) ?? 0) + 1);
    before = page.at(-1)?.id;
    if (page.length < 500) break;
  }
  const wrong = all.filter((text) => times.get(text) !== 1);
  return wrong.map((text) => `${text} was stored ${times.get(text) ?? 0} times`);
}

/** Each text reached the place, under one event ID alone; a push of the iSMS protocol has none. */
function placeProblems(place: string, all: readonly string[], seen: ReadonlyMap<string, number>): string[] {
  const idsOf = Map.groupBy(seen.keys(), (key) => key.slice(key.indexOf(" ") + 1));
  const strange = [...idsOf.keys()].filter((text) => !all.includes(text));
  return [
    ...all.filter((text) => !idsOf.has(text)).map((text) => `${text} did not reach ${place}`),
    ...all
      .filter((text) => (idsOf.get(text)?.length ?? 0) > 1)
      .map((text) => `${text} came under several IDs to ${place}`),
    ...strange.map((text) => `nobody sent to ${place}: ${text}`),
  ];
}

async function wrongCounters(store: Store, messages: number): Promise<string[]> {
  const wrong = (await store.rules.list()).filter(({ matched }) => matched !== messages);
  return wrong.map(({ rule, matched }) => `rule ${rule.name} matched ${matched} times`);
}
