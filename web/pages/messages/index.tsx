import { Link, Redirect, useLocation, useRoute, useSearch } from "wouter";
import { useSession } from "../../app/session.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { idIn } from "../../parts/id-in.ts";
import { useWords } from "../../words/index.ts";
import { IncomingPage } from "./incoming.tsx";
import { OutgoingPage } from "./outgoing.tsx";
import { TABS, type Tab } from "./query.ts";
import "./messages.css";

const isTab = (text: string | undefined): text is Tab => TABS.some((tab) => tab === text);

/** Sent, waiting and incoming messages: a list each, and one message beside it. */
export default function MessagesPage() {
  const { t } = useWords();
  const { may, me } = useSession();
  const [path, navigate] = useLocation();
  const search = useSearch();
  const [, params] = useRoute<{ tab?: string; id?: string }>("/messages/:tab?/:id?");
  const { tab, id } = params ?? {};
  if (tab === undefined) return <Redirect to="/messages/sent" replace />;
  if (!isTab(tab)) return <EmptyState title={t("app.nothingHere")}>{t("app.nothingHereHelp", { path })}</EmptyState>;
  if (tab === "incoming" && !may("incoming-messages")) {
    const names = t("permission.incoming-messages");
    return (
      <EmptyState title={t("app.notAllowed", { page: names })} action={<Tabs tab={tab} />}>
        {t("app.notAllowedHelp", { permissions: names, name: me.name })}
      </EmptyState>
    );
  }
  const to = (path: string) => navigate(search === "" ? path : `${path}?${search}`);
  const opened = id === undefined ? undefined : idIn(id);
  const props = {
    opened,
    ...(id !== undefined && opened === undefined && { noSuch: id }),
    onOpen: (row: { id: number }) => to(`/messages/${tab}/${row.id}`),
    onClose: () => to(`/messages/${tab}`),
    tabs: <Tabs tab={tab} />,
  };
  return tab === "incoming" ? <IncomingPage {...props} /> : <OutgoingPage key={tab} tab={tab} {...props} />;
}

/** The three lists. */
function Tabs({ tab: current }: { tab: Tab }) {
  const { t } = useWords();
  const { may } = useSession();
  const shown = TABS.filter((tab) => tab !== "incoming" || may("incoming-messages"));
  return (
    <nav className="messages-tabs" aria-label={t("messages.lists")}>
      {shown.map((tab) => (
        <Link key={tab} href={`/messages/${tab}`} aria-current={tab === current ? "page" : undefined}>
          {t(`messages.tab.${tab}`)}
        </Link>
      ))}
    </nav>
  );
}
