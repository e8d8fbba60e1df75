import { systemClock } from "../clock.ts";
import { COMMON_SETTINGS, type Config, type SettingKey } from "../config/index.ts";
import { defined } from "../defined.ts";
import { missingNamesIn, openAlarms, optedOutIn } from "../gateway/index.ts";
import { type Alarm, type AlarmActor, POLICIES_STORED, type StoredPolicy } from "../messages/index.ts";
import type { AlarmDesk, MissingNames, OptedOut, PolicyDesk } from "../routing/index.ts";
import { CliError } from "./error.ts";
import type { CommandIo } from "./io.ts";
import { NUMBER_KEYS } from "./number-check.ts";
import { outcomesOf } from "./outcome.ts";
import { withStore } from "./with-store.ts";

/** What commands about alarms need: where the data are, and what decides who is told how. */
export const ALARM_SETTINGS = [
  ...COMMON_SETTINGS,
  ...NUMBER_KEYS,
  "routes",
  "alarmLanguage",
  "telegramToken",
  "mailHost",
  "mailFrom",
  "gatewayAlarms",
] as const satisfies readonly SettingKey[];

/** Opens alarms and policies of a database for one command. @throws what `use` throws, and as {@link withStore} */
export function withAlarms<T>(
  config: Pick<Config, (typeof ALARM_SETTINGS)[number]>,
  io: CommandIo,
  use: (desks: ReturnType<typeof openAlarms> & { missing: MissingNames; optedOut: OptedOut }) => Promise<T>,
): Promise<T> {
  return withStore(config, io, (store, events) => {
    const desks = openAlarms(config, { store, events, clock: systemClock });
    return use({ ...desks, missing: missingNamesIn(store, desks.policyDesk.reach), optedOut: optedOutIn(store) });
  });
}

/** Help for an operand that {@link alarmNamed} reads. */
export const WHICH_ALARM = "ALARM is the number that people answer with, or id:31 for one that is resolved.";

/** By the number that people type, or by `id:31`. @throws CliError */
export async function alarmNamed({ store }: Pick<AlarmDesk, "store">, which: string): Promise<Alarm> {
  const [, prefix, digits = ""] = /^(id:)?([1-9]\d{0,14})$/i.exec(which.trim()) ?? [];
  if (digits === "") throw new CliError("usage", "ALARM: must be a number such as 47, or id:31");
  const found = prefix === undefined ? await store.findByNumber(Number(digits)) : await store.find(Number(digits));
  if (found !== undefined) return found;
  throw new CliError(
    "failed",
    prefix === undefined
      ? `no alarm has the number ${digits}: one that is resolved has none, see aldis alarm list`
      : "no alarm has this ID",
  );
}

/** Policies by ID, otherwise by name in whatever case. @throws CliError kind "failed" */
export async function policyNamed({ store }: Pick<PolicyDesk, "store">, which: string): Promise<StoredPolicy> {
  const byId = /^[1-9]\d{0,14}$/.test(which) ? await store.find(Number(which)) : undefined;
  const found = byId ?? (await store.findByName(which.trim()));
  if (found === undefined) throw new CliError("failed", "no policy has this ID or name");
  return found;
}

/** Who calls a command: others are told who has taken an alarm. */
export const callerOf = ({ env }: CommandIo, name: string | undefined): AlarmActor => ({
  door: "command",
  ...defined({ name: name ?? env.SUDO_USER ?? env.USER }),
});

/** How a change of policies went. @throws CliError with why it was not done */
export const policyDone = outcomesOf({ one: "policy", many: "policies", foundBy: "ID or name", most: POLICIES_STORED });
