import { no, ok, type Result } from "../result.ts";
import { OPT_IN_WORDS, OPT_OUT_WORDS, wordKey } from "../routing/index.ts";
import { onOff } from "./kinds.ts";
import { settingsOf, single } from "./option.ts";

const general = settingsOf("general");

/** 200 words: several for each of many languages. */
const MOST_WORDS = 200;
/** 459 characters: three parts of plain text. */
const LONGEST_CONFIRMATION = 459;
const NO_CONFIRMATION = "none";

/** Who says STOP gets no more messages. */
export const OPT_OUT_SETTINGS = {
  optOut: general.now({
    flag: "opt-out",
    documentation:
      "Whether a received SMS that is nothing but one of --opt-out-words, such as STOP, opts its sender out: nothing is sent to the number any more. Numbers that opted out before, or by hand, stay opted out when this is off.",
    default: "off",
    ...onOff,
  }),
  optOutWords: words(
    "opt-out-words",
    "Words that opt out, in place of the usual ones. Case, accents and punctuation around a word do not count.",
    OPT_OUT_WORDS,
  ),
  optInWords: words("opt-in-words", "Words that opt in again, in place of the usual ones.", OPT_IN_WORDS),
  optOutConfirmation: confirmation(
    "opt-out-confirmation",
    "The SMS that confirms an opt-out by message, once; none for no confirmation. Names and short codes as senders get none.",
    "You will get no more messages from us. Reply START to get them again.",
  ),
  optInConfirmation: confirmation(
    "opt-in-confirmation",
    "The SMS that confirms that somebody opted in again, once; none for no confirmation.",
    "You will get messages from us again. Reply STOP to end them.",
  ),
};

function words(flag: string, documentation: string, absent: readonly string[]) {
  return general.now<readonly string[]>({
    flag,
    placeholder: "WORD",
    documentation,
    repeatable: true,
    defaultShown: absent.join(", "),
    absent,
    parse: parseWords,
  });
}

function confirmation(flag: string, documentation: string, text: string) {
  return general.now<string | undefined>({
    flag,
    placeholder: "TEXT|none",
    documentation,
    default: text,
    parse: single(parseConfirmation),
  });
}

function parseWords(texts: readonly string[]): Result<readonly string[]> {
  const given = texts
    .flatMap((text) => text.split(","))
    .map((word) => word.trim())
    .filter((word) => word !== "");
  const areWords = given.length > 0 && given.every((word) => wordKey(word) !== undefined);
  if (!areWords) return no("must be words such as STOP, separated by commas");
  return given.length > MOST_WORDS ? no(`must be at most ${MOST_WORDS} words`) : ok(given);
}

function parseConfirmation(text: string): Result<string | undefined> {
  const plain = text.trim();
  if (plain === "") return no(`must be a text, or ${NO_CONFIRMATION}`);
  if (plain.length > LONGEST_CONFIRMATION) return no(`must have at most ${LONGEST_CONFIRMATION} characters`);
  return ok(plain === NO_CONFIRMATION ? undefined : plain);
}
