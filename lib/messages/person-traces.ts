import { parseJson } from "../json.ts";
import { maskNumber } from "../visible.ts";

/** Whom an erasure is about. */
export interface ErasedPerson {
  /** As messages have it. */
  number: string;
  /** How else a network or a person writes it, digits alone. */
  forms: readonly string[];
  contacts: readonly { id: number; name: string; email?: string }[];
  /** Chats at Telegram. */
  chatIds: readonly number[];
}

/** What stands where a person was. */
export const ERASED = "[erased]";

/** Finds a person in what is stored. */
export interface PersonTraces {
  readonly person: ErasedPerson;
  /** Whether it is one of the person's numbers, and nothing else. */
  isNumber(value: unknown): boolean;
  /** Whether a text names the person by number, chat or address. */
  isIn(text: string): boolean;
  /** The text without them, the same one if they are not in it. */
  masked(text: string): string;
  /** JSON without them, and without the names of the person's contacts where they are all of a text; no JSON: as {@link masked}. */
  maskedJson(json: string): string;
  /** As {@link masked}, and without the names. For sentences that are known to be about the person. */
  maskedNames(text: string): string;
  /** As {@link masked}, and short numbers and senders' names where a sentence says `to` or `from`, or begins with them. */
  maskedParty(text: string): string;
  /** Digits as they would stand in a file. */
  readonly digits: readonly string[];
}

/** 7 digits: shorter numbers are short codes, whose digits in a text may mean anything. */
const SHORTEST_IN_TEXT = 7;
/** All of a text in JSON: 3 digits or more are no count; what is shorter, or a sender's name, may be a word of the program's. */
const NUMBER_ALONE = /^\+?\d{3,}$/;
/** Where JSON says who sends or is sent to: there it is the person, whatever it looks like. */
const PARTY = /^(?:to|from|sender|recipient|number|caller|phone)s?$/i;
/** What people write between digits, ` / ` and ` – ` too, what nobody sees, and the same in a URL. */
const BETWEEN = String.raw`(?:[\s()./_,+·•\-\u00ad\u200b-\u200f\u2010-\u2015\u202a-\u202e\u2060\u2066-\u2069\u2212]|%2[\da-f]){0,5}`;
/** The zeros of ASCII, Arabic, Persian, Devanagari and full width. */
const ZEROS = [0x30, 0x660, 0x6f0, 0x966, 0xff10];
/** Not within a longer number; `%20` in front of one is a blank. */
const BEGINS = String.raw`(?:(?<!\p{Nd})|(?<=%[\da-f]{2}))`;

/** Makes what finds a person, also where the number is written with blanks, or with a trunk prefix. */
export function createTraces(person: ErasedPerson): PersonTraces {
  const { number, contacts, chatIds } = person;
  const numbers = [...new Set([number, ...person.forms])];
  // Digits in the name of a sender are no number.
  const dialled = /^[+*#\d]+$/.test(number) ? numbers : [];
  const exact = new Set([...numbers, ...chatIds.map((id) => `telegram:${id}`)]);
  const names = new Set(contacts.map(({ name }) => name.toLowerCase()));
  const contactIds = new Set(contacts.map(({ id }) => id));
  const found = patternOf([
    ...numberPatterns(dialled),
    ...contacts.flatMap(({ email }) => (email === undefined ? [] : [wordPattern(email)])),
    ...chatIds.map((id) => String.raw`(?<![\d-])(?:telegram:)?${id}(?!\d)`),
  ]);
  // What is erased is passed over: somebody may be called "Erased".
  const named =
    contacts.length === 0
      ? undefined
      : patternOf([...contacts.map(({ name }) => wordPattern(name)), RegExp.escape(ERASED)]);

  const masked = (text: string) => (found === undefined ? text : text.replace(found, ERASED));
  const maskedNames = (text: string) => masked(named === undefined ? text : text.replace(named, ERASED));

  const parties = partyPattern(numbers);
  const maskedParty = (text: string) => masked(text.replace(parties, ERASED));

  /** A shorter one is a count, an ID or a time. */
  const isNumberIn = (value: number) => value >= 10 ** (SHORTEST_IN_TEXT - 1) && exact.has(String(value));
  const isTextIn = (value: string, isParty: boolean) =>
    names.has(value.toLowerCase()) || (exact.has(value) && (isParty || NUMBER_ALONE.test(value)));

  function maskedValue(value: unknown, isParty = false): unknown {
    if (typeof value === "string") return isTextIn(value, isParty) ? ERASED : masked(value);
    if (typeof value === "number") return isNumberIn(value) || chatIds.includes(value) ? 0 : value;
    if (Array.isArray(value)) return value.map((each) => maskedValue(each, isParty));
    if (value === null || typeof value !== "object") return value;
    const { contactId } = value as { contactId?: unknown };
    const isContact = typeof contactId === "number" && contactIds.has(contactId);
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, each]) => {
        if (isContact && key === "contactId") return [];
        return [[masked(key), isContact && key === "name" ? ERASED : maskedValue(each, PARTY.test(key))]];
      }),
    );
  }

  return {
    person,
    isNumber: (value) => typeof value === "string" && exact.has(value),
    isIn: (text) => masked(text) !== text,
    masked,
    maskedNames,
    maskedParty,
    maskedJson(json) {
      const value = parseJson(json);
      if (value === null || typeof value !== "object") return masked(json);
      const before = JSON.stringify(value);
      const after = JSON.stringify(maskedValue(value));
      return after === before ? json : after;
    },
    digits: [...new Set(dialled.map((each) => each.replaceAll(/\D/g, "")))].filter(
      (digits) => digits.length >= SHORTEST_IN_TEXT && (number.endsWith(digits) || digits.startsWith("0")),
    ),
  };
}

/** Numbers as events say them, which show those of up to 6 characters whole, and of others the ends. */
function partyPattern(numbers: readonly string[]): RegExp {
  const shown = [...new Set(numbers.flatMap((each) => [each, maskNumber(each)]))];
  const any = shown.sort((one, other) => other.length - one.length).map((each) => RegExp.escape(each));
  return new RegExp(String.raw`(?<=^|\b(?:to|from) )(?:${any.join("|")})(?![\p{L}\p{N}])`, "gu");
}

function patternOf(patterns: readonly string[]): RegExp | undefined {
  return patterns.length === 0 ? undefined : new RegExp(patterns.join("|"), "giu");
}

/** Longer forms first: `00491…` before `491…`. Also as it is in the event log, `+4917…67`, and as `+49 (0)170…`. */
function numberPatterns(numbers: readonly string[]): string[] {
  const digits = [...new Set(numbers.map((each) => each.replaceAll(/\D/g, "")))]
    .filter((each) => each.length >= SHORTEST_IN_TEXT)
    .sort((one, other) => other.length - one.length);
  const [international] = numbers;
  if (digits.length === 0 || international === undefined) return [];
  const plain = international.replaceAll(/\D/g, "");
  const national = digits.find((each) => !each.startsWith("0") && each !== plain && plain.endsWith(each));
  const spaced = digits.map(written);
  if (national !== undefined) {
    const code = written(plain.slice(0, -national.length));
    spaced.unshift([`(?:${written("00")}${BETWEEN})?${code}`, written("0"), written(national)].join(BETWEEN));
  }
  const shown = maskNumber(international);
  // A number that is too short to be masked begins those of others.
  const inLog = shown === international ? [] : [String.raw`${RegExp.escape(shown)}(?!\p{Nd})`];
  return [String.raw`${BEGINS}\+?(?:${spaced.join("|")})(?!\p{Nd})`, ...inLog];
}

const written = (digits: string) =>
  [...digits]
    .map((digit) => `[${ZEROS.map((zero) => String.fromCodePoint(zero + Number(digit))).join("")}]`)
    .join(BETWEEN);

/** A word that is not part of a longer one. */
const wordPattern = (word: string) => String.raw`(?<![\p{L}\p{N}])${RegExp.escape(word)}(?![\p{L}\p{N}])`;
