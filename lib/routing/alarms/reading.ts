import { composed } from "../../names.ts";

/** What an answer asks for, and for which alarms: none named means those that it can mean. */
export interface Answer {
  act: "take" | "pass" | "resolve";
  /** They stand right behind the digit or word: they mean alarms, or nothing. */
  numbers: readonly number[];
  /** They stand somewhere behind: they mean alarms only where there are such. */
  perhaps: readonly number[];
}

/** 300 characters of an answer are looked at, and 8 words for what it asks for: whoever takes an alarm says so first. */
const CHARACTERS = 300;
const WORDS = 8;

/** What counts in English and German, in lower case. */
const MEANINGS: Readonly<Record<Answer["act"], readonly string[]>> = {
  take: [
    ...[
      "ok",
      "okay",
      "k",
      "ack",
      "acknowledge",
      "acknowledged",
      "take",
      "taking",
      "taken",
      "yes",
      "yep",
      "yeah",
      "mine",
    ],
    ...["ja", "jo", "jep", "übernehme", "uebernehme", "übernommen", "uebernommen", "mach", "mache", "meins"],
  ],
  pass: ["pass", "next", "no", "nope", "nein", "ne", "nö", "weiter", "weitergeben", "weiterreichen"],
  resolve: [
    ...["done", "resolve", "resolved", "fixed", "closed", "solved"],
    ...["erledigt", "fertig", "behoben", "gelöst", "geloest", "repariert"],
  ],
};
const DIGITS: Readonly<Record<string, Answer["act"]>> = { "1": "take", "2": "pass", "0": "resolve" };
/** They turn a word around: better the help text than the wrong thing. */
const NEGATIONS = new Set(["not", "dont", "cant", "cannot", "never", "nicht", "kein", "keine", "keinen", "nie"]);
/** Between the digit and the numbers of alarms. */
const FILLERS = new Set(["alarm", "alarms", "alarme", "nr", "no", "number", "nummer", "and", "und", "all", "alle"]);

const WORD_ACTS: ReadonlyMap<string, Answer["act"]> = new Map(
  (["take", "pass", "resolve"] as const).flatMap((act) => MEANINGS[act].map((word) => [word, act] as const)),
);

/** Reads what somebody answers to an alarm, in any case and with what people add around it; `undefined`: it cannot be understood. Pure. */
export function readAnswer(text: string): Answer | undefined {
  const tokens = tokensOf(text);
  const [first] = tokens;
  if (first === undefined) return undefined;
  const digit = DIGITS[first];
  if (digit !== undefined) return { act: digit, ...numbersOf(tokens.slice(1)) };
  const words = tokens.slice(0, WORDS);
  if (words.some((word) => NEGATIONS.has(word))) return undefined;
  const acts = new Set(words.flatMap((word) => WORD_ACTS.get(word) ?? []));
  const [act] = acts;
  if (act === undefined || acts.size > 1) return undefined;
  const at = words.findIndex((word) => WORD_ACTS.has(word));
  const { numbers, perhaps } = numbersOf(tokens.slice(at + 1));
  // *Yes, 1*: a digit that says the same once more.
  const same = Object.keys(DIGITS).find((each) => DIGITS[each] === act);
  const [only, ...others] = numbers;
  if (others.length === 0 && only !== undefined && `${only}` === same) return { act, numbers: [], perhaps: [only] };
  return { act, numbers, perhaps: [...tokens.slice(0, at).filter(isNumber).map(Number), ...perhaps] };
}

/** Letters in a row, and digits in a row. Apostrophes do not part a word. */
function tokensOf(text: string): string[] {
  const beginning = composed(text.slice(0, CHARACTERS).toWellFormed(), CHARACTERS) ?? "";
  const plain = beginning.toLowerCase().replaceAll(/['’`´]/g, "");
  return plain.match(/\p{L}+|\d+/gu) ?? [];
}

function numbersOf(tokens: readonly string[]): Pick<Answer, "numbers" | "perhaps"> {
  const numbers: number[] = [];
  let at = 0;
  for (; at < tokens.length; at += 1) {
    const token = tokens[at] ?? "";
    if (isNumber(token)) numbers.push(Number(token));
    else if (!FILLERS.has(token)) break;
  }
  return { numbers, perhaps: tokens.slice(at).filter(isNumber).map(Number) };
}

const isNumber = (token: string) => /^\d{1,4}$/.test(token);
