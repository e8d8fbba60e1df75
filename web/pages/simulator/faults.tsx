import { Button, NumberInput, Skeleton, Switch, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ErrorState } from "../../parts/error-state.tsx";
import { useOnce } from "../../parts/use-once.ts";
import { useWords, type WordKey } from "../../words/index.ts";
import { type ActiveFault, clearFaults, type Fault, listFaults, type OptionValue, setFault } from "./calls.ts";

const LOOK_MS = 2_000;
const KINDS = ["modem", "sending", "receiving", "line"] as const;

/** For options that have no usual value: no network service; SIM failure. */
const USUAL: Readonly<Record<string, number>> = { "cms-error": 38, "cme-error": 13 };

/** Everything that can go wrong, each by name with a sentence, to be set once or until it is taken away. */
export function Faults({ modem }: { modem: string }) {
  const { t } = useWords();
  const queries = useQueryClient();
  const queryKey = ["simulator", "faults", modem];
  const [failure, setFailure] = useState<string>();
  const { once } = useOnce();
  const { data, error, refetch } = useQuery({
    queryKey,
    refetchInterval: LOOK_MS,
    queryFn: () => listFaults(modem),
  });
  const act = async (does: () => Promise<unknown>) => {
    setFailure(undefined);
    try {
      await once(does);
    } catch (cause) {
      setFailure(cause instanceof Error ? cause.message : String(cause));
    }
    await queries.invalidateQueries({ queryKey: ["simulator"] });
  };
  const count = new Set(data?.active.map(({ name }) => name)).size;
  return (
    <section aria-labelledby="simulator-faults">
      <div className="simulator-top">
        <h2 id="simulator-faults">{t("simulator.faults")}</h2>
        {count > 0 && <Button onClick={() => void act(() => clearFaults(modem))}>{t("simulator.clear")}</Button>}
      </div>
      <p className="quiet" role="status">
        {count === 0 ? t("simulator.noFaults") : t("simulator.active", { count })}
      </p>
      {failure !== undefined && <ErrorState title={t("simulator.notDone")}>{failure}</ErrorState>}
      {error !== null && data === undefined && (
        <ErrorState title={t("simulator.failed")} retry={() => void refetch()}>
          {error.message}
        </ErrorState>
      )}
      {data === undefined && error === null && <Skeleton h={480} />}
      {data !== undefined &&
        KINDS.map((kind) => (
          <div key={kind}>
            <h3>{t(`simulator.kind.${kind}`)}</h3>
            <ul className="faults">
              {data.available
                .filter((fault) => fault.kind === kind)
                .map((fault) => (
                  <FaultRow
                    key={fault.name}
                    fault={fault}
                    active={data.active.filter(({ name }) => name === fault.name)}
                    onSet={(options, isOnce) =>
                      act(() => setFault(modem, { name: fault.name, options, ...(isOnce ? {} : { probability: 1 }) }))
                    }
                    onClear={(faults) => act(() => Promise.all(faults.map(({ id }) => clearFaults(modem, id))))}
                  />
                ))}
            </ul>
          </div>
        ))}
    </section>
  );
}

interface FaultRowProps {
  fault: Fault;
  active: readonly ActiveFault[];
  onSet: (options: Record<string, OptionValue>, isOnce: boolean) => Promise<void>;
  onClear: (faults: readonly ActiveFault[]) => Promise<void>;
}

function FaultRow({ fault, active, onSet, onClear }: FaultRowProps) {
  const { t } = useWords();
  const { name, options, about } = fault;
  const [values, setValues] = useState<Record<string, OptionValue>>({});
  const isNow = fault.at === "now";
  const isOn = active.length > 0;
  const chosen = () =>
    Object.fromEntries(
      Object.entries(options).map(([option, { default: usual }]) => [
        option,
        values[option] ?? usual ?? USUAL[name] ?? 0,
      ]),
    );
  const key = `simulator.fault.${name}` as WordKey;
  const said = t(key);
  const id = `fault-${name}`;
  return (
    <li className="fault" data-on={isOn || undefined}>
      <div className="fault-words" id={id}>
        <code>{name}</code>
        <p>{said === key ? about : said}</p>
      </div>
      <div className="fault-actions">
        {(!isNow || !fault.kept) && (
          <Button size="compact-sm" aria-describedby={id} onClick={() => void onSet(chosen(), true)}>
            {t(isNow ? "simulator.now" : "simulator.once")}
          </Button>
        )}
        {(!isNow || fault.kept) && (
          <Switch
            aria-labelledby={id}
            checked={isOn}
            onChange={({ currentTarget }) => void (currentTarget.checked ? onSet(chosen(), isNow) : onClear(active))}
          />
        )}
      </div>
      {Object.keys(options).length > 0 && (
        <details className="fault-options">
          <summary>{t("simulator.options")}</summary>
          <div className="fault-fields">
            {Object.entries(options).map(([option, { type, default: usual }]) => {
              const shared = { label: t(`simulator.option.${option}` as WordKey), value: values[option] ?? usual };
              const set = (value: OptionValue) => setValues({ ...values, [option]: value });
              return type === "number" ? (
                <NumberInput key={option} {...shared} value={shared.value ?? USUAL[name] ?? 0} onChange={set} />
              ) : (
                <TextInput key={option} {...shared} onChange={({ currentTarget }) => set(currentTarget.value)} />
              );
            })}
          </div>
        </details>
      )}
    </li>
  );
}
