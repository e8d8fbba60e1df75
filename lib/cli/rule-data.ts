import { resolve } from "node:path";
import { systemClock } from "../clock.ts";
import { COMMON_SETTINGS, type Config, type SettingKey } from "../config/index.ts";
import { openRules } from "../gateway/index.ts";
import { RULES_STORED, type StoredRule } from "../messages/index.ts";
import type { RuleDesk } from "../routing/index.ts";
import { CliError } from "./error.ts";
import type { CommandIo } from "./io.ts";
import { NUMBER_KEYS } from "./number-check.ts";
import { outcomesOf } from "./outcome.ts";
import { withStore } from "./with-store.ts";

/** What commands about rules need: where the data are, and what decides who may be sent to. */
export const RULE_SETTINGS = [
  ...COMMON_SETTINGS,
  ...NUMBER_KEYS,
  "timeZone",
  "telegramToken",
  "allowTargets",
  "optOut",
  "optOutWords",
  "optInWords",
  "optOutConfirmation",
  "optInConfirmation",
] as const satisfies readonly SettingKey[];

/** Opens the rules of a database for one command. @throws what `use` throws, and as {@link withStore} */
export function withRules<T>(
  config: Pick<Config, (typeof RULE_SETTINGS)[number]>,
  io: CommandIo,
  use: (rules: ReturnType<typeof openRules>) => Promise<T>,
): Promise<T> {
  return withStore(config, io, (store, events) =>
    use(openRules(config, { directory: resolve(config.data), store, events, clock: systemClock })),
  );
}

/** By ID, otherwise by name in whatever case. @throws CliError kind "failed" */
export async function ruleNamed({ store }: Pick<RuleDesk, "store">, which: string): Promise<StoredRule> {
  const rules = await store.list();
  const name = which.trim().toLowerCase();
  const found =
    rules.find(({ id }) => String(id) === which) ?? rules.find(({ rule }) => rule.name.toLowerCase() === name);
  if (found === undefined) throw new CliError("failed", "no rule has this ID or name");
  return found;
}

/** How a change of rules went. @throws CliError with why it was not done */
export const done = outcomesOf({ one: "rule", many: "rules", foundBy: "ID or name", most: RULES_STORED });
