import { maskNumber } from "../../log.ts";
import type { Claim, ClaimLane, Settlement } from "../../messages/index.ts";
import type { Failure, FailureClass, Transport } from "../channels/transport.ts";
import type { Lru } from "../lru.ts";
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
import { type ClaimWriting, untilWritten } from "./retried-writes.ts";
import { type Decision, decideAfterFailure, judgeRing } from "./retry-policy.ts";

/** What a courier asks of the worker that it belongs to. */
export interface SenderWorker {
  /** May begin another message now. */
  fit(): boolean;
  /** May go on with the message in hand. */
  goesOn(): boolean;
  /** May keep a message ready behind the one on the wire. */
  mayPrefetch(): boolean;
  /** Where to look for the next message. */
  lanes(): ClaimLane[];
  /** Another line that may send what is in the lane is fit to take over. */
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

/** How often a message has failed with each class in this life of the gateway; shared by the couriers. */
export type FailureCounts = Lru<number, Partial<Record<FailureClass, number>>>;

/**
 * Takes claimed messages over one line. What the network did is recorded together with what comes next, before the next
 * PDU; meanwhile the modem gets its prompt ready, which sends nothing:
 *
 * ```
 *  commit  part 1 sending │       │ part 1 sent, part 2 sending │       │ part 2 sent, message sent, next part 1 sending │
 *  wire        CMGS 1     │ PDU 1 │           CMGS 2            │ PDU 2 │                     CMGS …                     │
 * ```
 */
export interface MessageSender {
  /** Takes the job to its end and gives the next one, if there is one at hand; the caller owns it then. */
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
      const ahead = isLast && worker.mayPrefetch() ? look(claimed.begun) : NO_PREFETCH;
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
      const result = { at: clock.now(), ...(outcome.ok ? { reference: outcome.reference } : {}) };
      if (isLast) return finishText(claimed, result, ahead);
      if (!worker.goesOn() || transport.sim !== sim) return stopHere(claimed, result);
      claimed.begun = nextPart(claimed, result);
    }
  }

  /** Records the first open part and begins the next, which is the first then. `false`: the job is no longer ours. */
  function nextPart(claimed: ClaimedMessage, result: Result): Promise<boolean> {
    const on = { modem: transport.name, sim: transport.sim, at: result.at };
    const sent = claimed.open.shift();
    const next = claimed.open[0];
    return awaitedLater(
      untilWritten(
        [
          sent && (() => store.partSent(claimed.claim, sent.position, result)),
          next && (() => store.partSending(claimed.claim, next.position, on)),
        ],
        durable,
      ).then(([recorded, begun]) => {
        if (recorded === "claim-lost") reportLost(claimed.claim);
        return recorded === "written" && begun === "written";
      }),
    );
  }

  /** Another card was put in since the claim. */
  async function giveBack(claimed: ClaimedMessage): Promise<undefined> {
    await releaseMessage(context, claimed);
    worker.gaveBack(claimed);
  }

  /** Records the first open part; the others go back to the queue, because we must stop. */
  async function stopHere(claimed: ClaimedMessage, result: Result): Promise<undefined> {
    const sent = claimed.open.shift();
    const settlement = returned(claimed.claim, result.at);
    const [recorded] = await untilWritten(
      [
        sent && (() => store.partSent(claimed.claim, sent.position, result)),
        () => store.settle(claimed.claim, settlement),
      ],
      durable,
    );
    if (recorded === "claim-lost") reportLost(claimed.claim);
    worker.gaveBack(claimed);
  }

  /** Records the message as sent, and begins the next if it is known; that one is given at once, while this is written. */
  async function finishText(
    claimed: ClaimedMessage,
    result: Result,
    ahead: Prefetch,
  ): Promise<ClaimedMessage | undefined> {
    const fit = worker.fit();
    const next = ahead.take();
    const nextPart = fit ? next?.open[0] : undefined;
    const on = { modem: transport.name, sim: transport.sim, at: result.at };
    const part = claimed.open[0];
    const settlement: Settlement = { state: "sent", at: result.at };
    const writing = writeAndClaim(
      [
        part && (() => store.partSent(claimed.claim, part.position, result)),
        () => store.settle(claimed.claim, settlement),
        next && nextPart && (() => store.partSending(next.claim, nextPart.position, on)),
      ],
      next === undefined && ahead.state === "empty" && fit,
    ).then(([[sent, , begun], following]) => {
      if (sent === "claim-lost") reportLost(claimed.claim);
      failures.delete(claimed.claim.message.id);
      announce(context, claimed.claim, settlement, transport.name);
      return { isBegun: begun === "written", following };
    });
    if (next && nextPart) {
      next.begun = awaitedLater(writing.then(({ isBegun }) => isBegun));
      writing.catch((error) => abandonMessage(context, claimed.claim, error));
      return next;
    }
    const { following } = await writing;
    return next ?? following ?? ahead.rest();
  }

  /** The next message is claimed in the same commit, and after the writes: it sees their recipient free again. */
  function writeAndClaim<const Writes extends readonly ClaimWriting[]>(writes: Writes, claims: boolean) {
    return Promise.all(
      store.inOneCommit(() => [untilWritten(writes, durable), claims ? claimNext() : undefined] as const),
    );
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
    const [, following] = await writeAndClaim([() => store.settle(claimed.claim, settlement)], worker.fit());
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
    const position = claimed.open[0]?.position;
    const writePart = (at: number) =>
      part === "unknown" ? store.partUnknown(claimed.claim, at, settlement.at) : store.partReopened(claimed.claim, at);
    await untilWritten(
      [position === undefined ? undefined : () => writePart(position), () => store.settle(claimed.claim, settlement)],
      durable,
    );
    announce(context, claimed.claim, settlement, transport.name);
    if (settlement.state === "failed") failures.delete(claimed.claim.message.id);
    if (settlement.state === "unknown") worker.unknown();
    if (settlement.state !== "queued") return;
    if (restartTransport) transport.restart(settlement.error);
    worker.gaveBack(claimed);
  }

  function look(after: Promise<unknown>): Prefetch {
    const { othersIdle, gaveBack } = worker;
    return prefetch(context, { transport, after, lanes: worker.lanes, othersIdle, gaveBack });
  }

  function reportLost({ message }: Claim): void {
    log.warn(
      { messageId: message.id, modem: transport.name },
      "the claim was taken over while the part was on the wire",
    );
  }

  return { send: (claimed) => (claimed.claim.message.kind === "ring" ? sendRing(claimed) : sendText(claimed)) };
}

/** What the modem said of a part: when, and TP-MR if it gave one. */
interface Result {
  at: number;
  reference?: number;
}

type SettleDecision = Extract<Decision, { kind: "settle" }>;

const TAKEN: Decision = { kind: "taken" };
