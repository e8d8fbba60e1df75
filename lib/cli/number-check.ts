import { resolve } from "node:path";
import type { Config, SettingKey } from "../config/index.ts";
import { createNumberReader, createNumberRules, WHY_NUMBER, WHY_OPTED_OUT } from "../routing/index.ts";
import { CliError } from "./error.ts";
import type { CommandIo } from "./io.ts";
import { hasDatabase, withStore } from "./with-store.ts";

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
  const called = calledNumber(number, config);
  const why = rules.check(number, "ring") === "emergency" ? "emergency" : rules.check(called, "ring");
  if (why !== "allowed") throw new CliError("failed", `${number} is not called: ${WHY_NUMBER[why]}`);
}

/**
 * Sees to it that a command calls no number that has opted out. A machine without a database knows of none.
 *
 * @throws CliError kind "failed"; GatewayError when the database cannot be opened
 */
export async function refuseOptedOut(
  number: string,
  config: Pick<Config, "data" | "database" | "textKeyFile" | "country">,
  io: CommandIo,
): Promise<void> {
  if (!hasDatabase(config, resolve(config.data))) return;
  const called = calledNumber(number, config);
  const optedOut = await withStore(config, io, ({ optOuts }) => optOuts.among([called]));
  if (optedOut.size > 0) throw new CliError("failed", `${number} is not called: ${WHY_OPTED_OUT}`);
}

/** Behind a service code such as *31# stands the number that is called. */
function calledNumber(number: string, { country }: Pick<Config, "country">): string {
  const called = number.split(/[*#]/).findLast((part) => part !== "") ?? number;
  const read = createNumberReader({ country }).read(called);
  return read.ok ? read.value : called;
}
