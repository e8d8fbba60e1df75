import { systemClock } from "../clock.ts";
import { defined } from "../defined.ts";
import { type DryDelivery, type DryRule, damageOf } from "../routing/index.ts";
import { visible } from "../visible.ts";
import { defineCommand } from "./command.ts";
import { CliError } from "./error.ts";
import { json } from "./list-options.ts";
import { text, toggle } from "./options.ts";
import { done, RULE_SETTINGS, withRules } from "./rule-data.ts";
import { showWarnings } from "./warnings.ts";

const from = text("from", "NUMBER", "Who sends it.");
const modem = text("modem", "NAME", "The modem that receives it.");
const to = text("to", "NUMBER", "The own number that it comes to.");
const call = toggle("call", "It is a call.");
const stored = text("message", "ID", "A message that came in, by its ID, in place of a text.");

/** `aldis rule test`: the dry run. */
export const ruleTestCommand = defineCommand({
  path: ["rule", "test"],
  operands: ["[TEXT]"],
  summary: "say what the rules would do with a message, and send nothing",
  details:
    "It is what the gateway does with a message that comes in: for each rule whether it matched, which test decided, the text after the changes, and what would be done.",
  settings: RULE_SETTINGS,
  flags: { from, modem, to, call, message: stored, json },
  async run({ config, flags, operands: [given], io }) {
    const id = flags.message?.replace(/^in-/, "");
    const isCall = flags.call === true;
    if ([given !== undefined, isCall, id !== undefined].filter(Boolean).length !== 1) {
      throw new CliError("usage", "give a TEXT, --call or --message ID");
    }
    if (id !== undefined && !/^[1-9]\d{0,14}$/.test(id)) throw new CliError("usage", "--message: must be an ID");
    const outcomes = await withRules(config, io, async ({ ruleDesk, dryRun, findIncoming }) => {
      // They are not among the outcomes.
      for (const each of await ruleDesk.store.list()) showWarnings(io, damageOf(each), each.rule.name);
      if (id === undefined) {
        const known = { kind: isCall ? "call" : "text", channel: "sms", modem: flags.modem ?? "" } as const;
        const about = defined({ sender: flags.from, recipient: flags.to, text: isCall ? undefined : given });
        return done(await dryRun({ typed: { ...known, ...about, receivedAt: systemClock.now() } }));
      }
      const incoming = await findIncoming(Number(id));
      if (incoming === undefined) throw new CliError("failed", "no message that came in has this ID");
      return done(await dryRun({ stored: incoming }));
    });
    io.out.write(flags.json ? `${JSON.stringify(outcomes, undefined, 2)}\n` : outcomeText(outcomes));
    return 0;
  },
});

function outcomeText(rules: readonly DryRule[]): string {
  if (rules.length === 0) return "no rules\n";
  const lines = rules.flatMap(({ name, outcome, decidedBy, text: after, deliveries = [], stop }) => [
    `${visible(name)}: ${outcome.replaceAll("-", " ")}${decidedBy === undefined ? "" : `, by ${decidedBy.pointer} (${decidedBy.held ? "held" : "did not hold"})`}`,
    ...(after === undefined ? [] : [`  text: ${visible(after)}`]),
    ...deliveries.flatMap(deliveryLines),
    ...(stop === true ? ["  the rules below are not reached"] : []),
  ]);
  return `${lines.join("\n")}\n`;
}

function deliveryLines({ delivery, recipients, destination, refused }: DryDelivery): string[] {
  const kind = delivery.kind === "nothing" ? delivery.of : delivery.kind;
  const where = destination ?? recipients.join(", ");
  const what =
    "text" in delivery
      ? `: ${visible(delivery.text)}`
      : delivery.kind === "http"
        ? `: ${visible(`${delivery.method} ${delivery.url}`)}`
        : "";
  const more = [
    ...("subject" in delivery ? [`    subject: ${visible(delivery.subject)}`] : []),
    ...("topic" in delivery ? [`    topic: ${visible(delivery.topic)}`] : []),
    ...("body" in delivery && delivery.body !== undefined ? [`    body: ${visible(delivery.body)}`] : []),
  ];
  return [
    ...(where === "" ? [] : [`  ${kind} to ${visible(where)}${what}`, ...more]),
    ...refused.map((sentence) => `  ${kind}: nothing: ${visible(sentence)}`),
  ];
}
