import { Button } from "@mantine/core";
import { useCallback } from "react";
import { Link, useLocation, useRoute, useSearchParams } from "wouter";
import { answerOf, api, type Schemas } from "../../api.ts";
import { decoded } from "../../app/navigate.ts";
import { OPT_OUTS_KEY, optOutPath, useOptOutEvents } from "../../app/opt-outs.tsx";
import { briefText, momentText, phoneText } from "../../format.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Filters } from "../../parts/filters.tsx";
import { List } from "../../parts/list.tsx";
import { ListDetail } from "../../parts/list-detail.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { useCursorList } from "../../parts/use-cursor-list.ts";
import { useWords } from "../../words/index.ts";
import { AddOptOut } from "./add-opt-out.tsx";
import { Nobody } from "./nobody.tsx";
import { OptOutDetail } from "./opt-out-detail.tsx";
import "./opt-outs.css";

type OptOut = Schemas["OptOut"];

/** Numbers that want no messages, with how each came to be here. */
export default function OptOutsPage() {
  const { t } = useWords();
  const [, navigate] = useLocation();
  const [, route] = useRoute("/opt-outs/:number");
  const [params] = useSearchParams();
  const q = params.get("q")?.trim() ?? "";
  const isNew = route?.number === "new";
  const number = route === null || isNew ? undefined : decoded(route.number);
  const keep = q === "" ? "" : `?q=${encodeURIComponent(q)}`;
  const back = useCallback(() => navigate(`/opt-outs${keep}`), [navigate, keep]);
  useOptOutEvents();
  const source = useOptOuts(q);
  const by = useBy();
  const add = (
    <Button variant="filled" onClick={() => navigate(`/opt-outs/new${keep}`)}>
      {t("optOuts.add")}
    </Button>
  );
  const isWhole = !source.isLoading && !source.hasMore && source.error === null && q === "";
  return (
    <ListDetail
      onClose={back}
      detail={number !== undefined && <OptOutDetail key={number} number={number} onClose={back} />}
    >
      <PageHeader title={t("optOuts.title")} primary={isWhole && source.rows.length === 0 ? undefined : add}>
        {isWhole ? <Answer count={source.rows.length} /> : t("optOuts.answerLoading")}
      </PageHeader>
      {(source.rows.length > 0 || q !== "") && <Filters name="opt-outs" filters={[]} />}
      <List<OptOut>
        key={q}
        label={t("optOuts.title")}
        source={source}
        keyOf={(row) => row.number}
        columns={[
          {
            key: "number",
            head: t("optOuts.number"),
            width: "minmax(9rem, 1fr)",
            show: (row) => phoneText(row.number),
          },
          { key: "by", head: t("optOuts.by"), width: "minmax(0, 1fr)", show: by },
          { key: "since", head: t("optOuts.since"), width: "minmax(0, 11rem)", show: (row) => momentText(row.since) },
        ]}
        narrow={(row) => ({ who: phoneText(row.number), when: briefText(row.since), text: by(row) })}
        opened={number}
        onOpen={(row) => navigate(`${optOutPath(row.number)}${keep}`)}
        empty={
          q === "" ? (
            <Nobody add={add} />
          ) : (
            <EmptyState
              title={t("optOuts.noneFound", { q })}
              action={
                <Button component={Link} href="/opt-outs">
                  {t("optOuts.showAll")}
                </Button>
              }
            >
              {t("optOuts.noneFoundHelp")}
            </EmptyState>
          )
        }
        failed={t("optOuts.notLoaded")}
      />
      <AddOptOut
        opened={isNew}
        number={params.get("number") ?? ""}
        onClose={back}
        onAdded={(added) => navigate(`${optOutPath(added)}${keep}`, { replace: true })}
      />
    </ListDetail>
  );
}

function Answer({ count }: { count: number }) {
  const { t } = useWords();
  return count === 0 ? t("optOuts.answerNone") : t("optOuts.answer", { count });
}

/** The gateway finds digits: what people put between them is left out. */
const digitsOf = (q: string): string => q.replace(/[\s()/.-]/g, "") || q;

const useOptOuts = (q: string) =>
  useCursorList<OptOut>({
    queryKey: [...OPT_OUTS_KEY, "list", q],
    read: (after, signal) => {
      const query = { limit: 100, ...(q !== "" && { q: digitsOf(q) }), ...(after !== undefined && { after }) };
      return answerOf(api.GET("/api/v1/opt-outs", { params: { query }, signal }));
    },
  });

function useBy(): (row: OptOut) => string {
  const { t } = useWords();
  return ({ door, userName }) => {
    if (door === "message") return t("optOuts.byMessage");
    return userName === undefined ? t("optOuts.byCommand") : t("optOuts.byUser", { name: userName });
  };
}
