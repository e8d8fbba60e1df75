import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Link } from "wouter";
import { answerOf, api, taggedAnswerOf } from "../../api.ts";
import { modemsQuery } from "../../app/modems.ts";
import { useTitle } from "../../app/title.ts";
import { momentText } from "../../format.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { Detail } from "../../parts/list-detail.tsx";
import { LockedField } from "../../parts/locked-field.tsx";
import { PhoneNumber } from "../../parts/number.tsx";
import { ModemStateBadge } from "../../parts/state-badge.tsx";
import { tellDone } from "../../parts/undo.tsx";
import { useWords } from "../../words/index.ts";
import { budgetText } from "./card.tsx";
import type { Modem } from "./data.ts";
import { Signal } from "./signal.tsx";
import { RestartButton, Trouble } from "./trouble.tsx";
import { UssdConsole } from "./ussd.tsx";

interface ModemDetailProps {
  modem: Modem;
  onClose: () => void;
  /** Asks for its settings, or for its PIN alone. */
  onChange: (isPin: boolean) => void;
}

/** One modem: its facts, what can be done, a dialogue with its network. */
export function ModemDetail({ modem, onClose, onChange }: ModemDetailProps) {
  const { t } = useWords();
  const { name } = modem;
  useTitle(t("modems.titleOf", { name }));
  const isStored = modem.source === "database";
  return (
    <Detail
      title={name}
      answer={
        <>
          <ModemStateBadge state={modem.state} tinted />{" "}
          <span className="quiet">{t("modems.since", { time: momentText(modem.since) })}</span>
        </>
      }
      facts={factsOf(modem, t)}
      onClose={onClose}
      actions={
        <>
          <RestartButton name={name} />
          <Button component={Link} href={`/modems/${encodeURIComponent(name)}/trace`}>
            {t("modems.trace")}
          </Button>
          {isStored && <Button onClick={() => onChange(false)}>{t("modems.change")}</Button>}
          {isStored && <RemoveButton name={name} onRemoved={onClose} />}
        </>
      }
    >
      <Trouble modem={modem} onPin={() => onChange(true)} />
      {!isStored && (
        <LockedField
          label={t("modems.setting")}
          value={modem.setting ?? modem.device ?? ""}
          source={modem.source === "default" ? t("modems.sourceDefault") : (modem.givenBy ?? modem.source)}
        />
      )}
      <UssdConsole key={name} name={name} isReady={modem.state === "ready"} />
    </Detail>
  );
}

function factsOf(modem: Modem, t: ReturnType<typeof useWords>["t"]) {
  const { identity, sim } = modem;
  const network = [modem.operator, modem.technology].filter((word) => word !== undefined).join(" · ");
  const facts: (readonly [string, ReactNode])[] = [
    [t("modems.network"), network === "" ? t("modems.noNetwork") : network],
    [t("modems.registration"), t(`modems.registration.${modem.registration}`)],
    [t("modems.signal"), <Signal key="signal" dbm={modem.signalDbm} />],
    [t("modems.budget"), budgetText(modem, t)],
  ];
  const add = (label: string, value: ReactNode) => {
    if (value !== undefined && value !== "") facts.push([label, value]);
  };
  add(t("modems.pool"), modem.pool);
  add(t("modems.device"), modem.device);
  add(t("modems.port"), modem.port);
  add(t("modems.model"), identity && `${identity.manufacturer} ${identity.model} (${identity.revision})`);
  add(t("modems.imei"), identity?.imei);
  add(t("modems.imsi"), sim?.imsi);
  add(t("modems.iccid"), sim?.iccid);
  add(t("modems.smsc"), sim?.smsc && <PhoneNumber number={sim.smsc} />);
  return facts;
}

function RemoveButton({ name, onRemoved }: { name: string; onRemoved: () => void }) {
  const { t } = useWords();
  const queries = useQueryClient();
  const [isAsked, setAsked] = useState(false);
  const params = { path: { name } };
  async function remove() {
    const { etag } = await taggedAnswerOf(api.GET("/api/v1/modems/{name}", { params }));
    await answerOf(api.DELETE("/api/v1/modems/{name}", { params, headers: { "if-match": etag } }));
    queries.setQueryData<{ items: Modem[] }>(
      modemsQuery.queryKey,
      (all) => all && { items: all.items.filter((each) => each.name !== name) },
    );
    tellDone(t("modems.removed", { name }));
    onRemoved();
  }
  return (
    <>
      <Button onClick={() => setAsked(true)}>{t("modems.remove")}</Button>
      <Confirm
        opened={isAsked}
        onClose={() => setAsked(false)}
        title={t("modems.removeTitle", { name })}
        action={t("modems.removeAction", { name })}
        onConfirm={remove}
      >
        {t("modems.removeHelp")}
      </Confirm>
    </>
  );
}
