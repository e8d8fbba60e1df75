import { isLanguage, LANGUAGES, type Language, languagesFor } from "../pdu/index.ts";
import type { Parsed } from "./option.ts";
import { nearest } from "./suggest.ts";

/** Which national language tables may be used: those usual in the home country, or exactly these. */
export type LanguageChoice = "auto" | readonly Language[];

/** `auto`, `none`, `all`, or languages by their two letters, separated by commas. */
export function parseLanguages(text: string): Parsed<LanguageChoice> {
  if (text === "auto") return { value: "auto" };
  if (text === "none") return { value: [] };
  if (text === "all") return { value: LANGUAGES };
  const asked = text.split(",").map((word) => word.trim());
  const unknown = asked.find((word) => !isLanguage(word));
  if (unknown === undefined) return { value: [...new Set(asked.filter(isLanguage))] };
  const close = nearest(unknown, ["auto", "none", "all"]);
  const hint = close === undefined ? "" : `; did you mean ${close}?`;
  return { problem: `must be auto, none, all or some of ${LANGUAGES.join(",")}${hint}` };
}

/** The tables that a choice allows for a gateway at home in `country` (two letters). */
export function allowedLanguages(choice: LanguageChoice, country: string): readonly Language[] {
  return choice === "auto" ? languagesFor(country) : choice;
}
