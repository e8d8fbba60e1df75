/**
 * Power cuts, rehearsed: the gateway is ended by SIGKILL again and again while two thousand messages leave through two
 * modems that live in other processes, so that the network remembers what it has taken. Each modem has a network of its
 * own: a long message whose parts went by both is whole on neither.
 */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore, type Store } from "../../lib/store/index.ts";
import { eventually } from "../support/eventually.ts";
import { freePort } from "../support/free-port.ts";
import { createTestDatabase, hasPostgres } from "../support/postgres.ts";
import { type RunningProgram, runAldis, startAldis } from "../support/process.ts";

const MESSAGES = 2000;
const KILLS = 10;
/** These only end a test that fails: on a busy machine everything takes longer. */
const SENDING_MS = 300_000;
const LIMIT_MS = 600_000;
const MODEMS = 2;
const READY = /http:\/\/127\.0\.0\.1:(\d+)/;

interface TakenMessage {
  to: string;
  text: string;
}

/** Small, seeded, good enough for moments to pull the plug. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
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

async function rehearse(database: string, folder: string, seed: number) {
  const random = createRandom(seed);
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

  const common = ["--data", join(folder, "data"), "--database", database];
  const added = await runAldis(["user", "add", "apiuser", "--grant", "http-api", "--password-stdin", ...common], {
    stdin: "secret\n",
  });
  expect(added).toMatchObject({ exit: 0 });

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
  const client = async () => {
    while (accepted.size < MESSAGES) {
      const number = next++;
      // A request that failed is not repeated: the gateway may have stored it before the plug was pulled.
      if (await send(base, number)) accepted.add(number);
      else await Bun.sleep(20);
    }
  };
  const clients = Promise.all(Array.from({ length: 16 }, client));

  const takenBy = async (control: number) =>
    (await (await fetch(`http://127.0.0.1:${control}/messages`)).json()) as TakenMessage[];
  const taken = async () => (await Promise.all(modems.map(({ control }) => takenBy(control)))).flat();

  for (let kill = 0; kill < KILLS; kill++) {
    // However slow the machine is: the plug is pulled while messages leave.
    const before = (await taken()).length;
    await eventually("messages to leave", async () => (await taken()).length > before);
    await Bun.sleep(random() * 700);
    await gateway?.kill();
    await start();
  }
  await clients;

  const deadline = Date.now() + SENDING_MS;
  let messages = await taken();
  const missing = () => {
    const texts = new Set(messages.map((message) => message.text));
    return [...accepted].filter((number) => !texts.has(textOf(number)));
  };
  const store = await openStore({ url: database, migrate: false });
  try {
    // What nobody knows the outcome of is sent again after a while, and marked.
    while ((missing().length > 0 || (await countOpen(store)) > 0) && Date.now() < deadline) {
      await Bun.sleep(250);
      messages = await taken();
    }
    expect(await countOpen(store)).toBe(0);
    expect(await gateway?.stop()).toBe(0);
    const marked = await markedDuplicates(store, next + 1);
    const seen = new Map<string, number>();
    for (const message of messages) seen.set(message.text, (seen.get(message.text) ?? 0) + 1);
    const repeated = [...seen].filter(([, times]) => times > 1).map(([text]) => text);
    return {
      missing: missing(),
      repeated,
      unmarked: repeated.filter((text) => !marked.has(text)),
      marked: marked.size,
    };
  } finally {
    await store.close();
  }
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

describe(`kill -9, ${KILLS} times, with ${MESSAGES} messages on their way`, () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "aldis-crash-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const verify = (outcome: Awaited<ReturnType<typeof rehearse>>) => {
    console.log(`kill -9: ${outcome.repeated.length} repeated, ${outcome.marked} marked`);
    expect(outcome.missing).toEqual([]);
    expect(outcome.unmarked).toEqual([]);
    expect(outcome.marked).toBeGreaterThan(0);
    // At most one part of each modem is on the wire when the plug is pulled.
    expect(outcome.repeated.length).toBeLessThanOrEqual(KILLS * MODEMS);
  };

  test(
    "SQLite: nothing accepted is lost, and what went twice is marked",
    async () => {
      verify(await rehearse(`sqlite:${join(folder, "gateway.db")}`, folder, 1));
    },
    LIMIT_MS,
  );

  test.skipIf(!hasPostgres())(
    "PostgreSQL: nothing accepted is lost, and what went twice is marked",
    async () => {
      verify(await rehearse(await createTestDatabase(), mkdtempSync(join(folder, "pg-")), 2));
    },
    LIMIT_MS,
  );
});
