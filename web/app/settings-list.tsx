import { Link } from "wouter";
import { SETTINGS_GROUPS } from "../pages/index.ts";
import { PageHeader } from "../parts/page-header.tsx";
import { useWords } from "../words/index.ts";
import { PageIcon } from "./icons.tsx";
import { Mark, useMarks } from "./marks.tsx";
import { pagesOf } from "./pages.ts";
import { useSession } from "./session.tsx";

/** *Settings*: the pages that are used now and then, by what they are about. */
export function SettingsList() {
  const { t } = useWords();
  const session = useSession();
  const marks = useMarks();
  const groups = SETTINGS_GROUPS.map((group) => ({ group, pages: pagesOf(group, session) }));
  return (
    <>
      <PageHeader title={t("settings.title")}>{t("settings.answer")}</PageHeader>
      <div className="settings-groups page-body">
        {groups
          .filter(({ pages }) => pages.length > 0)
          .map(({ group, pages }) => (
            <section key={group} aria-labelledby={`settings-${group}`}>
              <h2 id={`settings-${group}`}>{t(`settings.${group}`)}</h2>
              <ul className="settings-list">
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
            </section>
          ))}
      </div>
    </>
  );
}
