import { Skeleton } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useLocation } from "wouter";
import { answerOf, api, taggedAnswerOf } from "../../api.ts";
import { ErrorState } from "../../parts/error-state.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { useWords } from "../../words/index.ts";
import type { SettingsPlace } from "./sections.ts";
import { SettingsForm } from "./settings-form.tsx";
import { TelegramHelp } from "./telegram-help.tsx";
import "./configuration.css";

const VALUES = ["settings", "values"] as const;

/** The gateway's settings of one kind, drawn from what the gateway says that it has. */
export default function ConfigurationPage() {
  const { t } = useWords();
  const [path] = useLocation();
  const queries = useQueryClient();
  const place = placeOf(path);
  const schema = useQuery({
    queryKey: ["settings", "schema"],
    queryFn: () => answerOf(api.GET("/api/v1/settings/schema")),
  });
  const values = useQuery({
    queryKey: VALUES,
    refetchOnWindowFocus: false,
    queryFn: () => taggedAnswerOf(api.GET("/api/v1/settings")),
  });
  const error = schema.error ?? values.error;
  const waiting = values.data?.data.items.filter(({ restartNeeded }) => restartNeeded).length ?? 0;

  async function change(changes: Record<string, string | string[] | null>) {
    const etag = queries.getQueryData<{ etag: string }>(VALUES)?.etag ?? "";
    const answer = await taggedAnswerOf(
      api.PATCH("/api/v1/settings", {
        body: changes,
        headers: { "content-type": "application/merge-patch+json", ...(etag === "" ? {} : { "if-match": etag }) },
      }),
    );
    queries.setQueryData(VALUES, answer);
  }

  return (
    <>
      <PageHeader title={t(`options.${place}`)}>
        {waiting > 0 ? t("options.restartWaits", { count: waiting }) : t(`options.${place}Answer`)}
      </PageHeader>
      <div className="page-body configuration">
        {place === "telegram" && <TelegramHelp />}
        {error !== null && (
          <ErrorState
            title={t("options.notLoaded")}
            retry={() => {
              void schema.refetch();
              void values.refetch();
            }}
          >
            {error.message}
          </ErrorState>
        )}
        {error === null && (schema.data === undefined || values.data === undefined) && <Skeleton h={480} />}
        {schema.data !== undefined && values.data !== undefined && (
          <SettingsForm
            key={`${place} ${values.data.etag}`}
            place={place}
            described={schema.data.items}
            settings={values.data.data.items}
            onChange={change}
          />
        )}
      </div>
    </>
  );
}

function placeOf(path: string): SettingsPlace {
  const last = path.split("/")[2];
  return last === "network" || last === "telegram" ? last : "general";
}
