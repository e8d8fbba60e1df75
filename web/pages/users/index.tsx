import { Button } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { answerOf, api } from "../../api.ts";
import { useLive } from "../../app/live.ts";
import { useSession } from "../../app/session.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { List } from "../../parts/list.tsx";
import { ListDetail } from "../../parts/list-detail.tsx";
import { useListPlace } from "../../parts/list-place.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { useCursorList } from "../../parts/use-cursor-list.ts";
import { useWords } from "../../words/index.ts";
import { AddUser } from "./add-user.tsx";
import { presetKey } from "./permission-boxes.tsx";
import { PermissionsPanel } from "./permissions-panel.tsx";
import { choicesQuery, presetOf, USERS_KEY, type User } from "./queries.ts";
import { UserDetail } from "./user-detail.tsx";
import { UserState } from "./user-state.tsx";
import "./users.css";

/** Who may use the gateway, and for what. */
export default function UsersPage() {
  const { t } = useWords();
  const { may } = useSession();
  const [edited, setEdited] = useState<User>();
  const place = useListPlace("/users");
  const source = useUsers();
  const columns = useColumns(setEdited);
  const badge = (user: User) => <UserState user={user} />;
  return (
    <ListDetail
      onClose={place.back}
      detail={place.detail((id) => <UserDetail key={id} id={id} onClose={place.back} onPermissions={setEdited} />)}
    >
      <PageHeader
        title={t("users.title")}
        primary={
          <Button variant="filled" onClick={place.openNew}>
            {t("users.add")}
          </Button>
        }
      >
        <Answer
          rows={source.rows}
          isWhole={!source.isLoading && !source.hasMore && source.error === null && source.rows.length > 0}
        />
      </PageHeader>
      <List
        label={t("users.title")}
        source={source}
        keyOf={(user) => user.id}
        columns={columns}
        narrow={(user) => ({
          who: user.name,
          when: may("permissions") && <Pencil onClick={() => setEdited(user)} />,
          text: <Allowed user={user} />,
          state: badge(user),
        })}
        opened={place.id}
        onOpen={place.open}
        empty={<EmptyState title={t("users.none")}>{t("users.noneHelp")}</EmptyState>}
        failed={t("users.notLoaded")}
      />
      <AddUser
        opened={place.isNew}
        names={source.rows.map(({ name }) => name)}
        onClose={place.back}
        onAdded={place.openAdded}
      />
      <PermissionsPanel user={edited} onClose={() => setEdited(undefined)} />
    </ListDetail>
  );
}

/** Users by name; read again when an event tells that one was changed. */
function useUsers() {
  const queries = useQueryClient();
  useLive(
    "event",
    useCallback(
      ({ kind }) => {
        if (/^(user|session|token|identity)\./.test(kind)) void queries.invalidateQueries({ queryKey: USERS_KEY });
      },
      [queries],
    ),
  );
  return useCursorList<User>({
    queryKey: [...USERS_KEY, "list"],
    read: (after, signal) =>
      answerOf(api.GET("/api/v1/users", { params: { query: { limit: 100, ...(after && { after }) } }, signal })),
  });
}

function useColumns(onEdit: (user: User) => void) {
  const { t } = useWords();
  const { may } = useSession();
  const show = (user: User) => (may("permissions") ? <Pencil onClick={() => onEdit(user)} /> : null);
  return [
    { key: "name", head: t("users.name"), width: "minmax(0, 1fr)", show: (user: User) => user.name },
    { key: "state", head: t("users.state"), width: "8rem", show: (user: User) => <UserState user={user} /> },
    {
      key: "allowed",
      head: t("users.allowed"),
      width: "minmax(0, 1.4fr)",
      show: (user: User) => <Allowed user={user} />,
    },
    { key: "edit", head: "", width: "28px", end: true, show },
  ];
}

function Answer({ rows, isWhole }: { rows: readonly User[]; isWhole: boolean }) {
  const { t } = useWords();
  if (!isWhole) return t("users.answerLoading");
  const disabled = rows.filter((user) => user.disabled).length;
  const managers = rows.filter((user) => !user.disabled && user.permissions.includes("users")).length;
  const sentences = [
    t("users.answer", { count: rows.length - disabled }),
    t("users.answerManagers", { count: managers }),
  ];
  if (disabled > 0) sentences.push(t("users.answerDisabled", { count: disabled }));
  return sentences.join(" ");
}

/** The preset that a user has, or how many permissions. */
function Allowed({ user }: { user: User }) {
  const { t } = useWords();
  const { data } = useQuery(choicesQuery);
  const preset = presetOf(user.permissions, data?.presets ?? []);
  if (preset !== undefined) return t(presetKey(preset.id));
  return user.permissions.length === 0
    ? t("users.allowedNothing")
    : t("users.permissionCount", { count: user.permissions.length });
}

/** For the mouse: by keyboard the row opens, and has a button that does the same. */
const Pencil = ({ onClick }: { onClick: () => void }) => (
  <span
    className="users-pencil"
    aria-hidden="true"
    onClick={(event) => {
      event.stopPropagation();
      onClick();
    }}
  >
    <IconPencil size={16} stroke={1.5} />
  </span>
);
