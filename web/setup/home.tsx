import { Button, Select } from "@mantine/core";
import { type CountryCode, getCountries } from "libphonenumber-js/min";
import { type FormEvent, useState } from "react";
import { answerOf, api } from "../api.ts";
import { useSession } from "../app/session.tsx";
import { CountrySelect, countryName } from "../parts/country-select.tsx";
import { ErrorState } from "../parts/error-state.tsx";
import { LANGUAGES, type Language, speak, useWords } from "../words/index.ts";

/** The second step: whose numbers need no country code, and what the page speaks. */
export function Home({ onDone }: { onDone: (summary: string) => void }) {
  const { t, language } = useWords();
  const { me } = useSession();
  const [country, setCountry] = useState(() => guessCountry() ?? me.country);
  const [failure, setFailure] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const nameOf = (code: string) => countryName(code, language);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setFailure(undefined);
    try {
      await speakInAlarms(language);
      if (country !== me.country) await answerOf(api.PATCH("/api/v1/settings", { body: { country } }));
      onDone(
        country === me.country
          ? nameOf(country)
          : t("setup.countryLater", { country: nameOf(country), before: nameOf(me.country) }),
      );
    } catch (error) {
      setFailure((error as Error).message);
    } finally {
      setBusy(false);
    }
  }

  return (
    <form className="setup-fields" onSubmit={(event) => void submit(event)}>
      <CountrySelect
        label={t("setup.country")}
        description={t("setup.countryHelp")}
        value={country}
        onChange={(value) => value !== null && setCountry(value)}
      />
      <Select
        label={t("language.label")}
        description={t("setup.languageHelp")}
        data={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))}
        value={language}
        onChange={(value) => value !== null && void speak(value as Language, { remember: true })}
      />
      {failure !== undefined && (
        <ErrorState title={t("setup.countryNotSet")}>
          {failure}{" "}
          <Button size="compact-sm" onClick={() => onDone(nameOf(me.country))}>
            {t("setup.countryKeep", { country: nameOf(me.country) })}
          </Button>
        </ErrorState>
      )}
      <Button type="submit" variant="filled" loading={isBusy} autoFocus>
        {t("account.continue")}
      </Button>
    </form>
  );
}

/** Whoever is called reads what the page speaks, unless the command line says otherwise. @throws ApiError */
async function speakInAlarms(language: Language): Promise<void> {
  const { items } = await answerOf(api.GET("/api/v1/settings"));
  const setting = items.find(({ name }) => name === "alarm-language");
  if (setting?.changeable !== true || setting.value === language) return;
  await answerOf(api.PATCH("/api/v1/settings", { body: { "alarm-language": language } }));
}

/** Of the browser's languages the first that names a region; otherwise where its language is mostly spoken. */
function guessCountry(): CountryCode | undefined {
  const known = new Set<string>(getCountries());
  const locales = navigator.languages.map((tag) => new Intl.Locale(tag));
  const regions = [...locales.map(({ region }) => region), locales[0]?.maximize().region];
  return regions.find((region): region is CountryCode => region !== undefined && known.has(region));
}
