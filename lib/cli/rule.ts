import { defined } from "../defined.ts";
import type { Rule, StoredRule } from "../messages/index.ts";
import { columns } from "../table.ts";
import { visible } from "../visible.ts";
import { type Command, defineCommand } from "./command.ts";
import { CliError } from "./error.ts";
import { json } from "./list-options.ts";
import { timeText } from "./message-text.ts";
import { done, RULE_SETTINGS, ruleNamed, withRules } from "./rule-data.ts";
import { ruleFileCommands } from "./rule-files.ts";
import { ruleTestCommand } from "./rule-test.ts";
import { showWarnings } from "./warnings.ts";

const WHICH = "RULE is its ID or its name.";

/** `aldis rule …`: message routing. */
export const ruleCommands: readonly Command[] = [
  defineCommand({
    path: ["rule", "list"],
    operands: [],
    summary: "list the rules of message routing, in the order in which messages are shown to them",
    settings: RULE_SETTINGS,
    flags: { json },
    async run({ config, flags, io }) {
      const rules = await withRules(config, io, async ({ ruleDesk, missing }) => {
        const all = await ruleDesk.store.list();
        for (const each of all) showWarnings(io, await missing.inRule(each), each.rule.name);
        return all;
      });
      io.out.write(flags.json ? `${JSON.stringify(rules.map(shown), undefined, 2)}\n` : listText(rules));
      return 0;
    },
  }),
  defineCommand({
    path: ["rule", "show"],
    operands: ["RULE"],
    summary: "print a rule as JSON",
    details: `${WHICH} Secrets are printed as •••.`,
    settings: RULE_SETTINGS,
    flags: {},
    async run({ config, operands: [which = ""], io }) {
      const rule = await withRules(config, io, async ({ ruleDesk, missing }) => {
        const found = await ruleNamed(ruleDesk, which);
        showWarnings(io, await missing.inRule(found));
        return found;
      });
      io.out.write(`${JSON.stringify(shown(rule), undefined, 2)}\n`);
      return 0;
    },
  }),
  ...ruleFileCommands,
  toggleCommand("enable", true),
  toggleCommand("disable", false),
  defineCommand({
    path: ["rule", "move"],
    operands: ["RULE", "PLACE"],
    summary: "move a rule to another place in the list",
    details: `${WHICH} PLACE counts from 1.`,
    settings: RULE_SETTINGS,
    flags: {},
    async run({ config, operands: [which = "", place = ""], io }) {
      if (!/^[1-9]\d{0,5}$/.test(place)) throw new CliError("usage", "PLACE: must be a number from 1");
      await withRules(config, io, async ({ ruleDesk }) => {
        const rule = await ruleNamed(ruleDesk, which);
        const others = (await ruleDesk.store.list()).flatMap(({ id }) => (id === rule.id ? [] : [id]));
        done(await ruleDesk.reorder(others.toSpliced(Number(place) - 1, 0, rule.id), {}));
      });
      return 0;
    },
  }),
  defineCommand({
    path: ["rule", "delete"],
    operands: ["RULE"],
    summary: "delete a rule",
    details: WHICH,
    settings: RULE_SETTINGS,
    flags: {},
    async run({ config, operands: [which = ""], io }) {
      await withRules(config, io, async ({ ruleDesk }) =>
        done(await ruleDesk.remove((await ruleNamed(ruleDesk, which)).id, {})),
      );
      return 0;
    },
  }),
  ruleTestCommand,
];

function toggleCommand(word: "enable" | "disable", enabled: boolean): Command {
  return defineCommand({
    path: ["rule", word],
    operands: ["RULE"],
    summary: `switch a rule ${enabled ? "on" : "off"}`,
    details: WHICH,
    settings: RULE_SETTINGS,
    flags: {},
    async run({ config, operands: [which = ""], io }) {
      await withRules(config, io, async ({ ruleDesk, missing }) => {
        const { id } = await ruleNamed(ruleDesk, which);
        const changed = done(await ruleDesk.change(id, { enabled }, {}), { isFile: false });
        showWarnings(io, await missing.inRule(changed));
      });
      return 0;
    },
  });
}

const shown = ({ id, rule, matched, lastMatchedAt }: StoredRule) => ({
  id,
  ...rule,
  matched,
  ...defined({ lastMatchedAt }),
});

function listText(rules: readonly StoredRule[]): string {
  if (rules.length === 0) return "no rules\n";
  const rows = rules.map(({ id, rule, unreadable, matched, lastMatchedAt }) => [
    String(id),
    unreadable ? "damaged" : rule.enabled ? "on" : "off",
    visible(rule.name),
    destinationsOf(rule),
    rule.stop ? "stop" : "",
    String(matched),
    lastMatchedAt === undefined ? "-" : timeText(lastMatchedAt),
  ]);
  return columns([["ID", "SWITCH", "NAME", "DESTINATIONS", "THEN", "MATCHED", "LAST MATCH"], ...rows]);
}

const destinationsOf = ({ then }: Rule) =>
  then.map((destination) => Object.keys(destination).find((key) => key !== "channel" && key !== "text")).join(", ") ||
  "-";
