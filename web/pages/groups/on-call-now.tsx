import { useQuery } from "@tanstack/react-query";
import { type Group, onCallQuery } from "../../app/rota.ts";
import { listText } from "../../format.ts";
import { StateBadge } from "../../parts/state-badge.tsx";
import { useWords } from "../../words/index.ts";

/** Who of a group is meant at the moment. @param isAlone  no head of a column says what this is about */
export function OnCallNow({ group, isAlone = false }: { group: Group; isAlone?: boolean }) {
  const { t } = useWords();
  const { data } = useQuery({ ...onCallQuery(group.id), enabled: group.hasSchedule });
  if (group.memberCount === 0) return <span className="quiet">{t("groups.nobodyIn")}</span>;
  if (!group.hasSchedule) return <span className="quiet">{t("groups.everybody")}</span>;
  if (data === undefined) return null;
  const now = Date.now();
  const present = data.duties.filter(({ from, until }) => Date.parse(from) <= now && now < Date.parse(until));
  const names = [...new Set(present.map(({ name }) => name))].toSorted();
  const whom = names.length === 0 ? t("groups.nobody") : listText(names);
  return (
    <StateBadge shape={names.length === 0 ? "diamond" : "dot"} tone={names.length === 0 ? "amber" : "green"}>
      <span className="groups-names">{isAlone ? `${t("groups.onCallNow")}: ${whom}` : whom}</span>
    </StateBadge>
  );
}
