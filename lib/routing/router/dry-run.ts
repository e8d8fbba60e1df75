import { defined } from "../../defined.ts";
import {
  type IncomingMessage,
  type NewMessage,
  type RoutedMessage,
  type RoutingStore,
  type Rule,
  type RuleTrace,
  type WhyUnanswered,
  whyUnanswered,
} from "../../messages/index.ts";
import { no, ok, type Result } from "../../result.ts";
import { compileRule } from "../rules/evaluate.ts";
import { parseRule } from "../rules/parse.ts";
import { describeRefusal, withoutContacts } from "../submission/refusals.ts";
import type { Consider, Considered, Step } from "./consider.ts";
import type { RuleFailure } from "./content.ts";
import type { OwnNumbers } from "./facts.ts";
import type { ReadyRule } from "./rule-set.ts";

/** What would be done for one destination. */
export interface DryDelivery {
  delivery: Step["delivery"];
  /** Numbers that would get a message; of contacts and groups their names, for whoever may not see contacts. */
  recipients: readonly string[];
  /** The job's destination, where it would leave by one. */
  destination?: string;
  /** Sentences: who gets nothing, or why nothing is done. */
  refused: readonly string[];
}

/** What a rule would make of a message. */
export interface DryRule extends Omit<RuleTrace, "deliveries"> {
  /** Absent for a rule that is not stored. */
  id?: number;
  deliveries?: readonly DryDelivery[];
}

/** A message as a person types it, or one that came in. */
export type DryMessage = { typed: Omit<RoutedMessage, "id"> } | { stored: IncomingMessage };

/** Says what rules would do with a message: by what the router does, with what it knows. Sends nothing, counts nothing. */
export type DryRun = (
  message: DryMessage,
  /** Instead of those that are stored. */
  rule?: unknown,
  options?: { seesContacts: boolean },
) => Promise<Result<DryRule[], RuleFailure>>;

/** Makes the dry run. It rejects with a StoreFailure. */
export function createDryRun(options: {
  rules: () => Promise<readonly ReadyRule[]>;
  consider: Consider;
  store: Pick<RoutingStore, "answerMemory">;
  ownNumbers: OwnNumbers;
  now: () => number;
}): DryRun {
  const { consider, store, ownNumbers, now } = options;

  /** It comes to the modem's own number, where it says no other. */
  const asRulesSee = (typed: Omit<RoutedMessage, "id">): RoutedMessage => ({
    id: 0,
    ...defined({ recipient: ownNumbers().get(typed.modem) }),
    ...typed,
  });

  async function rulesFor(json: unknown): Promise<Result<readonly ReadyRule[], RuleFailure>> {
    if (json === undefined) return ok(await options.rules());
    const parsed = parseRule(json, { masked: true });
    if (!parsed.ok) return no({ kind: "invalid", faults: parsed.problem });
    const rule: Rule = { ...parsed.value, enabled: true };
    return ok([{ id: 0, compiled: compileRule(rule) }]);
  }

  /** Why none of the automatic answers is given, by rule. */
  async function unanswered({ number, steps }: Considered): Promise<ReadonlyMap<Step, string>> {
    const answers = steps.flatMap((step) => (step.does.kind === "answer" ? [{ step, does: step.does }] : []));
    if (number === undefined || answers.length === 0) return new Map();
    const memory = await store.answerMemory(number);
    return new Map(
      answers.flatMap(({ step, does }) => {
        const why = whyUnanswered(memory, { ruleId: step.ruleId, everySeconds: does.everySeconds }, now());
        return why === undefined ? [] : [[step, WHY_UNANSWERED[why]] as const];
      }),
    );
  }

  return async (message, json, { seesContacts } = { seesContacts: true }) => {
    const rules = await rulesFor(json);
    if (!rules.ok) return rules;
    const considered =
      "stored" in message
        ? await consider(message.stored, rules.value)
        : await consider(asStored(message.typed), rules.value, asRulesSee(message.typed));
    const why = await unanswered(considered);
    let next = 0;
    return ok(
      considered.trace.rules.map(({ deliveries, ...trace }, at): DryRule => {
        const id = rules.value[at]?.id ?? 0;
        const shown = deliveries?.map((delivery) =>
          dryDelivery(considered.steps[next++], { delivery, why, seesContacts }),
        );
        return { ...(id === 0 ? {} : { id }), ...trace, ...(shown === undefined ? {} : { deliveries: shown }) };
      }),
    );
  };
}

/** As it would be stored if it came in. */
function asStored({ kind, channel, modem, sender, text = "", receivedAt }: Omit<RoutedMessage, "id">): IncomingMessage {
  return {
    id: 0,
    kind,
    channel,
    modem,
    ...defined({ sender }),
    text,
    receivedAt,
    state: "complete",
    parts: { total: 1, present: [1] },
  };
}

function dryDelivery(
  step: Step | undefined,
  {
    delivery,
    why,
    seesContacts,
  }: { delivery: Step["delivery"]; why: ReadonlyMap<Step, string>; seesContacts: boolean },
): DryDelivery {
  if (step === undefined) return { delivery, recipients: [], refused: [] };
  const { does } = step;
  const refused = step.refused.map((reason) => describeRefusal(seesContacts ? reason : withoutContacts(reason)));
  if (does.kind === "nothing") {
    return { delivery, recipients: [], refused: does.why === undefined ? refused : [...refused, does.why] };
  }
  if (does.kind === "jobs") return { delivery, recipients: [], destination: does.jobs[0].destination, refused };
  const held = why.get(step);
  if (held !== undefined) return { delivery, recipients: [], refused: [...refused, held] };
  const named = !seesContacts && (delivery.kind === "contact" || delivery.kind === "group") ? delivery.name : undefined;
  return {
    delivery: asSent(delivery, does.messages),
    recipients: does.messages.map(({ recipient }) => named ?? recipient),
    refused,
  };
}

/** With the text as it is sent: other line ends than those that came in, and no characters that nothing shows. */
function asSent(delivery: Step["delivery"], [message]: readonly NewMessage[]): Step["delivery"] {
  return message !== undefined && "text" in delivery ? { ...delivery, text: message.text } : delivery;
}

const WHY_UNANSWERED: Readonly<Record<WhyUnanswered, string>> = {
  "too-soon": "The sender got this rule's answer a short while ago",
  "answers-itself": "The sender wrote within 10 minutes of an automatic answer, as a machine would that answers it",
};
