import type {
  Delivery,
  RoutedContact,
  RoutedMessage,
  RoutingContext,
  Rule,
  RuleTrace,
} from "../../lib/messages/index.ts";
import { compileRule, createNumberReader, evaluate, parseRule } from "../../lib/routing/index.ts";

const numbers = createNumberReader({ country: "DE" });

/** Fields of a message; one that is `undefined` is left out. */
export type MessageFields = { [Key in keyof RoutedMessage]?: RoutedMessage[Key] | undefined };

export const MESSAGE: RoutedMessage = {
  id: 42,
  kind: "text",
  channel: "sms",
  modem: "modem1",
  sender: "+491701234567",
  recipient: "+4915100000000",
  text: "Hello",
  receivedAt: Date.parse("2026-01-14T08:30:00Z"),
};

/** What rules know besides the message. */
export function contextWith(contacts: Readonly<Record<string, readonly RoutedContact[]>> = {}): RoutingContext {
  return {
    timeZone: "Europe/Berlin",
    international(number) {
      const read = numbers.read(number);
      return read.ok ? read.value : undefined;
    },
    contactsOf: (sender) => contacts[sender] ?? [],
    ownNumbers: new Set(["+4915100000000"]),
  };
}

/** A rule of these fields; fails when it is not accepted. */
export function ruleOf(fields: Record<string, unknown>): Rule {
  const read = parseRule({ name: "test", ...fields });
  if (!read.ok) throw new Error(JSON.stringify(read.problem));
  return read.value;
}

/** What is wrong with a rule, as `pointer: message`. */
export function faultsOf(fields: unknown): string[] {
  const read = parseRule(fields);
  return read.ok ? [] : read.problem.map(({ pointer, message }) => `${pointer}: ${message}`);
}

/** What one rule makes of a message. */
export function traceOf(
  fields: Record<string, unknown>,
  message: MessageFields = {},
  context: RoutingContext = contextWith(),
): RuleTrace {
  const [trace] = evaluate([compileRule(ruleOf(fields))], messageWith(message), context).rules;
  if (trace === undefined) throw new Error("no trace");
  return trace;
}

export const holds = (when: unknown, message: MessageFields = {}, context?: RoutingContext): boolean =>
  traceOf({ when }, message, context).outcome === "matched";

/** What one destination gets. */
export function deliveryOf(destination: unknown, message: MessageFields = {}, context?: RoutingContext): Delivery {
  const [delivery] = traceOf({ then: [destination] }, message, context).deliveries ?? [];
  if (delivery === undefined) throw new Error("no delivery");
  return delivery;
}

function messageWith(fields: MessageFields): RoutedMessage {
  const message: RoutedMessage = Object.assign({ ...MESSAGE }, fields);
  for (const key of ["sender", "recipient", "text"] as const)
    if (fields[key] === undefined && key in fields) delete message[key];
  return message;
}
