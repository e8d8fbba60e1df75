import type { Lru } from "../../lru.ts";
import type { Claim, ClaimLane, ClaimWrite, Settlement } from "../../messages/index.ts";
import { maskNumber } from "../../visible.ts";
import type { Failure, FailureClass, Transport } from "../channels/transport.ts";
import {
  abandonMessage,
  announce,
  awaitedLater,
  beginMessage,
  type ClaimedMessage,
  claimMessage,
  durability,
  isRest,
  laneOf,
  type OutboxContext,
  releaseMessage,
  returned,
} from "./claimed-message.ts";
import { NO_PREFETCH, type Prefetch, prefetch } from "./prefetch.ts";
import { untilWritten } from "./retried-writes.ts";
import { type Decision, decideAfterFailure, judgeRing } from "./retry-policy.ts";

/** What a sender asks of the worker that it belongs to. */
export interface SenderWorker {
  /** May begin another message now. */
  fit(): boolean;
  /** May go on with the message in hand. */
  goesOn(): boolean;
  /** May keep a message ready behind the one on the wire. */
  mayPrefetch(): boolean;
  /** Where to look for the next message. */
  lanes(): ClaimLane[];
  /** Another transport that may send what is in the lane is fit to take over. */
  otherTransports(lane: string): boolean;
  /** Another one has nothing to do. */
  othersIdle(lane: string): boolean;
  succeeded(): void;
  failed(failure: Failure, lane: string): void;
  /** A message went back to the queue: others may take it, or the rest of it waits for the SIM. */
  gaveBack(claimed?: ClaimedMessage): void;
  /** A message is now in state *unknown*. */
  unknown(): void;
}

/** How often a message has failed with each class in this life of the gateway; shared by all senders. */
export type FailureCounts = Lru<number, Partial<Record<FailureClass, number>>>;

/**
 * Sends claimed messages over one transport. What the network did is recorded together with what comes next, before the next
 * PDU; meanwhile the modem gets its prompt ready, which sends nothing:
 *
 * ```
 *  commit  part 1 sending │       │ part 1 sent, part 2 sending │       │ part 2 sent, message sent, next part 1 sending │
 *  wire        CMGS 1     │ PDU 1 │           CMGS 2            │ PDU 2 │                     CMGS …                     │
 * ```
 */
export interface MessageSender {
  /** Takes the message to its end and gives the next one, if there is one at hand; the caller owns it then. */
  send(claimed: ClaimedMessage): Promise<ClaimedMessage | undefined>;
}

export function createMessageSender(
  context: OutboxContext,
  { transport, worker, failures }: { transport: Transport; worker: SenderWorker; failures: FailureCounts },
): MessageSender {
  const { store, clock, settings, log, budgets, usage } = context;
  const durable = durability(context);
  let backlog = false;

  const claimNext = () => claimMessage(context, { transport, lanes: worker.lanes() });

  async function sendText(claimed: ClaimedMessage): Promise<ClaimedMessage | undefined> {
    if (!worker.fit()) return claimed;
    const { sim } = transport;
    if (isRest(claimed) && claimed.sim !== sim) return giveBack(claimed);
    for (;;) {
      const part = claimed.open[0];
      if (part === undefined) return undefined;
      if (!worker.goesOn()) return claimed;
      claimed.begun ??= beginMessage(context, claimed, transport);
      const isLast = claimed.open.length === 1;
      usage.add(transport.name);
      const sending = transport.sendPart(part, {
        more: !isLast || backlog,
        signal: context.abandoned,
        consent: claimed.begun,
      });
      const ahead = isLast && worker.mayPrefetch() ? startPrefetch(claimed.begun) : NO_PREFETCH;
      const outcome = await sending;
      ahead.end();
      if (!(await claimed.begun)) return ahead.rest();
      if (isLast) backlog = ahead.state === "ready";
      const decision = outcome.ok ? TAKEN : judge(claimed, outcome.failure);
      if (decision.kind === "settle") {
        await settleFailure(claimed, decision);
        return ahead.rest();
      }
      if (outcome.ok) worker.succeeded();
      budgets.taken(transport);
      const sent: SentPart = { at: clock.now(), ...(outcome.ok ? { reference: outcome.reference } : {}) };
      if (isLast) return finishText(claimed, sent, ahead);
      if (!worker.goesOn() || transport.sim !== sim) return stopHere(claimed, sent);
      claimed.begun = awaitedLater(record(claimed, { part: sent, next: claimed }));
    }
  }

  /**
   * Records in one commit what became of the first open part, what becomes of its message, and that the first open part
   * of `next` goes next. Gives whether that part may go: `false` when a claim is no longer ours.
   */
  async function record(
    { claim, open }: ClaimedMessage,
    {
      part,
      settlement,
      next,
    }: { part?: PartRecord | undefined; settlement?: Settlement; next?: ClaimedMessage | undefined },
  ): Promise<boolean> {
    const position = open[0]?.position;
    const isSent = typeof part === "object";
    if (isSent) open.shift();
    const follows = next?.open[0];
    const at = isSent ? part.at : (settlement?.at ?? clock.now());
    const on = { modem: transport.name, sim: transport.sim, at };
    const [recorded, , begun] = await untilWritten(
      [
        part !== undefined && position !== undefined ? () => writePart(claim, { position, part, at }) : undefined,
        settlement && (() => store.settle(claim, settlement)),
        next && follows && (() => store.partSending(next.claim, follows.position, on)),
      ],
      durable,
    );
    if (recorded === "claim-lost" && isSent) {
      const about = { messageId: claim.message.id, modem: transport.name };
      log.warn(about, "the claim was taken over while the part was on the wire");
    }
    return begun === "written" && (next?.claim !== claim || recorded === "written");
  }

  function writePart(
    claim: Claim,
    { position, part, at }: { position: number; part: PartRecord; at: number },
  ): Promise<ClaimWrite> {
    if (part === "reopened") return store.partReopened(claim, position);
    return part === "unknown" ? store.partUnknown(claim, position, at) : store.partSent(claim, position, part);
  }

  /** Another card was put in since the claim. */
  async function giveBack(claimed: ClaimedMessage): Promise<undefined> {
    await releaseMessage(context, claimed);
    worker.gaveBack(claimed);
  }

  /** The other parts go back to the queue, because we must stop. */
  async function stopHere(claimed: ClaimedMessage, sent: SentPart): Promise<undefined> {
    await record(claimed, { part: sent, settlement: returned(claimed.claim, sent.at) });
    worker.gaveBack(claimed);
  }

  /** Records the message as sent, and begins the next if it is known; that one is given at once, while this is written. */
  async function finishText(
    claimed: ClaimedMessage,
    sent: SentPart,
    ahead: Prefetch,
  ): Promise<ClaimedMessage | undefined> {
    const fit = worker.fit();
    const next = ahead.take();
    const settlement: Settlement = { state: "sent", at: sent.at };
    const writing = recordAndClaim(
      claimed,
      { part: sent, settlement, next: fit ? next : undefined },
      { claims: next === undefined && ahead.state === "empty" && fit },
    ).then((written) => {
      failures.delete(claimed.claim.message.id);
      announce(context, claimed.claim, settlement, transport.name);
      return written;
    });
    if (fit && next?.open[0] !== undefined) {
      next.begun = awaitedLater(writing.then(([begun]) => begun));
      writing.catch((error) => abandonMessage(context, claimed.claim, error));
      return next;
    }
    const [, following] = await writing;
    return next ?? following ?? ahead.rest();
  }

  /** The next message is claimed in the same commit, and after the writes: it sees their recipient free again. */
  function recordAndClaim(
    claimed: ClaimedMessage,
    records: Parameters<typeof record>[1],
    { claims }: { claims: boolean },
  ): Promise<[begun: boolean, following: ClaimedMessage | undefined]> {
    return Promise.all(store.inOneCommit(() => [record(claimed, records), claims ? claimNext() : undefined] as const));
  }

  async function sendRing(claimed: ClaimedMessage): Promise<ClaimedMessage | undefined> {
    const { message } = claimed.claim;
    const outcome = await transport.ring(message.recipient, {
      seconds: settings.ringSeconds,
      signal: context.abandoned,
    });
    const verdict = outcome.ok ? judgeRing(outcome.result) : { done: false as const, failure: outcome.failure };
    const decision = verdict.done ? TAKEN : judge(claimed, verdict.failure);
    if (decision.kind === "settle") {
      await settleFailure(claimed, decision);
      return undefined;
    }
    if (verdict.done) worker.succeeded();
    const settlement: Settlement = {
      state: "sent",
      at: clock.now(),
      detail: verdict.done ? verdict.detail : verdict.failure.message,
    };
    const [, following] = await recordAndClaim(claimed, { settlement }, { claims: worker.fit() });
    failures.delete(message.id);
    announce(context, claimed.claim, settlement, transport.name);
    return following;
  }

  function judge(claimed: ClaimedMessage, failure: Failure): Decision {
    const { claim } = claimed;
    const { message } = claim;
    const counts = failures.get(message.id) ?? {};
    const sameClassBefore = counts[failure.class] ?? 0;
    failures.set(message.id, { ...counts, [failure.class]: sameClassBefore + 1 });
    log.info(
      { messageId: message.id, to: maskNumber(message.recipient), modem: transport.name, failure: failure.class },
      failure.message,
    );
    const otherTransports = !isRest(claimed) && worker.otherTransports(laneOf(claim));
    worker.failed(failure, laneOf(claim));
    return decideAfterFailure({
      failure,
      now: clock.now(),
      message,
      sameClassBefore,
      transport: transport.name,
      otherTransports,
      maxAttempts: settings.maxAttempts,
      random: context.random,
    });
  }

  async function settleFailure(
    claimed: ClaimedMessage,
    { part, settlement, restartTransport }: SettleDecision,
  ): Promise<void> {
    await record(claimed, { part, settlement });
    announce(context, claimed.claim, settlement, transport.name);
    if (settlement.state === "failed") failures.delete(claimed.claim.message.id);
    if (settlement.state === "unknown") worker.unknown();
    if (settlement.state !== "queued") return;
    if (restartTransport) transport.restart(settlement.error);
    worker.gaveBack(claimed);
  }

  function startPrefetch(after: Promise<unknown>): Prefetch {
    const { othersIdle, gaveBack } = worker;
    return prefetch(context, { transport, after, lanes: worker.lanes, othersIdle, gaveBack });
  }

  return { send: (claimed) => (claimed.claim.message.kind === "ring" ? sendRing(claimed) : sendText(claimed)) };
}

/** What the modem said of a part: when, and TP-MR if it gave one. */
interface SentPart {
  at: number;
  reference?: number;
}

/** What became of a part that was on the wire. */
type PartRecord = SentPart | "reopened" | "unknown";

type SettleDecision = Extract<Decision, { kind: "settle" }>;

const TAKEN: Decision = { kind: "taken" };
