/**
 * P10: a page of `/api/v1/messages` and `/api/v1/incoming` by cursor, out of 1,000 and out of 1,000,000, on both databases:
 * the first, the last, one in the middle, what few messages match, and searches. All times are of whole requests to a
 * gateway, with its sign-in, its loop and the JSON.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDatabase, hasPostgres } from "../tests/support/postgres.ts";
import { shareOf } from "./support/figures.ts";
import { addUser, startGateway } from "./support/gateway.ts";
import { fillWithMessages, NOON, numberOf } from "./support/many-messages.ts";

const FEW = 1_000;
const MANY = Number(process.env.MESSAGES ?? 1_000_000);
const ROUNDS = 50;
const GOAL_MS = 50;
/** P10 compares with the time in 1,000. */
const GOAL_RATIO = 2;

/** Who may see everything, and who sees what the user of half of the messages sent. */
const READER = "reader";
const SENDER = "sender";

interface Page {
  name: string;
  path: string;
  user: string;
}

/** What is in the texts: see {@link fillWithMessages}. */
const SEARCHES = [
  ["a word in each", "disk"],
  ["a word in 1 of 100", "aachen"],
  ["a word in 1 of 1,000", "bremen"],
  ["a rare word", "sommerfest"],
  ["a word's middle", "mmerfe"],
  ["the middle of a number", numberOf(41).slice(5, 11)],
  ["two letters", "sk"],
  ["two letters, no hit", "qx"],
  ["no hit", "zeppelin"],
  ["no hit, of common letters", "full is disk"],
] as const;

/** One message a second, so the one in the middle has half as many seconds. */
function pagesOf(messages: number): Page[] {
  const page = (list: "messages" | "incoming", name: string, asked: Record<string, string> = {}, user = READER) => ({
    name: `${list === "incoming" ? "incoming: " : ""}${name}`,
    path: `/api/v1/${list}?${new URLSearchParams(asked)}`,
    user,
  });
  const middle = Math.floor(messages / 2);
  const time = (seconds: number) => new Date(NOON + seconds * 1_000).toISOString();
  const after = cursorAt("messages", { direction: "outgoing", at: NOON + middle * 1_000, id: middle });
  const hour = { since: time(messages / 1_000), until: time(messages / 1_000 + 3_600) };
  const number = numberOf(7);
  return [
    page("messages", "first"),
    page("messages", "first 500", { limit: "500" }),
    page("messages", "middle", { after }),
    page("messages", "last", { order: "oldest" }),
    page("messages", "own, of a user who sent half", {}, SENDER),
    page("messages", "failed, 1 in 10,000", { state: "failed" }),
    page("messages", "last failed", { state: "failed", order: "oldest" }),
    page("messages", "of one number", { number }),
    page("messages", "of one reference", { reference: "order 7" }),
    page("messages", "of a modem that sent few", { modem: "rare" }),
    page("messages", "from a source of few", { source: "rare" }),
    page("messages", "by source and user, middle", { source: "rest", user: "1", after }),
    page("messages", "few of a modem that sent half", { modem: "north", source: "rare" }),
    page("messages", "failed of a modem that sent half", { modem: "north", state: "failed" }),
    page("messages", "common twice, never together", { modem: "north", user: "2" }),
    page("messages", "of a user by Telegram: none", { user: "2", channel: "telegram" }),
    page("messages", "one hour", { ...hour, order: "oldest" }),
    ...SEARCHES.map(([name, q]) => page("messages", `search: ${name}`, { q })),
    page("messages", "search: a rare word, oldest first", { q: "sommerfest", order: "oldest" }),
    page("messages", "search: a rare word, in the middle", { q: "sommerfest", after }),
    page("messages", "search: a rare word, own", { q: "sommerfest" }, SENDER),
    page("incoming", "first"),
    page("incoming", "last", { order: "oldest" }),
    page("incoming", "of one number", { number }),
    page("incoming", "not read, 1 in 10,000", { read: "false" }),
    page("incoming", "by a modem of few", { modem: "rare" }),
    ...SEARCHES.map(([name, q]) => page("incoming", `search: ${name}`, { q })),
  ];
}

/** The same form as `next` of a page; clients never make one themselves. */
const cursorAt = (list: string, place: { direction: string; at: number; id: number }) =>
  Buffer.from(JSON.stringify([list, place])).toString("base64url");

/** Prints the median and the longest time of each page, by number of messages and database. */
export async function run(): Promise<void> {
  console.log(`a page of 50 messages by HTTP, median and longest of ${ROUNDS}, in ms`);
  const folder = mkdtempSync(join(tmpdir(), "aldis-bench-"));
  try {
    const onSqlite = async (messages: number) => {
      const data = mkdtempSync(join(folder, "sqlite-"));
      return measure({ data, url: `sqlite:${join(data, "aldis.db")}`, messages });
    };
    print("SQLite", await onSqlite(FEW), await onSqlite(MANY));
    if (!hasPostgres()) return;
    const onPostgres = async (messages: number) =>
      measure({ data: mkdtempSync(join(folder, "postgres-")), url: await createTestDatabase(), messages });
    print("PostgreSQL", await onPostgres(FEW), await onPostgres(MANY));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Figure {
  name: string;
  /** What nobody has asked since the gateway was started. */
  firstMs: number;
  medianMs: number;
  longestMs: number;
  found: number;
  goesOn: boolean;
}

function print(database: string, few: readonly Figure[], many: readonly Figure[]): void {
  console.log(`\n${database.padEnd(44)} of ${FEW}        of ${MANY}    first   ratio   found`);
  for (const [at, { name, firstMs, medianMs, longestMs, found, goesOn }] of many.entries()) {
    const small = few[at];
    if (small === undefined) continue;
    const times = [small.medianMs, small.longestMs, medianMs, longestMs, firstMs].map((ms) =>
      ms.toFixed(2).padStart(7),
    );
    const ratio = medianMs / small.medianMs;
    const missed = [
      ...(longestMs > GOAL_MS ? [`over ${GOAL_MS} ms`] : []),
      ...(ratio > GOAL_RATIO ? [`over ${GOAL_RATIO} times`] : []),
    ];
    const what = [`${found}${goesOn ? ", and goes on" : ""}`, ...missed].join("  ");
    console.log(`${name.padEnd(44)} ${times.join(" ")} ${ratio.toFixed(1).padStart(6)}   ${what}`);
  }
}

async function measure(given: { data: string; url: string; messages: number }): Promise<readonly Figure[]> {
  const { data, url, messages } = given;
  await fillWithMessages(url, messages);
  // The first user is the sender of half of the messages.
  await addUser(data, { name: SENDER, grants: "rest-api", database: url });
  await addUser(data, { name: READER, grants: "rest-api,sent-messages,incoming-messages", database: url });
  const gateway = await startGateway(data, { modems: "away", database: url });
  try {
    const figures: Figure[] = [];
    for (const page of pagesOf(messages)) figures.push(await measurePage(gateway.url, page));
    return figures;
  } finally {
    await gateway.stop();
  }
}

async function measurePage(url: string, { name, path, user }: Page): Promise<Figure> {
  const times: number[] = [];
  let page: { items: unknown[]; next?: string } = { items: [] };
  for (let round = 0; round <= ROUNDS; round++) {
    const startedAt = performance.now();
    const response = await fetch(`${url}${path}`, { headers: { authorization: `Basic ${btoa(`${user}:secret`)}` } });
    const body = await response.text();
    times.push(performance.now() - startedAt);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${body}`);
    page = JSON.parse(body) as typeof page;
  }
  const [firstMs = Number.NaN, ...later] = times;
  return {
    name,
    firstMs,
    medianMs: shareOf(later, 0.5),
    longestMs: shareOf(later, 1),
    found: page.items.length,
    goesOn: page.next !== undefined,
  };
}
