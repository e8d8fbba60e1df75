import { join } from "node:path";
import { openStore, type Store } from "../../lib/store/index.ts";
import { eventually } from "./eventually.ts";
import { freePort } from "./free-port.ts";
import { runAldis, startAldis } from "./process.ts";
import { ENDING_MS, startInbound, startLoad, textOf } from "./rehearsed-load.ts";
import { createRehearsedNode, type RehearsedNode } from "./rehearsed-node.ts";

const PART_MS = 20;

/** What became of the messages. */
export interface NodesOutcome {
  accepted: number;
  /** Whole on a telephone, also those whose client heard of no answer. */
  sent: number;
  /** Sent by the network, and in the inbox. */
  received: number;
  /** Accepted and not sent, or sent by the network and not in the inbox. */
  lost: number;
  /** Went more than once. */
  repeated: number;
  /** Say of themselves *may be a duplicate*. */
  marked: number;
  /** The longest time in which no node accepted a message, in milliseconds. */
  longestPauseMs: number;
  /** What else was seen. */
  note?: string;
  /** Empty when nothing was lost, nothing went twice unmarked, and everything came to an end. */
  problems: string[];
}

interface Rehearsal {
  nodes: readonly RehearsedNode[];
  /** Resolves once so many more messages were accepted. */
  acceptedMore(count: number): Promise<void>;
  /** Reads the database without changing its tables. */
  store: () => Promise<Store>;
  /** How many messages the networks have taken so far. */
  sent(): Promise<number>;
  /** Says what else was seen. */
  note(text: string): void;
}

/**
 * Nodes on one database take messages from clients that turn to the next node when one does not accept, while `play` does what may happen to
 * nodes and databases.
 *
 * @param options.database  what a node gets as `--database`
 * @param options.truth  where the rehearsal itself reads
 * @param options.env  of each node
 * @param options.before  what starts a node, such as `prlimit --nofile=64`
 * @throws Error when a program does not do what it should
 */
export async function rehearseNodes(options: {
  folder: string;
  nodes: number;
  database: string;
  truth?: () => string;
  env?: (at: number) => Record<string, string>;
  before?: readonly string[];
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
    const node = createRehearsedNode({
      args: ["--data", data, ...common, "--modem", link],
      control,
      env: options.env?.(at) ?? {},
      before: options.before ?? [],
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
  const inbound = startInbound(controls);
  // Before the modems end, also when something fails.
  stack.defer(async () => void (await Promise.allSettled([load.stop(), inbound.stop()])));
  const store = () => openStore({ url: truth(), migrate: false });
  const taken = async () => (await Promise.all(controls.map(takenBy))).flat();
  const sent = async () => (await taken()).length;
  const notes: string[] = [];
  const note = (text: string) => void notes.push(text);
  await load.acceptedMore(20);
  await options.play({ nodes, acceptedMore: load.acceptedMore, store, sent, note });
  await load.acceptedMore(20);
  const { accepted, asked, longestPauseMs } = await load.stop();
  const received = await inbound.stop();
  const reading = await store();
  stack.defer(() => reading.close());
  await eventually("all messages to come to an end", async () => (await countOpen(reading)) === 0, ENDING_MS);
  // The network offers again what it does not know to be taken.
  const isMissing = (stored: ReadonlyMap<string, number>) => received.some((text) => !stored.has(text));
  const inbox = await eventually(
    "all that the network has sent",
    async () => {
      const stored = await storedTexts(reading);
      return isMissing(stored) ? undefined : stored;
    },
    ENDING_MS,
  ).catch(() => storedTexts(reading));
  // A message is sent a moment before it is on the telephone.
  const onTelephones = await eventually(
    "all that was accepted",
    async () => {
      const texts = await taken();
      const there = new Set(texts);
      return [...accepted].every((number) => there.has(textOf(number))) ? texts : undefined;
    },
    ENDING_MS,
  ).catch(taken);
  const seen = new Map<string, number>();
  for (const text of onTelephones) seen.set(text, (seen.get(text) ?? 0) + 1);
  const marked = await markedDuplicates(reading, asked + 1);
  const lost = [...accepted].filter((number) => !seen.has(textOf(number)));
  const lostInbound = received.filter((text) => !inbox.has(text));
  const repeated = [...seen].filter(([, times]) => times > 1).map(([text]) => text);
  const problems = [
    ...lost.map((number) => `message ${number} was accepted and is lost`),
    ...lostInbound.map((text) => `"${text}" was sent by the network and is not in the inbox`),
    ...[...inbox].filter(([, times]) => times > 1).map(([text]) => `"${text}" is in the inbox more than once`),
    ...repeated.filter((text) => !marked.has(text)).map((text) => `went twice without a mark: ${text.slice(0, 30)}`),
  ];
  for (const node of nodes) await node.stop();
  return {
    accepted: accepted.size,
    sent: seen.size,
    received: received.length - lostInbound.length,
    lost: lost.length + lostInbound.length,
    repeated: repeated.length,
    marked: marked.size,
    longestPauseMs: Math.round(longestPauseMs),
    note: notes.join(", "),
    problems,
  };
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

/** How often each text is in the inbox. */
async function storedTexts(store: Store): Promise<Map<string, number>> {
  const texts = new Map<string, number>();
  for (let before: number | undefined; ; ) {
    const page = await store.inbox.list({ limit: 500, ...(before === undefined ? {} : { before }) });
    for (const { text } of page) texts.set(text, (texts.get(text) ?? 0) + 1);
    before = page.at(-1)?.id;
    if (page.length < 500) return texts;
  }
}
