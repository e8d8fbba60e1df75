import type { Transport } from "../channels/transport.ts";
import { createCircuitBreaker } from "../selection/circuit-breaker.ts";
import { abandonMessage, type ClaimedMessage, claimMessage, laneOf, releaseMessage } from "./claimed-message.ts";
import type { OutboxContext } from "./context.ts";
import type { DispatchedWorker } from "./dispatcher.ts";
import { createMessageSender } from "./message-sender.ts";
import { createWaker } from "./waker.ts";

/** Serves one transport: claims, sends, one message at a time. */
export interface Worker extends DispatchedWorker {
  /** Why it is not fit, as the end of a sentence; `undefined` when it is. */
  readonly unfit: string | undefined;
  /** Has no message in hand and is not claiming one. */
  readonly emptyHanded: boolean;
  /** Ends after the message in hand; resolves when it has gone, and every other claim was given back. Never rejects. */
  leave(): Promise<void>;
  /** Ends after the part on the wire; resolves when every claim was given back. Never rejects. */
  stop(): Promise<void>;
}

/** 60 s: a worker that nobody wakes looks on its own, as a safety net. */
const IDLE_MS = 60_000;

/** Starts at once. */
export function startWorker(context: OutboxContext, transport: Transport): Worker {
  const { clock, budgets, dispatcher, timers } = context;
  const waker = createWaker(clock);
  const breaker = createCircuitBreaker(context, transport);
  const sender = createMessageSender(context, { transport, breaker, isFit, isUsable });
  let leaving = false;
  let stopping = false;
  let idle = false;
  let emptyHanded = true;
  let onFound: ((lane: string) => void) | undefined;

  function isUsable(): boolean {
    return !stopping && transport.ready && breaker.restMs === 0 && context.lease.current() !== undefined;
  }
  function isFit(): boolean {
    return !leaving && isUsable() && budgets.restMs(transport) === 0;
  }
  function whyUnfit(): string | undefined {
    if (!transport.ready) return "is not ready";
    if (breaker.restMs > 0) return "rests after failures";
    if (!isUsable()) return "waits for the database";
    return budgets.restMs(transport) > 0 ? "has spent its budget" : undefined;
  }

  async function run(): Promise<void> {
    let claimed: ClaimedMessage | undefined;
    let wasFit = false;
    for (;;) {
      waker.reset();
      if (!isFit()) {
        if (claimed !== undefined) await releaseMessage(context, claimed);
        // Others look after what it leaves: messages given back, and those that waited behind its last recipient.
        if (claimed !== undefined || wasFit) dispatcher.changed("sms");
        claimed = undefined;
        wasFit = false;
        if (leaving) return;
        await pause(Math.max(1, Math.min(IDLE_MS, breaker.restMs || budgets.restMs(transport) || IDLE_MS)));
        continue;
      }
      wasFit = true;
      emptyHanded = false;
      claimed ??= await claimMessage(context, transport, { begins: true });
      if (claimed !== undefined) {
        onFound?.(laneOf(claimed.claim));
        onFound = undefined;
        claimed = await sendMessage(claimed);
        continue;
      }
      if (!isFit()) continue;
      onFound = undefined;
      idle = true;
      timers.lookForDue();
      await pause(IDLE_MS);
      idle = false;
    }
  }

  async function pause(ms: number): Promise<void> {
    emptyHanded = true;
    await waker.wait(ms);
  }

  async function sendMessage(claimed: ClaimedMessage): Promise<ClaimedMessage | undefined> {
    try {
      return await sender.send(claimed);
    } catch (error) {
      abandonMessage(context, claimed.claim, error);
      return claimed.behind?.rest();
    }
  }

  const running = run();
  return {
    transport,
    get fit() {
      return isFit();
    },
    get unfit() {
      return whyUnfit();
    },
    get idle() {
      return idle && isFit();
    },
    get emptyHanded() {
      return emptyHanded;
    },
    wake(found) {
      breaker.look();
      idle = false;
      onFound = found ?? onFound;
      waker.wake();
    },
    leave() {
      leaving = true;
      waker.wake();
      return running;
    },
    stop() {
      leaving = true;
      stopping = true;
      waker.wake();
      return running;
    },
  };
}
