import { type Command, defineCommand } from "./command.ts";
import { CliError } from "./error.ts";
import { counted, hasList, refuseDamaged, writeExport } from "./export-file.ts";
import { readJson } from "./json-files.ts";
import { toggle } from "./options.ts";
import { done, RULE_SETTINGS, withRules } from "./rule-data.ts";
import { showWarnings } from "./warnings.ts";

/** `aldis rule add`, `import` and `export`. */
export const ruleFileCommands: readonly Command[] = [
  defineCommand({
    path: ["rule", "add"],
    operands: ["FILE|-"],
    summary: "add a rule from a JSON file behind the others, and print its ID",
    details: "The guide docs/message-routing.md describes the JSON; aldis rule show prints it.",
    settings: RULE_SETTINGS,
    flags: {},
    async run({ config, operands: [from = ""], io }) {
      const json = await readJson(from, io, "a rule or rules");
      const added = await withRules(config, io, async ({ ruleDesk, missing }) => {
        const rule = done(await ruleDesk.add(json, {}));
        showWarnings(io, await missing.inRule(rule));
        return rule;
      });
      io.out.write(`${added.id}\n`);
      return 0;
    },
  }),
  defineCommand({
    path: ["rule", "import"],
    operands: ["FILE|-"],
    summary: "import rules from a JSON file, all or none",
    details:
      "The file has a list of rules, or {“rules”: […]} as aldis rule export writes it. A rule whose name is known becomes what the file says; the others are added behind.",
    settings: RULE_SETTINGS,
    flags: { replace: toggle("replace", "Remove the rules that the file does not name, and take its order.") },
    async run({ config, flags, operands: [from = ""], io }) {
      const json = await readJson(from, io, "a rule or rules");
      const rules = Array.isArray(json) ? json : (json as { rules?: unknown }).rules;
      if (!Array.isArray(rules)) throw new CliError("usage", `${from}: must have a list of rules`);
      const replace = flags.replace === true;
      const all = await withRules(config, io, async ({ ruleDesk, missing }) => {
        const imported = done(await ruleDesk.import(rules, { replace }));
        for (const each of imported) showWarnings(io, await missing.inRule(each), each.rule.name);
        return imported;
      });
      io.out.write(`${rules.length} imported, ${all.length} in all\n`);
      return 0;
    },
  }),
  defineCommand({
    path: ["rule", "export"],
    operands: ["[FILE]"],
    summary: "write all rules as JSON, which import reads back",
    details: "Secrets are ••• in it: another gateway takes the file once they have been written into it.",
    writesData: true,
    settings: RULE_SETTINGS,
    flags: {},
    async run({ config, operands: [to], io }) {
      const rules = await withRules(config, io, ({ ruleDesk }) => ruleDesk.store.list());
      refuseDamaged(
        "rules",
        rules.map(({ id, rule: { name }, unreadable }) => ({ id, name, unreadable })),
      );
      const text = `${JSON.stringify({ rules: rules.map(({ rule }) => rule) }, undefined, 2)}\n`;
      writeExport(to, { text, what: counted(rules.length, "rule"), isEarlier: hasList("rules") }, io);
      return 0;
    },
  }),
];
