import { UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { Link } from "wouter";
import { Sheet } from "../parts/sheet.tsx";
import { useWords } from "../words/index.ts";
import { PageIcon } from "./icons.tsx";
import { Mark } from "./marks.tsx";
import { useEntries } from "./navigation.tsx";

/** Entries that stand in the bar; the rest is behind *More*. */
const IN_BAR = 3;

/** The navigation of a telephone: under the thumb. */
export function BottomBar() {
  const { t } = useWords();
  const entries = useEntries();
  const [isOpen, setOpen] = useState(false);
  const inBar = entries.length <= IN_BAR + 1 ? entries : entries.slice(0, IN_BAR);
  const rest = entries.slice(inBar.length);
  if (entries.length < 2) return null;
  return (
    <nav className="bottom-bar" aria-label={t("app.navigation")}>
      {inBar.map(({ path, icon, title, isCurrent, mark }) => (
        <Link key={path} href={path} className="bottom-entry" aria-current={isCurrent ? "page" : undefined}>
          <PageIcon name={icon} size={20} />
          <span>{title}</span>
          <Mark mark={mark} />
        </Link>
      ))}
      {rest.length > 0 && (
        <UnstyledButton className="bottom-entry" aria-haspopup="dialog" onClick={() => setOpen(true)}>
          <PageIcon name="more" size={20} />
          <span>{t("app.more")}</span>
          <Mark mark={rest.find(({ mark }) => mark !== undefined)?.mark} />
        </UnstyledButton>
      )}
      <Sheet opened={isOpen} onClose={() => setOpen(false)} title={t("app.more")}>
        <ul className="settings-list">
          {rest.map(({ path, icon, title, isCurrent, mark }) => (
            <li key={path}>
              <Link href={path} aria-current={isCurrent ? "page" : undefined} onClick={() => setOpen(false)}>
                <PageIcon name={icon} />
                {title}
                <Mark mark={mark} />
              </Link>
            </li>
          ))}
        </ul>
      </Sheet>
    </nav>
  );
}
