import { connect, createServer, type Socket } from "node:net";
import { createFrameReader } from "./postgres-frames.ts";

/** What happens to the connection that sends a chosen statement. */
export type Cut = "before the server hears it" | "before the answer comes back";

/**
 * A TCP proxy in front of PostgreSQL that disturbs on demand. It knows just enough of the protocol (message lengths) to
 * count statements.
 */
export interface PostgresProxy extends AsyncDisposable {
  /** The database, reached through the proxy. */
  url: string;
  /** Connections from clients that are open now. */
  readonly connections: number;
  /** Statements that clients have sent so far. */
  readonly statements: number;
  /** Cuts the connection that sends a statement: the one of this number from now (1: the next), or the first that is so. Resolves with its SQL when it did. */
  cutAt(place: number | ((statement: string) => boolean), how: Cut): Promise<string>;
  /** Cuts every connection; new ones work. */
  cutAll(): void;
  /**
   * Drops whatever open connections carry, both ways, without closing them: what a firewall that forgot them does. New
   * connections work, unless `alsoNew`: then they are taken and carry nothing either.
   */
  dropSilently(options?: { alsoNew?: boolean }): void;
  /** Cuts every connection and resets new ones: the server is away. */
  refuse(): void;
  /** Holds back what the server sends by so many milliseconds. */
  delay(ms: number): void;
  /** New connections work, without delay. Those that were silenced stay silent. */
  heal(): void;
}

interface Link {
  client: Socket;
  server: Socket;
  silent: boolean;
  cutOnAnswer: boolean;
}

interface Planned {
  isHere(statement: string): boolean;
  how: Cut;
  done(statement: string): void;
}

/** Starts a proxy in front of the server of `url`. */
export async function startPostgresProxy(url: string): Promise<PostgresProxy> {
  const target = new URL(url);
  const links = new Set<Link>();
  let mode: "pass" | "refuse" | "silent" = "pass";
  let delayMs = 0;
  let statements = 0;
  let planned: Planned | undefined;

  function cut(link: Link): void {
    links.delete(link);
    link.client.destroy();
    link.server.destroy();
  }

  /** `false`: the connection is cut here, and the server hears nothing of it. */
  function mayPass(link: Link, statement: string): boolean {
    if (planned === undefined || !planned.isHere(statement)) return true;
    const { how, done } = planned;
    planned = undefined;
    link.cutOnAnswer = how === "before the answer comes back";
    if (link.cutOnAnswer) link.server.once("close", () => done(statement));
    else done(statement);
    return link.cutOnAnswer;
  }

  const listener = createServer((client) => {
    if (mode === "refuse") {
      client.resetAndDestroy();
      return;
    }
    const server = connect(Number(target.port || 5432), target.hostname);
    const link: Link = { client, server, silent: mode === "silent", cutOnAnswer: false };
    links.add(link);
    const statementsIn = createFrameReader();
    for (const socket of [client, server]) socket.setNoDelay(true);
    client.on("data", (bytes) => {
      if (link.silent) return;
      for (const statement of statementsIn(bytes)) {
        statements++;
        if (!mayPass(link, statement)) return cut(link);
      }
      server.write(bytes);
    });
    server.on("data", (bytes) => {
      if (link.silent) return;
      if (link.cutOnAnswer) return cut(link);
      if (delayMs === 0) client.write(bytes);
      else setTimeout(() => !link.silent && client.write(bytes), delayMs);
    });
    // A silent connection says nothing of its end either.
    client.on("close", () => !link.silent && cut(link));
    server.on("close", () => !link.silent && cut(link));
    for (const socket of [client, server]) socket.on("error", () => undefined);
  });
  const listening = Promise.withResolvers<void>();
  listener.listen(0, "127.0.0.1", listening.resolve);
  await listening.promise;
  const address = listener.address();
  if (address === null || typeof address === "string") throw new Error("the proxy has no port");

  const through = new URL(url);
  through.hostname = "127.0.0.1";
  through.port = String(address.port);
  const cutAll = () => {
    for (const link of [...links]) cut(link);
  };
  return {
    url: through.toString(),
    get connections() {
      return links.size;
    },
    get statements() {
      return statements;
    },
    cutAt(place, how) {
      const { promise, resolve } = Promise.withResolvers<string>();
      let left = typeof place === "number" ? place : 0;
      planned = {
        isHere: (statement) => (typeof place === "number" ? --left <= 0 : place(statement)),
        how,
        done: resolve,
      };
      return promise;
    },
    cutAll,
    dropSilently({ alsoNew = false } = {}) {
      for (const link of links) link.silent = true;
      if (alsoNew) mode = "silent";
    },
    refuse() {
      mode = "refuse";
      cutAll();
    },
    delay(ms) {
      delayMs = ms;
    },
    heal() {
      mode = "pass";
      delayMs = 0;
    },
    async [Symbol.asyncDispose]() {
      cutAll();
      const closed = Promise.withResolvers<void>();
      listener.close(() => closed.resolve());
      await closed.promise;
    },
  };
}
