import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import type { AnyElysia } from "elysia";
import type { Config } from "../config/index.ts";
import { type Access, withSafeHeaders } from "../http/index.ts";
import { GatewayError } from "./error.ts";
import { hostInUrl, type Listener, listenProblem } from "./listener.ts";
import { choosePlain, type PlainService } from "./plain-service.ts";

/** The plain listeners that are configured, by what they are for. One port has one listener. */
interface PlainListeners {
  http?: Listener;
  isms?: Listener;
}

/**
 * Listens by plain HTTP beside the main listener: with `--http-port` for clients that know no HTTPS, with `--isms-port`
 * for clients of iSMS devices. Both may be the same port. NETWAYS' `sendsms.pl` asks by HTTP/1.1 without a Host header,
 * which Bun's server refuses as RFC 9112 §3.2 wants it.
 *
 * @param context.main  where requests are sent on to that are not served here
 * @param context.onClose  takes what closes a listener again, within milliseconds
 * @throws GatewayError when the address or port cannot be used
 */
export async function listenPlain(
  app: AnyElysia,
  config: Pick<Config, "host" | "httpPort" | "httpServes" | "ismsPort" | "requestTimeout">,
  context: {
    access: Pick<Access, "arrived">;
    main: string;
    onClose: (close: (limitMs: number) => Promise<void>) => void;
  },
): Promise<PlainListeners> {
  const { host, httpPort, httpServes, ismsPort, requestTimeout } = config;
  const { access, main, onClose } = context;
  // Port 0 is another one each time.
  const isShared = httpPort !== undefined && httpPort === ismsPort && httpPort !== 0;

  async function open(port: number, option: string, service: Omit<PlainService, "main">): Promise<Listener> {
    const listener = await listen({ ...service, main }, { host, port, option });
    onClose((limitMs) => listener.close(limitMs));
    return listener;
  }

  async function listen(service: PlainService, at: { host: string; port: number; option: string }): Promise<Listener> {
    const server = createServer({ requireHostHeader: false }, (incoming, outgoing) => {
      serve(incoming, outgoing, service).catch(() => outgoing.destroy());
    });
    // Routes answer within the limit; who sends nothing until then is cut off.
    server.setTimeout(requestTimeout * 2);
    await listening(server, at);
    const address = server.address();
    const bound = typeof address === "object" && address !== null ? address.port : at.port;
    return { url: `http://${hostInUrl(host)}:${bound}`, close: (limitMs) => close(server, limitMs) };
  }

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse, service: PlainService): Promise<void> {
    const method = incoming.method ?? "GET";
    const target = asciiOf(incoming.url ?? "");
    const choice = choosePlain(service, { target, host: incoming.headers.host ?? "" });
    if ("answer" in choice) {
      await send(withSafeHeaders(choice.answer), outgoing);
      return;
    }
    // iSMS clients read until the connection ends.
    if (choice.isms) outgoing.setHeader("connection", "close");
    const request = new Request(`http://gateway${target}`, {
      method,
      headers: headersOf(incoming),
      ...(method === "GET" || method === "HEAD" ? {} : { body: bodyOf(incoming), duplex: "half" }),
    });
    access.arrived(request, { peer: incoming.socket.remoteAddress ?? "", byTls: false });
    await send(await app.handle(request), outgoing);
  }

  const isms = isShared || ismsPort === undefined ? {} : { isms: await open(ismsPort, "--isms-port", ISMS_ALONE) };
  if (httpPort === undefined) return isms;
  const http = await open(httpPort, "--http-port", { http: httpServes, isms: isShared });
  return isShared ? { http, isms: http } : { http, ...isms };
}

/** 60 s without a byte in either direction; a stream says something every 15 s. */
const STREAM_SILENCE_MS = 60_000;

/** 64 KiB: every answer but the documentation page's script and long lists is smaller. */
const HELD_BYTES = 65_536;

const ISMS_ALONE = { http: "nothing", isms: true } as const;

async function listening(server: Server, at: { host: string; port: number; option: string }): Promise<void> {
  const started = Promise.withResolvers<void>();
  server.once("error", started.reject);
  server.listen(at.port, at.host, () => started.resolve());
  try {
    await started.promise;
  } catch (cause) {
    throw new GatewayError(listenProblem(cause, at), { cause });
  }
}

async function close(server: Server, limitMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const limit = setTimeout(() => server.closeAllConnections(), limitMs);
  server.closeIdleConnections();
  await closed;
  clearTimeout(limit);
}

/** Writes an answer of the app to the socket: small ones with their length, larger ones as fast as the client reads. */
async function send(response: Response, outgoing: ServerResponse): Promise<void> {
  for (const [name, value] of response.headers) {
    if (name !== "set-cookie" && !outgoing.hasHeader(name)) outgoing.setHeader(name, value);
  }
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) outgoing.setHeader("set-cookie", cookies);
  outgoing.statusCode = response.status;
  if (response.headers.get("content-type") === "text/event-stream") {
    await sendAsItComes(response, outgoing);
    return;
  }
  const start: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    if (outgoing.headersSent) {
      await written(outgoing, chunk);
      continue;
    }
    start.push(chunk);
    length += chunk.length;
    if (length > HELD_BYTES) await written(outgoing, Buffer.concat(start));
  }
  if (outgoing.headersSent) {
    outgoing.end();
    return;
  }
  if (response.status !== 204 && response.status !== 304) outgoing.setHeader("content-length", length);
  outgoing.end(Buffer.concat(start));
}

/** A stream: nothing is held, and its source hears at once when the client has gone. */
async function sendAsItComes({ body }: Response, outgoing: ServerResponse): Promise<void> {
  outgoing.socket?.setTimeout(STREAM_SILENCE_MS);
  outgoing.flushHeaders();
  const reader = body?.getReader();
  outgoing.once("close", () => void reader?.cancel().catch(() => undefined));
  for (;;) {
    const chunk = await reader?.read();
    if (chunk === undefined || chunk.done) break;
    await written(outgoing, chunk.value);
  }
  outgoing.end();
}

/** Resolves once the socket takes more. @throws when the client has gone */
async function written(outgoing: ServerResponse, chunk: Uint8Array): Promise<void> {
  if (outgoing.destroyed) throw new Error("the client has gone");
  if (outgoing.write(chunk)) return;
  const more = Promise.withResolvers<void>();
  outgoing.once("drain", more.resolve).once("close", more.resolve);
  await more.promise;
}

/** The request target as the other server gives it: bytes that are not ASCII, percent-encoded. */
function asciiOf(target: string): string {
  return target.replace(
    /[\u0080-\u00ff]/g,
    (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
}

function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    headers.append(rawHeaders[at] ?? "", rawHeaders[at + 1] ?? "");
  }
  return headers;
}

function bodyOf(incoming: IncomingMessage): ReadableStream<Uint8Array> {
  return Readable.toWeb(incoming) as unknown as ReadableStream<Uint8Array>;
}
