import { Link } from "wouter";
import { PageHeader } from "../parts/page-header.tsx";
import { useWords } from "../words/index.ts";
import { PageIcon } from "./icons.tsx";
import { Mark, useMarks } from "./marks.tsx";
import { pagesOf } from "./pages.ts";
import { useSession } from "./session.tsx";

/** *Settings*: the pages that are used now and then. */
export function SettingsList() {
  const { t } = useWords();
  const pages = pagesOf("settings", useSession());
  const marks = useMarks();
  return (
    <>
      <PageHeader title={t("settings.title")}>{t("settings.answer")}</PageHeader>
      <ul className="settings-list page-body">
        {pages.map(({ path, icon, title }) => (
          <li key={path}>
            <Link href={path}>
              <PageIcon name={icon} />
              {t(title)}
              <Mark mark={marks.get(path)} />
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}
