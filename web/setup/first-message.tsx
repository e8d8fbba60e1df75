import { Button, Skeleton, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Link } from "wouter";
import { newIdempotencyKey, type Schemas } from "../api.ts";
import { modemsQuery, troubleOf } from "../app/modems.ts";
import { pageAt } from "../app/pages.ts";
import { reasonOf } from "../app/reasons.ts";
import { useSession } from "../app/session.tsx";
import { phoneText } from "../format.ts";
import { ErrorState } from "../parts/error-state.tsx";
import { readNumber } from "../parts/pasted-numbers.ts";
import { RecipientsProgress } from "../parts/progress.tsx";
import { ModemStateBadge } from "../parts/state-badge.tsx";
import { useWords, type WordKey } from "../words/index.ts";
import { useFirstMessage } from "./use-first-message.ts";

/** On the simulated network every number has a telephone. */
const HANDSET = "+491701234567";
const LOOK_MS = 2_000;

/** The third step: what it sends with, and a message to try it. */
export function FirstMessage({ onDone }: { onDone: () => void }) {
  const { t } = useWords();
  const { data } = useQuery({ ...modemsQuery, refetchInterval: LOOK_MS });
  return (
    <div className="setup-fields">
      {data === undefined ? <Skeleton height={36} /> : <Modems modems={data.items} />}
      <TryIt />
      <Button onClick={onDone}>{t("setup.finish")}</Button>
    </div>
  );
}

function Modems({ modems }: { modems: readonly Schemas["Modem"][] }) {
  const { t } = useWords();
  const { me } = useSession();
  return (
    <>
      <p>{me.simulated ? t("setup.simulated") : t("setup.found", { count: modems.length })}</p>
      <ul className="setup-modems">
        {modems
          .map((modem) => ({ ...modem, trouble: troubleOf(modem) }))
          .map(({ name, state, operator, trouble }) => (
            <li key={name}>
              <span>{operator === undefined ? name : t("setup.modemOf", { name, operator })}</span>
              <ModemStateBadge state={state} />
              {trouble !== undefined && <span className="setup-problem">{t(trouble)}</span>}
            </li>
          ))}
      </ul>
      {me.simulated && <p className="quiet">{t("setup.realModem")}</p>}
    </>
  );
}

function TryIt() {
  const { t } = useWords();
  const { me } = useSession();
  const [number, setNumber] = useState(me.simulated ? phoneText(HANDSET) : "");
  const [text, setText] = useState(() => t("setup.firstText"));
  const [key] = useState(newIdempotencyKey);
  const [error, setError] = useState<string>();
  const { message, failure, isBusy, send } = useFirstMessage();

  function submit(event: FormEvent) {
    event.preventDefault();
    const read = readNumber(number.trim(), me.country);
    if (!read.ok) {
      const reason: WordKey = `parts.recipients.bad.${read.reason}`;
      return setError(t("parts.recipients.refused", { text: number.trim(), reason: t(reason) }));
    }
    setError(undefined);
    return void send({ to: read.number, text }, key);
  }
  const isThere = message?.state === "delivered" || message?.state === "sent";
  return (
    <form className="setup-try" onSubmit={submit}>
      <h3>{t("setup.try")}</h3>
      <TextInput
        label={t(me.simulated ? "setup.handset" : "setup.ownNumber")}
        description={me.simulated ? t("setup.handsetHelp") : undefined}
        type="tel"
        inputMode="tel"
        autoComplete="tel"
        required
        withAsterisk={false}
        value={number}
        error={error}
        onChange={(event) => setNumber(event.currentTarget.value)}
      />
      <TextInput
        label={t("send.text")}
        required
        withAsterisk={false}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {failure !== undefined && <ErrorState title={t("send.notSent")}>{failure}</ErrorState>}
      {message === undefined ? (
        <Button type="submit" variant="filled" loading={isBusy} autoFocus>
          {t("setup.sendFirst")}
        </Button>
      ) : (
        <>
          <RecipientsProgress
            recipients={[
              {
                key: message.id,
                name: phoneText(message.to),
                state: message.state,
                ...(message.error !== undefined && { reason: reasonOf(message.error) }),
              },
            ]}
            done={isThere ? 1 : 0}
            failed={0}
            total={1}
          />
          {isThere && <p role="status">{t(me.simulated ? "setup.arrivedSimulated" : "setup.arrived")}</p>}
          {me.simulated && pageAt("/simulator") !== undefined && <Link href="/simulator">{t("app.handset")}</Link>}
        </>
      )}
    </form>
  );
}
