import { type AnyElysia, Elysia } from "elysia";
import { networkOfClient } from "../auth/index.ts";
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import { createLru } from "../lru.ts";
import { isOutage } from "../messages/index.ts";
import { createTokenBuckets } from "../rate-limit.ts";
import type { Access } from "./access/access.ts";
import { answer } from "./plumbing/texts.ts";

export const HEARTBEAT_PATH = "/heartbeat";

/** Takes calls of heartbeats. */
interface Heartbeats {
  /** `false`: no heartbeat has this key. It rejects with a StoreFailure. */
  beat(key: string): Promise<boolean>;
  /** Those that there are. It rejects with a StoreFailure. */
  keys(): Promise<ReadonlySet<string>>;
}

/** 16 random bytes in base64url. */
const KEY = /^[\w-]{22}$/;
/** 20 keys that do not exist at once, and one more each 3 s, from one network: a script with a typing error, and no search. */
const WRONG_KEYS = { burst: 20, perMinute: 20 };
/** 10 calls of one key at once, and one a second: each is a write. */
const CALLS_OF_KEY = { burst: 10, perSecond: 1 };
/** 5 s: so often the keys are read, however many strangers call. */
const KEYS_READ_EVERY_MS = 5_000;
/** 10,000 networks and 1,000 keys are kept in mind: more of them are an attack, which then gets full buckets and finds nothing. */
const [NETWORKS, KEYS] = [10_000, 1_000];

/**
 * `GET` and `POST /heartbeat/KEY`: nobody signs in, since the key cannot be guessed. Its client may be anywhere, so it is under
 * no network that the APIs are limited to. What is wrong is told in a word, and nothing of it reaches the log.
 */
export function createHeartbeat({
  heartbeats,
  access,
  clock,
  log,
}: {
  heartbeats: Heartbeats;
  access: Pick<Access, "addressOf" | "bodies">;
  clock: Pick<Clock, "now">;
  log: Log;
}) {
  const strangers = createTokenBuckets(WRONG_KEYS, { now: clock.now, keys: NETWORKS });
  const callsOf = createTokenBuckets(CALLS_OF_KEY, { now: clock.now, keys: KEYS });
  const known = createLru<string, true>(KEYS);
  let server: AnyElysia["server"] = null;
  let read: { at: number; keys: Promise<ReadonlySet<string>> } | undefined;

  /** Whether there is such a key, as of the last seconds. Rejects with a StoreFailure. */
  async function isThere(key: string): Promise<boolean> {
    const now = clock.now();
    if (read === undefined || Math.abs(now - read.at) >= KEYS_READ_EVERY_MS)
      read = { at: now, keys: heartbeats.keys() };
    return (await read.keys).has(key);
  }

  async function take(key: string, address: string): Promise<Response> {
    if (!KEY.test(key)) return answer("notFound");
    // Who has called with a right key may share an address with who guesses.
    const isKnown = known.get(key) !== undefined;
    const limit = isKnown ? callsOf(key) : strangers(networkOfClient(address));
    try {
      const isTaken = limit.take();
      // After a restart no key has called yet.
      const isLetIn = isTaken || (!isKnown && (await isThere(key)) && callsOf(key).take());
      if (!isLetIn) return answer("tooManyRequests", { "retry-after": String(Math.ceil(limit.waitMs() / 1_000)) });
      if (!(await heartbeats.beat(key))) return answer("notFound");
      if (isTaken && !isKnown) limit.giveBack();
    } catch (error) {
      log.error({ err: error }, "a heartbeat cannot be stored");
      return answer(isOutage(error) ? "tryAgain" : "internal");
    }
    known.set(key, true);
    return answer("accepted");
  }

  async function serve(request: Request, key: string): Promise<Response> {
    // A program that looks at a link has done no job.
    if (request.method === "HEAD") return answer("methodNotAllowed", { allow: "GET, POST" });
    const address = access.addressOf(request, server);
    // What it sends is not read.
    const body = access.bodies.open(request, address, { isAllowed: false });
    return body.close(await take(key, address));
  }

  const options = { parse: "none", detail: { hide: true } } as const;
  return new Elysia({ name: "heartbeat" })
    .onStart((app) => {
      server = app.server;
    })
    .get(`${HEARTBEAT_PATH}/:key`, ({ request, params }) => serve(request, params.key), options)
    .post(`${HEARTBEAT_PATH}/:key`, ({ request, params }) => serve(request, params.key), options);
}
