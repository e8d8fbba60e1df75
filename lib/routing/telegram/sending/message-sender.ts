import type { Claim, Settlement, TelegramLink } from "../../../messages/index.ts";
import { no } from "../../../result.ts";
import { maskNumber } from "../../../visible.ts";
import { announce, endUnsent, returned } from "../../queue/claimed-message.ts";
import type { OutboxContext } from "../../queue/context.ts";
import { record } from "../../queue/record.ts";
import { untilWritten } from "../../queue/retried-writes.ts";
import type { BotApiResult } from "../bot-api.ts";
import type { TelegramTransport } from "../transport.ts";
import { ACCEPTANCE_LIMIT_MS, decideTelegram, type Obstacle } from "./decide.ts";
import type { LateAcceptances } from "./late-acceptance.ts";
import { createOutageProbe } from "./outage-probe.ts";
import { createSendRate } from "./send-rate.ts";
import { pieceText, splitText } from "./split.ts";

/** What the timeline calls this way. */
export const TELEGRAM = "telegram";

/** Sends claimed messages by Telegram. Each part is *sending* on disk before it is asked for. */
interface TelegramSender {
  /** Takes the message to the end of this attempt. @throws the store's error when it refuses for good */
  send(claim: Claim): Promise<void>;
}

/** A part that has not been accepted yet. */
interface OpenPart {
  position: number;
  text: string;
}

/**
 * @param options.halted  aborted when the worker stops: no wait goes on, and nothing more is begun
 * @param options.late  looks after requests that are still open when the time limit ends
 */
export function createTelegramSender(
  context: OutboxContext,
  options: {
    transport: TelegramTransport;
    late: LateAcceptances;
    halted: AbortSignal;
  },
): TelegramSender {
  const { store, clock, settings, log, dispatcher, timers } = context;
  const { transport, halted } = options;
  const sendRate = createSendRate(clock);
  const probe = createOutageProbe();
  const on = () => ({ modem: TELEGRAM, sim: TELEGRAM, at: clock.now() });

  async function send(claim: Claim): Promise<void> {
    const over = endUnsent(claim, clock.now());
    if (over !== undefined) return end(claim, over);
    if (transport.trouble !== undefined) return stopShort(claim, transport.trouble);
    const link = await transport.find(claim.message.recipient);
    if (link === undefined) return stopShort(claim, "the number is not linked to Telegram");
    if (link.blockedAt !== undefined) return stopShort(claim, "the bot was blocked by the user");
    if (claim.message.channel !== "telegram" && probe.reason !== undefined) return stopShort(claim, probe.reason);
    const asked = probe.asking();
    try {
      await ask(claim, link);
    } finally {
      asked();
    }
  }

  async function ask(claim: Claim, link: TelegramLink): Promise<void> {
    if (!(await sendRate.turn(halted))) return giveBack(claim);
    const parts = await prepare(claim);
    if (parts === "claim-lost") return;
    for (const [index, part] of parts.entries()) {
      const isLast = index === parts.length - 1;
      if ((index > 0 || claim.parts.length > 0) && !(await begin(claim, part))) return;
      if (!(await sendPart(claim, { part, isLast, link }))) return;
    }
    await end(claim, { state: "sent", at: clock.now() });
  }

  /** The parts that are to go. Those of a new message are kept, with the first already *sending*, in one commit. */
  async function prepare(claim: Claim): Promise<OpenPart[] | "claim-lost"> {
    const text = claim.message.text.slice(claim.message.takenUnits);
    const isNew = claim.parts.length === 0;
    const lengths = isNew ? splitText(text) : claim.parts.map((part) => part.length);
    let from = 0;
    const parts = lengths.map((length, index) => {
      const part = { position: index + 1, text: pieceText(text, { from, length }) };
      from += length;
      return part;
    });
    if (!isNew) return parts.filter((_, index) => claim.parts[index]?.state === "open");
    const written = await untilWritten(
      [
        () =>
          store.saveParts(
            claim,
            lengths.map((length) => ({ pdu: "", length })),
          ),
        () => store.partSending(claim, 1, on()),
      ],
      context,
    );
    return written.includes("claim-lost") ? "claim-lost" : parts;
  }

  async function begin(claim: Claim, part: OpenPart): Promise<boolean> {
    if (part.position > 1 && !(await sendRate.turn(halted))) {
      await giveBack(claim);
      return false;
    }
    const { begun } = await record(context, claim, { next: { claim, position: part.position, on: on() } });
    return begun;
  }

  /** Tries until it is accepted, given up or too late. `false`: the claim has ended. */
  async function sendPart(
    claim: Claim,
    { part, isLast, link }: { part: OpenPart; isLast: boolean; link: TelegramLink },
  ): Promise<boolean> {
    const limitAt = clock.now() + ACCEPTANCE_LIMIT_MS;
    for (let failures = 1; ; failures++) {
      const answer = tooMany(link) ?? (await askOnce(claim, { part, isLast, link, limitAt }));
      if (answer?.ok) return accepted(claim, part, answer.value.messageId);
      if (answer?.problem.kind === "forbidden") transport.blocked(link);
      const obstacle = obstacleOf(answer);
      const decision = decide(claim, { obstacle, limitAt, failures });
      if (decision.kind === "settle") return settle(claim, part, decision);
      const pauseMs = Math.min(decision.afterMs, limitAt - clock.now());
      if (!(await paused(pauseMs))) {
        await giveBack(claim, part);
        return false;
      }
      if (clock.now() < limitAt) continue;
      probe.heard(undefined);
      const reason = obstacle.kind === "failure" ? { reason: obstacle.failure.message } : {};
      const overdue = decide(claim, { obstacle: { kind: "time-limit", asked: false, ...reason }, limitAt, failures });
      if (overdue.kind === "settle") return settle(claim, part, overdue);
    }
  }

  /** What Telegram has answered before, while the time it asked for is not over. */
  function tooMany({ chatId }: TelegramLink): Refused | undefined {
    const retryAfterMs = transport.restMs(chatId);
    if (retryAfterMs === 0) return undefined;
    return no({ kind: "too-many", message: "it has asked to wait", retryAfterMs });
  }

  async function askOnce(
    claim: Claim,
    { part, isLast, link, limitAt }: { part: OpenPart; isLast: boolean; link: TelegramLink; limitAt: number },
  ): Promise<Sent | undefined> {
    const request = options.late.open((signal) => transport.send(textFor(claim, { part, isLast, link }), signal));
    const answer = await request.within(limitAt - clock.now());
    probe.heard(answer);
    if (answer === undefined) request.keepWatching({ claim, position: part.position, whole: isLast });
    if (answer?.ok !== false || answer.problem.kind !== "too-many") return answer;
    return no({ ...answer.problem, retryAfterMs: transport.restMs(link.chatId) });
  }

  async function accepted(claim: Claim, { position }: OpenPart, messageId: number): Promise<boolean> {
    const detail = `accepted by Telegram as message ${messageId}`;
    const { claimLost } = await record(context, claim, { part: { position, at: clock.now(), end: "sent", detail } });
    if (claimLost) log.warn({ messageId: claim.message.id }, "the claim was taken over while Telegram was asked");
    return !claimLost;
  }

  function decide(
    { message }: Claim,
    situation: { obstacle: Obstacle; limitAt: number; failures: number },
  ): ReturnType<typeof decideTelegram> {
    const { obstacle } = situation;
    const problem = obstacle.kind === "failure" ? obstacle.failure.kind : obstacle.kind;
    log.info({ messageId: message.id, to: maskNumber(message.recipient), problem }, "not accepted by Telegram");
    return decideTelegram({
      ...situation,
      now: clock.now(),
      message,
      mayResend: settings.unknownPolicy === "resend",
      random: context.random,
    });
  }

  /** Nothing was asked of Telegram. */
  async function stopShort(claim: Claim, reason: string): Promise<void> {
    const now = clock.now();
    const decision = decideTelegram({
      obstacle: { kind: "not-possible", reason },
      now,
      limitAt: now,
      failures: 0,
      message: claim.message,
      mayResend: false,
      random: context.random,
    });
    if (decision.kind === "settle") await end(claim, decision.settlement);
  }

  async function settle(
    claim: Claim,
    { position }: OpenPart,
    { part: end, settlement }: { part: "reopened" | "unknown"; settlement: Settlement },
  ): Promise<false> {
    await record(context, claim, { part: { position, at: settlement.at, end }, settlement });
    told(claim, settlement);
    return false;
  }

  async function end(claim: Claim, settlement: Settlement): Promise<void> {
    await record(context, claim, { settlement });
    told(claim, settlement);
  }

  async function giveBack(claim: Claim, begun?: OpenPart): Promise<void> {
    const settlement = returned(claim, clock.now());
    const part = begun && { position: begun.position, at: settlement.at, end: "reopened" as const };
    await record(context, claim, { part, settlement });
    dispatcher.changed();
  }

  function told(claim: Claim, settlement: Settlement): void {
    announce(context, claim, settlement, TELEGRAM);
    if (settlement.state === "queued") dispatcher.changed();
    if (settlement.state === "unknown") timers.unknown();
  }

  /** `false`: the worker stops. */
  async function paused(ms: number): Promise<boolean> {
    try {
      await clock.sleep(ms, halted);
      return true;
    } catch {
      return false;
    }
  }

  return { send };
}

type Sent = BotApiResult<{ messageId: number }>;
type Refused = Exclude<Sent, { ok: true }>;

/** The end of an alarm's text asks for an answer: buttons belong there. */
const textFor = (
  { message: { id, source } }: Claim,
  { part, isLast, link }: { part: OpenPart; isLast: boolean; link: TelegramLink },
) => ({ chatId: link.chatId, text: part.text, ...(isLast && source === "alarm" ? { alarm: id } : {}) });

/** `undefined`: no answer until the time limit. */
function obstacleOf(answer: Exclude<BotApiResult<unknown>, { ok: true }> | undefined): Obstacle {
  return answer === undefined ? { kind: "time-limit", asked: true } : { kind: "failure", failure: answer.problem };
}
