import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AnyElysia } from "elysia";
import type { Config } from "../config/index.ts";
import type { Access } from "../http/index.ts";
import { GatewayError } from "./error.ts";
import { hostInUrl, type Listener, listenProblem } from "./listener.ts";

/** What is served here, and nothing else. */
const PATHS = /^\/(?:sendmsg|querymsg)(?:\?|$)/;

/**
 * Listens for clients of iSMS devices on a port of their own, where one is configured. NETWAYS' `sendsms.pl` asks by
 * HTTP/1.1 without a Host header, which Bun's server refuses as RFC 9112 §3.2 wants it, and reads until the connection
 * ends.
 *
 * @throws GatewayError when the address or port cannot be used
 */
export async function listenForIsms(
  app: AnyElysia,
  { host, ismsPort: port, requestTimeout }: Pick<Config, "host" | "ismsPort" | "requestTimeout">,
  { access }: { access: Pick<Access, "arrived"> },
): Promise<Listener | undefined> {
  if (port === undefined) return undefined;

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    // After these bytes comes the end, whatever the client asked for.
    outgoing.setHeader("connection", "close");
    const target = asciiOf(incoming.url ?? "");
    if (incoming.method !== "GET" || !PATHS.test(target)) {
      outgoing.writeHead(404).end();
      return;
    }
    const request = new Request(`http://gateway${target}`, { headers: forwardable(incoming.headers) });
    access.arrived(request, incoming.socket.remoteAddress ?? "");
    const response: Response = await app.handle(request);
    const body = await response.text();
    outgoing.writeHead(response.status, {
      "content-type": response.headers.get("content-type") ?? "text/plain",
      "content-length": Buffer.byteLength(body),
    });
    outgoing.end(body);
  }

  const server = createServer({ requireHostHeader: false }, (incoming, outgoing) => {
    serve(incoming, outgoing).catch(() => outgoing.destroy());
  });
  // The route answers within the limit; who sends nothing until then is cut off.
  server.setTimeout(requestTimeout * 2);
  await listening(server, { host, port });
  const address = server.address();
  const bound = typeof address === "object" && address !== null ? address.port : port;
  return {
    url: `http://${hostInUrl(host)}:${bound}`,
    async close(limitMs) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const limit = setTimeout(() => server.closeAllConnections(), limitMs);
      server.closeIdleConnections();
      await closed;
      clearTimeout(limit);
    },
  };
}

async function listening(server: Server, at: { host: string; port: number }): Promise<void> {
  const started = Promise.withResolvers<void>();
  server.once("error", started.reject);
  server.listen(at.port, at.host, () => started.resolve());
  try {
    await started.promise;
  } catch (cause) {
    throw new GatewayError(listenProblem(cause, { ...at, option: "--isms-port" }), { cause });
  }
}

/** The request target as the other server gives it: bytes that are not ASCII, percent-encoded. */
function asciiOf(target: string): string {
  return target.replace(
    /[\u0080-\u00ff]/g,
    (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
}

/** What proxies say of the client; nothing else matters here. */
function forwardable(headers: IncomingMessage["headers"]): Record<string, string> {
  const said: Record<string, string> = {};
  for (const name of ["x-forwarded-for", "forwarded"]) {
    const value = headers[name];
    if (value !== undefined) said[name] = String(value);
  }
  return said;
}
