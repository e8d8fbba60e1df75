import type { Clock, Timer } from "../../../clock.ts";
import type { Acknowledgement, Delivery, Subscriber } from "./types.ts";

/** What the service centre keeps for one modem until it is acknowledged, in order. */
export interface DeliveryQueue {
  /** Resolves when the modem has taken it. `dueAt` is in the clock's milliseconds. Never rejects. */
  offer(delivery: Delivery, dueAt: number): Promise<void>;
  /** Offers what waits again, at once. */
  retry(): void;
  readonly waiting: number;
  close(): void;
}

interface Item {
  delivery: Delivery;
  dueAt: number;
  /** When the modem first refused it. */
  refusedAt?: number;
  taken: () => void;
}

/** 20 min: a service centre gives up on a report sooner than on a message, which waits for as long as it is valid. */
const REPORT_LIFE_MS = 20 * 60_000;

export function createDeliveryQueue(
  subscriber: Subscriber,
  options: { clock: Clock; redeliveryMs: () => number },
): DeliveryQueue {
  const { clock } = options;
  const queue: Item[] = [];
  /** Reports that let others pass until the modem may take them. */
  const refused: Item[] = [];
  const closing = new AbortController();
  let running = false;
  let again = false;
  let timer: Timer | undefined;

  /** One at a time. Never rejects: a subscriber's `receive` does not. */
  async function run(): Promise<void> {
    running = true;
    for (let item = queue[0]; item && !closing.signal.aborted; item = queue[0]) {
      again = false;
      const acknowledgement = await offerOnce(item);
      if (acknowledgement === "taken") {
        queue.shift();
        item.taken();
      } else if (!again) {
        if (acknowledgement !== "refused" || item.delivery.kind !== "status-report") break;
        queue.shift();
        item.refusedAt ??= clock.now();
        if (clock.now() - item.refusedAt < REPORT_LIFE_MS) refused.push(item);
      }
    }
    running = false;
    if (queue.length + refused.length > 0 && !closing.signal.aborted) {
      timer = clock.setTimer(options.redeliveryMs(), retry);
    }
  }

  async function offerOnce(item: Item): Promise<Acknowledgement> {
    const waitMs = item.dueAt - clock.now();
    if (waitMs > 0) {
      const due = Promise.withResolvers<void>();
      timer = clock.setTimer(waitMs, due.resolve);
      await due.promise;
    }
    return subscriber.reachable ? subscriber.receive(item.delivery) : "unreachable";
  }

  function start(): void {
    if (running) {
      again = true;
      return;
    }
    timer?.cancel();
    void run();
  }

  function retry(): void {
    queue.push(...refused.splice(0));
    start();
  }

  return {
    offer(delivery, dueAt) {
      return new Promise((taken) => {
        queue.push({ delivery, dueAt, taken });
        // A delivery that waits for room or for the modem keeps its place: only `retry` and the timer offer it again.
        if (!running && queue.length === 1) start();
      });
    },
    retry,
    get waiting() {
      return queue.length + refused.length;
    },
    close() {
      closing.abort();
      timer?.cancel();
      queue.length = 0;
      refused.length = 0;
    },
  };
}
