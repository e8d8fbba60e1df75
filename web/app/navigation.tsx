import { ActionIcon, Tooltip } from "@mantine/core";
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand } from "@tabler/icons-react";
import { Link, useLocation } from "wouter";
import { useWords } from "../words/index.ts";
import { PageIcon } from "./icons.tsx";
import { type EntryMark, Mark, useMarks } from "./marks.tsx";
import { isInSettings, offeredPages, pageAt, pagesOf, SETTINGS_PATH } from "./pages.ts";
import { useSession } from "./session.tsx";
import { usePreference } from "./use-kept.ts";

export interface Entry {
  path: string;
  icon: string;
  title: string;
  isCurrent: boolean;
  mark: EntryMark | undefined;
}

/** The entries of the navigation for this user. */
export function useEntries(): Entry[] {
  const { t } = useWords();
  const session = useSession();
  const [path] = useLocation();
  const current = pageAt(path);
  const marks = useMarks();
  const entries = pagesOf("main", session).map((page) => ({
    path: page.path,
    icon: page.icon,
    title: t(page.title),
    isCurrent: current === page,
    mark: marks.get(page.path),
  }));
  if (!offeredPages(session).some(isInSettings)) return entries;
  const isCurrent = path === SETTINGS_PATH || (current !== undefined && isInSettings(current));
  return [
    ...entries,
    { path: SETTINGS_PATH, icon: "settings", title: t("settings.title"), isCurrent, mark: undefined },
  ];
}

/** The navigation at the left; folded it has icons, whose words come on hover and focus. */
export function Navigation() {
  const { t } = useWords();
  const entries = useEntries();
  const [isFolded, setFolded] = usePreference("aldis.folded", false);
  const Fold = isFolded ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse;
  const fold = t(isFolded ? "app.unfold" : "app.fold");
  return (
    <nav className="navigation" data-folded={isFolded} aria-label={t("app.navigation")}>
      <Link href="/" className="brand" aria-label={t("app.name")}>
        {isFolded ? t("app.name").slice(0, 1) : t("app.name")}
      </Link>
      <ul>
        {entries.map(({ path, icon, title, isCurrent, mark }) => (
          <li key={path}>
            <Tooltip
              label={title}
              position="right"
              disabled={!isFolded}
              events={{ hover: true, focus: true, touch: false }}
            >
              <Link href={path} className="navigation-entry" aria-current={isCurrent ? "page" : undefined}>
                <PageIcon name={icon} />
                <span className={isFolded ? "for-readers" : undefined}>{title}</span>
                <Mark mark={mark} />
              </Link>
            </Tooltip>
          </li>
        ))}
      </ul>
      <Tooltip label={fold} position="right">
        <ActionIcon
          className="navigation-fold"
          aria-label={fold}
          aria-expanded={!isFolded}
          onClick={() => setFolded(!isFolded)}
        >
          <Fold size={18} stroke={1.5} />
        </ActionIcon>
      </Tooltip>
    </nav>
  );
}
