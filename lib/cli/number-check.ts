import type { Config, SettingKey } from "../config/index.ts";
import { createNumberReader, createNumberRules, WHY_NUMBER } from "../routing/index.ts";
import { CliError } from "./error.ts";

/** The settings that say which numbers may be called. */
export const NUMBER_KEYS = [
  "country",
  "numbersAllowed",
  "numbersBlocked",
  "emergencyAllowed",
] as const satisfies readonly SettingKey[];

/**
 * Sees to it that a command calls no number that the gateway would not call.
 *
 * @param number  as it would be dialled
 * @throws CliError kind "failed"
 */
export function refuseNumber(number: string, config: Pick<Config, (typeof NUMBER_KEYS)[number]>): void {
  const rules = createNumberRules({
    country: config.country,
    allowed: config.numbersAllowed,
    blocked: config.numbersBlocked,
    emergency: config.emergencyAllowed,
  });
  // Behind a service code such as *31# stands the number that is called.
  const called = number.split(/[*#]/).findLast((part) => part !== "") ?? number;
  const read = createNumberReader({ country: config.country }).read(called);
  const why =
    rules.check(number, "ring") === "emergency" ? "emergency" : rules.check(read.ok ? read.value : called, "ring");
  if (why !== "allowed") throw new CliError("failed", `${number} is not called: ${WHY_NUMBER[why]}`);
}
