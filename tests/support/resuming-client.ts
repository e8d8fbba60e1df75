import { parseCursor, type StreamCursor } from "../../lib/messages/index.ts";

/** An event that a client has read to its end. */
interface SeenEvent {
  type: string;
  /** Of what it is about. */
  id: number;
  /** Of a message. */
  state: string;
}

/** A client of `GET /api/v1/events` whose connections are cut again and again. */
export interface ResumingClient {
  readonly user: string;
  /** Over all connections. */
  readonly seen: readonly SeenEvent[];
  /** Where its first connection began, and how far it has come. */
  readonly start: StreamCursor;
  readonly cursor: StreamCursor;
  readonly connections: number;
  /** Connections that ended in the middle of an event, which the next one has to repeat. */
  readonly cutEvents: number;
  /** Answers and events that a client must never get. */
  readonly problems: readonly string[];
  /** Cuts the last connection. */
  stop(): Promise<void>;
}

/** 40 kB: up to a hundred events. */
const MOST_BYTES = 40_000;
/** 4 s: connections that read little end as well, and some live through a kill of the gateway. */
const LONGEST_MS = 4_000;
/** 408 and 503: the gateway ends, or has no database. */
const AGAIN = [408, 503];

/**
 * Reads until it has read a random number of bytes, or for a random time, and connects again with `Last-Event-ID`.
 *
 * @param options.nextUrl  where it connects to; `undefined` while nobody listens
 */
export function startResumingClient(options: {
  user: string;
  types: string;
  nextUrl: () => string | undefined;
  random: (bound: number) => number;
}): ResumingClient {
  const { user, types, nextUrl, random } = options;
  const seen: SeenEvent[] = [];
  const problems: string[] = [];
  const stopping = new AbortController();
  let lastEventId = "";
  let firstEventId: string | undefined;
  let connections = 0;
  let cutEvents = 0;

  function readBlock(block: string): void {
    const fields = new Map<string, string>();
    for (const line of block.split("\n")) {
      const colon = line.indexOf(":");
      fields.set(line.slice(0, colon), line.slice(colon + 1).replace(/^ /, ""));
    }
    lastEventId = fields.get("id") ?? lastEventId;
    firstEventId ??= fields.get("id");
    const data = fields.get("data");
    if (data === undefined) return;
    const type = fields.get("event") ?? "";
    if (type === "reset" || type === "signed-out") problems.push(`${user} got ${type} after ${seen.length} events`);
    const { id, state } = JSON.parse(data) as { id: number; state?: string };
    seen.push({ type, id, state: type === "message" ? (state ?? "") : "" });
  }

  /** @throws what fetch throws when the connection is cut */
  async function connect(url: string): Promise<void> {
    const byTime = random(3) === 0;
    const bytes = byTime ? Number.POSITIVE_INFINITY : 1 + random(MOST_BYTES);
    const cut = AbortSignal.any([stopping.signal, AbortSignal.timeout(1 + random(LONGEST_MS))]);
    const headers = new Headers({ authorization: `Basic ${btoa(`${user}:secret`)}` });
    if (lastEventId !== "") headers.set("last-event-id", lastEventId);
    const response = await fetch(`${url}/api/v1/events?types=${types}`, { headers, signal: cut });
    if (response.status !== 200) {
      if (!AGAIN.includes(response.status)) problems.push(`${user} got ${response.status}: ${await response.text()}`);
      return;
    }
    connections++;
    await read(response, bytes);
  }

  /** What follows the cut is thrown away, as if it had been lost on its way. */
  async function read(response: Response, bytes: number): Promise<void> {
    const decoder = new TextDecoder();
    let left = bytes;
    let rest = "";
    try {
      for await (const chunk of response.body ?? []) {
        const blocks = (rest + decoder.decode(chunk.subarray(0, left), { stream: true })).split("\n\n");
        rest = blocks.pop() ?? "";
        for (const block of blocks) readBlock(block);
        left -= chunk.byteLength;
        if (left <= 0) return;
      }
    } finally {
      if (rest !== "") cutEvents++;
    }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const url = nextUrl();
      try {
        if (url !== undefined) await connect(url);
      } catch (error) {
        if (!(error instanceof Error)) throw error;
      }
      await Bun.sleep(random(200));
    }
  }

  const running = run();
  return {
    user,
    seen,
    problems,
    get start() {
      return parseCursor(firstEventId ?? "") ?? new Map();
    },
    get cursor() {
      return parseCursor(lastEventId) ?? new Map();
    },
    get connections() {
      return connections;
    },
    get cutEvents() {
      return cutEvents;
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
