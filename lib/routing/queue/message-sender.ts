import type { Settlement } from "../../messages/index.ts";
import { maskNumber } from "../../visible.ts";
import type { Failure, Transport } from "../channels/transport.ts";
import type { CircuitBreaker } from "../selection/circuit-breaker.ts";
import {
  abandonMessage,
  announce,
  beginMessage,
  type ClaimedMessage,
  claimMessage,
  firstPart,
  isRest,
  laneOf,
  type Prefetch,
  releaseMessage,
  returned,
} from "./claimed-message.ts";
import type { OutboxContext } from "./context.ts";
import { createLookahead, NO_PREFETCH } from "./prefetch.ts";
import { type EndedPart, record } from "./record.ts";
import { type Decision, decideAfterFailure, judgeRing } from "./retry-policy.ts";

/**
 * Sends claimed messages by one transport. What the network did is recorded together with what comes next, before the
 * next PDU; meanwhile the modem gets its prompt ready, which sends nothing:
 *
 * ```
 *  commit  1 sending │       │ 1 sent, 2 sending, b claimed │       │ 2 sent, a sent, 1 of b sending, c claimed │
 *  wire     CMGS 1   │ PDU 1 │            CMGS 2            │ PDU 2 │              CMGS 1 of b                  │
 * ```
 *
 * Message `a` has parts 1 and 2. With its last part the message behind it is claimed, so that a part costs one commit.
 */
interface MessageSender {
  /**
   * Sends the message, settles it and returns the next one if it is at hand; the caller then owns it.
   *
   * @throws as {@link record}; the message is left to whoever recovers the lease
   */
  send(claimed: ClaimedMessage): Promise<ClaimedMessage | undefined>;
}

/**
 * @param options.isFit  whether another message may be begun now
 * @param options.isUsable  whether the message in hand may go on
 */
export function createMessageSender(
  context: OutboxContext,
  options: { transport: Transport; breaker: CircuitBreaker; isFit: () => boolean; isUsable: () => boolean },
): MessageSender {
  const { store, clock, settings, log, budgets, usage, dispatcher, timers, failures } = context;
  const { transport, breaker, isFit, isUsable } = options;
  const { begin, lookBehind } = createLookahead(context, { transport, breaker, isFit });
  /** Another message stood ready behind the last part: the link is kept open for it (`AT+CMMS`). */
  let backlog = false;

  async function sendText(claimed: ClaimedMessage): Promise<ClaimedMessage | undefined> {
    if (!isFit()) return claimed;
    const { sim } = transport;
    if (claimed.sim !== sim && (isRest(claimed) || claimed.begun !== undefined)) {
      // Another card was put in since the claim.
      await releaseMessage(context, claimed);
      return gaveBack(claimed);
    }
    for (;;) {
      const part = claimed.open[0];
      if (part === undefined) return undefined;
      if (!isUsable()) return claimed;
      const begun = claimed.begun ?? begin(claimed, () => beginMessage(context, claimed, transport));
      const isLast = claimed.open.length === 1;
      usage.add(transport.name);
      const sending = transport.sendPart(part, {
        more: !isLast || backlog,
        signal: context.abandoned,
        consent: begun,
      });
      const ahead = lookBehind(claimed) ?? NO_PREFETCH;
      const outcome = await sending;
      ahead.end();
      if (!(await begun)) return ahead.rest();
      if (isLast) backlog = ahead.state === "ready";
      const decision = outcome.ok ? TAKEN : judge(claimed, outcome.problem);
      if (decision.kind === "settle") {
        await settleFailure(claimed, decision);
        return ahead.rest();
      }
      if (outcome.ok) breaker.succeeded();
      budgets.taken(transport);
      const { position } = part;
      const taken = outcome.ok ? outcome.value : {};
      const sent: EndedPart = { position, at: clock.now(), end: "sent", ...taken };
      if (isLast) return finishText(claimed, sent, ahead);
      claimed.open.shift();
      if (!isUsable() || transport.sim !== sim) {
        await recordSent(claimed, { sent, settlement: returned(claimed.claim, sent.at) });
        return gaveBack(claimed);
      }
      void begin(claimed, async () => {
        const { claimLost, begun } = await recordSent(claimed, { sent, next: claimed });
        return begun && !claimLost;
      });
    }
  }

  /** `next` is the message whose first open part this transport sends now. */
  async function recordSent(
    { claim }: ClaimedMessage,
    { sent, settlement, next }: { sent: EndedPart; settlement?: Settlement; next?: ClaimedMessage | undefined },
  ): Promise<{ claimLost: boolean; begun: boolean }> {
    const recorded = await record(context, claim, {
      part: sent,
      settlement,
      next: next && firstPart(next, { transport, at: sent.at }),
    });
    const about = { messageId: claim.message.id, modem: transport.name };
    if (recorded.claimLost) log.warn(about, "the claim was taken over while the part was on the wire");
    return recorded;
  }

  /** Records the message as sent, and begins the next if it is known; returns that one at once, while this is written. */
  async function finishText(
    claimed: ClaimedMessage,
    sent: EndedPart,
    ahead: Prefetch,
  ): Promise<ClaimedMessage | undefined> {
    const fit = isFit();
    const next = ahead.take();
    const settlement: Settlement = { state: "sent", at: sent.at };
    const write = async (begins?: ClaimedMessage) => {
      const { begun } = await recordSent(claimed, { sent, settlement, next: begins });
      tellSent(claimed, settlement);
      return begun;
    };
    if (fit && next !== undefined && next.open.length > 0) {
      void begin(next, () => {
        const writing = write(next);
        writing.catch((error) => abandonMessage(context, claimed.claim, error));
        return writing;
      });
      return next;
    }
    const [, following] = await withNextClaim(write, next === undefined && ahead.state === "empty" && fit);
    return next ?? following ?? ahead.rest();
  }

  /** The next message is claimed in the same commit, and after the writes: it sees their recipient free again. */
  function withNextClaim<Written>(write: () => Promise<Written>, claims: boolean) {
    return Promise.all(
      store.inOneCommit(
        () => [write(), claims ? claimMessage(context, transport, { begins: true }) : undefined] as const,
      ),
    );
  }

  async function sendRing(claimed: ClaimedMessage): Promise<ClaimedMessage | undefined> {
    const { claim } = claimed;
    const outcome = await transport.ring(claim.message.recipient, {
      seconds: settings.ringSeconds,
      signal: context.abandoned,
    });
    const verdict = outcome.ok ? judgeRing(outcome.value) : outcome;
    const decision = verdict.ok ? TAKEN : judge(claimed, verdict.problem);
    if (decision.kind === "settle") {
      await settleFailure(claimed, decision);
      return undefined;
    }
    if (verdict.ok) breaker.succeeded();
    const detail = verdict.ok ? verdict.value : verdict.problem.message;
    const settlement: Settlement = { state: "sent", at: clock.now(), detail };
    const [, following] = await withNextClaim(() => record(context, claim, { settlement }), isFit());
    tellSent(claimed, settlement);
    return following;
  }

  function judge(claimed: ClaimedMessage, failure: Failure): Decision {
    const { message } = claimed.claim;
    const counts = failures.get(message.id) ?? {};
    const sameClassBefore = counts[failure.class] ?? 0;
    failures.set(message.id, { ...counts, [failure.class]: sameClassBefore + 1 });
    log.info(
      { messageId: message.id, to: maskNumber(message.recipient), modem: transport.name, failure: failure.class },
      failure.message,
    );
    const otherTransports = hasOthers(claimed);
    breaker.failed(failure, { otherTransports });
    return decideAfterFailure({
      failure,
      now: clock.now(),
      message,
      sameClassBefore,
      transport: transport.name,
      otherTransports: otherTransports && !isRest(claimed),
      maxAttempts: settings.maxAttempts,
      random: context.random,
    });
  }

  async function settleFailure(claimed: ClaimedMessage, decision: SettleDecision): Promise<void> {
    const { claim, open } = claimed;
    const { part: end, settlement, restartTransport } = decision;
    const part = open[0] && { position: open[0].position, at: settlement.at, end };
    await record(context, claim, { part, settlement });
    announce(context, claim, settlement, transport.name);
    if (settlement.state === "failed") failures.delete(claim.message.id);
    if (settlement.state === "unknown") timers.unknown();
    if (settlement.state !== "queued") return;
    if (restartTransport) transport.restart(settlement.error);
    gaveBack(claimed);
  }

  function tellSent({ claim }: ClaimedMessage, settlement: Settlement): void {
    failures.delete(claim.message.id);
    announce(context, claim, settlement, transport.name);
  }

  /** Others may take it now, or the rest of it waits in the lane of its SIM. */
  function gaveBack({ claim }: ClaimedMessage): undefined {
    if (claim.parts.length > 1) timers.lookForDue();
    dispatcher.changed("sms");
  }

  function hasOthers({ claim }: ClaimedMessage): boolean {
    return dispatcher.others(transport, laneOf(claim)).some((other) => other.fit);
  }

  return { send: (claimed) => (claimed.claim.message.kind === "ring" ? sendRing(claimed) : sendText(claimed)) };
}

type SettleDecision = Extract<Decision, { kind: "settle" }>;

const TAKEN: Decision = { kind: "taken" };
