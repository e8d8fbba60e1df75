import type { ClaimLane } from "../../messages/index.ts";
import type { Transport } from "../channels/transport.ts";
import { createCircuitBreaker } from "../selection/circuit-breaker.ts";
import {
  abandonMessage,
  type ClaimedMessage,
  claimMessage,
  type OutboxContext,
  releaseMessage,
} from "./claimed-message.ts";
import type { DispatchedWorker, Dispatcher } from "./dispatcher.ts";
import { createMessageSender, type FailureCounts } from "./message-sender.ts";
import type { QueueTimers } from "./queue-timers.ts";
import { createWaker } from "./waker.ts";

/** Serves one transport: claims, sends, one message at a time. */
export interface Worker extends DispatchedWorker {
  /** Why it is not, as the end of a sentence; `undefined` when it is. */
  readonly unfit: string | undefined;
  /** Has no message in hand and is not claiming one. */
  readonly emptyHanded: boolean;
  /** Ends after the part on the wire; resolves when every claim was given back. */
  stop(): Promise<void>;
}

/** Starts at once. */
export function startWorker(
  context: OutboxContext,
  {
    transport,
    dispatcher,
    timers,
    failures,
  }: {
    transport: Transport;
    dispatcher: Dispatcher;
    timers: Pick<QueueTimers, "lookForDue" | "unknown">;
    failures: FailureCounts;
  },
): Worker {
  const { clock, budgets } = context;
  const waker = createWaker(clock);
  const breaker = createCircuitBreaker(context, transport);
  let stopping = false;
  let idle = false;
  let scouting = false;
  let emptyHanded = true;

  const sender = createMessageSender(context, {
    transport,
    failures,
    worker: {
      fit: isFit,
      goesOn: isUsable,
      mayPrefetch: () => isFit() && !breaker.isOnTrial && !dispatcher.hasIdleTwin(transport),
      lanes: claimLanes,
      otherTransports,
      othersIdle: (lane) => dispatcher.others(transport, lane).some((other) => other.idle),
      succeeded: breaker.succeeded,
      failed: (failure, lane) => breaker.failed(failure, { otherTransports: otherTransports(lane) }),
      gaveBack(claimed) {
        if (claimed !== undefined && claimed.claim.parts.length > 1) timers.lookForDue();
        dispatcher.changed();
      },
      unknown: timers.unknown,
    },
  });

  function isUsable(): boolean {
    return !stopping && transport.ready && breaker.restMs === 0 && context.lease.current() !== undefined;
  }
  function isFit(): boolean {
    return isUsable() && budgets.restMs(transport) === 0;
  }
  function otherTransports(lane: string): boolean {
    return dispatcher.others(transport, lane).some((other) => other.fit);
  }
  function claimLanes(): ClaimLane[] {
    return dispatcher.lanes(transport).map((lane) => {
      const others = dispatcher.others(transport, lane).filter((other) => other.fit);
      return { lane, others: others.map((other) => other.transport.name) };
    });
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
        if (claimed !== undefined) await giveBack(claimed);
        // Others look after what it leaves: messages given back, and those that waited behind its last recipient.
        if (claimed !== undefined || wasFit) dispatcher.changed();
        claimed = undefined;
        wasFit = false;
        if (stopping) return;
        await pause(Math.max(1, Math.min(IDLE_MS, breaker.restMs || budgets.restMs(transport) || IDLE_MS)));
        continue;
      }
      wasFit = true;
      emptyHanded = false;
      claimed ??= await claimMessage(context, { transport, lanes: claimLanes() });
      if (claimed !== undefined) {
        if (scouting) dispatcher.arrived();
        scouting = false;
        claimed = await sendMessage(claimed);
        continue;
      }
      if (!isFit()) continue;
      scouting = false;
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
      return undefined;
    }
  }

  async function giveBack(claimed: ClaimedMessage): Promise<void> {
    try {
      await releaseMessage(context, claimed);
    } catch (error) {
      abandonMessage(context, claimed.claim, error);
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
    wake(options) {
      breaker.look();
      idle = false;
      if (options?.scouting) scouting = true;
      waker.wake();
    },
    stop() {
      stopping = true;
      waker.wake();
      return running;
    },
  };
}

/** A worker that nobody wakes looks again after this, as a safety net. */
const IDLE_MS = 60_000;
