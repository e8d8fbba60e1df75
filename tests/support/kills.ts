import { join } from "node:path";
import { openStore, type Store } from "../../lib/store/index.ts";
import { eventually } from "./eventually.ts";
import { freePort } from "./free-port.ts";
import { type RunningProgram, runAldis, startAldis } from "./process.ts";
import { seededRandom } from "./seeded-random.ts";
import { sqlOn } from "./sql.ts";

/** This only ends a rehearsal that fails: on a busy machine everything takes longer. */
const SENDING_MS = 300_000;
const MODEMS = 2;
const CLIENTS = 16;
/** A part is on the wire for so long that kills meet it, however slowly messages are accepted. */
const PART_MS = 20;
/** At every second kill, so that it finds a part on the wire even where messages are accepted more slowly than they leave. */
const HELD_PART_MS = 2_000;
const READY = /http:\/\/127\.0\.0\.1:(\d+)/;

interface TakenMessage {
  to: string;
  text: string;
}

/** One in three is long, so that kills also hit between the parts. */
const textOf = (number: number) => `message ${number} ${number % 3 === 0 ? "long ".repeat(60) : ""}.`;

async function send(base: string, number: number): Promise<boolean> {
  const query = new URLSearchParams({
    username: "apiuser",
    password: "secret",
    to: `+4917${String(10_000_000 + number)}`,
    text: textOf(number),
  });
  try {
    const answer = await fetch(`${base}/api.php`, { method: "POST", body: query, signal: AbortSignal.timeout(10_000) });
    return answer.status === 200;
  } catch (error) {
    // The plug was pulled before the answer: the client knows that it was not accepted.
    if (error instanceof Error) return false;
    throw error;
  }
}

/** What became of the messages. */
interface KillOutcome {
  accepted: number;
  repeated: number;
  /** Messages that say of themselves *may be a duplicate*. */
  marked: number;
  /** Empty when nothing was lost, what went twice is marked, and each kill repeated no more than the modems had in hand. */
  problems: string[];
}

/**
 * Power cuts, rehearsed: the gateway is ended by SIGKILL again and again while at least `messages` leave through two modems that
 * live in other processes, so that the network remembers what it has taken. Each modem has a network of its own: a long
 * message whose parts went by both is whole on neither. `folder` is empty, and stays for a look at it.
 *
 * @throws Error when a program does not do what it should
 */
export async function rehearseKills({
  database,
  folder,
  seed,
  kills,
  messages: wanted,
}: {
  database: string;
  folder: string;
  seed: number;
  kills: number;
  messages: number;
}): Promise<KillOutcome> {
  const random = seededRandom(seed);
  await using stack = new AsyncDisposableStack();
  const modems = await Promise.all(
    Array.from({ length: MODEMS }, async (_, at) => {
      const link = join(folder, `modem-${at}`);
      const control = await freePort();
      const options = ["--control", String(control), "--number", `+49170000000${at + 1}`];
      await stack.use(startAldis(["simulator", "--pty", link, ...options])).printed(/\n/);
      return { link, control };
    }),
  );
  const change = async (control: number, state: Record<string, unknown>) => {
    const request = { method: "PATCH", body: JSON.stringify(state) };
    const answer = await fetch(`http://127.0.0.1:${control}/state`, request);
    if (!answer.ok) throw new Error(`the modem was not changed: ${await answer.text()}`);
  };
  const eachPartTakes = (latencyMs: number) => Promise.all(modems.map(({ control }) => change(control, { latencyMs })));
  await eachPartTakes(PART_MS);
  // A report tells of a part whose answer nobody has heard, and it does not go again. Where none comes, it does.
  const silent = modems.at(-1);
  if (silent !== undefined) await change(silent.control, { reports: "none" });

  const common = ["--data", join(folder, "data"), "--database", database];
  const added = await runAldis(["user", "add", "apiuser", "--grant", "http-api", "--password-stdin", ...common], {
    stdin: "secret\n",
  });
  if (added.exit !== 0) throw new Error(`the user could not be added: ${added.output}`);

  let gateway: RunningProgram | undefined;
  let base = "";
  const start = async () => {
    const specs = modems.flatMap(({ link }) => ["--modem", link]);
    gateway = startAldis(["serve", ...common, "--port", "0", ...specs, "--log-level", "warn"]);
    base = `http://127.0.0.1:${(await gateway.printed(READY))[1]}`;
  };
  await start();

  const accepted = new Set<number>();
  let next = 0;
  let killing = true;
  const client = async () => {
    while (accepted.size < wanted || killing) {
      // On a quick machine more leave between the kills: a little faster than the modems can send them.
      if (accepted.size >= wanted) await Bun.sleep((CLIENTS * PART_MS) / MODEMS);
      const number = next++;
      // A request that failed is not repeated: the gateway may have stored it before the plug was pulled.
      if (await send(base, number)) accepted.add(number);
      else await Bun.sleep(20);
    }
  };
  const clients = Promise.all(Array.from({ length: CLIENTS }, client));

  const takenBy = async (control: number) =>
    (await (await fetch(`http://127.0.0.1:${control}/messages`)).json()) as TakenMessage[];
  const taken = async () => (await Promise.all(modems.map(({ control }) => takenBy(control)))).flat();

  for (let kill = 0; kill < kills; kill++) {
    // However slow the machine is: the plug is pulled while messages leave.
    const before = (await taken()).length;
    await eventually("messages to leave", async () => (await taken()).length > before);
    if (kill % 2 === 1) {
      await eachPartTakes(HELD_PART_MS);
      await partIsHeld(database);
    }
    await Bun.sleep(random(700));
    await gateway?.kill();
    await eachPartTakes(PART_MS);
    await start();
  }
  killing = false;
  await clients;

  let messages = await taken();
  const missing = () => {
    const texts = new Set(messages.map((message) => message.text));
    return [...accepted].filter((number) => !texts.has(textOf(number)));
  };
  const store = await openStore({ url: database, migrate: false });
  try {
    // What nobody knows the outcome of is sent again after a while, and marked.
    let deadline = Date.now() + SENDING_MS;
    while ((missing().length > 0 || (await countOpen(store)) > 0) && Date.now() < deadline) {
      await Bun.sleep(1_000);
      const before = messages.length;
      messages = await taken();
      // However slow the machine is: only a gateway that sends nothing any more has ended.
      if (messages.length > before) deadline = Date.now() + SENDING_MS;
    }
    const open = await countOpen(store);
    const exit = await gateway?.stop();
    const marked = await markedDuplicates(store, next + 1);
    const seen = Map.groupBy(messages, ({ text }) => text);
    const repeated = [...seen].filter(([, copies]) => copies.length > 1).map(([text]) => text);
    const unmarked = repeated.filter((text) => !marked.has(text));
    const problems = [
      ...missing().map((number) => `message ${number} was accepted and is lost`),
      ...unmarked.map((text) => `went twice without a mark: ${text}`),
      // At most one part of each modem is on the wire when the plug is pulled.
      ...(repeated.length > kills * MODEMS ? [`${repeated.length} went twice in ${kills} kills`] : []),
      ...(open > 0 ? [`${open} messages have come to no end`] : []),
      ...(exit === 0 ? [] : [`the gateway ended with status ${exit}`]),
    ];
    return { accepted: accepted.size, repeated: repeated.length, marked: marked.size, problems };
  } finally {
    await store.close();
  }
}

/** Resolves once a part has been on the wire for longer than {@link PART_MS}. */
async function partIsHeld(database: string): Promise<void> {
  const onTheWire = async () => {
    const parts = await sqlOn(database, "select message_id, position from outgoing_parts where state = 'sending'");
    return parts.map(({ message_id, position }) => `${message_id} ${position}`);
  };
  await eventually("a part to stay on the wire", async () => {
    const before = await onTheWire();
    await Bun.sleep(5 * PART_MS);
    return (await onTheWire()).some((part) => before.includes(part));
  });
}

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
