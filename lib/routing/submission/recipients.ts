import type { CountryCode, NumberingPlan } from "libphonenumber-js/max";
import { NUMBER_CHARACTERS, RECIPIENTS_OF_A_REQUEST } from "../../limits.ts";
import { createLru } from "../../lru.ts";
import { onFirstUse } from "../../on-first-use.ts";
import { no, ok, type Result } from "../../result.ts";
import { phoneNumbers } from "./phone-numbers.ts";

/** Why a recipient is no telephone number. `ambiguous`: of several readings none is certain. */
export type NumberProblem = "empty" | "not-a-number" | "too-short" | "too-long" | "ambiguous";

/** One for each, as a sentence to people without its full stop. */
export const NUMBER_PROBLEMS: Readonly<Record<NumberProblem, string>> = {
  empty: "the telephone number is empty",
  "not-a-number": "not a telephone number",
  "too-short": "the telephone number is too short",
  "too-long": "the telephone number is too long",
  ambiguous:
    "the telephone number may be national or international: write it with + and the country's code, or with the national prefix",
};

/** `+` and 5 to 15 digits, or a short code as it was typed. */
type NumberResult = Result<string, NumberProblem>;

/** Reads what people and programs write as a telephone number, for one home country. */
export interface NumberReader {
  /**
   * Reads one number. One with `+`, `00` or the national prefix that no table knows is passed on. Without any of them it is
   * read as what the tables know, national or international; as international where the home country has no numbers of
   * that length; and is refused where neither is certain, since somebody else might get the message.
   *
   * @param options.blankIsPlus  a leading blank was a `+` in a URL; without it, it may be layout after a comma
   */
  read(raw: string, options?: { blankIsPlus?: boolean }): NumberResult;
  /**
   * Reads several, separated by comma or semicolon; empty ones between separators are left out. No more are read than one
   * above {@link RECIPIENTS_OF_A_REQUEST}.
   */
  readList(raw: string): { raw: string; result: NumberResult }[];
  /** How else a network may write a number that was read, such as `01701234567` and `1701234567`: what is read as the same. */
  otherFormsOf(number: string): readonly string[];
}

/** 15 digits: the limit of E.164. */
const LONGEST = 15;
/** 5 digits: the shortest numbers in use, with their country's code. */
const SHORTEST_INTERNATIONAL = 5;
/** 2 digits: a single one is a mistake. */
const SHORTEST_SHORT_CODE = 2;
/** 6 digits: up to here a number without prefix is a short code, which only the network can judge. */
const LONGEST_SHORT_CODE = 6;

interface Home {
  country: CountryCode;
  callingCode: string;
  /** What national numbers are dialled with; empty where there is none. */
  trunk: string;
  /** The digits of its longest numbers, without country's code and trunk prefix. */
  longest: number;
  /** The trunk prefix is a plain 0 that goes away: `0170…` is `+49170…`. */
  plainZero: boolean;
  /** National numbers are dialled with a trunk prefix that begins with 0, so digits without one are international. */
  zeroTrunk: boolean;
}

const callingCodes = onFirstUse((): ReadonlySet<string> => {
  const { getCountries, getCountryCallingCode } = phoneNumbers();
  return new Set(getCountries().map((country) => getCountryCallingCode(country)));
});
/** Codes of no country (ITU-T E.164): satellites, and the global networks that many machines' SIMs are of. */
const WORLDWIDE: ReadonlySet<string> = new Set(["800", "808", "870", "878", "881", "882", "883", "888", "979"]);
/** Where the tables allow for the extensions of old private exchanges: the Bundesnetzagentur gives 11 digits at most. */
const LONGEST_NATIONAL: Readonly<Partial<Record<CountryCode, number>>> = { DE: 11 };

/**
 * Makes a reader.
 *
 * @param options.country  home country of national numbers, two letters (ISO 3166-1); one that is unknown means that
 *   national numbers are passed on as short codes are
 */
export function createNumberReader(options: { country: string; cacheSize?: number }): NumberReader {
  const country = options.country.toUpperCase();
  const home = phoneNumbers().isSupportedCountry(country) ? homeOf(country) : undefined;
  const cache = createLru<string, NumberResult>(options.cacheSize ?? 4096);

  function read(raw: string, { blankIsPlus = false } = {}): NumberResult {
    if (raw.length > NUMBER_CHARACTERS) return no("too-long");
    const form = strip(raw);
    if (typeof form !== "object") return no(form);
    const fast = readFast(form, home);
    if (fast !== undefined) return fast;
    const blank = form.leadingBlank ? (blankIsPlus ? "plus" : "perhaps") : "none";
    const key = `${form.plus ? "+" : ""}${form.digits}${blank}`;
    const known = cache.get(key);
    if (known !== undefined) return known;
    const result = readSlow(form, home, blank);
    cache.set(key, result);
    return result;
  }

  return {
    read,
    readList(raw) {
      if (!/[,;]/.test(raw)) return raw.trim() === "" ? [] : [{ raw, result: read(raw, { blankIsPlus: true }) }];
      return raw
        .split(/[,;]/, RECIPIENTS_OF_A_REQUEST + 1)
        .map((item, index) => ({ item, blankIsPlus: index === 0 }))
        .filter(({ item }) => item.trim() !== "")
        .map(({ item, blankIsPlus }) => ({ raw: item, result: read(item, { blankIsPlus }) }));
    },
    otherFormsOf(number) {
      if (!number.startsWith("+")) return [];
      const digits = number.slice(1);
      const national =
        home !== undefined && digits.startsWith(home.callingCode) ? digits.slice(home.callingCode.length) : "";
      const forms = [digits, `00${digits}`, ...(national === "" ? [] : [national, `${home?.trunk}${national}`])];
      return [...new Set(forms)].filter((form) => {
        const result = read(form);
        return result.ok && result.value === number;
      });
    },
  };
}

interface Form {
  plus: boolean;
  leadingBlank: boolean;
  digits: string;
}

/** Leaves out layout: blanks, `-`, `/`, `.`, brackets, and what copying from a page adds (dashes, directions marks). */
function strip(raw: string): Form | NumberProblem {
  if (/^\+?\d+$/.test(raw)) return plainForm(raw);
  const leadingBlank = raw.startsWith(" ");
  let plus = false;
  let digits = "";
  for (const character of withoutFraction(raw)) {
    if (character >= "0" && character <= "9") digits += character;
    else if (character === "+" && !plus && digits === "") plus = true;
    else if (!/[\s\-/.()[\]\p{Pd}\p{Cf}]/u.test(character)) return "not-a-number";
  }
  if (digits === "") return plus || raw.trim() !== "" ? "not-a-number" : "empty";
  return { plus, leadingBlank, digits };
}

function plainForm(raw: string): Form {
  const plus = raw.startsWith("+");
  return { plus, leadingBlank: false, digits: plus ? raw.slice(1) : raw };
}

/** `491701234567.0`: spreadsheets and data frames take a number for a quantity, and its `.0` is no digit to dial. */
function withoutFraction(raw: string): string {
  return /[.,]0+\s*$/.test(raw) ? raw.replace(/^(\s*\+?[1-9]\d{6,})[.,]0+\s*$/, "$1") : raw;
}

/** The forms that need no table: almost all of them. */
function readFast({ plus, leadingBlank, digits }: Form, home: Home | undefined): NumberResult | undefined {
  if (plus) return readInternational(digits);
  if (hasInternationalPrefix(digits)) return readInternational(digits.slice(2));
  if (digits.length > LONGEST) return no("too-long");
  if (digits.length <= LONGEST_SHORT_CODE) return leadingBlank ? undefined : shortCode(digits);
  if (home === undefined) return undefined;
  if (home.plainZero && digits[0] === "0") return ok(`+${home.callingCode}${digits.slice(1)}`);
  const behindCode = digits[home.callingCode.length];
  const homeCode = home.zeroTrunk && digits.startsWith(home.callingCode) && behindCode !== "0";
  return homeCode && digits.length >= home.callingCode.length + 7 ? ok(`+${digits}`) : undefined;
}

/** `00`, except before another 0 in what is as short as `000`, Australia's emergency number. */
function hasInternationalPrefix(digits: string): boolean {
  return digits.startsWith("00") && (digits[2] !== "0" || digits.length > LONGEST_SHORT_CODE);
}

/** `undefined`: a 0 follows the country's code (`+49 (0)170 …`), which is right in Italy and wrong in Germany. */
function readInternational(digits: string): NumberResult | undefined {
  if (digits.length < SHORTEST_INTERNATIONAL) return no("too-short");
  if (digits[0] === "0") return no("not-a-number");
  const behindCode = digits[callingCodeLength(digits)];
  if (behindCode === "0") return undefined;
  return digits.length > LONGEST ? no("too-long") : ok(`+${digits}`);
}

function readSlow(form: Form, home: Home | undefined, blank: "plus" | "perhaps" | "none"): NumberResult {
  const { digits } = form;
  if (form.plus) return bounded(validNumber(`+${digits}`) ?? `+${digits}`);
  if (hasInternationalPrefix(digits)) {
    return bounded(validNumber(`+${digits.slice(2)}`) ?? `+${digits.slice(2)}`);
  }
  const certainlyPlus = blank === "plus" && digits[0] !== "0" && digits.length >= SHORTEST_INTERNATIONAL;
  if (certainlyPlus) return bounded(validNumber(`+${digits}`) ?? `+${digits}`);
  if (digits.length <= LONGEST_SHORT_CODE) return shortCode(digits);

  const international = digits[0] === "0" ? undefined : validNumber(`+${digits}`);
  const national = home === undefined ? undefined : validNational(digits, home);
  const internationalFirst = blank === "perhaps" || home === undefined || home.zeroTrunk;
  const valid = internationalFirst ? (international ?? national) : (national ?? international);
  return valid === undefined ? unknownToTables(digits, home) : bounded(valid);
}

/** What no table knows: new ranges, private networks, numbers of machines, which have up to 15 digits. */
function unknownToTables(digits: string, home: Home | undefined): NumberResult {
  if (digits[0] === "0") {
    if (home === undefined) return ok(digits);
    return bounded(nationalNumber(digits, home) ?? `+${home.callingCode}${digits.slice(1)}`);
  }
  if (digits.length <= LONGEST_SHORT_CODE + 1) return ok(digits);
  const perhapsNational = home !== undefined && digits.length <= home.longest;
  return perhapsNational || !perhapsInternational(digits) ? no("ambiguous") : bounded(`+${digits}`);
}

function validNumber(number: string): string | undefined {
  const parsed = phoneNumbers().parsePhoneNumberFromString(number);
  return parsed?.isValid() ? parsed.number : undefined;
}

function validNational(digits: string, home: Home): string | undefined {
  const parsed = phoneNumbers().parsePhoneNumberFromString(digits, home.country);
  const fits = parsed !== undefined && parsed.nationalNumber.length <= home.longest;
  return fits && parsed.isValid() ? parsed.number : undefined;
}

function nationalNumber(digits: string, home: Home): string | undefined {
  return phoneNumbers().parsePhoneNumberFromString(digits, home.country)?.number;
}

function bounded(number: string): NumberResult {
  const digits = number.startsWith("+") ? number.length - 1 : number.length;
  return digits > LONGEST ? no("too-long") : ok(number);
}

/** Whether a number that was read is international and shorter than any of its country: such a one is a mistake, or of a private network. */
export const isTooShort = (number: string): boolean =>
  number.startsWith("+") && phoneNumbers().validatePhoneNumberLength(number) === "TOO_SHORT";

function shortCode(digits: string): NumberResult {
  return digits.length < SHORTEST_SHORT_CODE ? no("too-short") : ok(digits);
}

/** Of a known code and not too short for it; longer than the tables say are numbers of machines. */
function perhapsInternational(digits: string): boolean {
  const code = digits.slice(0, callingCodeLength(digits));
  return WORLDWIDE.has(code) || (callingCodes().has(code) && !isTooShort(`+${digits}`));
}

/** Countries' codes are prefix-free and have 1 to 3 digits; one that is not assigned counts as 3. */
function callingCodeLength(digits: string): number {
  if (callingCodes().has(digits.slice(0, 1))) return 1;
  return callingCodes().has(digits.slice(0, 2)) ? 2 : 3;
}

function homeOf(country: CountryCode): Home {
  const metadata = new (phoneNumbers().Metadata)();
  metadata.selectNumberingPlan(country);
  const plan = metadata.numberingPlan as (NumberingPlan & TrunkPrefix) | undefined;
  const trunk = plan?.nationalPrefix();
  const zeroTrunk = typeof trunk === "string" && trunk.startsWith("0");
  const plainZero = trunk === "0" && plan?.nationalPrefixForParsing() === "0" && !plan.nationalPrefixTransformRule();
  const callingCode = phoneNumbers().getCountryCallingCode(country);
  const lengths = ["FIXED_LINE", "MOBILE"].flatMap((type) => plan?.type(type)?.possibleLengths() ?? []);
  // E.164 counts the country's code too.
  const longest = LONGEST_NATIONAL[country] ?? Math.min(LONGEST - callingCode.length, Math.max(...lengths));
  return { country, callingCode, trunk: typeof trunk === "string" ? trunk : "", longest, plainZero, zeroTrunk };
}

/** Public methods that the package's declarations leave out; 0 stands for "none". */
interface TrunkPrefix {
  type(name: string): { possibleLengths(): number[] } | undefined;
  nationalPrefix(): string | 0 | undefined;
  nationalPrefixForParsing(): string | 0 | undefined;
  nationalPrefixTransformRule(): string | 0 | undefined;
}
