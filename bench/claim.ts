/**
 * P6: claiming the next message with 1,000,000 queued takes at most twice the time that it takes with 1,000; on both
 * databases, and also when everything queued is for one recipient who has a message in *sending*, is due later, or goes by
 * Telegram while an SMS is claimed and the other way round. Beside it, on SQLite, what a gateway looks for all the time:
 * which lanes are due, what has expired, and a step of the walk over the queue after a start.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Channel, NewMessage } from "../lib/messages/index.ts";
import { openStore, type Store } from "../lib/store/index.ts";
import { createTestDatabase, hasPostgres } from "../tests/support/postgres.ts";
import { benchMessage } from "./support/message.ts";

const FEW = 1_000;
const MANY = 1_000_000;
const CLAIMS = 200;
/** Taken before the measuring begins. */
const WARM_UP = 2;
const AT_ONCE = 10_000;
const NOON = 1_700_000_000_000;
const DAY = 24 * 3_600_000;

/** What is in the queue besides what can be claimed. */
interface Queue {
  waiting: (at: number) => Partial<NewMessage>;
  /** What is claimed; SMS by default. */
  via?: Channel;
}
const each = (at: number) => `+4917${100_000_000 + at}`;
const QUEUES: Record<string, Queue> = {
  "a recipient each": { waiting: (at) => ({ recipient: each(at) }) },
  "one busy recipient": { waiting: () => ({ recipient: "+491700000000", priority: 2 }) },
  "due tomorrow": { waiting: (at) => ({ recipient: each(at), priority: 2, sendAt: NOON + DAY }) },
  "Telegram before SMS": { waiting: (at) => ({ recipient: each(at), priority: 2, channel: "auto" }) },
  "SMS before Telegram": { waiting: (at) => ({ recipient: each(at), priority: 2 }), via: "telegram" },
  "by Telegram, a recipient each": { waiting: (at) => ({ recipient: each(at), channel: "auto" }), via: "telegram" },
};

/** Prints the figure for each kind of queue and database. */
export async function run(): Promise<void> {
  console.log(
    `claiming, median of ${CLAIMS}, with the sync of its commit, in ms: ${FEW} queued, ${MANY} queued, ratio`,
  );
  for (const [name, queue] of Object.entries(QUEUES)) {
    const folder = mkdtempSync(join(tmpdir(), "aldis-bench-"));
    try {
      const file = (at: number) => `sqlite:${join(folder, `${at}.db`)}`;
      await compare(`SQLite, ${name}`, { queue, url: file, prepare: prepareClaims });
      if (hasPostgres()) {
        await compare(`PostgreSQL, ${name}`, { queue, url: createTestDatabase, prepare: prepareClaims });
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  const queue: Queue = { waiting: (at) => ({ recipient: each(at) }) };
  const folder = mkdtempSync(join(tmpdir(), "aldis-bench-"));
  try {
    for (const [title, look] of Object.entries(LOOKS)) {
      const url = (at: number) => `sqlite:${join(folder, `${title}-${at}.db`)}`;
      await compare(`SQLite, ${title}`, { queue, url, prepare: (store) => Promise.resolve(timed(() => look(store))) });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const LOOKS: Record<string, (store: Store) => Promise<unknown>> = {
  "which lanes are due": (store) => store.outbox.queuedLanes(),
  "what has expired": (store) => store.outbox.expireDue(NOON),
  "a step over the queue": (store) =>
    store.outbox.moveLanes({ laneOf: ({ pool }) => (pool === undefined ? "" : `pool:${pool}`) }),
};

async function compare(
  title: string,
  {
    queue,
    url,
    prepare,
  }: {
    queue: Queue;
    url: (at: number) => string | Promise<string>;
    /** Gives a function that does it once and says how long it took, in ms. */
    prepare: (store: Store, queue: Queue) => Promise<() => Promise<number>>;
  },
): Promise<void> {
  // Both are open at once and take turns, so that a noisy machine disturbs both alike.
  const stores = [await openStore({ url: await url(0) }), await openStore({ url: await url(1) })] as const;
  try {
    await fill(stores[0], queue, FEW);
    await fill(stores[1], queue, MANY);
    const claims = await Promise.all(stores.map((store) => prepare(store, queue)));
    const times: number[][] = [[], []];
    for (let round = 0; round < CLAIMS; round++) {
      for (const [at, claim] of claims.entries()) times[at]?.push(await claim());
    }
    const [few, many] = times.map(median) as [number, number];
    const ratio = (many / few).toFixed(2);
    console.log(
      `${title.padEnd(42)} ${few.toFixed(3).padStart(8)} ${many.toFixed(3).padStart(8)} ${ratio.padStart(6)}`,
    );
  } finally {
    await Promise.all(stores.map((store) => store.close()));
  }
}

async function fill(store: Store, { waiting, via }: Queue, count: number): Promise<void> {
  for (let from = 0; from < count; from += AT_ONCE) {
    const size = Math.min(AT_ONCE, count - from);
    const messages = Array.from({ length: size }, (_, at) => message(waiting(from + at)));
    await store.outbox.accept(messages, NOON);
  }
  // What the claims take: each to another recipient, behind all the rest.
  const channel = via === "telegram" ? "auto" : "sms";
  const due = Array.from({ length: CLAIMS + WARM_UP }, (_, at) =>
    message({ recipient: `+4916${at}`, priority: 0, channel }),
  );
  await store.outbox.accept(due, NOON);
  await store.checkpoint();
}

function timed(run: () => Promise<unknown>): () => Promise<number> {
  return async () => {
    const started = performance.now();
    await run();
    return performance.now() - started;
  };
}

async function prepareClaims(store: Store, { via = "sms" }: Queue): Promise<() => Promise<number>> {
  const lease = await store.outbox.beginLease("bench", { now: NOON, leaseMs: DAY });
  const lanes = via === "sms" ? [{ lane: "", fit: ["modem-2"] }] : [];
  const options = { now: NOON, lease, leaseMs: DAY, modem: "modem-1", lanes, via };
  // The busy recipient's first message. What waits behind it is put aside once, by the second claim.
  const first = await store.outbox.claimDue(options);
  if (!first) throw new Error("nothing to claim");
  const second = await store.outbox.claimDue(options);
  if (!second) throw new Error("nothing behind the first");
  await store.outbox.settle(second, { state: "sent", at: NOON });
  await store.checkpoint();
  return async () => {
    const started = performance.now();
    const claim = await store.outbox.claimDue(options);
    const took = performance.now() - started;
    if (!claim) throw new Error("nothing left to claim");
    await store.outbox.settle(claim, { state: "sent", at: NOON });
    return took;
  };
}

const message = (given: Partial<NewMessage>) => benchMessage({ sendAt: NOON, expiresAt: NOON + 2 * DAY, ...given });

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
