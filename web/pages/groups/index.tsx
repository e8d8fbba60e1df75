import { Button } from "@mantine/core";
import { Link, useSearchParams } from "wouter";
import { answerOf, api } from "../../api.ts";
import { GROUPS_KEY, type Group, useGroupEvents } from "../../app/rota.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Filters } from "../../parts/filters.tsx";
import { List } from "../../parts/list.tsx";
import { ListDetail } from "../../parts/list-detail.tsx";
import { useListPlace } from "../../parts/list-place.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { useCursorList } from "../../parts/use-cursor-list.ts";
import { useWords } from "../../words/index.ts";
import { AddGroup } from "./add-group.tsx";
import { GroupDetail } from "./group-detail.tsx";
import { OnCallNow } from "./on-call-now.tsx";
import "./groups.css";

/** Groups of the address book: who is in them, who is on call, who is told after whom. */
export default function GroupsPage() {
  const { t } = useWords();
  const [params] = useSearchParams();
  const q = params.get("q")?.trim() ?? "";
  const keep = params.size === 0 ? "" : `?${params}`;
  const place = useListPlace("/groups", keep);
  useGroupEvents();
  const source = useCursorList<Group>({
    queryKey: [...GROUPS_KEY, "list", q],
    read: (after, signal) => {
      const query = { limit: 100, ...(q !== "" && { q }), ...(after !== undefined && { after }) };
      return answerOf(api.GET("/api/v1/groups", { params: { query }, signal }));
    },
  });
  const add = (
    <Button variant="filled" onClick={place.openNew}>
      {t("groups.add")}
    </Button>
  );
  const isWhole = !source.isLoading && !source.hasMore && source.error === null && q === "";
  const members = ({ memberCount }: Group) => t("groups.memberCount", { count: memberCount });
  return (
    <ListDetail
      onClose={place.back}
      detail={place.detail((id) => <GroupDetail key={id} id={id} onClose={place.back} />)}
    >
      <PageHeader title={t("groups.title")} primary={isWhole && source.rows.length === 0 ? undefined : add}>
        <Answer rows={source.rows} isWhole={isWhole} />
      </PageHeader>
      {(source.rows.length > 0 || q !== "") && <Filters name="groups" filters={[]} />}
      <List
        label={t("groups.title")}
        source={source}
        keyOf={(group) => group.id}
        columns={[
          { key: "name", head: t("groups.name"), width: "minmax(0, 1fr)", show: (group) => group.name },
          { key: "members", head: t("groups.members"), width: "8rem", show: members },
          {
            key: "on-call",
            head: t("groups.onCallNow"),
            width: "minmax(0, 1fr)",
            show: (group) => <OnCallNow group={group} />,
          },
        ]}
        narrow={(group) => ({
          who: group.name,
          when: members(group),
          text: <OnCallNow group={group} />,
        })}
        opened={place.id}
        onOpen={place.open}
        empty={
          q === "" ? (
            <EmptyState title={t("groups.none")} action={add}>
              {t("groups.noneHelp")}
            </EmptyState>
          ) : (
            <EmptyState
              title={t("groups.noneFound", { q })}
              action={
                <Button component={Link} href="/groups">
                  {t("groups.showAll")}
                </Button>
              }
            />
          )
        }
        failed={t("groups.notLoaded")}
      />
      <AddGroup
        opened={place.isNew}
        names={source.rows.map(({ name }) => name)}
        onClose={place.back}
        onAdded={place.openAdded}
      />
    </ListDetail>
  );
}

function Answer({ rows, isWhole }: { rows: readonly Group[]; isWhole: boolean }) {
  const { t } = useWords();
  // The line is there from the start, so that nothing moves.
  if (!isWhole) return t("groups.answerLoading");
  if (rows.length === 0) return t("groups.answerNone");
  const scheduled = rows.filter(({ hasSchedule }) => hasSchedule).length;
  const said = scheduled === 0 ? t("groups.answerScheduledNone") : t("groups.answerScheduled", { count: scheduled });
  return [t("groups.answer", { count: rows.length }), said].join(" ");
}
