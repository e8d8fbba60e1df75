/**
 * `bun run bench/support/attack.ts KIND PORT SECONDS SIZE`: strangers who attack a gateway on loopback, from addresses of their
 * own. Ends by itself; prints, as JSON, how often each answer came.
 */
import { openRaw } from "../../tests/support/raw-client.ts";

/** What strangers do. `SIZE` is how many connections do it at a time, or how many passwords are tried in all. */
export const ATTACKS = ["unfinished bodies", "slow headers", "wrong passwords"] as const;
export type Attack = (typeof ATTACKS)[number];

const DRIP_MS = 1_000;
/** Between an answer and the next try. One that begins again at once is another attack: more bytes than the network has. */
const PAUSE_MS = 10_000;
const ADDRESSES = 50;
/** Passwords are tried over so many connections at a time. */
const GUESSERS = 50;
/** The largest that a stranger may send, and what a client may send that has said who it is. */
const BODY_BYTES = [262_144, 1_048_576] as const;

interface Order {
  port: number;
  /** By the clock of `performance.now`. */
  end: number;
  size: number;
  answers: Map<string, number>;
}

function attack(kind: Attack, order: Order): Promise<unknown> {
  const { size } = order;
  switch (kind) {
    case "unfinished bodies":
      return Promise.all(Array.from({ length: size }, (_, index) => drip(index, order, startBody)));
    case "slow headers":
      return Promise.all(Array.from({ length: size }, (_, index) => drip(index, order, startHeaders)));
    case "wrong passwords":
      return Promise.all(Array.from({ length: GUESSERS }, (_, index) => guess(index, order)));
    default:
      return kind satisfies never;
  }
}

const addressOf = (index: number) => `127.0.3.${(index % ADDRESSES) + 1}`;
const count = ({ answers }: Order, answer: string) => answers.set(answer, (answers.get(answer) ?? 0) + 1);

const startHeaders = () => ["GET /api.php HTTP/1.1\r\nHost: gateway\r\nX-Slow: "];

/** All but a little of a body that is as large as it may be, with a wrong password or none before it. */
function startBody(index: number): (string | Uint8Array)[] {
  const bytes = BODY_BYTES[index % BODY_BYTES.length] ?? 0;
  const query = index % 4 === 3 ? `?username=apiuser&password=wrong-${index}` : "";
  return [
    `POST /api.php${query} HTTP/1.1\r\nHost: gateway\r\nContent-Length: ${bytes}\r\n\r\n`,
    Buffer.alloc(bytes - 200, "a"),
  ];
}

/** Begins a request, goes on with a byte a second, and begins again when it is answered or cut off. */
async function drip(
  index: number,
  order: Order,
  start: (index: number) => readonly (string | Uint8Array)[],
): Promise<void> {
  while (performance.now() < order.end) {
    const client = await openRaw(order.port, addressOf(index));
    for (const part of start(index)) client.send(part);
    let isOver = false;
    const over = Promise.race([client.answered, client.closed]).then(() => {
      isOver = true;
    });
    while (!isOver && performance.now() < order.end) {
      await Promise.race([over, Bun.sleep(DRIP_MS)]);
      if (!isOver) client.send("a");
    }
    count(order, isOver ? String(client.status ?? "cut off") : "waiting at the end");
    client.end();
    await Bun.sleep(Math.min(PAUSE_MS, Math.max(0, order.end - performance.now())));
  }
}

async function guess(index: number, order: Order): Promise<void> {
  const guesses = order.size / GUESSERS;
  const started = performance.now();
  const gapMs = (order.end - started) / guesses;
  for (let number = 0; number < guesses && performance.now() < order.end; number++) {
    const client = await openRaw(order.port, addressOf(index));
    const name = number % 2 === 0 ? "apiuser" : `nobody-${index}`;
    const query = `username=${name}&password=guess-${index}-${number}&to=01701234567&text=x`;
    client.send(`GET /api.php?${query} HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n`);
    count(order, String(await client.answered));
    client.end();
    await Bun.sleep(Math.max(0, started + (number + 1) * gapMs - performance.now()));
  }
}

if (import.meta.main) {
  const [kind, port, seconds, size] = process.argv.slice(2);
  const end = performance.now() + Number(seconds) * 1_000;
  const order = { port: Number(port), end, size: Number(size), answers: new Map<string, number>() };
  await attack(kind as Attack, order);
  console.log(JSON.stringify(Object.fromEntries(order.answers)));
  process.exit(0);
}
