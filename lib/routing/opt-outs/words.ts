import { plainLetters } from "../../names.ts";

/** 40 characters: longer than any word or phrase of these, so that nothing longer is looked at. */
const LONGEST_WORD = 40;

/** Words that opt out: English, German, French, Italian, Spanish, Dutch, Portuguese. */
export const OPT_OUT_WORDS: readonly string[] = [
  ...["STOP", "STOP ALL", "STOPALL", "UNSUBSCRIBE", "OPT OUT", "OPTOUT"],
  ...["STOPP", "ABMELDEN", "ABBESTELLEN", "AUSTRAGEN"],
  ...["ARRÊT", "ARRÊTER", "ARRÊTEZ", "DÉSABONNER", "SE DÉSABONNER", "DÉSINSCRIRE", "DÉSINSCRIPTION"],
  ...["CANCELLAMI", "DISISCRIVI", "DISISCRIVIMI", "ANNULLA ISCRIZIONE"],
  ...["BAJA", "DAR DE BAJA", "DARME DE BAJA", "PARAR"],
  ...["AFMELDEN", "STOPPEN"],
  ...["SAIR", "CANCELAR INSCRIÇÃO"],
];

/** Words that opt in again, in the same languages. */
export const OPT_IN_WORDS: readonly string[] = [
  ...["START", "UNSTOP", "SUBSCRIBE", "OPT IN", "OPTIN"],
  ...["ANMELDEN", "STARTEN"],
  ...["DÉMARRER", "REPRENDRE", "S'ABONNER", "ABONNER"],
  ...["ISCRIVIMI", "RIPRENDI"],
  ...["ALTA", "DARME DE ALTA", "INICIAR"],
  ...["AANMELDEN"],
  ...["ENTRAR", "INSCREVER"],
];

/**
 * A word or phrase in the form in which they are compared: without case, accents, and whatever stands around it. `undefined`:
 * nothing is left, or it is longer than any word.
 */
export function wordKey(text: string): string | undefined {
  const key = plainLetters(text.trim(), LONGEST_WORD)
    ?.replaceAll(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "")
    .replaceAll(/\s+/g, " ")
    .replaceAll("’", "'")
    .toUpperCase();
  return key === "" ? undefined : key;
}

/** What a text asks for, if the whole of it is one of the words. One that is in both lists opts out. */
export function readWord(
  text: string,
  words: { optOut: ReadonlySet<string>; optIn: ReadonlySet<string> },
): "opt-out" | "opt-in" | undefined {
  const key = wordKey(text);
  if (key === undefined) return undefined;
  if (words.optOut.has(key)) return "opt-out";
  return words.optIn.has(key) ? "opt-in" : undefined;
}

/** Words as they are compared. */
export const keysOf = (words: readonly string[]): ReadonlySet<string> =>
  new Set(words.map(wordKey).filter((key) => key !== undefined));
