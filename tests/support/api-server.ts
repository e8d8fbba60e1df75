import { Elysia } from "elysia";
import { createAuthenticator, createTokens, createUserAdministration } from "../../lib/auth/index.ts";
import { type Clock, systemClock } from "../../lib/clock.ts";
import {
  createAccess,
  createAlerts,
  createApiPhp,
  createErrorHandling,
  createServeOptions,
  type RequestLimits,
} from "../../lib/http/index.ts";
import { createLog } from "../../lib/log.ts";
import type { NewMessage } from "../../lib/messages/index.ts";
import {
  createAddressBook,
  createAlarms,
  createNumberReader,
  createNumberRules,
  createSubmission,
} from "../../lib/routing/index.ts";
import { openStore, type Store } from "../../lib/store/index.ts";
import { createMemoryUsers } from "./memory-users.ts";
import { recordEvents } from "./recorded-events.ts";

/** The parameters of a request that is accepted. */
export const GOOD = { username: "apiuser", password: "secret", to: "00491701234567", text: "Test" };

/**
 * `/api.php` and `/api/v1/alerts` on a real socket, over users in memory, an address book in a database in memory, and a
 * queue that keeps what it accepts. Users: `apiuser` with the password `secret` and the permission, `reader` with `secret`
 * and none, `gone` with `secret`, disabled.
 *
 * @param options.store  in place of one in memory; its owner closes it
 * @param options.accept  stands in for the queue's own
 */
export async function startApi(
  options: {
    clock?: Clock;
    limits?: Partial<RequestLimits>;
    access?: Omit<Parameters<typeof createAccess>[0], "now">;
    store?: Store;
    accept?: (messages: readonly NewMessage[], now: number) => Promise<number[]>;
  } = {},
) {
  const clock = options.clock ?? systemClock;
  const users = createMemoryUsers();
  const events = recordEvents();
  const administration = createUserAdministration({ users, events: recordEvents() });
  for (const [name, permissions] of [
    ["apiuser", ["http-api"]],
    ["reader", ["web"]],
    ["gone", ["http-api"]],
  ] as const) {
    await administration.create({ name, password: "secret", permissions });
  }
  await administration.change("gone", () => ({ disabled: true }));

  const logLines: string[] = [];
  const log = createLog({
    level: "debug",
    format: "json",
    destination: { write: (line: string) => void logLines.push(line) },
    clock,
  });
  const accepted: NewMessage[] = [];
  const accept = async (messages: readonly NewMessage[], now: number) => {
    if (options.accept) return options.accept(messages, now);
    return messages.map((message) => accepted.push(message));
  };
  const store = options.store ?? (await openStore({ url: "sqlite::memory:", now: clock.now }));
  const numbers = createNumberReader({ country: "DE" });
  const serve = createServeOptions(options.limits);
  const tokens = createTokens({ users, secret: crypto.getRandomValues(new Uint8Array(32)), now: clock.now });
  const parts = {
    authenticator: createAuthenticator({ users, events, now: clock.now }),
    tokens,
    access: createAccess({ now: clock.now, setTimer: clock.setTimer, ...options.access }),
    submission: createSubmission({
      store: { accept, acceptOnce: store.outbox.acceptOnce },
      once: store.once,
      book: store.addressBook,
      optOuts: store.optOuts,
      events,
      log,
      clock,
      country: "DE",
    }),
    events,
    log,
    clock,
    ...(options.limits ? { limits: options.limits } : {}),
  };
  const { desk: alarmDesk } = createAlarms({
    ...parts,
    store: store.alarms,
    policies: store.policies,
    book: store.addressBook,
    optOuts: store.optOuts,
    language: () => "en",
    country: "DE",
    rules: () => createNumberRules({ country: "DE", allowed: [], blocked: [], emergency: [] }),
    laneOf: () => "",
    hasTelegram: false,
    hasMail: () => true,
    webhooks: store.webhooks,
    sent: () => undefined,
    alone: true,
  });
  const app = new Elysia({ serve })
    .use(createErrorHandling({ log }))
    .use(createApiPhp(parts))
    .use(createAlerts({ ...parts, alarmDesk }))
    .listen({ hostname: "127.0.0.1", port: 0 });
  const port = app.server?.port ?? 0;
  const url = `http://127.0.0.1:${port}`;

  return {
    app,
    url,
    port,
    accepted,
    events,
    logLines,
    administration,
    tokens,
    book: createAddressBook({ store: store.addressBook, numbers, events: recordEvents() }),
    /** As if nothing had been asked for yet; users and address book stay. */
    forget(): void {
      for (const list of [accepted, events.all, logLines]) list.length = 0;
    },
    /** GET with these parameters besides the good ones; `undefined` leaves one out. */
    get: (parameters: Record<string, string | undefined> = {}) => fetch(`${url}/api.php?${queryOf(parameters)}`),
    [Symbol.asyncDispose]: async () => {
      await app.stop(true);
      if (options.store === undefined) await store.close();
    },
  };
}

export type ApiServer = Awaited<ReturnType<typeof startApi>>;

/** A query string of the good parameters with these changes. */
export function queryOf(parameters: Record<string, string | undefined> = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...GOOD, ...parameters })) {
    if (value !== undefined) query.append(name, value);
  }
  return query.toString();
}

/** In place of a queue's `accept`: never answers. `asked` resolves once it was called. */
export function unansweredAccept() {
  const asked = Promise.withResolvers<void>();
  return {
    asked: asked.promise,
    accept(): Promise<number[]> {
      asked.resolve();
      return new Promise(() => undefined);
    },
  };
}
