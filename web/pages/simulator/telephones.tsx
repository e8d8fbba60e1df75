import { Button, Skeleton, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useCallback, useState } from "react";
import { Link, useSearchParams } from "wouter";
import { useLive } from "../../app/live.ts";
import { phoneText } from "../../format.ts";
import { ErrorState } from "../../parts/error-state.tsx";
import { Handset } from "../../parts/handset.tsx";
import { useOnce } from "../../parts/use-once.ts";
import { useWords } from "../../words/index.ts";
import {
  callFrom,
  changeHandset,
  type HandsetEntry,
  listHandsets,
  type Screen,
  showHandset,
  writeFrom,
} from "./calls.ts";

/** A telephone that nobody has used yet. */
const FIRST_NUMBER = "+491701234567";
const LOOK_MS = 1_000;

/** The telephones of the simulated network, one of them in the hand. */
export function Telephones({ modem }: { modem: string }) {
  const { t } = useWords();
  const queries = useQueryClient();
  const [params] = useSearchParams();
  const renew = useCallback(() => void queries.invalidateQueries({ queryKey: ["simulator", "handset"] }), [queries]);
  useLive("message", renew);
  useLive("incoming", renew);
  const { data: handsets } = useQuery({
    queryKey: ["simulator", "handset", modem, "all"],
    refetchInterval: LOOK_MS,
    queryFn: () => listHandsets(modem),
  });
  const asked = params.get("number");
  const number = asked ?? handsets?.[0]?.number ?? (handsets === undefined ? undefined : FIRST_NUMBER);
  return (
    <section className="simulator-telephones" aria-labelledby="simulator-telephones">
      <h2 id="simulator-telephones">{t("simulator.telephones")}</h2>
      <p className="quiet">{t("simulator.telephonesHelp")}</p>
      <div className="telephones">
        <TelephoneList handsets={handsets ?? []} number={number} />
        {number === undefined ? (
          <Skeleton className="telephone-waiting" />
        ) : (
          <Telephone key={number} modem={modem} number={number} />
        )}
        <AnotherNumber />
      </div>
    </section>
  );
}

/** Keeps the other parameters of the address. */
function withNumber(params: URLSearchParams, number: string): URLSearchParams {
  const next = new URLSearchParams(params);
  next.set("number", number);
  return next;
}

function TelephoneList({ handsets, number }: { handsets: readonly HandsetEntry[]; number: string | undefined }) {
  const { t } = useWords();
  const [params] = useSearchParams();
  const isListed = number === undefined || handsets.some((each) => each.number === number);
  const all = isListed ? handsets : [{ number, on: true, waiting: 0 }, ...handsets];
  return (
    <ul className="telephone-list">
      {all.map((each) => (
        <li key={each.number}>
          <Link
            href={`/simulator?${withNumber(params, each.number)}`}
            aria-current={each.number === number ? "true" : undefined}
            replace
          >
            <span>{phoneText(each.number)}</span>
            {!each.on && (
              <small>
                {each.waiting === 0 ? t("simulator.isOff") : t("simulator.isOffWaiting", { count: each.waiting })}
              </small>
            )}
          </Link>
        </li>
      ))}
    </ul>
  );
}

function AnotherNumber() {
  const { t } = useWords();
  const [, setParams] = useSearchParams();
  const [text, setText] = useState("");
  const [isWrong, setWrong] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const number = text.replace(/[\s/()-]/g, "");
    if (!/^\+\d{5,15}$/.test(number)) return setWrong(true);
    setText("");
    setParams((before) => withNumber(before, number), { replace: true });
  };
  return (
    <form className="telephone-another" onSubmit={submit}>
      <TextInput
        label={t("simulator.another")}
        inputMode="tel"
        value={text}
        error={isWrong ? t("simulator.anotherWrong") : undefined}
        onChange={({ currentTarget }) => {
          setWrong(false);
          setText(currentTarget.value);
        }}
      />
      <Button type="submit">{t("simulator.take")}</Button>
    </form>
  );
}

function Telephone({ modem, number }: { modem: string; number: string }) {
  const { t } = useWords();
  const queries = useQueryClient();
  const queryKey = ["simulator", "handset", modem, number];
  const [failure, setFailure] = useState<string>();
  const { once } = useOnce();
  const { data, error, refetch } = useQuery({
    queryKey,
    refetchInterval: LOOK_MS,
    queryFn: () => showHandset(modem, number),
  });
  if (data === undefined) {
    if (error === null) return <Skeleton className="telephone-waiting" />;
    return (
      <ErrorState title={t("simulator.telephoneFailed")} retry={() => void refetch()}>
        {error.message}
      </ErrorState>
    );
  }
  const act = async (does: () => Promise<Screen | unknown>) => {
    setFailure(undefined);
    try {
      await once(does);
    } catch (cause) {
      setFailure(cause instanceof Error ? cause.message : String(cause));
    }
    await queries.invalidateQueries({ queryKey: ["simulator", "handset"] });
  };
  const change = (wanted: Parameters<typeof changeHandset>[2]) => act(() => changeHandset(modem, number, wanted));
  const { call } = data;
  const phase = call === null ? undefined : call.phase === "active" ? "talking" : call.own ? "dialling" : "ringing";
  return (
    <div className="telephone">
      <Handset
        number={number}
        messages={data.messages.map(({ id, text, at, own }) => ({ id, text, at, isOwn: own }))}
        isOn={data.on}
        onSwitch={(on) => void change({ on })}
        onAnswer={async (text) => {
          await writeFrom(modem, number, text);
          await queries.invalidateQueries({ queryKey });
        }}
        call={phase}
        onCall={(wanted) => void (wanted === "call" ? act(() => callFrom(modem, number)) : change({ call: wanted }))}
      />
      {!data.on && data.waiting > 0 && <p role="status">{t("simulator.waiting", { count: data.waiting })}</p>}
      {failure !== undefined && <ErrorState title={t("simulator.notDone")}>{failure}</ErrorState>}
    </div>
  );
}
