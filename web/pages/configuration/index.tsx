import { Skeleton } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Fragment } from "react";
import { Link, useLocation } from "wouter";
import { ErrorState } from "../../parts/error-state.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { SettingsForm } from "../../parts/settings/settings-form.tsx";
import { useSettings } from "../../parts/settings/use-settings.ts";
import { useWords, type WordKey } from "../../words/index.ts";
import { EmailState } from "./email-state.tsx";
import { ErasePerson } from "./erase-person.tsx";
import { MqttState } from "./mqtt-state.tsx";
import { SECTIONS, type SettingsPlace } from "./sections.ts";
import { StorageState } from "./storage-state.tsx";
import { TelegramHelp } from "./telegram-help.tsx";
import "./configuration.css";

/** The gateway's settings of one kind, drawn from what the gateway says that it has. */
export default function ConfigurationPage() {
  const { t } = useWords();
  const [path] = useLocation();
  const place = placeOf(path);
  const { described, settings, error, retry, change } = useSettings();
  const queries = useQueryClient();
  const waiting = settings?.filter(({ restartNeeded }) => restartNeeded).map(({ name }) => name) ?? [];
  return (
    <>
      <PageHeader title={t(`options.${place}`)}>
        {waiting.length > 0 ? <Waiting names={waiting} /> : t(`options.${place}Answer`)}
      </PageHeader>
      <div className="page-body configuration">
        {place === "telegram" && <TelegramHelp />}
        {place === "email" && <EmailState />}
        {place === "mqtt" && <MqttState />}
        {place === "storage" && <StorageState />}
        {place === "storage" && <ErasePerson />}
        {error !== null && (
          <ErrorState title={t("options.notLoaded")} retry={retry}>
            {error.message}
          </ErrorState>
        )}
        {error === null && (described === undefined || settings === undefined) && <Skeleton h={480} />}
        {described !== undefined && settings !== undefined && (
          <SettingsForm
            key={place}
            sections={SECTIONS[place]}
            described={described}
            settings={settings}
            onChange={async (changes) => {
              await change(changes);
              await queries.invalidateQueries({ queryKey: ["email"] });
              await queries.invalidateQueries({ queryKey: ["mqtt"] });
              await queries.invalidateQueries({ queryKey: ["retention"] });
            }}
          />
        )}
      </div>
    </>
  );
}

/** What a restart is needed for, and where each is. */
function Waiting({ names }: { names: readonly string[] }) {
  const { t } = useWords();
  return (
    <>
      <span>{t("options.restartWaits", { count: names.length })}</span>{" "}
      {names.map((name, at) => (
        <Fragment key={name}>
          {at > 0 && ", "}
          <Link href={`/settings/${placeWith(name)}?setting=${name}`}>{t(`option.name.${name}` as WordKey)}</Link>
        </Fragment>
      ))}
    </>
  );
}

/** The page on which a setting stands. */
const placeWith = (name: string) =>
  PLACES.find((place) => SECTIONS[place].some(({ names }) => names.includes(name))) ?? "general";

const PLACES = Object.keys(SECTIONS) as SettingsPlace[];

function placeOf(path: string): SettingsPlace {
  const last = path.split("/")[2];
  return PLACES.find((place) => place === last) ?? "general";
}
