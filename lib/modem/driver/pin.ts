import { fieldsOf, toInteger } from "../at/fields.ts";
import { ModemError } from "../errors.ts";
import { fingerprint, type PinMemory } from "../supervision/pin-memory.ts";
import { ask, type DriverContext, QUIET_OK_MS, query } from "./context.ts";

export type { PinMemory };

/** 2: after the last wrong PIN the SIM asks for its PUK, so the last attempt is left to a person. */
const MIN_ATTEMPTS = 2;
/** 1 s between questions to a SIM that is busy: each is a command, and a person may wait for the start. */
const BUSY_PAUSE_MS = 1_000;
/** 20 s: a modem may answer `AT+CPIN=` only after the SIM was unlocked and read again. */
const UNLOCK_MS = 20_000;

/** What `AT+CPIN?` says, in capitals, e.g. `READY` or `SIM PIN`; `ABSENT` when there is no SIM. */
type SimLock = string;

/**
 * Unlocks the SIM if it asks for its PIN and one is configured. The PIN is entered at most once: it is recorded as
 * refused before it is written, and the record is removed if it was right, so that not even a power cut leads to a
 * second attempt.
 *
 * @throws ModemError "out-of-service" with a sentence that tells a person what to do
 */
export async function unlockSim(
  context: DriverContext,
  options: { pin: string | undefined; memory: PinMemory; iccid: string | undefined; imei: string },
): Promise<void> {
  const lock = await readLock(context);
  context.update({ simLock: lock });
  if (lock === "READY") return;
  if (lock !== "SIM PIN") throw new ModemError("out-of-service", lockProblem(lock), { command: "AT+CPIN" });
  const { pin, memory } = options;
  if (pin === undefined) throw outOfService(lockProblem(lock));
  const guard = await guardPin(memory, { pin, iccid: options.iccid, imei: options.imei });
  const left = await readPinAttempts(context);
  if (await guard.wasRefused()) throw outOfService(wrongPin(left));
  if (left !== undefined && left < MIN_ATTEMPTS) {
    throw outOfService(
      `Only ${left} attempt is left for the SIM's PIN: enter the right PIN in a telephone once, then put the SIM back.`,
    );
  }
  await guard.refused();
  const { result } = await ask(context, `AT+CPIN="${pin}"`, { timeoutMs: UNLOCK_MS });
  if (!result.ok) {
    const remaining = await readPinAttempts(context);
    // A SIM that was busy and still has as many attempts left has not checked the PIN.
    if (result.cme === SIM_BUSY && remaining !== undefined && remaining === left) {
      await guard.accepted();
      throw outOfService(lockProblem("BUSY"));
    }
    throw outOfService(wrongPin(remaining));
  }
  await guard.accepted();
  const after = await readLock(context);
  context.update({ simLock: after });
  if (after !== "READY") throw outOfService(lockProblem(after));
}

function wrongPin(left: number | undefined): string {
  if (left === 0) return lockProblem("SIM PUK");
  if (left !== undefined && left < MIN_ATTEMPTS) {
    return "The SIM refused the configured PIN, and 1 attempt is left, which the gateway does not use: configure the right PIN, enter it in a telephone once, then put the SIM back.";
  }
  const hint = left === undefined ? "" : ` ${left} attempts are left.`;
  return `The SIM refused the configured PIN, which is not entered again: configure the right one.${hint}`;
}

/**
 * The memory of one PIN for one SIM. The SIM's serial number cannot always be read before the PIN is entered: what was
 * refused by a SIM whose number is unknown counts for every SIM in that modem, and what any SIM in it refused counts for
 * one whose number is unknown.
 */
async function guardPin(memory: PinMemory, of: { pin: string; iccid: string | undefined; imei: string }) {
  const [unknown, any] = [`imei:${of.imei}`, `last-in:${of.imei}`];
  const marked = (sims: readonly string[]) =>
    Promise.all(sims.map(async (sim) => ({ sim, mark: await fingerprint(sim, of.pin) })));
  const asked = await marked(of.iccid === undefined ? [any] : [of.iccid, unknown]);
  const written = await marked([of.iccid ?? unknown, any]);
  return {
    async wasRefused() {
      for (const { sim, mark } of asked) if (await memory.wasRefused(sim, mark)) return true;
      return false;
    },
    async refused() {
      for (const { sim, mark } of written) await memory.refused(sim, mark);
    },
    async accepted() {
      for (const { sim, mark } of [...asked, ...written]) await memory.accepted(sim, mark);
    },
  };
}

/**
 * Asks what the SIM is waiting for, again while it is busy, up to the dialect's limit.
 *
 * @throws ModemError as {@link ask}; the context's reason when it is aborted during a pause
 */
export async function readLock(context: DriverContext): Promise<SimLock> {
  const giveUpAt = context.clock.now() + context.dialect.simReadyMs;
  for (;;) {
    const { result, lines } = await ask(context, "AT+CPIN?", {
      answer: { kind: "prefixed", prefix: "+CPIN:" },
      quietOkMs: QUIET_OK_MS,
    });
    const lock = lines.at(-1);
    if (lock !== undefined) return (fieldsOf(lock)[0] ?? "").toUpperCase();
    if (result.ok) return "READY";
    const cause = result.cme ?? (result.cms === undefined ? undefined : CMS_TO_CME[result.cms]);
    if ((cause === SIM_BUSY || cause === UNKNOWN) && context.clock.now() < giveUpAt) {
      await context.clock.sleep(BUSY_PAUSE_MS, context.signal);
      continue;
    }
    return CME_LOCKS[cause ?? -1] ?? "UNREADABLE";
  }
}

/**
 * How often the PIN may still be entered; undefined if the modem answers none of the dialect's queries.
 *
 * @throws ModemError as {@link tryAsk}
 */
export async function readPinAttempts(context: DriverContext): Promise<number | undefined> {
  for (const { command, prefix, pinField } of context.dialect.pinAttempts) {
    const lines = await query(context, command, prefix);
    const left = lines?.map((line) => toInteger(fieldsOf(line)[pinField])).find((number) => number !== undefined);
    if (left !== undefined) return left;
  }
  return undefined;
}

/** One sentence for a person, for anything but `READY`. */
function lockProblem(lock: SimLock): string {
  if (lock === "SIM PIN") return "The SIM asks for its PIN: add ?pin=… to the modem's setting.";
  if (lock === "SIM PUK") {
    return "The SIM asks for its PUK: put it in a telephone, enter the PUK and a new PIN, then configure that PIN here.";
  }
  if (lock === "ABSENT") return "There is no SIM in the modem: put one in.";
  if (lock === "BUSY") return "The SIM stays busy: take it out and put it in again.";
  if (lock === "UNREADABLE") return "The SIM cannot be read: check that it sits right and works in a telephone.";
  if (lock.startsWith("PH-")) return `The modem is locked to another network or SIM (${lock}): have it unlocked.`;
  return `The SIM waits for ${lock}: put it in a telephone and enter it there.`;
}

const SIM_BUSY = 14;
/** Some modems give this code for every reason, a busy SIM included. */
const UNKNOWN = 100;
const CME_LOCKS: Readonly<Record<number, SimLock>> = {
  5: "PH-SIM PIN",
  10: "ABSENT",
  11: "SIM PIN",
  12: "SIM PUK",
  13: "UNREADABLE",
  14: "BUSY",
  15: "UNREADABLE",
  17: "SIM PIN2",
  18: "SIM PUK2",
};
/** Some modems answer `AT+CPIN?` with CMS error codes instead of CME codes. */
const CMS_TO_CME: Readonly<Record<number, number>> = { 310: 10, 311: 11, 312: 5, 313: 13, 314: 14, 315: 15, 316: 12 };

function outOfService(message: string): ModemError {
  return new ModemError("out-of-service", message, { command: "AT+CPIN" });
}
