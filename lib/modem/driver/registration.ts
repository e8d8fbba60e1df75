import { defined } from "../../defined.ts";
import { fieldsOf, toInteger } from "../at/fields.ts";
import type { Registration } from "../types.ts";

/** What one `+CREG`, `+CGREG` or `+CEREG` line says. */
export interface RegistrationLine {
  registration: Registration;
  technology?: string;
}

/** 27.007 §7.2, the value that comes last in the line. */
const TECHNOLOGIES = [
  "GSM",
  "GSM",
  "UMTS",
  "EDGE",
  "HSPA",
  "HSPA",
  "HSPA",
  "LTE",
  "LTE",
  "NB-IoT",
  "LTE",
  "5G",
  "LTE",
  "5G",
];

/** The name of an access technology's number. */
export function technologyName(act: number | undefined): string | undefined {
  return act === undefined ? undefined : TECHNOLOGIES[act];
}

/**
 * Tells the answer to `AT+CREG?` from the unsolicited line, should that come while the command runs (27.007 §7.2):
 *
 *     +CREG: 2,1                         answer: <n>,<stat>
 *     +CREG: 2,1,"00C3","0000A1B2",7     answer: <n>,<stat>,<lac>,<ci>[,<AcT>]
 *     +CREG: 1                           unsolicited: <stat>
 *     +CREG: 1,"C3","A1B2"               unsolicited: <stat>,<lac>,<ci>
 *     +CREG: 1,"C3","A1B2",7             unsolicited: <stat>,<lac>,<ci>,<AcT>
 *
 * An area may have one or two digits, as a status has; a cell has more than an access technology.
 */
export function isRegistrationAnswer(line: string): boolean {
  const fields = fieldsOf(line);
  const [n, stat, , fourth = ""] = fields;
  if (!isNumberUpTo(n, 5) || !isNumberUpTo(stat, LAST_STATUS)) return false;
  return fields.length === 2 || (fields.length >= 4 && !/^\d{1,2}$/.test(fourth));
}

/** Reads the answer to `AT+CREG?`. */
export function parseRegistrationAnswer(line: string): RegistrationLine {
  return registrationIn(fieldsOf(line).slice(1));
}

/** Reads what the modem says unasked, and the answer of modems that leave out `<n>`. */
export function parseRegistration(line: string): RegistrationLine {
  return registrationIn(fieldsOf(line));
}

function registrationIn([stat, , , act]: string[]): RegistrationLine {
  const technology = technologyName(toInteger(act));
  return { registration: registrationOf(toInteger(stat)), ...defined({ technology }) };
}

/** Registrations that explain why messages cannot be sent, most telling first. */
const TELLING: readonly Registration[] = ["denied", "emergency-only", "no-sms", "searching", "not-registered"];

/** The circuit-switched registration decides, unless only a packet network carries messages. */
export function combineRegistrations(lines: readonly (RegistrationLine | undefined)[]): RegistrationLine {
  const known = lines.filter((line) => line !== undefined);
  const good = known.find(({ registration }) => isRegistered(registration));
  const technology = good?.technology ?? known.find((line) => line.technology !== undefined)?.technology;
  const telling = TELLING.find((registration) => known.some((line) => line.registration === registration));
  return {
    registration: good?.registration ?? telling ?? "unknown",
    ...defined({ technology }),
  };
}

/** Whether messages can be sent. */
export function isRegistered(registration: Registration): boolean {
  return registration === "home" || registration === "roaming";
}

const LAST_STATUS = 11;

function registrationOf(stat: number | undefined): Registration {
  switch (stat) {
    case 0:
      return "not-registered";
    case 1:
    case 6:
    case 9:
      return "home";
    case 2:
      return "searching";
    case 3:
      return "denied";
    case 5:
    case 7:
    case 10:
      return "roaming";
    case 8:
      return "emergency-only";
    case 11:
      return "no-sms";
    default:
      return "unknown";
  }
}

function isNumberUpTo(field: string | undefined, last: number): boolean {
  const number = toInteger(field);
  return number !== undefined && number >= 0 && number <= last;
}
