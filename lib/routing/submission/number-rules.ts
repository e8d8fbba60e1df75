import type { CountryCode } from "libphonenumber-js/max";
import { onFirstUse } from "../../on-first-use.ts";
import { emergencyNumbers } from "./emergency-numbers.ts";
import { phoneNumbers } from "./phone-numbers.ts";

/** Which numbers one entry of a setting stands for: a country by its two letters, or what a number begins with. */
export type NumberRange = { country: CountryCode } | { prefix: string };

/** What an operator has set. */
export interface NumberSettings {
  /** Only these; empty: all. Stronger is `blocked`. */
  allowed: readonly NumberRange[];
  blocked: readonly NumberRange[];
  /** Emergency numbers that may be reached all the same, as they are dialled. */
  emergency: readonly string[];
}

/** Every number may be reached, but those for emergencies. */
export const ANY_NUMBER: NumberSettings = { allowed: [], blocked: [], emergency: [] };

/** Why a number may not be reached. */
export type NumberRefusal = "emergency" | "blocked" | "not-allowed";

/** Decides which numbers may be sent to and called. */
export interface NumberRules {
  /**
   * @param number  `+49…` or a short code, as a number reader gives it; of a call also what is dialled, such as `*31#112`
   * @param kind  a call reaches more than a text: networks look at the first digits that are dialled
   */
  check(number: string, kind: "text" | "ring"): "allowed" | NumberRefusal;
}

/** With a country's code: 3 digits of it, leading zeros, and 6 of the longest emergency numbers. */
const LONGEST_EMERGENCY = 12;
/** 3 digits: the longest country code of E.164. */
const LONGEST_COUNTRY_CODE = 3;
/** The 6 of the longest emergency numbers; a call reaches one with 3 more digits behind 3. */
const LONGEST_BARE_EMERGENCY = 6;

/** Reads `DE`, `+49170`, `0049170` or `12345`; `undefined` when it is none of these. */
export function parseNumberRange(text: string): NumberRange | undefined {
  const given = text.trim();
  const country = given.toUpperCase();
  if (phoneNumbers().isSupportedCountry(country)) return { country };
  const digits = given.replace(/[\s/.()-]/g, "").replace(/^00/, "+");
  return /^\+?\d{1,15}$/.test(digits) ? { prefix: digits } : undefined;
}

/** @param options.country  home country, ISO 3166-1 */
export function createNumberRules(options: { country: string } & NumberSettings): NumberRules {
  const home = options.country.toUpperCase();
  const homeCode = phoneNumbers().isSupportedCountry(home) ? phoneNumbers().getCountryCallingCode(home) : "";
  const allowed = options.allowed.map(asDialledAbroad);
  const blocked = options.blocked.map(asDialledAbroad);
  const excepted = new Set(options.emergency);
  const atHome = patternOf([home]);
  const dialledAtHome = new RegExp(`^(?:${sourceOf(emergencyNumbers([home]).filter(isCalledByPrefix))})\\d{0,3}$`);

  /** `0170` is `+49170`. */
  function asDialledAbroad(range: NumberRange): NumberRange {
    const isNational = "prefix" in range && range.prefix.startsWith("0") && homeCode !== "";
    return isNational ? { prefix: `+${homeCode}${range.prefix.slice(1)}` } : range;
  }

  /** What a network may make of digits: with and without the zeros of a trunk or of going abroad, and the home country's code. */
  function formsOf(digits: string): string[] {
    const bare = digits.replace(/^0+/, "");
    const behind = homeCode !== "" && bare.startsWith(homeCode) ? bare.slice(homeCode.length) : "";
    return [digits, bare, behind, behind.replace(/^0+/, "")].filter((form) => form !== "");
  }

  function isEmergency(number: string, kind: "text" | "ring"): boolean {
    // What stands around a service code (*31#112) is dialled as well.
    for (const digits of number.split(/[^\d]+/)) {
      if (digits === "" || digits.length > LONGEST_EMERGENCY || isLongerThanAny(digits)) continue;
      const forms = formsOf(digits);
      if (forms.some((form) => excepted.has(form))) continue;
      if (forms.some((form) => atHome.test(form))) return true;
      if (isAbroad(number) && isEmergencyAbroad(digits)) return true;
      if (kind === "ring" && forms.some((form) => dialledAtHome.test(form))) return true;
    }
    return false;
  }

  /** `+43 133`: of the country whose code it has. */
  function isEmergencyAbroad(digits: string): boolean {
    for (let length = 1; length <= 3; length++) {
      const countries = countriesByCode().get(digits.slice(0, length));
      if (countries === undefined) continue;
      const rest = digits.slice(length);
      const forms = [rest, rest.replace(/^0+/, "")];
      return !forms.some((form) => excepted.has(form)) && forms.some((form) => patternOf(countries).test(form));
    }
    return false;
  }

  return {
    check(number, kind) {
      if (isEmergency(number, kind)) return "emergency";
      if (allowed.length === 0 && blocked.length === 0) return "allowed";
      const countries = countriesOf(number);
      if (blocked.some((range) => touches(range, number, countries))) return "blocked";
      const isAllowed = allowed.length === 0 || allowed.some((range) => holds(range, number, countries));
      return isAllowed ? "allowed" : "not-allowed";
    },
  };
}

/** Whether more than an emergency number is left without zeros, any country's code and zeros: so of almost all numbers. */
function isLongerThanAny(digits: string): boolean {
  const behindCode = behindZeros(digits, behindZeros(digits, 0) + LONGEST_COUNTRY_CODE);
  return digits.length - behindCode > LONGEST_BARE_EMERGENCY;
}

function behindZeros(digits: string, from: number): number {
  let at = from;
  while (digits[at] === "0") at++;
  return at;
}

/** Numbers of three digits and more. Those of two are the beginning of too many others. */
const isCalledByPrefix = (number: string) => /^\d{3}$/.test(number);
const isAbroad = (number: string) => number.startsWith("+");
const sourceOf = (numbers: readonly string[]) => numbers.map((number) => number.replaceAll("?", "\\d")).join("|");

const patterns = new Map<string, RegExp>();

/** Matches the emergency numbers of these countries, whole. */
function patternOf(countries: readonly string[]): RegExp {
  const key = countries.join();
  const pattern = patterns.get(key) ?? new RegExp(`^(?:${sourceOf(emergencyNumbers(countries))})$`);
  patterns.set(key, pattern);
  return pattern;
}

const countriesByCode = onFirstUse((): ReadonlyMap<string, readonly CountryCode[]> => {
  const { getCountries, getCountryCallingCode } = phoneNumbers();
  return Map.groupBy(getCountries(), (country) => getCountryCallingCode(country));
});

/** Where a number is; several where the tables cannot say which of those that share a code; none of a short code. */
function countriesOf(number: string): readonly CountryCode[] {
  if (!isAbroad(number)) return [];
  const parsed = phoneNumbers().parsePhoneNumberFromString(number);
  if (parsed?.country !== undefined) return [parsed.country];
  return countriesByCode().get(parsed?.countryCallingCode ?? "") ?? [];
}

/** Whether a number may be in the range: for what is blocked. */
function touches(range: NumberRange, number: string, countries: readonly CountryCode[]): boolean {
  return "prefix" in range ? number.startsWith(range.prefix) : countries.includes(range.country);
}

/** Whether a number is certainly in the range: for what is allowed. */
function holds(range: NumberRange, number: string, countries: readonly CountryCode[]): boolean {
  if ("prefix" in range) return number.startsWith(range.prefix);
  return countries.length === 1 && countries[0] === range.country;
}
