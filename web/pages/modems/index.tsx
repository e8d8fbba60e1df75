import { Button, Skeleton } from "@mantine/core";
import { useState } from "react";
import { useLocation, useRoute } from "wouter";
import { decoded } from "../../app/navigate.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { ListDetail } from "../../parts/list-detail.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { useWords } from "../../words/index.ts";
import { ModemCard } from "./card.tsx";
import { useHistory, useModems, useSent } from "./data.ts";
import { ModemDetail } from "./detail.tsx";
import { AddModem, ChangeModem } from "./modem-form.tsx";
import { TracePage } from "./trace.tsx";
import "./modems.css";

/** The modems of this gateway: what each is doing, and what to do where one is ill. */
export default function ModemsPage() {
  const [, traced] = useRoute("/modems/:name/trace");
  return traced?.name === undefined ? <Modems /> : <TracePage name={decoded(traced.name)} />;
}

function Modems() {
  const { t } = useWords();
  const [, go] = useLocation();
  const [, route] = useRoute("/modems/:name");
  const { data, error, refetch } = useModems();
  const sent = useSent();
  const { data: history } = useHistory();
  const [isAdding, setAdding] = useState(false);
  const [changing, setChanging] = useState<{ name: string; isPin: boolean }>();
  const modems = data?.items;
  const name = route?.name === undefined ? undefined : decoded(route.name);
  const opened = modems?.find((modem) => modem.name === name);
  const changed = modems?.find((modem) => modem.name === changing?.name);
  const ready = modems?.filter(({ state }) => state === "ready").length ?? 0;
  const add = <Button onClick={() => setAdding(true)}>{t("modems.add")}</Button>;
  const close = () => go("/modems");
  const open = (of: string) => go(`/modems/${encodeURIComponent(of)}`);
  return (
    <ListDetail
      onClose={close}
      detail={
        opened && (
          <ModemDetail modem={opened} onClose={close} onChange={(isPin) => setChanging({ name: opened.name, isPin })} />
        )
      }
    >
      <PageHeader title={t("modems.title")} actions={add}>
        {modems !== undefined && t("modems.answer", { count: modems.length, ready })}
      </PageHeader>
      <div className="page-body modems">
        {error !== null && modems === undefined && (
          <ErrorState title={t("modems.notLoaded")} retry={() => void refetch()}>
            {error.message}
          </ErrorState>
        )}
        {name !== undefined && modems !== undefined && opened === undefined && (
          <ErrorState title={t("modems.unknown", { name })}>{t("modems.unknownHelp")}</ErrorState>
        )}
        {modems === undefined && error === null && <Skeleton h={168} maw={440} />}
        {modems?.length === 0 && <EmptyState title={t("modems.empty")}>{t("modems.emptyHelp")}</EmptyState>}
        <div className="modem-cards">
          {modems?.map((modem) => (
            <ModemCard
              key={modem.name}
              modem={modem}
              sent={sent.data?.get(modem.name)}
              history={history && { since: history.since, of: history.items.find((each) => each.modem === modem.name) }}
              onPin={() => setChanging({ name: modem.name, isPin: true })}
            />
          ))}
        </div>
      </div>
      <AddModem
        opened={isAdding}
        onClose={() => setAdding(false)}
        onAdded={(added) => {
          setAdding(false);
          open(added);
        }}
      />
      {changed !== undefined && (
        <ChangeModem modem={changed} opened onClose={() => setChanging(undefined)} isPin={changing?.isPin === true} />
      )}
    </ListDetail>
  );
}
