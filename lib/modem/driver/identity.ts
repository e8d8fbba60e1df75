import { afterPrefix } from "../at/fields.ts";
import type { ModemIdentity } from "../dialects/index.ts";
import { type DriverContext, QUIET_OK_MS, query, tryAsk } from "./context.ts";

/**
 * The modem's identity; an empty string for what it does not report. Works before the PIN is entered.
 *
 * @throws ModemError as {@link tryAsk}
 */
export async function readIdentity(context: DriverContext): Promise<ModemIdentity> {
  return {
    manufacturer: (await bare(context, "AT+CGMI")) ?? "",
    model: (await bare(context, "AT+CGMM")) ?? "",
    revision: (await bare(context, "AT+CGMR")) ?? "",
    imei: digits((await bare(context, "AT+CGSN")) ?? (await bare(context, "AT+GSN"))) ?? "",
  };
}

/** The SIM's serial number. Most modems read it without the PIN. @throws ModemError as {@link tryAsk} */
export async function readIccid(context: DriverContext): Promise<string | undefined> {
  for (const question of context.dialect.iccid) {
    const answer =
      typeof question === "string"
        ? await bare(context, question)
        : (await query(context, question.command, question.prefix))?.[0];
    const found = /\d{18,20}/.exec(answer ?? "")?.[0];
    if (found !== undefined) return found.startsWith("98") ? swapped(found) : found;
  }
  return undefined;
}

/** The SIM's subscriber number; needs the PIN. @throws ModemError as {@link tryAsk} */
export async function readImsi(context: DriverContext): Promise<string | undefined> {
  return digits(await bare(context, "AT+CIMI"));
}

/** The service centre's number as configured on the SIM, empty when there is none. @throws ModemError as {@link tryAsk} */
export async function readSmsc(context: DriverContext): Promise<string | undefined> {
  const lines = await query(context, "AT+CSCA?", "+CSCA:");
  return /"([^"]*)"/.exec(lines?.[0] ?? "")?.[1];
}

/** Every ICCID begins with 89; some modems return its digits as stored on the SIM, in swapped pairs. */
function swapped(digits: string): string {
  return digits.replace(/(\d)(\d)/g, "$2$1");
}

async function bare(context: DriverContext, text: string): Promise<string | undefined> {
  const { result, lines } = await tryAsk(context, text, { answer: { kind: "bare" }, quietOkMs: QUIET_OK_MS });
  const value = afterPrefix(lines[0] ?? "")
    .replaceAll('"', "")
    .trim();
  return result.ok && value !== "" ? value : undefined;
}

function digits(text: string | undefined): string | undefined {
  return /\d{5,}/.exec(text ?? "")?.[0];
}
