import type { Clock } from "../../clock.ts";
import { defined } from "../../defined.ts";
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
import type { OptOutDesk } from "../opt-outs/desk.ts";
import type { OptOutReader } from "../opt-outs/reader.ts";
import { type Loop, startLoop } from "../queue/loop.ts";
import { type Call, createCallKeeper } from "./calls.ts";
import { type IncomingPdu, readIncoming } from "./read-received.ts";

/** A message that is new, or that a late part has changed. */
interface InboxStored {
  messageId: number;
  state: Exclude<IncomingMessage["state"], "waiting">;
}

/** Takes what modems receive, calls as well, and what comes in by other ways. */
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
  /** A call begins to ring: it is stored, and tried again while the database is away. */
  callBegan(call: Call): void;
  /** The same call rings no more. */
  callEnded(call: Call & { rangMs: number }): void;
}

/** 10 min between looks for messages that wait for a part: their limit is days. */
const RELEASE_EVERY_MS = 10 * 60_000;

/**
 * Makes an inbox.
 *
 * @param options.recordReport  where delivery reports go: the outbox
 * @param options.accepts  whether a sender's messages and calls are kept, empty if it is not known; all are by default
 * @param options.onMessage  called once a message is whole, undecodable, released incomplete or changed by a late part
 * @param options.optOuts  what opts senders out; `confirmed` is called when a confirmation was queued
 * @param options.incompleteAfterMs  how long to wait for missing parts; default 24 hours
 */
export function createInbox(options: {
  store: Pick<InboxStore, "store" | "releaseIncomplete" | "endCall" | "releaseCalls" | "countBlocked">;
  recordReport: (report: DeliveryReport) => Promise<ReportMatch>;
  clock: Clock;
  log: Log;
  events: EventRecorder;
  accepts?: (sender: string) => boolean;
  onMessage?: (message: InboxStored) => void;
  /** Without it nobody opts out by a message. */
  optOuts?: { asks: OptOutReader; follow: OptOutDesk["follow"]; confirmed(): void };
  incompleteAfterMs?: number;
}): Inbox {
  const { store, clock, log, events, optOuts } = options;
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

  const isAccepted = ({ sender = "" }: { sender?: string }) => options.accepts?.(sender) ?? true;

  /** Nothing but its sender is kept. */
  async function block({ modem, sender, channel = "sms", receivedAt, isCall = false }: NewIncomingPart): Promise<void> {
    await store.countBlocked({ at: receivedAt, modem, channel });
    events.record({ kind: "inbox.blocked", modem, number: sender, isCall });
  }

  async function keep(part: NewIncomingPart): Promise<void> {
    if (!isAccepted(part)) return block(part);
    const { messageId, state, optOut } = await store.store(part, optOuts?.asks);
    log.debug(
      { modem: part.modem, from: maskNumber(part.sender ?? ""), incomingId: messageId, state },
      "part received",
    );
    if (state === "duplicate" || state === "waiting") return;
    if (state === "undecodable") {
      events.record({ kind: "inbox.undecodable", modem: part.modem, incomingId: messageId, error: part.decodeError });
    }
    if (part.waiting !== undefined) {
      events.record({ kind: "inbox.waiting", modem: part.modem, incomingId: messageId, waiting: part.waiting });
    }
    if (optOut !== undefined) {
      if (optOut.isConfirmed) optOuts?.confirmed();
      await optOuts?.follow(optOut);
    }
    tell({ messageId, state });
  }

  const calls = createCallKeeper({
    store,
    keep,
    onCall: (messageId) => tell({ messageId, state: "complete" }),
    clock,
    log,
  });

  return {
    start() {
      calls.start();
      loop ??= startLoop(release, { clock, log, name: "incomplete messages", firstMs: 0 });
    },
    async stop() {
      await Promise.all([loop?.stop(), calls.stop()]);
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
    callBegan(call) {
      if (isAccepted(defined({ sender: call.number }))) {
        events.record({ kind: "call.incoming", modem: call.modem, number: call.number });
      }
      calls.began(call);
    },
    callEnded: calls.ended,
  };
}
