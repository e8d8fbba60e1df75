import type { Clock } from "../../clock.ts";
import type { Log } from "../../log.ts";
import type {
  DeliveryReport,
  EventRecorder,
  InboxStore,
  IncomingMessage,
  NewIncomingPart,
  ReportMatch,
} from "../../messages/index.ts";
import { maskNumber } from "../../visible.ts";
import { type Loop, startLoop } from "../queue/loop.ts";
import { type IncomingPdu, readIncoming } from "./read-received.ts";

/** A message that is new, or that a late part has changed. */
interface InboxStored {
  messageId: number;
  state: Exclude<IncomingMessage["state"], "waiting">;
}

/** Takes what modems receive, and what comes in by other ways. */
interface Inbox {
  /** Releases, from time to time, what waits for parts that do not come. */
  start(): void;
  /** Resolves when a release in progress has ended. Never rejects. */
  stop(): Promise<void>;
  /**
   * Stores a PDU, joined with the parts there are, or records the delivery report that it is; resolves when that is
   * durable. May be called for the same PDU again.
   *
   * @throws what the store throws; the modem then keeps the PDU and hands it over again
   */
  received(pdu: IncomingPdu): Promise<void>;
  /**
   * Stores what came in by another way than a modem; resolves when that is durable. May be called for the same again.
   *
   * @throws what the store throws
   */
  keep(part: NewIncomingPart): Promise<void>;
}

/** 10 min between looks for messages that wait for a part: their limit is days. */
const RELEASE_EVERY_MS = 10 * 60_000;

/**
 * Makes an inbox.
 *
 * @param options.recordReport  where delivery reports go: the outbox
 * @param options.onMessage  called once a message is whole, undecodable, released incomplete or changed by a late part
 * @param options.incompleteAfterMs  how long to wait for missing parts; default 24 hours
 */
export function createInbox(options: {
  store: Pick<InboxStore, "store" | "releaseIncomplete">;
  recordReport: (report: DeliveryReport) => Promise<ReportMatch>;
  clock: Clock;
  log: Log;
  events: EventRecorder;
  onMessage?: (message: InboxStored) => void;
  incompleteAfterMs?: number;
}): Inbox {
  const { store, clock, log, events } = options;
  const olderThanMs = options.incompleteAfterMs ?? 24 * 3_600_000;
  let loop: Loop | undefined;

  function tell(message: InboxStored): void {
    try {
      options.onMessage?.(message);
    } catch (error) {
      log.error({ err: error, incomingId: message.messageId }, "what follows on a received message failed");
    }
  }

  async function release(): Promise<number> {
    const released = await store.releaseIncomplete({ now: clock.now(), olderThanMs });
    for (const messageId of released) {
      log.warn({ incomingId: messageId }, "parts of a received message are missing; the rest was released");
      tell({ messageId, state: "incomplete" });
    }
    return RELEASE_EVERY_MS;
  }

  async function keep(part: NewIncomingPart): Promise<void> {
    const { messageId, state } = await store.store(part);
    log.debug(
      { modem: part.modem, from: maskNumber(part.sender ?? ""), incomingId: messageId, state },
      "part received",
    );
    if (state === "duplicate" || state === "waiting") return;
    if (state === "undecodable") {
      events.record({ kind: "inbox.undecodable", modem: part.modem, incomingId: messageId, error: part.decodeError });
    }
    tell({ messageId, state });
  }

  return {
    start() {
      loop ??= startLoop(release, { clock, log, name: "incomplete messages", firstMs: 0 });
    },
    async stop() {
      await loop?.stop();
      loop = undefined;
    },
    async received(pdu) {
      const incoming = readIncoming(pdu);
      if (incoming.kind === "report") {
        const { report } = incoming;
        const match = await options.recordReport(report);
        const about = { modem: report.modem, reference: report.reference, to: maskNumber(report.recipient) };
        log.debug({ ...about, outcome: report.outcome, matched: match.matched }, "delivery report");
        return;
      }
      await keep(incoming.part);
    },
    keep,
  };
}
