import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** Clients that hold their connections open. */
interface Watchers {
  /** Answers to the page so far. */
  readonly answers: number;
  /** Bytes of all streams so far. */
  readonly streamed: number;
  /** Closes the connections. @throws Error when an answer was not 200, or when a connection broke */
  stop(): Promise<void>;
}

/** What a page that is open asks. */
const PATHS = ["/", "/api/v1/me", "/api/v1/messages?limit=50", "/api/v1/modems", "/api/v1/statistics", "/health"];
/** 1 s between an answer and the next request on its connection. */
const PAUSE_MS = 1_000;
const USER = `Basic ${btoa("apiuser:secret")}`;

/** Opens `streams` event streams of the gateway at `url`, and asks as an open page does, as the user of the benchmarks. */
export function startWatchers(url: string, streams: number): Watchers {
  const { hostname, port } = new URL(url);
  const end = new AbortController();
  const seen = { answers: 0, streamed: 0 };

  async function ask(): Promise<void> {
    const socket = connect({ host: hostname, port: Number(port) });
    try {
      await once(socket, "connect");
      const statuses = statusesOf(socket);
      for (let at = 0; !end.signal.aborted; at++) {
        const path = PATHS[at % PATHS.length];
        socket.write(
          `GET ${path} HTTP/1.1\r\nHost: ${hostname}\r\nAccept: text/html, */*\r\nAuthorization: ${USER}\r\n\r\n`,
        );
        const { value: status } = await statuses.next();
        if (status !== 200) throw new Error(`${path} was answered with ${status}`);
        seen.answers++;
        await Bun.sleep(PAUSE_MS);
      }
    } finally {
      socket.destroy();
    }
  }

  async function listen(): Promise<void> {
    const answer = await fetch(`${url}/api/v1/events`, { headers: { authorization: USER }, signal: end.signal });
    if (answer.status !== 200) throw new Error(`a stream was answered with ${answer.status}`);
    for await (const chunk of answer.body ?? []) seen.streamed += chunk.length;
    throw new Error("a stream has ended");
  }

  const untilEnd = (work: Promise<void>) =>
    work.catch((error: unknown) => {
      if (!end.signal.aborted) throw error;
    });
  const all = Promise.all([ask(), ...Array.from({ length: streams }, () => untilEnd(listen()))]);
  // Thrown by `stop`.
  all.catch(() => undefined);
  return {
    get answers() {
      return seen.answers;
    },
    get streamed() {
      return seen.streamed;
    },
    async stop() {
      end.abort();
      await all;
    },
  };
}

/** Status of each answer, once all of it has arrived; ends with the connection. */
async function* statusesOf(socket: Socket): AsyncGenerator<number, undefined> {
  let text = "";
  for await (const bytes of socket) {
    text += (bytes as Buffer).toString("latin1");
    const head = text.indexOf("\r\n\r\n") + 4;
    const length = Number(/^content-length: (\d+)/im.exec(text)?.[1] ?? 0);
    if (head < 4 || text.length < head + length) continue;
    yield Number(text.split(" ", 2)[1]);
    text = text.slice(head + length);
  }
}
