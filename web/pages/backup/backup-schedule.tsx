import { Skeleton } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { ErrorState } from "../../parts/error-state.tsx";
import type { SettingsSection } from "../../parts/settings/section.ts";
import { SettingsForm } from "../../parts/settings/settings-form.tsx";
import { useSettings } from "../../parts/settings/use-settings.ts";
import { useWords } from "../../words/index.ts";
import { BACKUPS_KEY } from "./queries.ts";

const SECTIONS: readonly SettingsSection[] = [{ id: "backups", names: ["backup-cron", "backup-keep", "backup-dir"] }];

/** When the gateway makes backups, for whoever may change general settings. */
export function BackupSchedule() {
  const { t } = useWords();
  const queries = useQueryClient();
  const { described, settings, error, retry, change } = useSettings();
  if (error !== null) {
    return (
      <ErrorState title={t("options.notLoaded")} retry={retry}>
        {error.message}
      </ErrorState>
    );
  }
  if (described === undefined || settings === undefined) return <Skeleton h={240} />;
  return (
    <SettingsForm
      sections={SECTIONS}
      described={described}
      settings={settings}
      onChange={async (changes) => {
        await change(changes);
        await queries.invalidateQueries({ queryKey: BACKUPS_KEY });
      }}
    />
  );
}
