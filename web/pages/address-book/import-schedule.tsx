import { Skeleton } from "@mantine/core";
import { ErrorState } from "../../parts/error-state.tsx";
import type { SettingsSection } from "../../parts/settings/section.ts";
import { SettingsForm } from "../../parts/settings/settings-form.tsx";
import { useSettings } from "../../parts/settings/use-settings.ts";
import { useWords } from "../../words/index.ts";

const SECTIONS: readonly SettingsSection[] = [
  { id: "contacts", names: ["contacts-url", "contacts-cron", "contacts-existing", "contacts-certificate"] },
];

/** The import from a server at set times, for whoever may change general settings. */
export function ImportSchedule() {
  const { t } = useWords();
  const { described, settings, error, retry, change } = useSettings();
  if (error !== null) {
    return (
      <ErrorState title={t("options.notLoaded")} retry={retry}>
        {error.message}
      </ErrorState>
    );
  }
  if (described === undefined || settings === undefined) return <Skeleton h={320} />;
  return <SettingsForm sections={SECTIONS} described={described} settings={settings} onChange={change} />;
}
