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
 * Tells the answer to `AT+CREG?` from the unsolicited line. Both begin alike:
 *
 *     +CREG: 2,1,"00C3","0000A1B2",7     answer: <n>,<stat>,…
 *     +CREG: 1,"00C3","0000A1B2",7       unsolicited: <stat>,…
 *
 * A location area has four hexadecimal digits, a status one or two decimal ones.
 */
export function isRegistrationAnswer(line: string): boolean {
  return /^\+C5?[GE]?REG\s*:\s*"?\d"?\s*,\s*"?\d{1,2}"?\s*(,|$)/i.test(line);
}

/** Reads either form. */
export function parseRegistration(line: string): RegistrationLine {
  const fields = fieldsOf(line);
  const stat = isRegistrationAnswer(line) ? 1 : 0;
  const technology = technologyName(toInteger(fields[stat + 3]));
  return {
    registration: registrationOf(toInteger(fields[stat])),
    ...(technology === undefined ? {} : { technology }),
  };
}

/** The circuit-switched registration decides, unless only a packet network carries messages. */
export function combineRegistrations(lines: readonly (RegistrationLine | undefined)[]): RegistrationLine {
  const known = lines.filter((line) => line !== undefined);
  const good = known.find(({ registration }) => isRegistered(registration));
  const technology = (good?.technology ?? known.find((line) => line.technology !== undefined)?.technology) as
    | string
    | undefined;
  return {
    registration: good?.registration ?? known[0]?.registration ?? "unknown",
    ...(technology === undefined ? {} : { technology }),
  };
}

/** Whether messages can be sent. */
export function isRegistered(registration: Registration): boolean {
  return registration === "home" || registration === "roaming";
}

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
    case 8:
      return "denied";
    case 5:
    case 7:
    case 10:
      return "roaming";
    default:
      return "unknown";
  }
}
