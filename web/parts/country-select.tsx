import { getCountries, getCountryCallingCode } from "libphonenumber-js/min";
import { useMemo } from "react";
import { type Language, useWords } from "../words/index.ts";
import { SearchSelect, type SearchSelectProps } from "./search-select.tsx";

/** A country, by its name in the viewer's language or its code. */
export function CountrySelect(props: Omit<SearchSelectProps, "data">) {
  const { language } = useWords();
  const countries = useMemo(() => countriesIn(language), [language]);
  return <SearchSelect {...props} data={countries} />;
}

/** What a country is called: `Germany (+49)`. */
export const countryName = (code: string, language: Language): string =>
  countriesIn(language).find(({ value }) => value === code)?.label ?? code;

function countriesIn(language: Language): { value: string; label: string }[] {
  const names = new Intl.DisplayNames([language], { type: "region" });
  return getCountries()
    .map((code) => ({ value: code, label: `${names.of(code) ?? code} (+${getCountryCallingCode(code)})` }))
    .toSorted((a, b) => a.label.localeCompare(b.label, language));
}
