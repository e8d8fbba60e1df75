import { defined } from "../../defined.ts";
import {
  type Delivery,
  type IncomingMessage,
  type NewJob,
  type RoutedMessage,
  type WebhookTarget,
  webhookJob,
} from "../../messages/index.ts";
import { incomingWebhookEvent } from "../webhooks/incoming.ts";

/** Where in the run a delivery is made. */
export interface DeliveryPlace {
  message: RoutedMessage;
  incoming: IncomingMessage;
  ruleId: number;
  rule: string;
  /** Of its destination in the rule. */
  at: number;
  /** The sender as numbers are compared, where it is one. */
  number: string | undefined;
}

/** A delivery that leaves by a job. */
type JobDelivery = Extract<Delivery, { kind: "http" | "isms" | "webhook" | "email" | "mqtt" | "alarm" }>;

/** The same message, rule and destination give the same event ID, however often they are routed. */
const eventIdOf = ({ message, ruleId, at }: DeliveryPlace): string => `in-${message.id}.${ruleId}.${at}`;

/**
 * The jobs that make a delivery: one, or one for each person who gets a mail, so that nobody gets it again because somebody else's is
 * tried again. Pure.
 *
 * @param targets  of webhooks; one that is not among them is asked for all the same, and its job becomes a dead letter
 */
export function jobsOf(
  delivery: JobDelivery,
  place: DeliveryPlace,
  targets: readonly WebhookTarget[],
): readonly [NewJob, ...NewJob[]] {
  const { message, ruleId, number } = place;
  const { sender = "", recipient, modem, receivedAt } = message;
  const base = { eventId: eventIdOf(place), incomingId: message.id, ruleId };
  switch (delivery.kind) {
    case "http": {
      const { kind, ...payload } = delivery;
      return [{ ...base, kind, destination: `http:${originOf(delivery.url)}`, payload }];
    }
    case "isms": {
      const { kind, url, username, text } = delivery;
      const about = { modemNumber: recipient ?? modem, sender: number ?? sender, receivedAt, text };
      const payload = { url, ...defined({ username }), ...about };
      return [{ ...base, kind, destination: `isms:${originOf(url)}`, payload }];
    }
    case "webhook": {
      const { webhook: name, text } = delivery;
      const rule = { id: ruleId, name: place.rule };
      const event = incomingWebhookEvent(place.incoming, { text, rule });
      const target = targets.find((each) => each.name === name) ?? { name, isOrdered: false };
      // The dots of other event IDs would end it in what is signed.
      return [{ ...webhookJob({ ...event, key: `in-${message.id}-${ruleId}-${place.at}` }, target), ruleId }];
    }
    case "email": {
      const { kind, subject, text } = delivery;
      const mailTo = (to: string, eventId: string): NewJob => ({
        ...{ ...base, eventId, kind, destination: "email" },
        payload: { to, subject, text },
      });
      const [first = "", ...others] = new Set(delivery.to);
      return [mailTo(first, base.eventId), ...others.map((to, at) => mailTo(to, `${base.eventId}.${at + 1}`))];
    }
    case "mqtt": {
      const { kind, topic, text, qos, retain } = delivery;
      return [{ ...base, kind, destination: "mqtt", payload: { topic, text, qos, retain } }];
    }
    case "alarm": {
      const { kind, policy, text } = delivery;
      return [{ ...base, kind, destination: `alarm:${policy}`, payload: { policy, ...eventOf(place), text } }];
    }
    default:
      return delivery satisfies never;
  }
}

function eventOf({ message, number }: DeliveryPlace) {
  const { channel, kind, modem, sender, recipient, receivedAt } = message;
  return { channel, kind, modem, ...defined({ sender: number ?? sender, recipient }), receivedAt };
}

const originOf = (url: string) => URL.parse(url)?.origin ?? "";
