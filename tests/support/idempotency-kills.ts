import { join } from "node:path";
import { eventually } from "./eventually.ts";
import { type RunningProgram, runAldis, startAldis } from "./process.ts";
import { seededRandom } from "./seeded-random.ts";
import { sqlOn } from "./sql.ts";

const READY = /http:\/\/127\.0\.0\.1:(\d+)/;
/** What a client repeats: the gateway could not store it, or is not there. Everything else is an answer. */
const REPEATED_STATUSES = [408, 503];

/** What became of the keys. */
interface RepeatOutcome {
  keys: number;
  requests: number;
  /** Answers that were given before. */
  replayed: number;
  /** Keys that were done by a gateway which was killed before its answer arrived: nobody got the first one. */
  unanswered: number;
  kills: number;
  /** Empty when each key has one message, and everybody got the same answer. */
  problems: string[];
}

/** A gateway that can be killed, and is started again. */
interface Node {
  /** Where it listens; `undefined` while it is down. */
  base?: string;
  program?: RunningProgram;
}

/**
 * Every sender sends the same requests, each with its key, in an order of its own and to any of the gateways, and repeats
 * each until it has an answer. Meanwhile gateways are ended by SIGKILL and started again. `folder` is empty.
 *
 * @throws Error when a program does not do what it should
 */
export async function rehearseRepeats(options: {
  database: string;
  folder: string;
  seed: number;
  nodes: number;
  senders: number;
  keys: number;
  kills: number;
}): Promise<RepeatOutcome> {
  const { database, folder, senders, keys, kills } = options;
  const random = seededRandom(options.seed);
  await using stack = new AsyncDisposableStack();
  const nodes: Node[] = Array.from({ length: options.nodes }, () => ({}));
  const argumentsOf = (at: number) => ["--data", join(folder, `data-${at}`), "--database", database];

  async function start(at: number): Promise<void> {
    const program = startAldis(["serve", ...argumentsOf(at), "--port", "0", "--log-level", "error"]);
    nodes[at] = { program };
    nodes[at] = { program, base: `http://127.0.0.1:${(await program.printed(READY))[1]}` };
  }
  const added = await runAldis(["user", "add", "clerk", "--grant", "rest-api", "--password-stdin", ...argumentsOf(0)], {
    stdin: "secret\n",
  });
  if (added.exit !== 0) throw new Error(`the user could not be added: ${added.output}`);
  stack.defer(async () => {
    for (const { program } of nodes) await program?.kill();
  });
  for (const at of nodes.keys()) await start(at);

  const answers = Array.from({ length: keys }, () => new Set<string>());
  const firsts = new Array<number>(keys).fill(0);
  const problems: string[] = [];
  const begun = new Set<number>();
  /** The gateway that the latest of them was sent to. */
  let begunAt = 0;
  let answered = 0;
  let requests = 0;

  /** `false`: nobody knows whether it was done. */
  async function request(key: number, { base, at }: { base: string; at: number }): Promise<boolean> {
    requests++;
    if (!begun.has(key)) begunAt = at;
    begun.add(key);
    let response: Response;
    let text: string;
    try {
      response = await fetch(`${base}/api/v1/messages`, {
        method: "POST",
        headers: {
          authorization: `Basic ${btoa("clerk:secret")}`,
          "content-type": "application/json",
          "idempotency-key": `key-${key}`,
        },
        body: JSON.stringify({ to: `+4917${10_000_000 + key}`, text: `message ${key}`, reference: `key-${key}` }),
        signal: AbortSignal.timeout(30_000),
      });
      text = await response.text();
    } catch (error) {
      if (error instanceof Error) return false;
      throw error;
    }
    if (REPEATED_STATUSES.includes(response.status)) return false;
    if (response.status === 202) {
      answers[key]?.add(text);
      if (response.headers.get("idempotency-replayed") === null) firsts[key] = (firsts[key] ?? 0) + 1;
    } else problems.push(`key ${key} was answered with ${response.status}: ${text}`);
    return true;
  }

  async function send(sender: number): Promise<void> {
    for (const key of nearlyInOrder(keys, seededRandom(options.seed + 1_000 + sender))) {
      for (;;) {
        const at = random(nodes.length);
        const { base } = nodes[at] ?? {};
        if (base !== undefined && (await request(key, { base, at }))) break;
        await Bun.sleep(5);
      }
      answered++;
    }
  }

  const sending = Promise.all(Array.from({ length: senders }, (_, sender) => send(sender)));
  for (let kill = 1; kill <= kills; kill++) {
    // Spread over all of it, each just after a key was sent for the first time, and where it was sent to.
    const from = Math.floor((senders * keys * kill) / (kills + 1));
    await eventually("requests to be answered", () => answered >= from, 600_000);
    const before = begun.size;
    await eventually("a key to be sent for the first time", () => begun.size > before || begun.size === keys);
    await Bun.sleep(random(10));
    const at = begunAt;
    const { program } = nodes[at] ?? {};
    nodes[at] = {};
    await program?.kill();
    await start(at);
  }
  await sending;
  for (const { program } of nodes) {
    const exit = await program?.stop();
    if (exit !== 0) problems.push(`a gateway ended with status ${exit}`);
  }

  const rows = await sqlOn(
    database,
    "select reference, count(*) as count from outgoing_messages group by reference order by reference",
  );
  const counts = new Map(rows.map((row) => [row.reference, Number(row.count)]));
  for (let key = 0; key < keys; key++) {
    const messages = counts.get(`key-${key}`) ?? 0;
    if (messages !== 1) problems.push(`key ${key} has ${messages} messages`);
    if (answers[key]?.size !== 1)
      problems.push(`key ${key} has the answers ${[...(answers[key] ?? [])].join(" and ")}`);
    if ((firsts[key] ?? 0) > 1) problems.push(`key ${key} was done ${firsts[key]} times`);
  }
  if (counts.size !== keys) problems.push(`${counts.size} references instead of ${keys}`);
  const replayed = senders * keys - firsts.reduce((sum, one) => sum + one, 0);
  const unanswered = firsts.filter((count) => count === 0).length;
  return { keys, requests, replayed, unanswered, kills, problems };
}

/** The numbers from 0, each a few places from its own: there are new ones until the end, and senders meet at them. */
function nearlyInOrder(length: number, random: (bound: number) => number): number[] {
  const places = Array.from({ length }, (_, number) => ({ number, place: number + random(10) }));
  return places.sort((one, other) => one.place - other.place).map(({ number }) => number);
}
