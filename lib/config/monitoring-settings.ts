import type { CheckNotify } from "../messages/index.ts";
import { no, ok, type Result } from "../result.ts";
import { settingsOf, single } from "./option.ts";

const general = settingsOf("general");

/** 10 addresses: more belong into a list of the mail server. */
const MOST_ADDRESSES = 10;
const NOBODY = "none";

/** Who learns of the gateway's own troubles. */
export const MONITORING_SETTINGS = {
  gatewayAlarms: general.now<CheckNotify | undefined>({
    flag: "gateway-alarms",
    placeholder: "policy:NAME|group:NAME|none",
    documentation:
      "Who is told when something is wrong with the gateway itself: a modem that is out of service, a queue that does not move, the budget of a SIM that is spent, a disk that is almost full, a scheduled backup that failed, a damaged row of the database, a certificate that ends.",
    default: NOBODY,
    parse: single(parseNotify),
  }),
  gatewayAlarmsEmail: general.now<readonly string[]>({
    flag: "gateway-alarms-email",
    placeholder: "ADDRESS",
    documentation:
      "Email addresses that are told the same by mail, which needs no modem. It needs a mail server (--mail-host).",
    repeatable: true,
    defaultShown: NOBODY,
    absent: [],
    parse: parseAddresses,
  }),
};

function parseNotify(text: string): Result<CheckNotify | undefined> {
  if (text.trim() === NOBODY) return ok(undefined);
  const [, kind, name = ""] = /^(policy|group):(.{1,200})$/u.exec(text.trim()) ?? [];
  if (name.trim() === "") return no("must be policy: or group: and a name, such as group:admins, or none");
  return ok(kind === "policy" ? { policy: name.trim() } : { group: name.trim() });
}

function parseAddresses(texts: readonly string[]): Result<readonly string[]> {
  const given = texts
    .flatMap((text) => text.split(","))
    .map((text) => text.trim())
    .filter((text) => text !== "");
  const areAddresses = given.length > 0 && given.every((text) => /^[^\s@<>,;]{1,64}@[^\s@<>,;]{1,255}$/.test(text));
  if (!areAddresses) return no("must be email addresses such as it@example.org, separated by commas");
  return given.length > MOST_ADDRESSES ? no(`must be at most ${MOST_ADDRESSES} addresses`) : ok(given);
}
