import { join, resolve } from "node:path";
import { openStore, type Store } from "../../lib/store/index.ts";
import { eventually } from "./eventually.ts";
import { freePort } from "./free-port.ts";
import { type RunningProgram, runAldis, startAldis } from "./process.ts";

/** This only ends a rehearsal that fails: a lease of a dead node is over after 30 s, and is looked for every 30 s. */
const ENDING_MS = 300_000;
const PART_MS = 20;
const CLIENTS = 4;
/** 100 ms between messages of a client: the machine is to be busy with what is rehearsed. */
const PACE_MS = 100;
const READY = /http:\/\/127\.0\.0\.1:(\d+)/;
const NEXT = [process.execPath, resolve(import.meta.dir, "next-version.ts")];

/** What became of the messages. */
export interface NodesOutcome {
  accepted: number;
  lost: number;
  /** Went more than once. */
  repeated: number;
  /** Say of themselves *may be a duplicate*. */
  marked: number;
  /** The longest time in which no node accepted a message, in milliseconds. */
  longestPauseMs: number;
  /** Empty when nothing was lost, nothing went twice unmarked, and everything came to an end. */
  problems: string[];
}

/** A node of a rehearsal, with a modem that lives in another process. */
interface RehearsedNode {
  readonly url: string;
  readonly program: RunningProgram;
  start(options?: { isNext?: boolean; env?: Record<string, string> }): Promise<void>;
  stop(): Promise<void>;
  readyz(): Promise<{ status: number; checks: string[] } | undefined>;
  /** How long the network takes for a part. */
  eachPartTakes(ms: number): Promise<void>;
}

interface Rehearsal {
  nodes: readonly RehearsedNode[];
  /** Resolves once so many more messages were accepted. */
  acceptedMore(count: number): Promise<void>;
  /** Reads the database without changing its tables. */
  store: () => Promise<Store>;
}

const textOf = (number: number) => `message ${number} ${number % 3 === 0 ? "long ".repeat(60) : ""}.`;

/**
 * Nodes on one database take messages from clients that turn to the next node when one does not accept, while `play` does what may happen to
 * nodes and databases.
 *
 * @param options.database  what a node gets as `--database`
 * @param options.truth  where the rehearsal itself reads
 * @param options.env  of each node
 * @throws Error when a program does not do what it should
 */
export async function rehearseNodes(options: {
  folder: string;
  nodes: number;
  database: string;
  truth?: () => string;
  env?: (at: number) => Record<string, string>;
  play: (rehearsal: Rehearsal) => Promise<void>;
}): Promise<NodesOutcome> {
  const { folder, database, truth = () => database } = options;
  await using stack = new AsyncDisposableStack();
  const common = ["--database", database];
  const added = await runAldis(
    ["user", "add", "apiuser", "--grant", "http-api", "--password-stdin", "--data", join(folder, "setup"), ...common],
    { stdin: "secret\n" },
  );
  if (added.exit !== 0) throw new Error(`the user could not be added: ${added.output}`);
  const controls: number[] = [];
  const nodes: RehearsedNode[] = [];
  for (let at = 0; at < options.nodes; at++) {
    const link = join(folder, `modem-${at}`);
    const control = await freePort();
    controls.push(control);
    const number = `+49170000000${at + 1}`;
    const modem = stack.use(startAldis(["simulator", "--pty", link, "--control", String(control), "--number", number]));
    await modem.printed(/\n/);
    const data = join(folder, `data-${at}`);
    const node = createNode({
      args: ["--data", data, ...common, "--modem", link],
      control,
      env: options.env?.(at) ?? {},
    });
    stack.use(node);
    const listens = () =>
      node.eachPartTakes(PART_MS).then(
        () => true,
        () => false,
      );
    await eventually("the modem to listen", listens);
    await node.start();
    nodes.push(node);
  }
  const load = startLoad(nodes);
  const store = () => openStore({ url: truth(), migrate: false });
  await load.acceptedMore(20);
  await options.play({ nodes, acceptedMore: load.acceptedMore, store });
  await load.acceptedMore(20);
  const { accepted, asked, longestPauseMs } = await load.stop();
  const taken = async () => (await Promise.all(controls.map(takenBy))).flat();
  const reading = await store();
  stack.defer(() => reading.close());
  await eventually("all messages to come to an end", async () => (await countOpen(reading)) === 0, ENDING_MS);
  const seen = new Map<string, number>();
  for (const text of await taken()) seen.set(text, (seen.get(text) ?? 0) + 1);
  const marked = await markedDuplicates(reading, asked + 1);
  const lost = [...accepted].filter((number) => !seen.has(textOf(number)));
  const repeated = [...seen].filter(([, times]) => times > 1).map(([text]) => text);
  const problems = [
    ...lost.map((number) => `message ${number} was accepted and is lost`),
    ...repeated.filter((text) => !marked.has(text)).map((text) => `went twice without a mark: ${text.slice(0, 30)}`),
  ];
  for (const node of nodes) await node.stop();
  return {
    accepted: accepted.size,
    lost: lost.length,
    repeated: repeated.length,
    marked: marked.size,
    longestPauseMs: Math.round(longestPauseMs),
    problems,
  };
}

function createNode({
  args,
  control,
  env,
}: {
  args: readonly string[];
  control: number;
  env: Record<string, string>;
}): RehearsedNode & AsyncDisposable {
  let program: RunningProgram | undefined;
  let url = "";
  const running = () => {
    if (program === undefined) throw new Error("the node was not started");
    return program;
  };
  return {
    get url() {
      return url;
    },
    get program() {
      return running();
    },
    async start({ isNext = false, env: more = {} } = {}) {
      program = startAldis(["serve", ...args, "--port", "0", "--log-level", "warn"], {
        ...(isNext ? { command: NEXT } : {}),
        env: { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "", ...env, ...more },
      });
      url = `http://127.0.0.1:${(await program.printed(READY))[1]}`;
    },
    async stop() {
      const exit = await running().stop();
      if (exit !== 0) throw new Error(`a node ended with status ${exit}: ${running().output()}`);
    },
    async readyz() {
      const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
      if (answer === undefined) return undefined;
      const { reasons } = (await answer.json()) as { reasons: { check: string }[] };
      return { status: answer.status, checks: reasons.map(({ check }) => check) };
    },
    async eachPartTakes(latencyMs) {
      const request = { method: "PATCH", body: JSON.stringify({ latencyMs }) };
      const answer = await fetch(`http://127.0.0.1:${control}/state`, request);
      if (!answer.ok) throw new Error(`the modem was not changed: ${await answer.text()}`);
    },
    async [Symbol.asyncDispose]() {
      await program?.[Symbol.asyncDispose]();
    },
  };
}

function startLoad(nodes: readonly Pick<RehearsedNode, "url">[]) {
  const accepted = new Set<number>();
  let asked = 0;
  let isOver = false;
  let lastAt = performance.now();
  let longestPauseMs = 0;

  async function client(at: number): Promise<void> {
    let turn = at;
    while (!isOver) {
      const number = asked++;
      // A request that failed is not repeated: the node may have stored it before it failed.
      if (await send(nodes[turn % nodes.length]?.url ?? "", number)) {
        accepted.add(number);
        longestPauseMs = Math.max(longestPauseMs, performance.now() - lastAt);
        lastAt = performance.now();
      } else turn++;
      await Bun.sleep(PACE_MS);
    }
  }
  const clients = Array.from({ length: CLIENTS }, (_, at) => client(at));
  return {
    async acceptedMore(count: number) {
      const from = accepted.size;
      await eventually(`${count} more messages to be accepted`, () => accepted.size >= from + count, ENDING_MS);
    },
    async stop() {
      isOver = true;
      await Promise.all(clients);
      return { accepted, asked, longestPauseMs };
    },
  };
}

async function send(base: string, number: number): Promise<boolean> {
  const body = new URLSearchParams({
    username: "apiuser",
    password: "secret",
    to: `+4917${String(10_000_000 + number)}`,
    text: textOf(number),
  });
  try {
    const answer = await fetch(`${base}/api.php`, { method: "POST", body, signal: AbortSignal.timeout(3_000) });
    return answer.status === 200;
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  }
}

const takenBy = async (control: number) =>
  ((await (await fetch(`http://127.0.0.1:${control}/messages`)).json()) as { text: string }[]).map(({ text }) => text);

async function countOpen(store: Store): Promise<number> {
  const { queued, sending, unknown } = await store.outbox.countByState();
  return queued + sending + unknown;
}

/** Texts of the messages that say of themselves *may be a duplicate*. */
async function markedDuplicates(store: Store, highest: number): Promise<Set<string>> {
  const marked = new Set<string>();
  for (let id = 1; id <= highest; id++) {
    const found = await store.outbox.find(id);
    if (found?.message.mayBeDuplicate) marked.add(found.message.text);
  }
  return marked;
}
