import type { Log } from "../../log.ts";
import {
  type AddressBookStore,
  type Delivery,
  type IncomingMessage,
  isStoreFailure,
  type NewJob,
  type NewMessage,
  type Routed,
  type RoutedMessage,
  type RoutingStore,
  type Trace,
  type WebhookStore,
} from "../../messages/index.ts";
import { findGroupBy } from "../address-book/lookup.ts";
import type { OptOutReader } from "../opt-outs/reader.ts";
import { evaluate } from "../rules/evaluate.ts";
import type { Addressee } from "../submission/addressees.ts";
import type { RefusalReason } from "../submission/refusals.ts";
import type { SubmissionRequest } from "../submission/request.ts";
import type { Submission } from "../submission/submission.ts";
import { incomingWebhookEvent } from "../webhooks/incoming.ts";
import { type Circles, FORWARDS, findCircles, MOST_FORWARDS, NO_CIRCLES } from "./circles.ts";
import { createEmailAddresses } from "./email-addresses.ts";
import type { createFacts } from "./facts.ts";
import { type DeliveryPlace, jobsOf } from "./jobs.ts";
import type { ReadyRule } from "./rule-set.ts";

/** What one destination of a rule that matched leads to. */
export interface Step {
  ruleId: number;
  rule: string;
  delivery: Delivery;
  does:
    | { kind: "jobs"; jobs: readonly [NewJob, ...NewJob[]] }
    | { kind: "forward"; messages: readonly NewMessage[] }
    | { kind: "answer"; messages: readonly NewMessage[]; everySeconds: number }
    /** `why` is a sentence without its full stop. */
    | { kind: "nothing"; why?: string };
  /** Who gets nothing, and why. */
  refused: readonly RefusalReason[];
  /** It would have gone in a circle: so often it was forwarded. */
  circle?: number;
  /** How often its text was forwarded before, where it is. */
  times?: number;
  /** A mistake in the gateway. */
  failed?: true;
}

/** All that rules make of a message. */
export interface Considered {
  incoming: IncomingMessage;
  message: RoutedMessage;
  trace: Trace;
  steps: readonly Step[];
  /** The sender, as messages are sent to it. */
  number?: string | undefined;
  /** Those of the rules that matched. */
  matched: readonly number[];
}

/**
 * Shows a message to rules, and finds out what would be done. Changes nothing. It rejects with a StoreFailure.
 *
 * @param message  what rules see of it, where that is not all what is stored
 */
export type Consider = (
  incoming: IncomingMessage,
  rules: readonly ReadyRule[],
  message?: RoutedMessage,
) => Promise<Considered>;

/** The messages that rules send are nobody's, so nobody may send them to numbers that opted out. */
const ORIGIN = {
  source: "routing",
  userName: "message routing",
  allowance: undefined,
  despiteOptOut: false,
} as const;

/** Makes what the router does and the dry run shows. */
export function createConsider(options: {
  facts: ReturnType<typeof createFacts>;
  store: Pick<RoutingStore, "forwardedTo">;
  webhooks: Pick<WebhookStore, "targets">;
  book: Pick<AddressBookStore, "findContact" | "findGroup">;
  submission: Pick<Submission, "prepare">;
  asksOptOut?: OptOutReader | undefined;
  now: () => number;
  log: Log;
}): Consider {
  const { facts, store, webhooks, submission, now, log } = options;
  const emailAddresses = createEmailAddresses(options.book);

  type Does = Pick<Step, "does" | "refused">;
  const nothing = (why?: string): Does => ({
    does: { kind: "nothing", ...(why === undefined ? {} : { why }) },
    refused: [],
  });

  async function send(
    { to, text, channel }: { to: Addressee; text: string; channel: SubmissionRequest["channel"] },
    does: (messages: readonly NewMessage[]) => Step["does"],
  ): Promise<Does> {
    const request = { ...ORIGIN, recipients: [to], channel, text, kind: "text", flash: false } as const;
    const prepared = await submission.prepare(request);
    return prepared.ok
      ? { does: does(prepared.value.messages), refused: prepared.value.refused }
      : { does: { kind: "nothing" }, refused: prepared.problem };
  }

  async function doing(delivery: Delivery, place: DeliveryPlace): Promise<Does> {
    const forward = (messages: readonly NewMessage[]) => ({ kind: "forward", messages }) as const;
    switch (delivery.kind) {
      case "nothing":
        return nothing(delivery.why);
      case "webhook":
        return { does: { kind: "jobs", jobs: jobsOf(delivery, place, await webhooks.targets()) }, refused: [] };
      case "http":
      case "isms":
      case "email":
      case "mqtt":
      case "alarm":
        return { does: { kind: "jobs", jobs: jobsOf(delivery, place, []) }, refused: [] };
      case "number": {
        const { number: to, text, channel } = delivery;
        return send({ to: { target: "number", to }, text, channel }, forward);
      }
      case "contact":
      case "group": {
        const { kind: target, name: to, text, channel } = delivery;
        const policy = target === "group" ? (await findGroupBy(options.book, to))?.policy : undefined;
        if (policy !== undefined)
          return { does: { kind: "jobs", jobs: jobsOf({ kind: "alarm", policy, text }, place, []) }, refused: [] };
        if (channel !== "email") return send({ to: { target, to }, text, channel }, forward);
        const { addresses, refused } = await emailAddresses({ target, to }, now());
        if (addresses.length === 0) return { does: { kind: "nothing" }, refused };
        const { sender = "unknown" } = place.message;
        const email = { kind: "email", to: addresses, subject: `Message from ${sender}`, text } as const;
        return { does: { kind: "jobs", jobs: jobsOf(email, place, []) }, refused };
      }
      case "autoReply": {
        const { to, text, everySeconds } = delivery;
        if (place.number === undefined) return nothing("The sender is not a telephone number");
        if (options.asksOptOut?.(place.incoming)?.confirmation !== undefined) return nothing(CONFIRMED);
        const channel = place.message.channel === "telegram" ? "auto" : "sms";
        return send({ to: { target: "number", to }, text, channel }, (messages) => ({
          kind: "answer",
          messages,
          everySeconds,
        }));
      }
      default:
        return delivery satisfies never;
    }
  }

  async function stepOf(delivery: Delivery, place: DeliveryPlace, { forwarded, repeated }: Circles): Promise<Step> {
    const { ruleId, rule } = place;
    const step = { ruleId, rule, delivery };
    const circle = (times: number): Step => {
      const why = `Its text was forwarded ${times} times and keeps coming back`;
      return { ...step, ...nothing(why), circle: times };
    };
    if (FORWARDS.has(delivery.kind) && forwarded >= MOST_FORWARDS) return circle(forwarded);
    try {
      const done = await doing(delivery, place);
      if (done.does.kind !== "forward") return { ...step, ...done };
      const before = repeated(done.does.messages[0]?.text ?? "");
      return before.isCircle ? circle(before.times) : { ...step, ...done, times: Math.max(forwarded, before.times) };
    } catch (error) {
      if (isStoreFailure(error)) throw error;
      log.error({ err: error, incomingId: place.message.id, rule }, "a destination failed by a mistake in the gateway");
      return { ...step, ...nothing("It failed by a mistake in the gateway"), failed: true };
    }
  }

  return async (incoming, rules, message = facts.messageOf(incoming)) => {
    // Where there are no rules, a message costs no look at the address book. What stands in the place of a text is for people alone.
    if (rules.length === 0 || incoming.textUnreadable)
      return { incoming, message, trace: { rules: [], work: 0 }, steps: [], matched: [] };
    const compiled = rules.map((rule) => rule.compiled);
    const trace = evaluate(compiled, message, await facts.contextOf(message));
    const number = facts.international(message.sender ?? "");
    const matches = trace.rules.flatMap(({ outcome, deliveries = [], name }, at) =>
      outcome === "matched" ? [{ ruleId: rules[at]?.id ?? 0, name, deliveries }] : [],
    );
    const forwards = matches.some(({ deliveries }) => deliveries.some(({ kind }) => FORWARDS.has(kind)));
    const numbers = [number, message.recipient];
    const circles = forwards ? await findCircles(message, { store, numbers, now: now() }) : NO_CIRCLES;
    const steps: Step[] = [];
    for (const { ruleId, name, deliveries } of matches) {
      for (const [at, delivery] of deliveries.entries()) {
        steps.push(await stepOf(delivery, { message, incoming, ruleId, rule: name, at, number }, circles));
      }
    }
    return { incoming, message, trace, steps, number, matched: matches.map(({ ruleId }) => ruleId) };
  };
}

/** Of START: two answers to one word are one too many. */
const CONFIRMED = "The message opts its sender in or out, which has a confirmation of its own";

/** What is written for it. @param laneOf  of a message in the queue */
export function routedOf(
  { incoming, message, steps, number, matched }: Considered,
  laneOf: (message: NewMessage) => string,
): Routed {
  const laid = (messages: readonly NewMessage[]) => messages.map((each) => ({ ...each, lane: laneOf(each) }));
  return {
    incomingId: message.id,
    ...(incoming.textUnreadable ? {} : { event: incomingWebhookEvent(incoming) }),
    number,
    matched,
    jobs: steps.flatMap(({ does }) => (does.kind === "jobs" ? does.jobs : [])),
    forwarded: steps.flatMap(({ does, times = 0 }) =>
      does.kind === "forward" ? [{ messages: laid(does.messages), times: times + 1 }] : [],
    ),
    answers: steps.flatMap(({ ruleId, does }) =>
      does.kind === "answer" ? [{ ruleId, everySeconds: does.everySeconds, messages: laid(does.messages) }] : [],
    ),
  };
}
