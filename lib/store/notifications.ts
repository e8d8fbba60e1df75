import { backoffMs } from "../backoff.ts";
import type { Log } from "../log.ts";

/** A connection that hears what other gateways announce. */
interface ListeningConnection {
  onMessage(heard: (message: { channel: string; from: string }) => void): void;
  /** Called once or more when it breaks, and when it is closed. */
  onLost(lost: (error?: Error) => void): void;
  /** @throws the driver's error */
  close(): Promise<void>;
}

interface Notifications {
  /** Calls `wake` for announcements of other gateways on a channel. Returns the function that unsubscribes. */
  add(channel: string, wake: () => void): () => void;
  /** How many of its own were heard. */
  heardOwn(): number;
  /** @throws the driver's error */
  close(): Promise<void>;
}

/**
 * 200 ms to 15 s: a server that restarts is back within seconds; until then a look every 30 s replaces announcements.
 */
const RETRY = { firstMs: 200, longestMs: 15_000 };

/**
 * Listens while there are subscribers; reconnects after a lost connection and then wakes all of them, since
 * announcements may have been missed. Owns its connection.
 *
 * @param options.self  whose own announcements are ignored
 */
export function createNotifications(options: {
  connect: () => Promise<ListeningConnection>;
  self: string;
  log?: Log;
}): Notifications {
  const { connect, self, log } = options;
  const subscribers = new Set<{ channel: string; wake: () => void }>();
  let connection: ListeningConnection | undefined;
  let connecting: Promise<void> | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let closed = false;
  let heardOwn = 0;

  const wakeAll = () => {
    for (const { wake } of subscribers) wake();
  };

  function start(): void {
    if (closed || connection || connecting || retry || subscribers.size === 0) return;
    connecting = establish().finally(() => {
      connecting = undefined;
    });
  }

  /** Never rejects: it retries later. */
  async function establish(): Promise<void> {
    try {
      const established = await connect();
      connection = established;
      failures = 0;
      established.onMessage((message) => {
        if (message.from === self) {
          heardOwn++;
          return;
        }
        for (const { channel, wake } of subscribers) if (channel === message.channel) wake();
      });
      established.onLost((error) => lost(established, error));
      wakeAll();
    } catch (error) {
      log?.warn({ err: error }, "cannot listen for other gateways; trying again");
      retryLater();
    }
  }

  function lost(which: ListeningConnection, error?: Error): void {
    if (connection !== which) return;
    connection = undefined;
    if (closed) return;
    log?.warn({ err: error }, "the connection that listens for other gateways was lost");
    retryLater();
  }

  function retryLater(): void {
    if (closed) return;
    const run = () => {
      retry = undefined;
      start();
    };
    retry = setTimeout(run, backoffMs(++failures, RETRY));
  }

  return {
    add(channel, wake) {
      const subscriber = { channel, wake };
      subscribers.add(subscriber);
      start();
      return () => void subscribers.delete(subscriber);
    },
    heardOwn: () => heardOwn,
    async close() {
      closed = true;
      clearTimeout(retry);
      await connecting;
      const open = connection;
      connection = undefined;
      await open?.close();
    },
  };
}
