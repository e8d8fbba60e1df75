import { Button, Skeleton, Switch } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { GROUPS_KEY, type Group, putShifts, type Shifts, shiftsQuery } from "../../app/rota.ts";
import { zoneText } from "../../format.ts";
import { ErrorState } from "../../parts/error-state.tsx";
import { SearchSelect } from "../../parts/search-select.tsx";
import { tellDone } from "../../parts/undo.tsx";
import { useWords } from "../../words/index.ts";

const ZONES = Intl.supportedValuesOf("timeZone");

/** Whether the members take turns, and by which clock. */
export function Schedule({ group }: { group: Group }) {
  const { t } = useWords();
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery(shiftsQuery(group.id));
  const [failure, setFailure] = useState<string>();
  const [isBusy, setBusy] = useState(false);

  async function store(shifts: Shifts, said: string) {
    if (data === undefined) return;
    const again = () => queries.invalidateQueries({ queryKey: GROUPS_KEY });
    setBusy(true);
    setFailure(undefined);
    try {
      const takeBack = await putShifts(group.id, data, shifts);
      await again();
      tellDone(said, async () => {
        await takeBack();
        await again();
      });
    } catch (problem) {
      setFailure(problem instanceof Error ? problem.message : String(problem));
    } finally {
      setBusy(false);
    }
  }
  const zone = data?.data.timeZone;
  const shifts = data?.data.shifts ?? [];
  return (
    <section className="detail-section" aria-label={t("groups.schedule")}>
      <h3>{t("groups.schedule")}</h3>
      {error !== null && data === undefined ? (
        <ErrorState title={t("groups.scheduleNotLoaded")} retry={() => void refetch()}>
          {error.message}
        </ErrorState>
      ) : data === undefined ? (
        <Skeleton h={72} />
      ) : (
        <>
          <Switch
            label={t("groups.hasSchedule")}
            description={
              zone === undefined ? t("groups.scheduleOff") : t("groups.scheduleOn", { count: shifts.length })
            }
            checked={zone !== undefined}
            disabled={isBusy}
            onChange={(event) =>
              void (event.currentTarget.checked
                ? store({ timeZone: zoneText(), shifts: [] }, t("groups.turnedOn"))
                : store({ shifts: [] }, t("groups.turnedOff", { count: shifts.length })))
            }
          />
          {zone !== undefined && (
            <>
              <SearchSelect
                label={t("groups.zone")}
                description={t("groups.zoneHelp")}
                limit={50}
                data={ZONES.includes(zone) ? ZONES : [zone, ...ZONES]}
                value={zone}
                nothingFoundMessage={t("groups.noSuchZone")}
                onChange={(next) =>
                  next !== null &&
                  next !== zone &&
                  void store({ timeZone: next, shifts }, t("groups.zoneSaved", { zone: next }))
                }
              />
              <Button component={Link} href={`/on-call?group=${group.id}`}>
                {t(shifts.length === 0 ? "groups.toFirstShift" : "groups.toOnCall")}
              </Button>
            </>
          )}
        </>
      )}
      {failure !== undefined && <ErrorState title={t("groups.notChanged")}>{failure}</ErrorState>}
    </section>
  );
}
