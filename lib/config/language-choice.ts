import { nearest } from "../nearest.ts";
import { isLanguage, LANGUAGES, type Language, languagesFor } from "../pdu/index.ts";
import { no, ok, type Result } from "../result.ts";

/** Which national language tables may be used: those usual in the home country, or exactly these. */
export type LanguageChoice = "auto" | readonly Language[];

/** `auto`, `none`, `all`, or languages by their two letters, separated by commas. */
export function parseLanguages(text: string): Result<LanguageChoice> {
  if (text === "auto") return ok("auto");
  if (text === "none") return ok([]);
  if (text === "all") return ok(LANGUAGES);
  const asked = text.split(",").map((word) => word.trim());
  const unknown = asked.find((word) => !isLanguage(word));
  if (unknown === undefined) return ok([...new Set(asked.filter(isLanguage))]);
  const close = nearest(unknown, ["auto", "none", "all"]);
  const hint = close === undefined ? "" : `; did you mean ${close}?`;
  return no(`must be auto, none, all or some of ${LANGUAGES.join(",")}${hint}`);
}

/** The tables that a choice allows for a gateway at home in `country` (two letters). */
export function allowedLanguages(choice: LanguageChoice, country: string): readonly Language[] {
  return choice === "auto" ? languagesFor(country) : choice;
}
