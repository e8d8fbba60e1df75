import { defined } from "../defined.ts";
import {
  type Alarm,
  alarmWebhookEvent,
  errorIn,
  type IncomingMessage,
  type OutgoingMessage,
  type StreamChange,
} from "../messages/index.ts";
import { incomingWebhookEvent } from "../routing/index.ts";

/** A modem as others may know it: nothing of its SIM. */
export interface ModemFacts {
  name: string;
  state: string;
  problem?: string;
  notice?: string;
  operator?: string;
  technology?: string;
  signalDbm?: number;
  since: number;
  manufacturer?: string;
  model?: string;
}

/** What `…/modem/<name>/state` says. What is not known is `null`, so that templates have something to read. Pure. */
export function modemPayload({ name, state, problem, notice, since, ...modem }: ModemFacts) {
  const { operator = null, technology = null, signalDbm = null } = modem;
  return {
    modem: name,
    state,
    since: new Date(since).toISOString(),
    operator,
    technology,
    signalDbm,
    ...defined({ problem, notice }),
  };
}

/** What `…/received` says; `event_type` is for Home Assistant. Pure. */
export function receivedPayload(message: IncomingMessage, { texts }: { texts: boolean }) {
  const { text, mms, rule: _, ...data } = incomingWebhookEvent(message).data as ReceivedData;
  return {
    event_type: data.kind === "call" ? "call" : "message",
    ...data,
    ...(texts ? { text, ...defined({ mms }) } : {}),
  };
}

type ReceivedData = Extract<ReturnType<typeof incomingWebhookEvent>, { type: "message.received" }>["data"];

/** A message has another state, as the log of changes says it. */
type Moved = Extract<StreamChange, { type: "message"; error?: unknown }>;

/** What `…/message/<id>` says: the state that the change made, whatever has changed since. Pure. */
export function messagePayload(
  message: OutgoingMessage,
  { state, modem, error }: Moved,
  { texts }: { texts: boolean },
) {
  const { id, recipient, text, via, source, reference, createdAt, sentAt } = message;
  return {
    id,
    to: recipient,
    state,
    channel: via,
    ...defined({ modem: modem ?? undefined }),
    source,
    ...defined({ reference, error: errorIn(state, error) }),
    createdAt: new Date(createdAt).toISOString(),
    ...(sentAt === undefined ? {} : { sentAt: new Date(sentAt).toISOString() }),
    ...(texts ? { text } : {}),
  };
}

/** What `…/alarm/<id>` says: how the alarm is now. Pure. */
export function alarmPayload(alarm: Alarm, { texts }: { texts: boolean }) {
  const { title, text, ...data } = alarmWebhookEvent("alarm.opened", alarm).data as AlarmData;
  return { ...data, ...(texts ? { title, text } : {}) };
}

type AlarmData = Extract<ReturnType<typeof alarmWebhookEvent>, { type: "alarm.opened" }>["data"];
