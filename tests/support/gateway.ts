import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createCommandLine } from "../../lib/cli/index.ts";
import { type EventFilter, openStore, type StoredEvent } from "../../lib/store/index.ts";
import { createApp } from "../../server.ts";
import { eventually } from "./eventually.ts";
import { isMigratedFileShared, migratedFile } from "./migrated-file.ts";
import { type CliResult, runCli, startCli, temporaryDirectory } from "./run-cli.ts";

/** What the simulated network delivered to a telephone. */
interface Delivered {
  to: string;
  text: string;
  class: number | null;
}

/** A whole gateway in this process, with a simulated modem and a database of its own. */
export interface TestGateway extends AsyncDisposable {
  url: string;
  /** Every route of its app; method `ALL` takes any. */
  routes: readonly { method: string; path: string }[];
  /** With `--isms-port`. */
  ismsUrl: string | undefined;
  /** With `--admin-port`. */
  adminUrl: string | undefined;
  /** With `--http-port`. */
  httpUrl: string | undefined;
  /** Its data directory. */
  data: string;
  /** URL of its database. */
  database: string;
  /** Resolves when the gateway ends by itself. */
  ended: Promise<CliResult>;
  /** Runs a command on the gateway's data. */
  command(args: string[], stdin?: string): Promise<CliResult>;
  /** Adds a user whose password is `secret`. */
  addUser(name: string, ...grants: string[]): Promise<void>;
  /** Asks with HTTP Basic as this user, whose password is `secret`; a text is sent as JSON. */
  as(user: string): (path: string, init?: RequestInit) => Promise<Response>;
  /** Lines of its log so far. */
  log(): Record<string, unknown>[];
  /** The newest events that match, newest first, once all that happened so far are stored, and there are `count` of them. */
  events(filter: EventFilter, count?: number): Promise<StoredEvent[]>;
  /** An SMS from outside, once the gateway has taken it. */
  receive(from: string, text: string): Promise<void>;
  /** Waits until the network has delivered so many messages. */
  delivered(count: number): Promise<Delivered[]>;
  /** Everything printed since the last start. */
  output(): string;
  /** Ends it and starts it again on the same data. */
  restart(): Promise<void>;
  /** Ends it as SIGTERM does. */
  stop(): Promise<CliResult>;
}

/** Starts `aldis serve` with these options. A user `tester` may use the simulator. */
export async function startTestGateway(...options: string[]): Promise<TestGateway> {
  const folder = temporaryDirectory();
  let routes: TestGateway["routes"] = [];
  let eventsStored = async () => {};
  const aldis = createCommandLine({
    createApp(parts) {
      const app = createApp(parts);
      routes = app.routes;
      eventsStored = parts.eventLog.flush;
      return app;
    },
  });
  const data = ["--data", join(folder, "data")];
  const at = options.indexOf("--database");
  const database = at === -1 ? [] : options.slice(at, at + 2);
  const keysAt = options.indexOf("--text-key-file");
  const keys = keysAt === -1 ? [] : options.slice(keysAt, keysAt + 2);
  const command = (args: string[], stdin?: string) =>
    runCli(aldis, [...args, ...data, ...database, ...keys], stdin === undefined ? {} : { stdin });
  async function serve() {
    const running = startCli(aldis, ["serve", "--port", "0", ...data, ...options]);
    const [banner] = await running.printed(/^Gateway:(?:.*\n)+?.*"gateway started"/m);
    return {
      running,
      url: /^Gateway: +(\S+)/.exec(banner)?.[1] ?? "",
      ismsUrl: /^iSMS clients: +(\S+)/m.exec(banner)?.[1],
      adminUrl: /^Web interface: +(\S+)/m.exec(banner)?.[1],
      httpUrl: /^Plain HTTP: +(\S+)/m.exec(banner)?.[1],
    };
  }
  const remove = () => rmSync(folder, { recursive: true, force: true });
  if (at === -1 && isMigratedFileShared()) {
    mkdirSync(join(folder, "data"));
    await Bun.write(join(folder, "data", "aldis.sqlite"), await migratedFile());
  }
  let { running, url, ismsUrl, adminUrl, httpUrl } = await serve().catch((error) => {
    remove();
    throw error;
  });
  const gateway: TestGateway = {
    get url() {
      return url;
    },
    get routes() {
      return routes;
    },
    get ismsUrl() {
      return ismsUrl;
    },
    get adminUrl() {
      return adminUrl;
    },
    get httpUrl() {
      return httpUrl;
    },
    get ended() {
      return running.ended;
    },
    data: join(folder, "data"),
    database: database[1] ?? `sqlite:${join(folder, "data", "aldis.sqlite")}`,
    command,
    async addUser(name, ...grants) {
      const add = [
        "user",
        "add",
        name,
        ...(grants.length > 0 ? ["--grant", grants.join(",")] : []),
        "--password-stdin",
      ];
      const { status, err } = await command(add, "secret\n");
      if (status !== 0) throw new Error(err);
    },
    as:
      (user) =>
      (path, init = {}) => {
        const headers = new Headers(init.headers);
        headers.set("authorization", `Basic ${btoa(`${user}:secret`)}`);
        // Else fetch calls a text what is one.
        if (typeof init.body === "string" && !headers.has("content-type"))
          headers.set("content-type", "application/json");
        // Its certificate is its own.
        return fetch(`${url}${path}`, { tls: { rejectUnauthorized: false }, ...init, headers });
      },
    log: () =>
      running
        .output()
        .split("\n")
        .filter((line) => line.startsWith("{"))
        .map((line) => JSON.parse(line)),
    events: (filter, count = 1) => storedEvents(gateway.database, { filter, count, eventsStored }),
    async receive(from, text) {
      const body = JSON.stringify({ from, text });
      const sent = await gateway.as("tester")("/api/v1/simulator/messages", { method: "POST", body });
      if (!sent.ok) throw new Error(`${sent.status} ${await sent.text()}`);
    },
    delivered: async (count) =>
      (
        await until<{ items: Delivered[] }>(
          `${count} delivered messages`,
          () => gateway.as("tester")("/api/v1/simulator/messages"),
          ({ items }) => items.length >= count,
        )
      ).items,
    output: () => running.output(),
    stop: () => running.stop(),
    async restart() {
      await running.stop();
      ({ running, url, ismsUrl, adminUrl, httpUrl } = await serve());
    },
    async [Symbol.asyncDispose]() {
      await running.stop();
      remove();
    },
  };
  // Another gateway on the database may have added it.
  await gateway.addUser("tester", "rest-api", "sim").catch((error: unknown) => {
    if (!String(error).includes("already exists")) throw error;
  });
  return gateway;
}

async function storedEvents(
  url: string,
  { filter, count, eventsStored }: { filter: EventFilter; count: number; eventsStored: () => Promise<void> },
): Promise<StoredEvent[]> {
  const store = await openStore({ url, now: Date.now });
  try {
    return await eventually(`${count} events ${JSON.stringify(filter)}`, async () => {
      // Else older ones that match would do, while those of the last request are still on their way.
      await eventsStored();
      const found = await store.events.list({ ...filter, limit: 500 });
      return found.length >= count && found;
    });
  } finally {
    await store.close();
  }
}

/** Asks until the answer passes. */
export function until<T>(what: string, ask: () => Promise<Response>, passes: (answer: T) => boolean): Promise<T> {
  return eventually(what, async () => {
    const answer = (await (await ask()).json()) as T;
    return passes(answer) && answer;
  });
}
