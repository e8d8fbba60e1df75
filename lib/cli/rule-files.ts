import { writeFile } from "node:fs/promises";
import { parseJson } from "../json.ts";
import { type Command, defineCommand } from "./command.ts";
import { CliError } from "./error.ts";
import type { CommandIo } from "./io.ts";
import { toggle } from "./options.ts";
import { done, RULE_SETTINGS, withRules } from "./rule-data.ts";

/** 16 MiB: all rules that there may be, each as large as one may be. */
const LARGEST_FILE = 16_777_216;

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
      const json = await readRules(from, io);
      const added = await withRules(config, io, async ({ ruleDesk }) => done(await ruleDesk.add(json, {})));
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
      const json = await readRules(from, io);
      const rules = Array.isArray(json) ? json : (json as { rules?: unknown }).rules;
      if (!Array.isArray(rules)) throw new CliError("usage", `${from}: must have a list of rules`);
      const replace = flags.replace === true;
      const all = await withRules(config, io, async ({ ruleDesk }) => done(await ruleDesk.import(rules, { replace })));
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
      const text = `${JSON.stringify({ rules: rules.map(({ rule }) => rule) }, undefined, 2)}\n`;
      if (to === undefined || to === "-") io.out.write(text);
      else await writeTo(to, text);
      return 0;
    },
  }),
];

/** @throws CliError when it cannot be read, or is no JSON */
async function readRules(from: string, io: CommandIo): Promise<object> {
  const json = parseJson(from === "-" ? await readAll(io) : await readFile(from));
  if (typeof json !== "object" || json === null) {
    throw new CliError("usage", `${from === "-" ? "standard input" : from}: is not JSON with a rule or rules`);
  }
  return json;
}

async function readFile(from: string): Promise<string> {
  try {
    return await Bun.file(from).slice(0, LARGEST_FILE).text();
  } catch (cause) {
    throw new CliError("failed", `${from} cannot be read: ${reasonOf(cause)}`, { cause });
  }
}

async function readAll({ in: input }: CommandIo): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of input) {
    chunks.push(Buffer.from(chunk));
    size += chunk.length;
    if (size > LARGEST_FILE) break;
  }
  return Buffer.concat(chunks).toString("utf8");
}

async function writeTo(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (cause) {
    throw new CliError("failed", `${file} cannot be written: ${reasonOf(cause)}`, { cause });
  }
}

const reasonOf = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause));
