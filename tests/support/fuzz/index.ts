import { seededRandom } from "../seeded-random.ts";
import { DOORS } from "./doors.ts";
import { type Exchanged, exchange, type Outcome } from "./exchange.ts";
import { startFuzzedGateway } from "./gateway.ts";
import { isError, problemsOfLog } from "./log-lines.ts";
import { once, type Random } from "./nasty.ts";
import { type FuzzRequest, renderRequest } from "./request.ts";
import { SESSION } from "./trial.ts";

/** Of the thread that serves everybody, for one request. */
const MOST_PROCESSOR_MS = 200;
/** Longer than any answer takes that waits for nothing but processor, disk and slow hashes. */
const LONGEST_MS = 5_000;
/** From a third of the way to the end, which is more than caches and the garbage of a moment. */
const MOST_GROWTH_BYTES = 64 * 1_048_576;

/** Waiting for a slow hash or a commit is shared by so many. */
const TOGETHER = 32;
const MOST_FAILURES = 20;

interface FuzzFigures {
  requests: number;
  seconds: number;
  /** How often each status came; 0 is a connection that ended without an answer. */
  statuses: Record<string, number>;
  /** How often each door was tried, and how often it did what it was asked. */
  doors: Record<string, { tried: number; done: number }>;
  slowestMs: number;
  /** Routes that no trial is known for. */
  unknownRoutes: string[];
  /** Processor time for one request, as the mean of those sent together. */
  processorMs: { median: number; p99: number; most: number };
  memoryMib: { start: number; third: number; end: number; most: number };
  /** What must not be, with the input that did it. */
  failures: string[];
}

/**
 * Sends `requests` nasty requests to every door of a gateway of its own. When those that are sent together cost more than
 * one may, each is sent again alone.
 *
 * @param options.seed  the same gives the same requests, request by request
 * @param options.doors  only routes whose name it finds; all without
 * @param options.database  URL; SQLite without
 * @param options.only  sends only the request of this number, to look at it
 */
export async function fuzzDoors(options: {
  requests: number;
  seed: number;
  doors?: RegExp;
  database?: string;
  only?: number;
  progress?: (line: string) => void;
}): Promise<FuzzFigures> {
  const { requests, seed, doors: wanted = /^/, progress = () => undefined } = options;
  await using gateway = await startFuzzedGateway(options.database);
  const routes = gateway.routes.map((route) => ({ ...route, name: `${route.method} ${route.path}` }));
  const known = routes.filter(({ name }) => name in DOORS && wanted.test(name));
  const statuses = new Map<string, number>();
  const doors = new Map<string, { tried: number; done: number }>();
  const costs: number[] = [];
  let slowestMs = 0;
  const failures: string[] = [];
  const memory = { start: gateway.memoryBytes(), third: 0, end: 0, most: 0 };
  const count = (map: Map<string, number>, key: string) => void map.set(key, (map.get(key) ?? 0) + 1);

  function make(index: number): Trial {
    const random = seededRandom(seed * 1_000_003 + index);
    const route = known[random(known.length)] ?? { method: "", path: "", name: "" };
    const request = makeRequest(random, route, gateway);
    const port = gateway.ports[random(8) === 0 ? 1 : 0] ?? 0;
    // Wrong passwords come from elsewhere, so that they lock nobody out that is to get in; from few addresses, whose guesses
    // are soon at their end, so that slow hashes are not what is waited for.
    const from = request.sender === "stranger" ? `127.0.2.${1 + random(4)}` : "127.0.0.1";
    const start = JSON.stringify(request.wire.slice(0, 600));
    const shown = () => `request ${index} of seed ${seed} (${route.name}), ${request.wire.length} bytes: ${start}`;
    return { request, door: route.name, send: () => exchange(port, from, request), shown };
  }

  async function send(trial: Trial): Promise<void> {
    const { outcome, ms } = await trial.send();
    slowestMs = Math.max(slowestMs, ms);
    count(statuses, String(outcome));
    const door = doors.get(trial.door) ?? { tried: 0, done: 0 };
    doors.set(trial.door, door);
    door.tried++;
    if (outcome === 200 || outcome === 201 || outcome === 202 || outcome === 204) door.done++;
    if (isFailure(outcome, trial)) failures.push(`${outcome}: ${trial.shown()}`);
    // Who does not send what was announced is waited for.
    if (ms > LONGEST_MS && !trial.request.isCut) {
      const again = await trial.send();
      if (again.ms > LONGEST_MS) failures.push(`${Math.round(again.ms)} ms until the answer: ${trial.shown()}`);
    }
  }

  /** Gives the processor time of `work`. */
  async function cost(work: () => Promise<unknown>): Promise<number> {
    const before = gateway.processorMs();
    await work();
    return gateway.processorMs() - before;
  }

  /** The least of three, since a collection of garbage is nobody's own. */
  async function costOfOne(trial: Trial): Promise<number> {
    let least = await cost(trial.send);
    for (let again = 0; again < 2 && least > MOST_PROCESSOR_MS; again++) {
      least = Math.min(least, await cost(trial.send));
    }
    return least;
  }

  async function sendTogether(trials: readonly Trial[]): Promise<void> {
    const ms = await cost(() => Promise.all(trials.map(send)));
    costs.push(ms / trials.length);
    const lines = gateway.printed();
    failures.push(...problemsOfLog(lines, gateway.secrets));
    if (failures.length > 0) failures.push(...lines.filter(isError));
    if (ms <= MOST_PROCESSOR_MS) return;
    for (const trial of trials) {
      const own = await costOfOne(trial);
      if (own > MOST_PROCESSOR_MS) failures.push(`${Math.round(own)} ms of processor time: ${trial.shown()}`);
    }
  }

  const startedAt = performance.now();
  const first = options.only ?? 0;
  const end = options.only === undefined ? requests : first + 1;
  for (let from = first; from < end && gateway.isRunning() && failures.length < MOST_FAILURES; from += TOGETHER) {
    const indices = Array.from({ length: Math.min(TOGETHER, end - from) }, (_, offset) => from + offset);
    await sendTogether(indices.map(make));
    memory.end = gateway.memoryBytes();
    memory.most = Math.max(memory.most, memory.end);
    if (from < requests / 3) memory.third = memory.end;
    if (from % 6_400 === 0) progress(`${from} requests, ${Math.round(memory.end / 1_048_576)} MiB`);
  }
  if (!gateway.isRunning()) failures.push("the gateway has ended");
  const growth = memory.end - memory.third;
  if (options.only === undefined && growth > MOST_GROWTH_BYTES) failures.push(`memory grew by ${growth} bytes`);
  costs.sort((one, other) => one - other);
  const at = (share: number) => Math.round((costs[Math.floor((costs.length - 1) * share)] ?? 0) * 10) / 10;
  return {
    requests: [...statuses.values()].reduce((sum, times) => sum + times, 0),
    seconds: Math.round((performance.now() - startedAt) / 1000),
    statuses: Object.fromEntries([...statuses].sort()),
    doors: Object.fromEntries([...doors].sort()),
    unknownRoutes: routes.filter(({ name }) => !(name in DOORS)).map(({ name }) => name),
    processorMs: { median: at(0.5), p99: at(0.99), most: at(1) },
    slowestMs: Math.round(slowestMs),
    memoryMib: mapValues(memory, (bytes) => Math.round(bytes / 1_048_576)),
    failures,
  };
}

/** One request on its way. */
interface Trial {
  request: FuzzRequest;
  door: string;
  send(): Promise<Exchanged>;
  shown(): string;
}

function makeRequest(
  random: Random,
  route: { method: string; name: string },
  { telegramSecret, session }: { telegramSecret: string; session: string },
): FuzzRequest {
  const trial = DOORS[route.name]?.(random);
  if (trial === undefined) throw new Error(`no trial of ${route.name}`);
  const rendered = renderRequest(random, route, trial);
  const request = { ...rendered, wire: rendered.wire.replaceAll(SESSION, session) };
  if (!route.name.includes("telegram") || once(random, 4)) return request;
  const secret = `X-Telegram-Bot-Api-Secret-Token: ${telegramSecret}`;
  return { ...request, wire: request.wire.replace("\r\n", `\r\n${secret}\r\n`) };
}

/** 501 and 505 are what HTTP wants for methods, codings and versions that a server does not know. */
function isFailure(outcome: Outcome, { request: { isCut, mayEnd }, door }: Trial): boolean {
  if (outcome === "silence") return true;
  // Its word for a modem that other requests have restarted.
  if (outcome === 503 && door === "GET /readyz") return false;
  return outcome === 0 ? !(isCut || mayEnd) : outcome >= 500 && outcome !== 501 && outcome !== 505;
}

const mapValues = <Key extends string>(values: Record<Key, number>, map: (value: number) => number) =>
  Object.fromEntries(Object.entries<number>(values).map(([key, value]) => [key, map(value)])) as Record<Key, number>;
