import { ANY_LANE, type Claim, type Settlement } from "../../messages/index.ts";
import { maskNumber } from "../../visible.ts";
import type { Transport } from "../channels/transport.ts";
import type { OutboxContext } from "./context.ts";
import { encodeMessage } from "./encoding.ts";
import { record } from "./record.ts";
import { TEXT_UNREADABLE } from "./why-not.ts";

/** A claimed message in a worker's hands. The worker owns it until it is settled. */
export interface ClaimedMessage {
  readonly claim: Claim;
  /** The SIM that was in the modem as it was claimed. */
  readonly sim: string;
  /** Parts that are still to go, in order; none for a ring. */
  readonly open: { position: number; pdu: string; length: number }[];
  /**
   * Whether the first open part is recorded as *sending*, once that is known; `undefined` while nobody has asked for
   * it. Rejects when the store did not take it before the time to stop had run out. Then, as with `false`, the
   * message is no longer ours.
   */
  begun: Promise<boolean> | undefined;
  /** The message behind it, asked for in the commit that records it as begun. Who gives this one back gives back both. */
  behind?: Prefetch;
}

/**
 * The message behind the one on the wire, made ready meanwhile so that the modem does not wait for it. It is given
 * back when the wire takes long and another transport has nothing to do.
 */
export interface Prefetch {
  /** `searching`: not known yet; `empty`: nothing was there, or it was given back. */
  readonly state: "searching" | "ready" | "empty";
  /** Hands over what is ready. */
  take(): ClaimedMessage | undefined;
  /** The part is off the wire: nothing is given back any more. */
  end(): void;
  /** Resolves with the message, if one is ready, when the search (or giving back) has ended. Never rejects. */
  rest(): Promise<ClaimedMessage | undefined>;
}

/**
 * Claims the next message for a transport, encoded and kept in the same commit. Messages that can never go are settled
 * on the way. Never rejects.
 *
 * @param options.begins  it is to be sent at once: its first part is recorded as *sending* in that commit too
 */
export async function claimMessage(
  context: OutboxContext,
  transport: Transport,
  { begins }: { begins: boolean },
): Promise<ClaimedMessage | undefined> {
  const { store, clock, log, settings, dispatcher } = context;
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
          if (message.kind === "ring" || message.expiresAt <= now || message.textUnreadable) return undefined;
          const encoding = encodeMessage(message, { now, references: context.references, settings, insteadOf });
          if (encoding.ok) return encoding.value;
          problem = encoding.problem;
          return undefined;
        },
        leaseMs: settings.leaseMs,
        modem: transport.name,
        sim,
        begins,
        lanes: dispatcher.lanes(transport),
      });
    } catch (error) {
      log.error({ err: error, modem: transport.name }, "claiming a message failed");
      // With another message in hand, what this modem has sent is not known here; that of a claim alone is.
      context.lease.doubt(begins ? { unsent: transport.name } : {});
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

/**
 * Records that the message's first open part is going to be written to the modem; see `ClaimedMessage.begun`.
 *
 * @throws as {@link record}
 */
export function beginMessage(context: OutboxContext, claimed: ClaimedMessage, transport: Transport): Promise<boolean> {
  const next = firstPart(claimed, { transport, at: context.clock.now() });
  return awaitedLater(record(context, claimed.claim, { next }).then(({ begun }) => begun));
}

/** The first open part, to be recorded as *sending*; `undefined` if there is none. */
export function firstPart({ claim, open }: ClaimedMessage, { transport, at }: { transport: Transport; at: number }) {
  const [first] = open;
  return first && { claim, position: first.position, on: { modem: transport.name, sim: transport.sim, at } };
}

/** Lets a promise fail before anybody waits for it. @throws what `promise` rejects with */
export function awaitedLater<Result>(promise: Promise<Result>): Promise<Result> {
  promise.catch(() => undefined);
  return promise;
}

/** Gives a message back that has not gone, as if it had never been claimed. Never rejects: what fails is abandoned. */
export async function releaseMessage(context: OutboxContext, claimed: ClaimedMessage): Promise<void> {
  const { claim, open, behind } = claimed;
  const settlement = returned(claim, context.clock.now());
  behind?.end();
  const other = await behind?.rest();
  if (other !== undefined) await releaseMessage(context, other);
  try {
    const isBegun = await claimed.begun;
    if (isBegun === false) return;
    const begun = isBegun ? open[0] : undefined;
    const part = begun && { position: begun.position, at: settlement.at, end: "reopened" as const };
    await record(context, claim, { part, settlement });
    context.log.debug({ messageId: claim.message.id }, "message given back");
  } catch (error) {
    abandonMessage(context, claim, error);
  }
}

/** A message cannot be brought to an end because the store does not take it: left to whoever recovers the lease. */
export function abandonMessage(context: OutboxContext, { message }: Claim, error: unknown): void {
  context.log.error({ err: error, messageId: message.id }, "a message was left to be recovered");
  context.lease.doubt({ perhapsSent: message.id });
}

/** Whether some of its parts have gone: the others must go by the same SIM. */
export const isRest = (claimed: ClaimedMessage): boolean => claimed.open.length < claimed.claim.parts.length;

/** The lane that a message was claimed from. */
export function laneOf({ message }: Claim): string {
  return message.lane ?? ANY_LANE;
}

/**
 * The end of a claimed message that can never go, or not any more; `undefined`: it may.
 *
 * @param problem  why it could not be encoded
 */
export function endUnsent({ message, parts }: Claim, at: number, problem?: string): Settlement | undefined {
  if (message.expiresAt <= at) return { state: "expired", at };
  const isUnreadable = message.textUnreadable || parts.some(({ unreadable }) => unreadable);
  const error = problem ?? (isUnreadable ? TEXT_UNREADABLE : undefined);
  return error === undefined ? undefined : { state: "failed", at, error, reason: "content" };
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
  const { claim, transport, sim, now, problem } = given;
  const { message } = claim;
  const over = endUnsent(claim, now, problem);
  if (over !== undefined) return finish(over);
  if (message.kind === "ring") return { claim, sim, open: [], begun: undefined };
  const open = claim.parts.filter(({ state }) => state === "open" || state === "sending");
  if (open.length === 0) return finish({ state: "sent", at: now });
  return { claim, sim, open, begun: open[0]?.state === "sending" ? Promise.resolve(true) : undefined };

  async function finish(settlement: Settlement): Promise<undefined> {
    await record(context, claim, { settlement });
    announce(context, claim, settlement, transport.name);
  }
}
