import { Select, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useSearchParams } from "wouter";
import { answerOf, api } from "../../api.ts";
import { phoneText } from "../../format.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { Said } from "../../parts/said.tsx";
import { ModemStateBadge } from "../../parts/state-badge.tsx";
import { useWords } from "../../words/index.ts";
import { listModems, type SimulatedModem } from "./calls.ts";
import { Faults } from "./faults.tsx";
import { Network } from "./network.tsx";
import "./simulator.css";
import { Telephones } from "./telephones.tsx";

/** How often the page looks at what changes by itself. */
const LOOK_MS = 2_000;

/** The simulated network: its telephones, and what can go wrong. */
export default function Simulator() {
  const { t } = useWords();
  const [params, setParams] = useSearchParams();
  const { data: modems, error, refetch } = useQuery({ queryKey: ["simulator", "modems"], queryFn: listModems });
  const title = t("simulator.title");
  if (modems === undefined) {
    const isThere = error === null || !("status" in error && error.status === 404);
    return (
      <>
        <PageHeader title={title}>{t("simulator.help")}</PageHeader>
        <div className="page-body">
          {error === null && <Skeleton h={560} />}
          {error !== null && isThere && (
            <ErrorState title={t("simulator.failed")} retry={() => void refetch()}>
              {error.message}
            </ErrorState>
          )}
          {!isThere && (
            <EmptyState title={t("simulator.none")} action={<Link href="/modems">{t("simulator.toModems")}</Link>}>
              {t("simulator.noneHelp")}
            </EmptyState>
          )}
        </div>
      </>
    );
  }
  const modem = modems.find(({ name }) => name === params.get("modem")) ?? modems[0];
  if (modem === undefined) return null;
  const choose = (name: string | null) =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        next.set("modem", name ?? "");
        return next;
      },
      { replace: true },
    );
  return (
    <>
      <PageHeader title={title}>{t("simulator.help")}</PageHeader>
      <div className="page-body simulator">
        <Telephones key={modem.name} modem={modem.name} />
        <div className="simulator-network">
          <section className="simulator-modem" aria-labelledby="simulator-modem">
            <h2 id="simulator-modem">{t("simulator.modem")}</h2>
            {modems.length > 1 && (
              <Select
                label={t("simulator.whichModem")}
                data={modems.map(({ name, number }) => ({ value: name, label: `${name} · ${phoneText(number)}` }))}
                value={modem.name}
                onChange={choose}
              />
            )}
            <ModemState modem={modem} />
          </section>
          <Network modem={modem.name} />
          <Faults modem={modem.name} />
        </div>
      </div>
    </>
  );
}

/** What the gateway makes of the modem at the moment. */
function ModemState({ modem }: { modem: SimulatedModem }) {
  const { t } = useWords();
  const { data } = useQuery({
    queryKey: ["modems", "of-simulator", modem.name],
    refetchInterval: LOOK_MS,
    queryFn: async () => {
      const { items } = await answerOf(api.GET("/api/v1/modems"));
      return items.find(({ name }) => name === modem.name) ?? null;
    },
  });
  return (
    <p className="simulator-state" role="status">
      <span>{t("simulator.modemIs", { name: modem.name, number: phoneText(modem.number) })}</span>
      {data != null && <ModemStateBadge state={data.state} tinted />}
      {data?.problem !== undefined && (
        <span className="quiet">
          <Said>{data.problem}</Said>
        </span>
      )}
    </p>
  );
}
