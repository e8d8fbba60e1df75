import { eventually } from "./eventually.ts";

/** One server-sent event. */
export interface SentEvent {
  type: string;
  /** Absent where it has none of its own. */
  id?: string;
  data: Record<string, unknown>;
}

/** A client of `GET /api/v1/events`, which reads as the standard of HTML says. */
export interface EventStream extends AsyncDisposable {
  response: Response;
  /** All events so far. */
  readonly events: readonly SentEvent[];
  /** What a browser would come again with. */
  readonly lastEventId: string;
  /** Comments so far, and the first `retry`. */
  readonly comments: number;
  readonly retry: number | undefined;
  /** The first events that pass, once there are `count` of them. */
  until(passes: (event: SentEvent) => boolean, count?: number): Promise<SentEvent[]>;
  /** Resolves when the server has ended it. */
  ended: Promise<void>;
  close(): Promise<void>;
}

/** Opens a stream; fails unless it is one, and waits for its first bytes. */
export async function openEvents(
  url: string,
  { user, query = "", lastEventId }: { user: string; query?: string; lastEventId?: string },
): Promise<EventStream> {
  const gone = new AbortController();
  const response = await fetch(`${url}/api/v1/events${query}`, {
    headers: {
      authorization: `Basic ${btoa(`${user}:secret`)}`,
      ...(lastEventId === undefined ? {} : { "last-event-id": lastEventId }),
    },
    signal: gone.signal,
    tls: { rejectUnauthorized: false },
  });
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  const events: SentEvent[] = [];
  const state = { lastEventId: "", comments: 0, retry: undefined as number | undefined, blocks: 0 };
  async function read(): Promise<void> {
    let rest = "";
    const text = response.body?.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>);
    for await (const chunk of text ?? []) {
      const blocks = (rest + chunk).split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) readBlock(block);
    }
  }
  function readBlock(block: string): void {
    state.blocks++;
    const fields = new Map<string, string>();
    for (const line of block.split("\n")) {
      const colon = line.indexOf(":");
      if (colon === 0) state.comments++;
      else fields.set(line.slice(0, colon), line.slice(colon + 1).replace(/^ /, ""));
    }
    const id = fields.get("id");
    if (id !== undefined) state.lastEventId = id;
    const retry = fields.get("retry");
    if (retry !== undefined) state.retry = Number(retry);
    const data = fields.get("data");
    if (data === undefined) return;
    events.push({
      type: fields.get("event") ?? "",
      ...(id === undefined ? {} : { id }),
      data: JSON.parse(data) as Record<string, unknown>,
    });
  }
  const ended = read().catch(() => undefined);
  await eventually("the stream begins", () => state.blocks > 0);
  const stream: EventStream = {
    response,
    events,
    get lastEventId() {
      return state.lastEventId;
    },
    get comments() {
      return state.comments;
    },
    get retry() {
      return state.retry;
    },
    async until(passes, count = 1) {
      return eventually(`${count} such events, of ${events.length}`, () => {
        const found = events.filter(passes);
        return found.length >= count && found;
      });
    },
    ended,
    async close() {
      gone.abort();
      await ended;
    },
    [Symbol.asyncDispose]: () => stream.close(),
  };
  return stream;
}
