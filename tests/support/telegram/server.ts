import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type ApiAnswer, apiError, METHODS, type Parameters, type ServerState, type Webhook } from "./methods.ts";
import { readParameters } from "./parameters.ts";
import { createWorld, type World } from "./world.ts";

/** What a request meets instead of what it should. */
export type Trouble =
  /** Refused as Telegram would do it. */
  | { kind: "error"; code: number; description: string; retryAfter?: number }
  /** The connection is cut, before anything was done or after. */
  | { kind: "cut"; done: boolean }
  /** A proxy answers, with no Bot API behind it. */
  | { kind: "not-json" }
  /** Done, before or after the wait, and answered once the test lets it. */
  | { kind: "hold"; done: boolean }
  /** Nothing is done, and no answer ever comes. */
  | { kind: "hang" };

interface Call {
  method: string;
  given: Parameters;
}

/** A stand-in for Telegram's Bot API on a real socket, with one bot. */
export interface TelegramServer extends AsyncDisposable {
  readonly url: string;
  readonly token: string;
  readonly world: World;
  /** Every request with the right token, in order. */
  readonly calls: Call[];
  callsOf(method: string): Call[];
  readonly webhook: Webhook | undefined;
  /** The next requests of a method meet these, one after another. Of requests at the same time nobody knows which is next. */
  trouble(method: string, ...troubles: Trouble[]): void;
  /** The next requests to a chat. */
  troubleWith(chatId: number, ...troubles: Trouble[]): void;
  /** Every request of the method meets it, until `clear`. */
  alwaysTrouble(method: string, trouble: Trouble): void;
  clear(): void;
  /** Requests that are held now. */
  readonly held: number;
  /** Requests that wait for a test, an update or for ever; all others are answered without that. */
  readonly waiting: number;
  /** Lets them be answered. */
  release(): void;
  /** Cuts every connection, also of those that were to hang. */
  cutAll(): void;
  /** Takes the token away: the bot is no more. */
  revoke(): void;
}

const BOT_ID = 7_000_123;

export async function startTelegram(): Promise<TelegramServer> {
  const bot = { id: BOT_ID, is_bot: true, first_name: "Aldis", username: "aldis_test_bot" } as const;
  const token = `${BOT_ID}:AAEhBOweik9ai_2Pbc-standin0123456789`;
  const state: ServerState = {
    bot,
    world: createWorld(bot),
    webhook: undefined,
    endPoll: undefined,
    allowed: undefined,
  };
  const calls: Call[] = [];
  /** By method, and by ID of the chat. */
  const queued = new Map<string | number, Trouble[]>();
  const always = new Map<string, Trouble>();
  const held = new Set<() => void>();
  const waiting = new Set<ServerResponse>();
  let revoked = false;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.on("close", () => {
      waiting.delete(response);
      gone.abort();
    });
    const wait = async <T>(until: Promise<T>): Promise<T> => {
      if (!gone.signal.aborted) waiting.add(response);
      try {
        return await until;
      } finally {
        waiting.delete(response);
      }
    };
    const url = new URL(request.url ?? "/", "http://standin");
    const [, given, name = ""] = /^\/bot([^/]+)\/(?:test\/)?(\w+)$/.exec(url.pathname) ?? [];
    const parameters = await readParameters(request, url);
    const method = METHODS[name.toLowerCase()];
    if (given === undefined) return answer(response, apiError(404, "Not Found"));
    if (revoked || given !== token) return answer(response, apiError(401, "Unauthorized"));
    if (method === undefined) return answer(response, apiError(404, "Not Found: method not found"));
    calls.push({ method: name, given: parameters });
    const trouble = queued.get(Number(parameters.chat_id))?.shift() ?? queued.get(name)?.shift() ?? always.get(name);
    const perform = () => method(state, parameters, { gone: gone.signal, wait });
    switch (trouble?.kind) {
      case undefined:
        return answer(response, await perform());
      case "error":
        return answer(response, apiError(trouble.code, trouble.description, trouble.retryAfter));
      case "cut":
        if (trouble.done) await perform();
        response.socket?.destroy();
        return;
      case "not-json":
        response.writeHead(502, { "content-type": "text/html" }).end("<html>502 Bad Gateway</html>");
        return;
      case "hold": {
        const early = trouble.done ? await perform() : undefined;
        await wait(new Promise<void>((resolve) => held.add(resolve)));
        if (gone.signal.aborted && !trouble.done) return;
        return answer(response, early ?? (await perform()));
      }
      case "hang":
        return wait(new Promise(() => undefined));
      default:
        return trouble satisfies never;
    }
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const add = (key: string | number, troubles: Trouble[]) =>
    void queued.set(key, [...(queued.get(key) ?? []), ...troubles]);
  const release = () => {
    for (const resolve of held) resolve();
    held.clear();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token,
    world: state.world,
    calls,
    callsOf: (method) => calls.filter((call) => call.method === method),
    get webhook() {
      return state.webhook;
    },
    trouble: (method, ...troubles) => add(method, troubles),
    troubleWith: (chatId, ...troubles) => add(chatId, troubles),
    alwaysTrouble: (method, trouble) => void always.set(method, trouble),
    clear() {
      queued.clear();
      always.clear();
    },
    get held() {
      return held.size;
    },
    get waiting() {
      return waiting.size;
    },
    release,
    cutAll() {
      release();
      server.closeAllConnections();
    },
    revoke() {
      revoked = true;
      state.endPoll?.();
    },
    async [Symbol.asyncDispose]() {
      release();
      state.endPoll?.();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function answer(response: ServerResponse, given: ApiAnswer): void {
  const status = given.ok ? 200 : given.error_code;
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(given));
}
