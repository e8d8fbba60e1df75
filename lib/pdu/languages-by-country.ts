import { LANGUAGES, type Language } from "./types.ts";

const INDIA: readonly Language[] = ["hi", "bn", "gu", "kn", "ml", "or", "pa", "ta", "te", "ur"];
/** American countries where Spanish is an official language. */
const SPANISH_AMERICA = "AR BO CL CO CR CU DO EC GT HN MX NI PA PE PR PY SV UY VE";

const BY_COUNTRY = new Map<string, readonly Language[]>([
  ["TR", ["tr"]],
  ["IN", INDIA],
  ["PK", ["ur"]],
  ["PT", ["pt"]],
  ["BR", ["pt"]],
  ["ES", ["es"]],
  ...SPANISH_AMERICA.split(" ").map((country): [string, readonly Language[]] => [country, ["es"]]),
]);

/**
 * The language tables that telephones of a country usually have; none for most countries.
 *
 * @param country ISO 3166-1 alpha-2, either case
 */
export function languagesFor(country: string): Language[] {
  return [...(BY_COUNTRY.get(country.toUpperCase()) ?? [])];
}

/** Whether a text is one of the 13 language codes. */
export function isLanguage(value: string): value is Language {
  return (LANGUAGES as readonly string[]).includes(value);
}
