import { Button, Menu } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answerOf, api, type Schemas } from "../../api.ts";
import { useSession } from "../../app/session.tsx";
import { Confirm } from "../../parts/confirm.tsx";
import { tellDone } from "../../parts/undo.tsx";
import { useWords } from "../../words/index.ts";
import { CONTACTS_KEY, type Contact, type ContactFilter, type GroupName, groupsQuery } from "./queries.ts";

interface ContactsBulkProps {
  rows: readonly Contact[];
  clear: () => void;
  filter: ContactFilter;
  /** More are found than are loaded. */
  hasMore: boolean;
}

type Asked = { action: "delete" } | { action: "leave"; group: GroupName };

/** What one can do with the selected contacts, or with all that are found. */
export function ContactsBulk({ rows, clear, filter, hasMore }: ContactsBulkProps) {
  const { t } = useWords();
  const { may } = useSession();
  const queries = useQueryClient();
  const [isAll, setAll] = useState(false);
  const [asked, setAsked] = useState<Asked>();
  // While the dialog closes it still says what it said.
  const [said, setSaid] = useState<Asked>({ action: "delete" });
  const count = rows.length;

  async function act(action: Action, group?: GroupName, ids = rows.map(({ id }) => id)): Promise<Outcome> {
    const which = isAll ? { filter } : { ids };
    const done = await inBulk(action, which, group?.id);
    clear();
    await queries.invalidateQueries({ queryKey: CONTACTS_KEY });
    return done;
  }

  async function join(group: GroupName) {
    // Who is in the group already stays in it when this is taken back.
    const joining = rows.filter((row) => row.groups.every(({ id }) => id !== group.id)).map(({ id }) => id);
    const { done } = await act("join", group);
    const takeBack = async () => {
      await inBulk("leave", { ids: joining }, group.id);
      await queries.invalidateQueries({ queryKey: CONTACTS_KEY });
    };
    tellDone(
      t("addressBook.joined", { count: done, group: group.name }),
      isAll || joining.length === 0 ? undefined : takeBack,
    );
  }

  async function confirmed() {
    if (asked === undefined) return;
    if (asked.action === "delete") {
      const { done: count, called } = await act("delete");
      tellDone(called > 0 ? t("addressBook.deletedSome", { count, called }) : t("addressBook.deletedMany", { count }));
      return;
    }
    const { done } = await act("leave", asked.group);
    tellDone(t("addressBook.left", { count: done, group: asked.group.name }));
  }

  const ask = (next: Asked) => {
    setSaid(next);
    setAsked(next);
  };
  const words = confirmWords(said);
  const variables = { count, group: said.action === "leave" ? said.group.name : "" };
  return (
    <>
      {hasMore && (
        <Button size="compact-sm" aria-pressed={isAll} onClick={() => setAll(!isAll)}>
          {t(isAll ? "addressBook.onlySelected" : "addressBook.allFound")}
        </Button>
      )}
      {may("groups") && (
        <GroupMenus rows={rows} isAll={isAll} onJoin={join} onLeave={(group) => ask({ action: "leave", group })} />
      )}
      <Button size="compact-sm" color="red" variant="light" onClick={() => ask({ action: "delete" })}>
        {isAll ? t("addressBook.deleteAll") : t("addressBook.deleteMany", { count })}
      </Button>
      <Confirm
        opened={asked !== undefined}
        onClose={() => setAsked(undefined)}
        title={isAll ? t(words.titleAll, variables) : t(words.title, variables)}
        action={t(words.action)}
        destroys={said.action === "delete"}
        onConfirm={confirmed}
      >
        {t(words.help, variables)}
      </Confirm>
    </>
  );
}

const confirmWords = ({ action }: Asked) =>
  action === "delete"
    ? ({
        title: "addressBook.deleteManyTitle",
        titleAll: "addressBook.deleteAllTitle",
        help: "addressBook.deleteManyHelp",
        action: "common.delete",
      } as const)
    : ({
        title: "addressBook.leaveTitle",
        titleAll: "addressBook.leaveAllTitle",
        help: "addressBook.leaveHelp",
        action: "addressBook.leave",
      } as const);

interface GroupMenusProps {
  rows: readonly Contact[];
  isAll: boolean;
  onJoin: (group: GroupName) => Promise<void>;
  onLeave: (group: GroupName) => void;
}

/** The groups to join, and those that somebody of the selected is in. */
function GroupMenus({ rows, isAll, onJoin, onLeave }: GroupMenusProps) {
  const { t } = useWords();
  const { data: groups = [] } = useQuery(groupsQuery);
  const held = new Set(rows.flatMap((row) => row.groups.map(({ id }) => id)));
  const [failure, setFailure] = useState<string>();
  const join = (group: GroupName) =>
    onJoin(group).catch((error: unknown) => setFailure(error instanceof Error ? error.message : String(error)));
  return (
    <>
      <GroupMenu label={t("addressBook.joinGroup")} groups={groups} onChoose={(group) => void join(group)} />
      <GroupMenu
        label={t("addressBook.leaveGroup")}
        groups={groups.filter(({ id }) => isAll || held.has(id))}
        onChoose={onLeave}
      />
      {failure !== undefined && <span role="alert">{failure}</span>}
    </>
  );
}

interface GroupMenuProps {
  label: string;
  groups: readonly GroupName[];
  onChoose: (group: GroupName) => void;
}

/** A menu of groups; none when there is none to choose. */
function GroupMenu({ label, groups, onChoose }: GroupMenuProps) {
  if (groups.length === 0) return null;
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button size="compact-sm" rightSection={<IconChevronDown size={14} aria-hidden="true" />}>
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {groups.map(({ id, name }) => (
          <Menu.Item key={id} onClick={() => onChoose({ id, name })}>
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

type Action = Schemas["BulkOfContacts"]["action"];

/** So many IDs a call may name. */
const IDS_OF_A_CALL = 1_000;

/** To how many it was done, and how many stay because policies call them. */
interface Outcome {
  done: number;
  called: number;
}

/** Does the same to all of them. @throws ApiError */
async function inBulk(
  action: Action,
  which: { ids: readonly number[] } | { filter: ContactFilter },
  group: number | undefined,
): Promise<Outcome> {
  const shared = { action, ...(group !== undefined && { group }) };
  const outcome: Outcome = { done: 0, called: 0 };
  async function bulk(body: Schemas["BulkOfContacts"]): Promise<string | undefined> {
    const answer = await answerOf(api.POST("/api/v1/contacts/bulk", { body }));
    outcome.done += answer.done;
    outcome.called += answer.skipped.filter(({ reason }) => reason === "called").length;
    return answer.next;
  }
  if ("ids" in which) {
    for (let from = 0; from < which.ids.length; from += IDS_OF_A_CALL) {
      await bulk({ ...shared, ids: which.ids.slice(from, from + IDS_OF_A_CALL) });
    }
    return outcome;
  }
  let after: string | undefined;
  do {
    const chosen = Object.keys(which.filter).length === 0 ? ({ all: true } as const) : { filter: which.filter };
    after = await bulk({ ...shared, ...chosen, ...(after !== undefined && { after }) });
  } while (after !== undefined);
  return outcome;
}
