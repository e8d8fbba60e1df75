import { Button, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useId, useState } from "react";
import { answerOf, api, type Schemas } from "../../api.ts";
import { useSession } from "../../app/session.tsx";
import { momentText, numberText } from "../../format.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { type Faults, faultsOf } from "../../parts/faults.ts";
import { StateBadge } from "../../parts/state-badge.tsx";
import { useShownFault } from "../../parts/use-shown-fault.ts";
import { useWords } from "../../words/index.ts";

type Erasure = Schemas["Erasure"];

const KEY = ["erasures"];
/** 1 s: an erasure of a small database takes about as long. */
const LOOK_MS = 1_000;

/** Removes a person everywhere: first what would go is shown. */
export function ErasePerson() {
  const { may } = useSession();
  return may("users") ? <Section /> : null;
}

function Section() {
  const { t } = useWords();
  const queries = useQueryClient();
  const [number, setNumber] = useState("");
  const [begun, setBegun] = useState<{ id: number; number: string }>();
  const [isBusy, setBusy] = useState(false);
  const [faults, setFaults] = useState<Faults>({ fields: {} });
  const element = useShownFault(faults);

  async function begin(dryRun: boolean, given: string) {
    const begun = await answerOf(api.POST("/api/v1/erasures", { body: { number: given, dryRun } }));
    setBegun({ id: begun.id, number: begun.number ?? given });
    await queries.invalidateQueries({ queryKey: KEY });
  }

  async function look(event: FormEvent) {
    event.preventDefault();
    setBegun(undefined);
    setFaults({ fields: {} });
    if (number.trim() === "") return setFaults({ fields: { number: t("erase.noNumber") } });
    setBusy(true);
    try {
      await begin(true, number.trim());
    } catch (error) {
      setFaults(faultsOf(error, ["number"]));
    } finally {
      setBusy(false);
    }
  }
  return (
    <section className="storage-state" aria-labelledby="erase-person">
      <h2 id="erase-person">{t("erase.title")}</h2>
      <p className="quiet">{t("erase.help")}</p>
      <form className="erase-form" ref={element} noValidate onSubmit={(event) => void look(event)}>
        <TextInput
          type="tel"
          inputMode="tel"
          autoComplete="off"
          label={t("erase.number")}
          value={number}
          error={faults.fields.number}
          onChange={(event) => {
            setNumber(event.currentTarget.value);
            setBegun(undefined);
          }}
        />
        <Button type="submit" loading={isBusy}>
          {t("erase.look")}
        </Button>
      </form>
      {faults.rest !== undefined && <ErrorState title={t("erase.failed")}>{faults.rest}</ErrorState>}
      {begun !== undefined && <Progress {...begun} erase={() => begin(false, begun.number)} />}
      <Records />
    </section>
  );
}

/** How far an erasure is, and what came of it. */
function Progress({ id, number, erase }: { id: number; number: string; erase: () => Promise<void> }) {
  const { t } = useWords();
  const queries = useQueryClient();
  const [isAsked, setAsked] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: [...KEY, id],
    queryFn: () => answerOf(api.GET("/api/v1/erasures/{id}", { params: { path: { id } } })),
    refetchInterval: ({ state }) => (state.data === undefined || state.data.state === "running" ? LOOK_MS : false),
  });
  const hasErased = data !== undefined && !data.dryRun && data.state !== "running";
  useEffect(() => {
    // What it removed is shown in many places.
    if (hasErased) void queries.invalidateQueries();
  }, [hasErased, queries]);
  if (error !== null) {
    return (
      <ErrorState title={t("erase.failed")} retry={() => void refetch()}>
        {error.message}
      </ErrorState>
    );
  }
  if (data === undefined || data.state === "running") {
    return (
      <StateBadge shape="half" tone="amber">
        {t(data === undefined || data.dryRun ? "erase.looking" : "erase.erasing")}
      </StateBadge>
    );
  }
  const isThere = data.removed.length > 0 || data.left.length > 0;
  const mayErase = data.dryRun && isThere && data.namedBy.length === 0;
  return (
    <>
      <p>{t("erase.meant", { number })}</p>
      <Outcome erasure={data} />
      {mayErase && (
        <Button variant="filled" color="red" onClick={() => setAsked(true)}>
          {t("erase.erase")}
        </Button>
      )}
      <Confirm
        opened={isAsked}
        onClose={() => setAsked(false)}
        title={t("erase.confirmTitle", { number })}
        action={t("erase.erase")}
        onConfirm={erase}
      >
        <p>{t("erase.confirm")}</p>
      </Confirm>
    </>
  );
}

function Outcome({ erasure: { state, dryRun, removed, left, backups, namedBy } }: { erasure: Erasure }) {
  const { t } = useWords();
  return (
    <>
      {state === "cut-off" && <p role="alert">{t("erase.cutOff")}</p>}
      <Listed
        title={t(dryRun ? "erase.wouldGo" : "erase.gone")}
        lines={removed.map(({ kind, count }) => t(`erase.kind.${kind}`, { number: numberText(count) }))}
        empty={t("erase.nothing")}
      />
      <Listed
        title={t("erase.left")}
        lines={left.map(({ kind, count }) => t(`erase.left.${kind}`, { number: numberText(count) }))}
      />
      <Listed title={t("erase.namedBy")} lines={namedBy} />
      <Listed title={t("erase.backups", { count: backups.length })} lines={backups} />
    </>
  );
}

/** Nothing, where there are no lines and nothing is said instead. */
function Listed({ title, lines, empty }: { title: string; lines: readonly string[]; empty?: string }) {
  const id = useId();
  if (lines.length === 0 && empty === undefined) return null;
  return (
    <>
      <p id={id}>{title}</p>
      {lines.length === 0 ? (
        <p className="quiet">{empty}</p>
      ) : (
        <ul className="storage-removed" aria-labelledby={id}>
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
    </>
  );
}

/** 10: who did it last; all are in the API. */
const RECORDS = 10;
/** 100: dry runs are among them, which people do more often. */
const LOOKED_AT = 100;

/** The records of what was erased. Dry runs removed nothing. */
function Records() {
  const { t } = useWords();
  const { data } = useQuery({
    queryKey: [...KEY, "records"],
    queryFn: () => answerOf(api.GET("/api/v1/erasures", { params: { query: { limit: LOOKED_AT } } })),
  });
  const erased = (data?.items ?? []).filter(({ dryRun }) => !dryRun).slice(0, RECORDS);
  const lines = erased.map(({ id, startedAt, user, removed }) => {
    const time = momentText(startedAt);
    const rows = numberText(removed.reduce((sum, { count }) => sum + count, 0));
    return user === undefined
      ? t("erase.recordByCommand", { id, time, rows })
      : t("erase.record", { id, time, rows, user });
  });
  return <Listed title={t("erase.records")} lines={lines} />;
}
