/** One in three is long, so that cuts also come between parts. */
export const textOf = (number: number) => `message ${number} ${number % 3 === 0 ? "long ".repeat(60) : ""}.`;
export const recipientOf = (number: number) => `+4917${String(10_000_000 + number)}`;

/** Clients of `/api.php` that send until they are stopped, whether the gateway is there or not. */
export interface Clients {
  /** Numbers of the messages answered `OK`. */
  readonly accepted: ReadonlySet<number>;
  /** Where they send to. */
  gateway: string | undefined;
  /** Nobody sends while it is set. */
  paused: boolean;
  /** Resolves with the next `OK`, or rejects when there is none for a minute. */
  nextAccepted(): Promise<void>;
  stop(): Promise<void>;
}

/** 20 ms between requests of a client: some per transaction, and no more than the modems can send. */
const PAUSE_MS = 20;
const LIMIT_MS = 60_000;

export function startClients(count: number): Clients {
  const accepted = new Set<number>();
  let waiting: (() => void)[] = [];
  let next = 0;
  let stopped = false;

  async function send(number: number): Promise<void> {
    const query = { username: "apiuser", password: "secret", to: recipientOf(number), text: textOf(number) };
    const body = new URLSearchParams(query);
    const answer = await fetch(`${clients.gateway}/api.php`, {
      ...{ method: "POST", body, signal: AbortSignal.timeout(LIMIT_MS) },
    });
    if (answer.status !== 200 || !(await answer.text()).startsWith("OK")) return;
    accepted.add(number);
    for (const wake of waiting.splice(0)) wake();
  }

  async function run(): Promise<void> {
    while (!stopped) {
      await Bun.sleep(PAUSE_MS);
      if (clients.paused || clients.gateway === undefined) continue;
      // What ends without an answer was not accepted, and may be there all the same: it is not sent again.
      await send(next++).catch(() => undefined);
    }
  }

  const clients: Clients = {
    accepted,
    gateway: undefined,
    paused: false,
    nextAccepted() {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const limit = setTimeout(() => reject(new Error("nothing was accepted for a minute")), LIMIT_MS);
      waiting.push(resolve);
      return promise.finally(() => clearTimeout(limit));
    },
    async stop() {
      stopped = true;
      await running;
    },
  };
  const running = Promise.all(Array.from({ length: count }, run)).then(() => {
    waiting = [];
  });
  return clients;
}
