import { Suspense, useEffect, useRef } from "react";
import { matchRoute, Redirect, useLocation, useRouter } from "wouter";
import { EmptyState } from "../parts/empty-state.tsx";
import { useWords } from "../words/index.ts";
import { Bands } from "./bands.tsx";
import { BottomBar } from "./bottom-bar.tsx";
import { ErrorBoundary } from "./error-boundary.tsx";
import { Header } from "./header.tsx";
import { useLiveMarks } from "./marks.tsx";
import { baseless } from "./navigate.ts";
import { Navigation } from "./navigation.tsx";
import { PagePending } from "./page-pending.tsx";
import { homeOf, isAllowed, pageAt, SETTINGS_PATH } from "./pages.ts";
import { Palette } from "./palette.tsx";
import { type Session, useSession } from "./session.tsx";
import { SettingsList } from "./settings-list.tsx";
import { takeReturnPath } from "./sign-in.tsx";
import { useTitle } from "./title.ts";

/** What stands around every page. */
export function Shell() {
  const { t } = useWords();
  const [path] = useLocation();
  const main = useRef<HTMLElement>(null);
  const segment = pageAt(path)?.path ?? path;
  const before = useRef(segment);
  useLiveMarks();
  // As after a new document: a screen reader reads the page from its start, and Tab goes on from there.
  useEffect(() => {
    if (before.current === segment) return;
    before.current = segment;
    main.current?.focus();
    main.current?.scrollTo(0, 0);
  }, [segment]);
  return (
    <div className="shell">
      <a className="skip-link" href="#main">
        {t("app.skip")}
      </a>
      <Navigation />
      <div className="shell-column">
        <Bands />
        <Header />
        <main id="main" className="shell-main" tabIndex={-1} ref={main}>
          <ErrorBoundary key={segment}>
            <Suspense fallback={<PagePending />}>
              <PageAt path={path} />
            </Suspense>
          </ErrorBoundary>
        </main>
        <BottomBar />
      </div>
      <Palette />
    </div>
  );
}

function PageAt({ path }: { path: string }) {
  const session = useSession();
  const { t } = useWords();
  const page = pageAt(path);
  const { parser } = useRouter();
  useTitle(titleAt(path, t));
  if (path === "/") return <Redirect to={baseless(takeReturnPath()) ?? homeOf(session)} replace />;
  if (path === SETTINGS_PATH) return <SettingsList />;
  const isDrawn =
    page !== undefined && ["", ...(page.below ?? [])].some((below) => matchRoute(parser, page.path + below, path)[0]);
  if (!isDrawn) {
    return <EmptyState title={t("app.nothingHere")}>{t("app.nothingHereHelp", { path })}</EmptyState>;
  }
  if (!isAllowed(page, session)) return <NotAllowed page={page} session={session} />;
  return <page.component />;
}

function titleAt(path: string, t: ReturnType<typeof useWords>["t"]): string {
  if (path === SETTINGS_PATH) return t("settings.title");
  const page = pageAt(path);
  return page === undefined ? t("app.nothingHere") : t(page.title);
}

function NotAllowed({ page, session }: { page: NonNullable<ReturnType<typeof pageAt>>; session: Session }) {
  const { t } = useWords();
  const title = t("app.notAllowed", { page: t(page.title) });
  const names = (page.permissions ?? []).map((permission) => t(`permission.${permission}`)).join(t("app.or"));
  return (
    <EmptyState title={title}>{t("app.notAllowedHelp", { permissions: names, name: session.me.name })}</EmptyState>
  );
}
