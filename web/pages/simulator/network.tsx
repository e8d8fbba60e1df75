import { Select, Skeleton } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ErrorState } from "../../parts/error-state.tsx";
import { useWords, type WordKey } from "../../words/index.ts";
import { changeState, type NetworkState, showState } from "./calls.ts";

const LOOK_MS = 3_000;

interface Setting {
  name: keyof NetworkState;
  values: readonly (string | number | null)[];
}

/** What each switch can be; its words are `simulator.NAME.VALUE`. */
const SETTINGS: readonly Setting[] = [
  { name: "signal", values: [-65, -75, -85, -105, null] },
  { name: "registration", values: ["home", "roaming", "searching", "denied", "not-registered"] },
  { name: "sim", values: ["ready", "pin", "puk", "absent", "failure"] },
  { name: "reports", values: ["delivered", "failed", "none"] },
  { name: "calls", values: ["ring", "answer", "busy", "no-answer", "reject"] },
  { name: "latencyMs", values: [0, 1_000, 5_000, 30_000] },
  { name: "loss", values: [0, 0.1, 0.5, 1] },
];

/** Signal, network and SIM, and how the network treats messages and calls. A choice counts at once. */
export function Network({ modem }: { modem: string }) {
  const { t } = useWords();
  const queries = useQueryClient();
  const queryKey = ["simulator", "state", modem];
  const [failure, setFailure] = useState<string>();
  const { data, error, refetch } = useQuery({
    queryKey,
    refetchInterval: LOOK_MS,
    queryFn: () => showState(modem),
  });
  const change = async (name: keyof NetworkState, value: string | number | null) => {
    setFailure(undefined);
    try {
      queries.setQueryData(queryKey, await changeState(modem, { [name]: value }));
    } catch (cause) {
      setFailure(cause instanceof Error ? cause.message : String(cause));
    }
  };
  return (
    <section aria-labelledby="simulator-network">
      <h2 id="simulator-network">{t("simulator.network")}</h2>
      <p className="quiet">{t("simulator.networkHelp")}</p>
      {failure !== undefined && <ErrorState title={t("simulator.notDone")}>{failure}</ErrorState>}
      {error !== null && data === undefined && (
        <ErrorState title={t("simulator.failed")} retry={() => void refetch()}>
          {error.message}
        </ErrorState>
      )}
      {data === undefined && error === null && <Skeleton h={260} />}
      {data !== undefined && (
        <div className="simulator-settings">
          {SETTINGS.map(({ name, values }) => (
            <Select
              key={name}
              label={t(`simulator.${name}`)}
              data={optionsOf(name, values, data[name], t)}
              value={String(data[name])}
              onChange={(chosen) => {
                const value = values.find((each) => String(each) === chosen);
                if (value !== undefined) void change(name, value);
              }}
            />
          ))}
        </div>
      )}
    </section>
  );
}

/** The values with their words; one that only the API can set stands as it is. */
function optionsOf(
  name: string,
  values: Setting["values"],
  current: string | number | null,
  t: ReturnType<typeof useWords>["t"],
) {
  const known = values.map((value) => ({
    value: String(value),
    label: t(`simulator.${name}.${String(value)}` as WordKey),
  }));
  const isKnown = values.includes(current);
  return isKnown ? known : [...known, { value: String(current), label: String(current) }];
}
