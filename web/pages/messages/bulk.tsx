import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { answerOf, api, type Schemas } from "../../api.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { tellDone } from "../../parts/undo.tsx";
import { useOnce } from "../../parts/use-once.ts";
import { useWords } from "../../words/index.ts";
import { type Action, actOnMany, isPossible } from "./actions.ts";
import type { OutgoingTab } from "./query.ts";

type Message = Schemas["OutgoingMessage"];

interface OutgoingBulkProps {
  tab: OutgoingTab;
  rows: readonly Message[];
  clear: () => void;
}

const ACTIONS_OF = { queue: ["cancel", "delete"], sent: ["resend", "delete"] } as const satisfies Record<
  OutgoingTab,
  readonly Action[]
>;

/** What one can do about the selected messages. */
export function OutgoingBulk({ tab, rows, clear }: OutgoingBulkProps) {
  const { t } = useWords();
  const queries = useQueryClient();
  const [asked, setAsked] = useState<Action>();
  const { once } = useOnce();
  // While the dialog closes it still says what it said.
  const shown = asked ?? "delete";
  const ids = (action: Action) => rows.filter((row) => isPossible(action, row)).map(({ id }) => id);
  const count = ids(shown).length;

  async function act(action: Action, key: string) {
    const { done, skipped, why } = await actOnMany(action, ids(action), key);
    const rest = skipped > 0 && why !== undefined ? ` ${t("messages.skipped", { count: skipped, why })}` : "";
    tellDone(`${t(`messages.done.${action}`, { count: done })}${rest}`);
    clear();
    await queries.invalidateQueries({ queryKey: ["messages"] });
    await queries.invalidateQueries({ queryKey: ["messages-answer"] });
  }

  return (
    <>
      {ACTIONS_OF[tab].map((action) => (
        <ActionButton
          key={action}
          destroys={action === "delete"}
          why={ids(action).length === 0 ? t(`messages.cannot.${action}`) : undefined}
          onClick={() => setAsked(action)}
        >
          {t(`messages.do.${action}`, { count: ids(action).length })}
        </ActionButton>
      ))}
      <Confirm
        opened={asked !== undefined}
        onClose={() => setAsked(undefined)}
        title={t(`messages.ask.${shown}`, { count })}
        action={t(`messages.do.${shown}`, { count })}
        destroys={shown === "delete"}
        onConfirm={() => asked && once((key) => act(asked, key), `${asked} ${ids(asked)}`)}
      >
        <p>{t(`messages.askHelp.${shown}`)}</p>
        {rows.length > count && <p>{t("messages.notThese", { count: rows.length - count })}</p>}
      </Confirm>
    </>
  );
}

interface ActionButtonProps {
  onClick: () => void;
  /** Why it cannot be done. */
  why?: string | undefined;
  destroys?: boolean;
  children: ReactNode;
}

/** A button of the bar; one that cannot be used says why. */
const ActionButton = ({ onClick, why, destroys = false, children }: ActionButtonProps) => (
  <Button
    size="compact-sm"
    {...(destroys ? { color: "red", variant: "light" } : {})}
    {...(why === undefined ? {} : { "data-disabled": true, "aria-disabled": true, title: why })}
    onClick={() => why === undefined && onClick()}
  >
    {children}
  </Button>
);

/** 4 at a time: others have their turn between them. */
const AT_ONCE = 4;

/** What one can do about selected incoming messages. */
export function IncomingBulk({ rows, clear }: { rows: readonly Schemas["IncomingMessage"][]; clear: () => void }) {
  const { t } = useWords();
  const queries = useQueryClient();
  const [isAsked, setAsked] = useState(false);
  const unread = rows.filter(({ read }) => !read);

  async function forEach(of: readonly { id: number }[], act: (id: number) => Promise<unknown>) {
    for (let from = 0; from < of.length; from += AT_ONCE) {
      await Promise.all(of.slice(from, from + AT_ONCE).map(({ id }) => act(id)));
    }
    clear();
    await queries.invalidateQueries({ queryKey: ["messages"] });
    await queries.invalidateQueries({ queryKey: ["messages-answer"] });
  }

  const mark = async (read: boolean) => {
    const of = read ? unread : rows;
    await forEach(of, (id) => markRead(id, read));
    tellDone(
      t("messages.marked", { count: of.length }),
      read ? () => forEach(of, (id) => markRead(id, false)) : undefined,
    );
  };

  async function remove() {
    await forEach(rows, (id) => answerOf(api.DELETE("/api/v1/incoming/{id}", { params: { path: { id } } })));
    tellDone(t("messages.done.delete", { count: rows.length }));
  }

  return (
    <>
      <ActionButton why={unread.length === 0 ? t("messages.cannotMark") : undefined} onClick={() => void mark(true)}>
        {t("messages.markRead", { count: unread.length })}
      </ActionButton>
      <ActionButton destroys onClick={() => setAsked(true)}>
        {t("messages.do.delete", { count: rows.length })}
      </ActionButton>
      <Confirm
        opened={isAsked}
        onClose={() => setAsked(false)}
        title={t("messages.ask.delete", { count: rows.length })}
        action={t("messages.do.delete", { count: rows.length })}
        onConfirm={remove}
      >
        {t("messages.askHelp.deleteIncoming")}
      </Confirm>
    </>
  );
}

export const markRead = (id: number, read: boolean) =>
  answerOf(api.PATCH("/api/v1/incoming/{id}", { params: { path: { id } }, body: { read } }));
