import { Skeleton, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { failureOf } from "../../api.ts";
import { type Duty, onCallQuery } from "../../app/rota.ts";
import { zonedText } from "../../format.ts";
import { ErrorState } from "../../parts/error-state.tsx";
import { Sheet } from "../../parts/sheet.tsx";
import { useWords } from "../../words/index.ts";
import { type RosterChanges, useTimesText } from "./use-roster.ts";

export type HandOverKind = "swap" | "takeOver";

interface HandOverProps {
  asked: { kind: HandOverKind; duty: Duty } | undefined;
  changes: RosterChanges;
  zone: string;
  groupId: number;
  onClose: () => void;
}

/** Asks with whom a duty is swapped, or who takes it over; what is chosen is done at once and can be taken back. */
export function HandOver({ asked, changes, zone, groupId, onClose }: HandOverProps) {
  const { t } = useWords();
  const timesText = useTimesText(zone);
  const title =
    asked === undefined
      ? ""
      : t(asked.kind === "swap" ? "onCall.swapTitle" : "onCall.takeOverTitle", {
          name: asked.duty.name,
          times: timesText(asked.duty),
        });
  return (
    <Sheet opened={asked !== undefined} onClose={onClose} title={title} kind="dialog">
      {asked?.kind === "swap" && (
        <Swap duty={asked.duty} changes={changes} zone={zone} groupId={groupId} onClose={onClose} />
      )}
      {asked?.kind === "takeOver" && <TakeOver duty={asked.duty} changes={changes} onClose={onClose} />}
    </Sheet>
  );
}

function TakeOver({ duty, changes, onClose }: { duty: Duty; changes: RosterChanges; onClose: () => void }) {
  const { t } = useWords();
  const others = changes.members.filter(({ id }) => id !== duty.contact);
  if (others.length === 0) return <p>{t("onCall.nobodyElse")}</p>;
  return (
    <>
      <p className="quiet">{t("onCall.onceHelp")}</p>
      <ul className="choices">
        {others.map(({ id, name, number }) => (
          <li key={id}>
            <UnstyledButton
              className="choice"
              onClick={() => {
                onClose();
                void changes.takeOver(duty, id);
              }}
            >
              <span>{name}</span>
              {number === undefined && <span className="quiet">{t("onCall.noNumber")}</span>}
            </UnstyledButton>
          </li>
        ))}
      </ul>
    </>
  );
}

const DAY_MS = 86_400_000;
/** Before the duty and after it: whoever swaps does so within some weeks. */
const [BEFORE_MS, AFTER_MS] = [7 * DAY_MS, 23 * DAY_MS];

function Swap({ duty, changes, zone, groupId, onClose }: Omit<HandOverProps, "asked"> & { duty: Duty }) {
  const { t } = useWords();
  const timesText = useTimesText(zone);
  const begin = Date.parse(duty.from);
  const times = {
    from: new Date(begin - BEFORE_MS).toISOString(),
    until: new Date(begin + AFTER_MS).toISOString(),
  };
  const query = useQuery(onCallQuery(groupId, times));
  const { data, refetch } = query;
  const error = failureOf(query);
  if (error !== undefined) {
    return (
      <ErrorState title={t("onCall.notLoaded")} retry={() => void refetch()}>
        {error.message}
      </ErrorState>
    );
  }
  if (data === undefined) return <Skeleton h={240} />;
  const now = Date.now();
  const others = data.duties.filter((other) => other.contact !== duty.contact && Date.parse(other.until) > now);
  if (others.length === 0) return <p>{t("onCall.nobodyElse")}</p>;
  return (
    <>
      <p className="quiet">{t("onCall.onceHelp")}</p>
      <ul className="choices">
        {others.map((other) => (
          <li key={`${other.contact} ${other.from} ${other.shift}`}>
            <UnstyledButton
              className="choice"
              onClick={() => {
                onClose();
                void changes.swap(duty, other);
              }}
            >
              <span>{other.name}</span>
              <span className="quiet">
                {t("onCall.onDate", { date: zonedText(other.from, zone, "date"), times: timesText(other) })}
              </span>
            </UnstyledButton>
          </li>
        ))}
      </ul>
    </>
  );
}
