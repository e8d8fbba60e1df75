import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** Clients that hold their connections open. */
interface Watchers {
  /** Answers so far. */
  readonly answers: number;
  /** Closes the connections. @throws Error when an answer was not 200, or when a connection broke */
  stop(): Promise<void>;
}

/** What people's browsers and monitoring ask. */
const PATHS = ["/docs", "/docs/json", "/health", "/api/messages?type=sent", "/api/user/me", "/api/state"];
/** 1 s between an answer and the next request on its connection. */
const PAUSE_MS = 1_000;

/** Opens `count` connections to the gateway at `url`, and sends requests of the user of the benchmarks on each. */
export function startWatchers(url: string, count: number): Watchers {
  const { hostname, port } = new URL(url);
  const end = new AbortController();
  let answers = 0;

  async function watch(first: number): Promise<void> {
    const socket = connect({ host: hostname, port: Number(port) });
    try {
      await once(socket, "connect");
      const statuses = statusesOf(socket);
      for (let at = first; !end.signal.aborted; at++) {
        const path = PATHS[at % PATHS.length];
        socket.write(`GET ${path} HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Basic ${USER}\r\n\r\n`);
        const { value: status } = await statuses.next();
        if (status !== 200) throw new Error(`${path} was answered with ${status}`);
        answers++;
        await Bun.sleep(PAUSE_MS);
      }
    } finally {
      socket.destroy();
    }
  }

  const all = Promise.all(Array.from({ length: count }, (_, at) => watch(at)));
  // Thrown by `stop`.
  all.catch(() => undefined);
  return {
    get answers() {
      return answers;
    },
    async stop() {
      end.abort();
      await all;
    },
  };
}

const USER = btoa("apiuser:secret");

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
