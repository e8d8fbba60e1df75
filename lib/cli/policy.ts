import type { AlarmNotify, StoredPolicy } from "../messages/index.ts";
import { damageOf, importPolicies } from "../routing/index.ts";
import { columns } from "../table.ts";
import { visible } from "../visible.ts";
import { ALARM_SETTINGS, policyDone, policyNamed, withAlarms } from "./alarm-data.ts";
import { type Command, defineCommand } from "./command.ts";
import { CliError } from "./error.ts";
import { counted, hasList, refuseDamaged, writeExport } from "./export-file.ts";
import { readJson } from "./json-files.ts";
import { json } from "./list-options.ts";
import { showWarnings } from "./warnings.ts";

const WHICH = "POLICY is its ID or its name.";

/** `aldis policy …`: who is called about an alarm, in which order. */
export const policyCommands: readonly Command[] = [
  defineCommand({
    path: ["policy", "list"],
    operands: [],
    summary: "list the policies of alarms: who is called, in which order",
    settings: ALARM_SETTINGS,
    flags: { json },
    async run({ config, flags, io }) {
      const policies = await withAlarms(config, io, ({ policyDesk }) => policyDesk.store.list());
      for (const each of policies) showWarnings(io, damageOf(each), each.policy.name);
      io.out.write(flags.json ? `${JSON.stringify(policies.map(shown), undefined, 2)}\n` : listText(policies));
      return 0;
    },
  }),
  defineCommand({
    path: ["policy", "show"],
    operands: ["POLICY"],
    summary: "print a policy as JSON",
    details: `${WHICH} optedOut names people whom it would call at a number that has opted out: they are not told there.`,
    settings: ALARM_SETTINGS,
    flags: {},
    async run({ config, operands: [which = ""], io }) {
      const policy = await withAlarms(config, io, async ({ policyDesk, optedOut }) => {
        const stored = await policyNamed(policyDesk, which);
        showWarnings(io, damageOf(stored));
        const stopped = await optedOut.inPolicy(stored.policy);
        return { ...shown(stored), ...(stopped.length === 0 ? {} : { optedOut: stopped }) };
      });
      io.out.write(`${JSON.stringify(policy, undefined, 2)}\n`);
      return 0;
    },
  }),
  defineCommand({
    path: ["policy", "add"],
    operands: ["FILE|-"],
    summary: "add a policy from a JSON file, and print its ID",
    details: "The guide docs/alarms.md describes the JSON; aldis policy show prints it.",
    settings: ALARM_SETTINGS,
    flags: {},
    async run({ config, operands: [from = ""], io }) {
      const given = await readJson(from, io, "a policy");
      const added = await withAlarms(config, io, async ({ policyDesk, missing }) => {
        const stored = policyDone(await policyDesk.add(given, {}));
        showWarnings(io, await missing.inPolicy(stored));
        return stored;
      });
      io.out.write(`${added.id}\n`);
      return 0;
    },
  }),
  defineCommand({
    path: ["policy", "import"],
    operands: ["FILE|-"],
    summary: "import policies from a JSON file",
    details:
      "The file has a list of policies, or {“policies”: […]} as aldis policy export writes it. A policy whose name is known becomes what the file says; the others are added. Nothing is kept when one of them is wrong.",
    settings: ALARM_SETTINGS,
    flags: {},
    async run({ config, operands: [from = ""], io }) {
      const given = await readJson(from, io, "policies");
      const policies = Array.isArray(given) ? given : (given as { policies?: unknown }).policies;
      if (!Array.isArray(policies)) throw new CliError("usage", `${from}: must have a list of policies`);
      const all = await withAlarms(config, io, async ({ policyDesk, missing }) => {
        const imported = policyDone(await importPolicies(policyDesk, policies, {}));
        for (const each of imported) showWarnings(io, await missing.inPolicy(each), each.policy.name);
        return imported;
      });
      io.out.write(`${policies.length} imported, ${all.length} in all\n`);
      return 0;
    },
  }),
  defineCommand({
    path: ["policy", "export"],
    operands: ["[FILE]"],
    summary: "write all policies as JSON, which import reads back",
    writesData: true,
    settings: ALARM_SETTINGS,
    flags: {},
    async run({ config, operands: [to], io }) {
      const policies = await withAlarms(config, io, ({ policyDesk }) => policyDesk.store.list());
      refuseDamaged(
        "policies",
        policies.map(({ id, policy: { name }, unreadable }) => ({ id, name, unreadable })),
      );
      const text = `${JSON.stringify({ policies: policies.map(({ policy }) => policy) }, undefined, 2)}\n`;
      writeExport(
        to,
        { text, what: counted(policies.length, "policy", "policies"), isEarlier: hasList("policies") },
        io,
      );
      return 0;
    },
  }),
  defineCommand({
    path: ["policy", "remove"],
    operands: ["POLICY"],
    summary: "remove a policy that no group, check, rule or setting names",
    details: `${WHICH} Alarms that are open go on as they began.`,
    settings: ALARM_SETTINGS,
    flags: {},
    async run({ config, operands: [which = ""], io }) {
      await withAlarms(config, io, async ({ policyDesk }) =>
        policyDone(await policyDesk.remove((await policyNamed(policyDesk, which)).id, {})),
      );
      return 0;
    },
  }),
];

const shown = ({ id, policy }: StoredPolicy) => ({ id, ...policy });

function listText(policies: readonly StoredPolicy[]): string {
  if (policies.length === 0) return "no policies\n";
  const rows = policies.map(({ id, policy, unreadable }) => [
    String(id),
    visible(policy.name),
    unreadable ? "damaged" : visible(policy.steps.map(({ notify }) => notify.map(notifyText).join(" + ")).join(" > ")),
    String(policy.rounds),
  ]);
  return columns([["ID", "NAME", "CALLED", "ROUNDS"], ...rows]);
}

function notifyText(notify: AlarmNotify): string {
  if ("contact" in notify) return notify.contact;
  if ("group" in notify) return `all of ${notify.group}`;
  if ("onCall" in notify) return `on call in ${notify.onCall}`;
  return "next" in notify ? `next of ${notify.next}` : JSON.stringify(notify);
}
