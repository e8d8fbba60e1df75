import type { Claim } from "../../../messages/index.ts";
import { abandonMessage } from "../../queue/claimed-message.ts";
import type { OutboxContext } from "../../queue/context.ts";
import { createWaker } from "../../queue/waker.ts";
import type { TelegramTransport } from "../transport.ts";
import { createLateAcceptances } from "./late-acceptance.ts";
import { createTelegramSender, TELEGRAM } from "./message-sender.ts";

/**
 * 16 messages in progress, to different recipients: at 0.5 s each they reach the 30 a second that Telegram accepts
 * from a bot.
 */
const AT_ONCE = 16;
/** 60 s: it looks on its own this often, as a safety net. */
const IDLE_MS = 60_000;

/** Serves the queue of Telegram: several messages at once, those of one recipient in order. */
export interface TelegramWorker {
  /** Messages in hand. */
  readonly holding: number;
  /** Something may have changed: look again. */
  wake(): void;
  /** Begins nothing more; resolves when every message was brought to an end or given back. Never rejects. */
  stop(): Promise<void>;
}

/** Starts at once. */
export function startTelegramWorker(context: OutboxContext, transport: TelegramTransport): TelegramWorker {
  const { store, clock, settings, log, timers } = context;
  const waker = createWaker(clock);
  const halt = new AbortController();
  const late = createLateAcceptances(context, TELEGRAM);
  const sender = createTelegramSender(context, { transport, late, halted: halt.signal });
  const sending = new Set<Promise<void>>();
  let claiming = false;

  async function run(): Promise<void> {
    while (!halt.signal.aborted) {
      waker.reset();
      if (sending.size >= AT_ONCE) {
        await Promise.race(sending);
        continue;
      }
      const claim = await claimNext();
      if (claim !== undefined) send(claim);
      else {
        timers.lookForDue();
        await waker.wait(IDLE_MS);
      }
    }
    await Promise.all(sending);
    await late.stop();
  }

  async function claimNext(): Promise<Claim | undefined> {
    const lease = context.lease.current();
    if (lease === undefined) return undefined;
    claiming = true;
    try {
      return await store.claimDue({
        now: clock.now(),
        lease,
        leaseMs: settings.leaseMs,
        modem: TELEGRAM,
        lanes: [],
        via: TELEGRAM,
      });
    } catch (error) {
      log.error({ err: error }, "claiming a message for Telegram failed");
      context.lease.doubt({});
      return undefined;
    } finally {
      claiming = false;
    }
  }

  function send(claim: Claim): void {
    const sent: Promise<void> = sender
      .send(claim)
      .catch((error) => abandonMessage(context, claim, error))
      .finally(() => {
        sending.delete(sent);
        // The next message of its recipient may go now.
        waker.wake();
      });
    sending.add(sent);
  }

  const running = run();
  return {
    get holding() {
      return sending.size + (claiming ? 1 : 0);
    },
    wake: waker.wake,
    stop() {
      halt.abort(new Error("the gateway stops"));
      waker.wake();
      return running;
    },
  };
}
