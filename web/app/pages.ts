import { PAGES, type Page } from "../pages/index.ts";
import type { Session } from "./session.tsx";

/** Whether the user may use the page. */
export const isAllowed = ({ permissions }: Page, { may }: Session): boolean =>
  permissions === undefined || may(...permissions);

/** The pages of a group that the user may use. */
export const pagesOf = (group: Page["group"], session: Session): Page[] =>
  PAGES.filter((page) => page.group === group && isAllowed(page, session) && page.isNeeded?.(session.me) !== false);

/** The page that draws a path: of several the one with the longest. */
export const pageAt = (path: string): Page | undefined =>
  PAGES.filter((page) => path === page.path || path.startsWith(`${page.path}/`)).toSorted(
    (a, b) => b.path.length - a.path.length,
  )[0];

/** Where the list of the settings' pages is. */
export const SETTINGS_PATH = "/settings";

/** The first page that the user may use. */
export const homeOf = (session: Session): string => pagesOf("main", session)[0]?.path ?? "/account";
