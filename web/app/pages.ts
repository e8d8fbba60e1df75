import { PAGES, type Page, SETTINGS_GROUPS } from "../pages/index.ts";
import type { Session } from "./session.tsx";

/** Whether the user may use the page. */
export const isAllowed = ({ permissions }: Page, { may }: Session): boolean =>
  permissions === undefined || may(...permissions);

/** The pages that the user may use, and has something to use for. */
export const offeredPages = (session: Session): Page[] =>
  PAGES.filter((page) => isAllowed(page, session) && page.isNeeded?.(session.me) !== false);

/** Those of a group. */
export const pagesOf = (group: Page["group"], session: Session): Page[] =>
  offeredPages(session).filter((page) => page.group === group);

/** Whether its entry is in the list of *Settings*. */
export const isInSettings = ({ group }: Page): boolean => SETTINGS_GROUPS.some((each) => each === group);

/** The page that draws a path: of several the one with the longest. */
export const pageAt = (path: string): Page | undefined =>
  PAGES.filter((page) => path === page.path || path.startsWith(`${page.path}/`)).toSorted(
    (a, b) => b.path.length - a.path.length,
  )[0];

/** Where the list of the settings' pages is. */
export const SETTINGS_PATH = "/settings";

/** The first page that the user may use. */
export const homeOf = (session: Session): string => pagesOf("main", session)[0]?.path ?? "/account";
