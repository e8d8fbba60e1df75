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
  /** How often the modem has refused it. */
  refusals: number;
  taken: () => void;
}

/** 20 refusals: a service centre gives up on a report sooner than on a message, which waits for as long as it is valid. */
const MOST_REFUSALS = 20;

export function createDeliveryQueue(
  subscriber: Subscriber,
  options: { clock: Clock; redeliveryMs: () => number },
): DeliveryQueue {
  const { clock } = options;
  const queue: Item[] = [];
  const closing = new AbortController();
  let running = false;
  let again = false;
  let timer: Timer | undefined;

  /** Never rejects: a subscriber's `receive` does not. */
  async function run(): Promise<void> {
    running = true;
    do {
      again = false;
      await offerAll();
    } while (again && queue.length > 0 && !closing.signal.aborted);
    running = false;
    if (queue.length > 0 && !closing.signal.aborted) timer = clock.setTimer(options.redeliveryMs(), start);
  }

  /** One at a time. A report that is refused lets others pass; what is kept for another reason does not. */
  async function offerAll(): Promise<void> {
    let refused = 0;
    for (let item = queue[refused]; item && !closing.signal.aborted; item = queue[refused]) {
      const acknowledgement = await offerOnce(item);
      if (acknowledgement === "taken") {
        queue.splice(refused, 1);
        item.taken();
      } else if (acknowledgement === "refused" && isReport(item)) {
        if (++item.refusals < MOST_REFUSALS) refused++;
        else queue.splice(refused, 1);
      } else return;
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

  return {
    offer(delivery, dueAt) {
      return new Promise((taken) => {
        // A message that waits for room or for the modem keeps its place: only `retry` and the timer offer it again.
        const isFirst = queue.length === 0 || (delivery.kind === "deliver" && queue.every(isReport));
        queue.push({ delivery, dueAt, refusals: 0, taken });
        if (!running && isFirst) start();
      });
    },
    retry: start,
    get waiting() {
      return queue.length;
    },
    close() {
      closing.abort();
      timer?.cancel();
      queue.length = 0;
    },
  };
}

const isReport = ({ delivery }: Item) => delivery.kind === "status-report";
