import { no, ok, type Result } from "../result.ts";
import { type NumberRange, parseNumberRange, parseSenderRules, type SenderRules } from "../routing/index.ts";
import { settingsOf } from "./option.ts";

const general = settingsOf("general");

/** Which numbers may be sent to and called. */
export const NUMBER_SETTINGS = {
  numbersAllowed: ranges(
    "numbers-allowed",
    "The only numbers that may be sent to and called: countries by their two letters, prefixes such as +49170 or 0170, short codes by their digits. Applies to every interface and command.",
    "any",
  ),
  numbersBlocked: ranges(
    "numbers-blocked",
    "Numbers that may be neither sent to nor called, in the same form, such as +49900. Takes precedence over --numbers-allowed.",
    "none",
  ),
  emergencyAllowed: general.now<readonly string[]>({
    flag: "emergency-allowed",
    placeholder: "NUMBER",
    documentation:
      "Emergency numbers, such as 112, that may be sent to and called nevertheless. All others, those of the home country and of 3GPP TS 22.101 (112, 911, 000, 08, 110, 118, 119, 999), are always refused, however they are written.",
    repeatable: true,
    defaultShown: "none",
    absent: [],
    parse: parseEmergencyNumbers,
  }),
  incomingFrom: general.now<SenderRules>({
    flag: "incoming-from",
    placeholder: "accept:PATTERN|block:PATTERN",
    documentation:
      "Senders whose messages and calls are kept: accept:^\\+49 keeps only those that match one of the accept patterns, block:bank keeps all but those; block comes first. Patterns are regular expressions (RE2 syntax) on any part of the number, as received or in international form, or of the sender's name, without case; ^$ is a withheld number. Several are separated by semicolons. What is not accepted is deleted from the SIM, counted and logged without its text.",
    repeatable: true,
    defaultShown: "all",
    absent: { accepted: [], blocked: [] },
    parse: parseSenderRules,
  }),
};

function ranges(flag: string, documentation: string, defaultShown: string) {
  return general.now<readonly NumberRange[]>({
    flag,
    placeholder: "CC|PREFIX",
    documentation,
    repeatable: true,
    defaultShown,
    absent: [],
    parse: parseRanges,
  });
}

function parseRanges(texts: readonly string[]): Result<readonly NumberRange[]> {
  const given = parts(texts);
  const read = given.map(parseNumberRange);
  const found = read.filter((range) => range !== undefined);
  return given.length > 0 && found.length === read.length
    ? ok(found)
    : no("must be countries such as DE and prefixes such as +49170, separated by commas");
}

function parseEmergencyNumbers(texts: readonly string[]): Result<readonly string[]> {
  const given = parts(texts);
  return given.length > 0 && given.every((number) => /^\d{2,6}$/.test(number))
    ? ok(given)
    : no("must be emergency numbers such as 112, separated by commas");
}

const parts = (texts: readonly string[]) =>
  texts
    .flatMap((text) => text.split(","))
    .map((part) => part.trim())
    .filter((part) => part !== "");
