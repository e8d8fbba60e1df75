import type { Clock } from "../../clock.ts";
import type { Log } from "../../log.ts";
import {
  ANY_LANE,
  type Claim,
  type ClaimLane,
  type EventRecorder,
  type Lease,
  type OutboxStore,
  type Settlement,
} from "../../messages/index.ts";
import { maskNumber } from "../../visible.ts";
import type { Transport } from "../channels/transport.ts";
import type { Budgets } from "../selection/budgets.ts";
import type { RecentUsage } from "../selection/recent-usage.ts";
import { encodeMessage, type ReferenceSource } from "./encoding.ts";
import { untilWritten } from "./retried-writes.ts";
import type { OutboxSettings } from "./settings.ts";

/** What all workers of an outbox share. */
export interface OutboxContext {
  store: OutboxStore;
  clock: Clock;
  /** Gives 0 ≤ x < 1. */
  random: () => number;
  log: Log;
  events: EventRecorder;
  settings: OutboxSettings;
  references: ReferenceSource;
  /** See `LeaseKeeper`. */
  lease: { current(): Lease | undefined; doubt(): void };
  budgets: Budgets;
  usage: RecentUsage;
  /** Aborted when the time to stop has run out. */
  abandoned: AbortSignal;
}

/** A claimed message in a worker's hands. The worker owns it until it is settled. */
export interface ClaimedMessage {
  readonly claim: Claim;
  /** The card that was in the transport as it was claimed. */
  readonly sim: string;
  /** Parts that are still to go, in order; none for a ring. */
  readonly open: { position: number; pdu: string; length: number }[];
  /**
   * Whether the first open part is recorded as *sending*, once that is known; `undefined` while nobody has asked for it.
   * Rejects when the store did not take it before the time to stop had run out. Then, as with `false`, the message is no
   * longer ours.
   */
  begun: Promise<boolean> | undefined;
}

/**
 * Claims the next message for a transport, encoded and kept in the same commit. Messages that can never go are settled on the
 * way. Never rejects.
 */
export async function claimMessage(
  context: OutboxContext,
  { transport, lanes }: { transport: Transport; lanes: readonly ClaimLane[] },
): Promise<ClaimedMessage | undefined> {
  const { store, clock, log, settings } = context;
  for (;;) {
    const lease = context.lease.current();
    if (lease === undefined) return undefined;
    let claim: Claim | undefined;
    let problem: string | undefined;
    const now = clock.now();
    const { sim } = transport;
    try {
      claim = await store.claimDue({
        now,
        lease,
        encode(message, { insteadOf }) {
          if (message.kind === "ring" || message.expiresAt <= now) return undefined;
          const encoding = encodeMessage(message, { now, references: context.references, settings, insteadOf });
          if (encoding.ok) return encoding;
          problem = encoding.problem;
          return undefined;
        },
        leaseMs: settings.leaseMs,
        modem: transport.name,
        sim,
        lanes,
      });
    } catch (error) {
      log.error({ err: error, modem: transport.name }, "claiming a message failed");
      context.lease.doubt();
      return undefined;
    }
    if (claim === undefined) return undefined;
    try {
      const claimed = await prepare(context, { claim, transport, sim, now, problem });
      if (claimed !== undefined) return claimed;
    } catch (error) {
      abandonMessage(context, claim, error);
      return undefined;
    }
  }
}

/** Records that the message's first open part is going to be written to the modem. */
export function beginMessage(context: OutboxContext, claimed: ClaimedMessage, transport: Transport): Promise<boolean> {
  const first = claimed.open[0];
  if (first === undefined) return Promise.resolve(true);
  const on = { modem: transport.name, sim: transport.sim, at: context.clock.now() };
  const writing = untilWritten(
    [() => context.store.partSending(claimed.claim, first.position, on)],
    durability(context),
  );
  return awaitedLater(writing.then(([written]) => written === "written"));
}

/** Lets a promise fail before anybody waits for it. */
export function awaitedLater<Result>(promise: Promise<Result>): Promise<Result> {
  promise.catch(() => undefined);
  return promise;
}

/** Gives a message back that has not gone, as if it had never been claimed. */
export async function releaseMessage(context: OutboxContext, claimed: ClaimedMessage): Promise<void> {
  const { store, clock } = context;
  const { message } = claimed.claim;
  const settlement = returned(claimed.claim, clock.now());
  const isBegun = await claimed.begun;
  if (isBegun === false) return;
  const begun = isBegun ? claimed.open[0] : undefined;
  await untilWritten(
    [begun && (() => store.partReopened(claimed.claim, begun.position)), () => store.settle(claimed.claim, settlement)],
    durability(context),
  );
  context.log.debug({ messageId: message.id }, "message given back");
}

/** A message cannot be brought to an end because the store does not take it: left to whoever recovers the lease. */
export function abandonMessage(context: OutboxContext, { message }: Claim, error: unknown): void {
  context.log.error({ err: error, messageId: message.id }, "a message was left to be recovered");
  context.lease.doubt();
}

/** Whether some of its parts have gone: the others must go by the same SIM. */
export const isRest = (claimed: ClaimedMessage): boolean => claimed.open.length < claimed.claim.parts.length;

/** The lane that a message was claimed from. */
export function laneOf({ message }: Claim): string {
  return message.lane ?? ANY_LANE;
}

/** Back to the queue at its old place. It was due: a clock that was set back since must not keep it waiting. */
export function returned({ message }: Claim, at: number): Settlement {
  return {
    state: "queued",
    at,
    dueAt: Math.min(message.dueAt, at),
    error: message.lastError ?? "",
    countAttempt: false,
  };
}

/** How writes about a claimed message are repeated. */
export function durability({ store, clock, log, abandoned }: OutboxContext) {
  return { store, clock, log, signal: abandoned };
}

/** Tells people about an end that they may want to know. */
export function announce(context: OutboxContext, { message }: Claim, settlement: Settlement, modem: string): void {
  const to = maskNumber(message.recipient);
  const about = { messageId: message.id, modem };
  switch (settlement.state) {
    case "sent":
      context.log.debug({ ...about, to }, "message sent");
      return;
    case "queued":
      if ("via" in settlement) {
        context.log.info(
          { ...about, to, via: settlement.via, error: settlement.error },
          "message moves to another channel",
        );
        return;
      }
      context.log.info({ ...about, to, error: settlement.error, dueAt: settlement.dueAt }, "message waits");
      return;
    case "expired":
      context.events.record({ kind: "message.expired", ...about, number: message.recipient });
      return;
    case "failed":
      context.events.record({
        kind: "message.failed",
        ...about,
        number: message.recipient,
        error: settlement.error,
      });
      return;
    case "unknown":
      context.events.record({
        kind: "message.unknown",
        ...about,
        number: message.recipient,
        error: settlement.error,
      });
      return;
    default:
      settlement satisfies never;
  }
}

/**
 * @param given.now  when it was claimed
 * @param given.problem  why it could not be encoded
 */
async function prepare(
  context: OutboxContext,
  given: { claim: Claim; transport: Transport; sim: string; now: number; problem: string | undefined },
): Promise<ClaimedMessage | undefined> {
  const { store } = context;
  const { claim, transport, sim, now, problem } = given;
  const { message } = claim;
  if (message.expiresAt <= now) return finish({ state: "expired", at: now });
  if (problem !== undefined) return finish({ state: "failed", at: now, error: problem });
  if (message.kind === "ring") return { claim, sim, open: [], begun: undefined };
  const open = claim.parts.filter((part) => part.state === "open");
  if (open.length === 0) return finish({ state: "sent", at: now });
  return { claim, sim, open, begun: undefined };

  async function finish(settlement: Settlement): Promise<undefined> {
    await untilWritten([() => store.settle(claim, settlement)], durability(context));
    announce(context, claim, settlement, transport.name);
  }
}
