import { no, ok, type Result } from "../result.ts";
import { type NumberRange, parseNumberRange } from "../routing/index.ts";
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
