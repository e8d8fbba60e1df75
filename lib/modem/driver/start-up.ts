import { defined } from "../../defined.ts";
import { fieldsOf, toInteger } from "../at/fields.ts";
import { chooseDialect, type Dialect, type ModemIdentity } from "../dialects/index.ts";
import { ModemError } from "../errors.ts";
import { type DriverContext, query, tryAsk } from "./context.ts";
import { readIccid, readIdentity, readImsi, readSmsc } from "./identity.ts";
import { noticeOf } from "./notices.ts";
import { type PinMemory, readLock, unlockSim } from "./pin.ts";
import { type SmsSettings, setUpSms } from "./sms-setup.ts";

/** What the start found and chose. */
export interface StartedModem {
  identity: ModemIdentity;
  sim: { imsi?: string; iccid?: string; smsc?: string };
  sms: SmsSettings;
}

/** 30 s: a modem may answer `AT+CFUN=1` only after it has started its radio and read the SIM. */
const FULL_FUNCTION_MS = 30_000;

/**
 * Makes a newly opened or confused modem ready to send and receive. Never resets it and never loads a profile: settings
 * of other programs stay, except those that this gateway needs.
 *
 * @throws ModemError "timeout" (no answer), "out-of-service" (PIN, PUK, SIM), "rejected" (no PDU mode) or "gone"
 */
export async function startUp(
  context: DriverContext,
  options: { pin: string | undefined; pinMemory: PinMemory; dialects: readonly Dialect[] },
): Promise<StartedModem> {
  await context.channel.synchronize({ signal: context.signal });
  for (const text of ["ATE0", "ATV1", "AT+CMEE=1"]) await tryAsk(context, text, { numericResults: true });
  const echoesBefore = context.channel.echoes;
  const identity = await readIdentity(context);
  context.echoIsOff = context.channel.echoes === echoesBefore;
  context.dialect = chooseDialect(identity, options.dialects);
  context.update({ identity, dialect: { name: context.dialect.name } });

  await raiseFunction(context);
  const iccid = await readIccid(context);
  await unlockSim(context, { pin: options.pin, memory: options.pinMemory, iccid, imei: identity.imei });
  for (const text of context.dialect.init) await tryAsk(context, text);
  const sms = await setUpSms(context);
  const imsi = await readImsi(context);
  const smsc = await readSmsc(context);
  const sim = withoutEmpty({ imsi, iccid: iccid ?? (await readIccid(context)), smsc });
  context.lacksSmsc = sim.smsc === undefined && smsc !== undefined;
  context.update({ sim, dialect: describeSettings(context.dialect, sms) });
  if (context.lacksSmsc) context.update({ notice: noticeOf(context) });
  return { identity, sim, sms };
}

/** Switches the radio and the SIM on when they are off. */
async function raiseFunction(context: DriverContext): Promise<void> {
  const lines = await query(context, "AT+CFUN?", "+CFUN:");
  const level = toInteger(fieldsOf(lines?.[0] ?? "")[0]);
  if (level === undefined || level === 1) return;
  await tryAsk(context, "AT+CFUN=1", { timeoutMs: FULL_FUNCTION_MS });
  // Switching the radio on makes the modem read the SIM again: wait until it is ready.
  const lock = await readLock(context);
  if (lock === "BUSY") throw new ModemError("timeout", "the SIM stays busy", { command: "AT+CPIN" });
}

/** The settings as the modem's status shows them. */
export function describeSettings(
  dialect: Dialect,
  sms: Pick<SmsSettings, "csms" | "cnmi" | "storage">,
): { name: string; csms: number; cnmi?: string; storage?: string } {
  return {
    name: dialect.name,
    csms: sms.csms,
    ...defined({ cnmi: sms.cnmi, storage: sms.storage }),
  };
}

function withoutEmpty(sim: { [K in "imsi" | "iccid" | "smsc"]: string | undefined }): StartedModem["sim"] {
  return Object.fromEntries(Object.entries(sim).filter(([, value]) => value !== undefined && value !== ""));
}
