import type { AnyElysia } from "elysia";
import { isLoopbackHost } from "../foreign-request.ts";
import { type Access, createServeOptions, type RequestLimits } from "../http/index.ts";
import { GatewayError } from "./error.ts";
import type { TlsFiles } from "./tls.ts";

/** 5 ms between looks at the number of requests in progress, which is all that Bun reports. */
const POLL_MS = 5;

/**
 * Forward secrecy and authenticated encryption, RFC 9325 §4.2: none of the CBC suites that Bun also offers. TLS 1.3
 * has only such suites, and versions before 1.2 are not offered.
 */
const TLS_1_2_SUITES = "ECDHE+AESGCM:ECDHE+CHACHA20";

/** An app that listens. */
export interface Listener {
  /** As a client on this machine reaches it. */
  url: string;
  /**
   * Takes no new connection, gives requests in progress at most `limitMs` to complete, then closes the rest. Never
   * rejects.
   */
  close(limitMs: number): Promise<void>;
}

/** Where to listen. */
interface Place {
  host: string;
  port: number;
}

interface ListenOptions {
  tls?: TlsFiles | undefined;
  limits: RequestLimits;
}

/** Listens with the app's own server. @throws GatewayError when the address or port cannot be used */
export function listen(app: AnyElysia, { host, port }: Place, options: ListenOptions): Listener {
  return open({ host, port, option: "--port" }, options, (settings) => app.listen(settings).server);
}

/** Listens for browsers, beside the app's own server. @throws GatewayError when the address or port cannot be used */
export function listenForBrowsers(
  app: AnyElysia,
  { host, port }: Place,
  options: ListenOptions & { access: Pick<Access, "arrived"> },
): Listener {
  const { access } = options;
  const at = { host, port, option: "--admin-port", hostOption: "--admin-host" };
  return open(at, options, (settings) =>
    Bun.serve({
      ...settings,
      fetch(request, server) {
        const peer = server.requestIP(request)?.address ?? "";
        access.arrived(request, { peer, byAdmin: true });
        return app.handle(request);
      },
    }),
  );
}

/** A place, and the options that give it, for what is said when it cannot be used. */
interface OpenedPlace extends Place {
  option: string;
  hostOption?: string;
}

function open(
  at: OpenedPlace,
  { tls, limits }: ListenOptions,
  start: (settings: ReturnType<typeof serverSettings>) => BunServer | null,
): Listener {
  let server: BunServer | null;
  try {
    server = start(serverSettings(at, { tls, limits }));
  } catch (cause) {
    throw new GatewayError(listenProblem(cause, at), { cause });
  }
  if (server === null) throw new GatewayError("the server did not start");
  return listenerOf(server, `${tls === undefined ? "http" : "https"}://${hostInUrl(at.host)}:${server.port}`);
}

type BunServer = Pick<ReturnType<typeof Bun.serve>, "port" | "pendingRequests" | "stop">;

const serverSettings = ({ host, port }: Place, { tls, limits }: ListenOptions) => ({
  ...createServeOptions(limits),
  hostname: host,
  port,
  // Two gateways on one port would share the requests between them.
  reusePort: false,
  ...(tls === undefined ? {} : { tls: { cert: tls.certificate, key: tls.key, ciphers: TLS_1_2_SUITES } }),
});

function listenerOf(server: BunServer, url: string): Listener {
  return {
    url,
    async close(limitMs) {
      // Idle connections would keep the promise of a gentle stop waiting until they time out.
      const stopping = server.stop(false);
      const limit = performance.now() + limitMs;
      while (server.pendingRequests > 0 && performance.now() < limit) await Bun.sleep(POLL_MS);
      await server.stop(true);
      await stopping;
    },
  };
}

/** Why an address and a port cannot be used, and what to do about it. */
export function listenProblem(cause: unknown, { host, port, option, hostOption = "--host" }: OpenedPlace): string {
  const reason = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  if (reason === "EADDRINUSE") return `port ${port} of ${host} is in use: choose another with ${option}, or 0 for any`;
  if (reason === "EACCES")
    return `port ${port} needs rights that this user lacks: choose one above 1023 with ${option}`;
  if (reason === "EADDRNOTAVAIL") return `this machine has no address ${host}: choose another with ${hostOption}`;
  return `cannot listen on ${host}, port ${port}: ${cause instanceof Error ? cause.message : String(cause)}`;
}

const inUrl = (host: string) => (host.includes(":") ? `[${host}]` : host);

/** Whether `--host` stands for all addresses of the machine, however it is written, and of which protocols. */
export function everyAddress(host: string): "IPv4" | "IPv6 and IPv4" | undefined {
  const { hostname } = URL.parse(`http://${inUrl(host)}`) ?? {};
  if (hostname === "0.0.0.0") return "IPv4";
  return hostname === "[::]" ? "IPv6 and IPv4" : undefined;
}

/** Every address of the machine is reached by its own. */
export function hostInUrl(host: string): string {
  const every = everyAddress(host);
  if (every === undefined) return inUrl(host);
  return every === "IPv4" ? "127.0.0.1" : "[::1]";
}

/** Whether only programs of this machine can reach what listens there. */
export const isLoopback = (host: string): boolean => isLoopbackHost(inUrl(host));
