import { ActionIcon, Button, Kbd, Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconChevronLeft, IconLogout, IconSearch, IconUser } from "@tabler/icons-react";
import { Link, useLocation } from "wouter";
import { leave } from "../parts/unsaved.ts";
import { LANGUAGES, type Language, speak, useWords } from "../words/index.ts";
import { SchemeChoice } from "./choices.tsx";
import { isInSettings, pageAt, SETTINGS_PATH } from "./pages.ts";
import { openPalette } from "./palette.tsx";
import { useSession } from "./session.tsx";

const LANGUAGE_NAMES = Object.entries(LANGUAGES) as [Language, string][];
const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** Where one is, the search, and what belongs to the person. */
export function Header() {
  const { t } = useWords();
  return (
    <header className="header">
      <Breadcrumb />
      <Button
        className="header-search"
        leftSection={<IconSearch size={16} stroke={1.5} aria-hidden />}
        rightSection={<Kbd size="xs">{isMac ? "⌘ K" : t("app.searchKeys")}</Kbd>}
        onClick={openPalette}
      >
        {t("app.search")}
      </Button>
      <ActionIcon className="header-search-icon" aria-label={t("app.search")} onClick={openPalette}>
        <IconSearch size={18} stroke={1.5} />
      </ActionIcon>
      <SchemeChoice />
      <AccountMenu />
    </header>
  );
}

function Breadcrumb() {
  const { t } = useWords();
  const [path] = useLocation();
  const page = pageAt(path);
  const isSettings = page !== undefined && isInSettings(page);
  const last = path === SETTINGS_PATH ? t("settings.title") : page === undefined ? undefined : t(page.title);
  return (
    <nav className="breadcrumb" aria-label={t("app.whereabouts")}>
      <ol>
        {isSettings && (
          <li>
            <Link href={SETTINGS_PATH} aria-label={t("settings.title")}>
              <IconChevronLeft className="breadcrumb-back" size={18} stroke={1.5} aria-hidden="true" />
              <span>{t("settings.title")}</span>
            </Link>
          </li>
        )}
        {last !== undefined && <li aria-current="page">{last}</li>}
      </ol>
    </nav>
  );
}

function AccountMenu() {
  const { t, language } = useWords();
  const { me, signOut } = useSession();
  const end = () =>
    signOut().catch((error: unknown) => {
      notifications.show({
        color: "red",
        autoClose: false,
        message: error instanceof Error ? error.message : String(error),
      });
    });
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon aria-label={t("app.accountOf", { name: me.name })}>
          <IconUser size={18} stroke={1.5} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{me.name}</Menu.Label>
        <Menu.Item component={Link} href="/account" leftSection={<IconUser size={16} stroke={1.5} aria-hidden />}>
          {t("account.title")}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t("language.label")}</Menu.Label>
        {LANGUAGE_NAMES.map(([each, name]) => (
          <Menu.Item
            key={each}
            lang={each}
            aria-current={each === language}
            onClick={() => void speak(each, { remember: true })}
          >
            {name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconLogout size={16} stroke={1.5} aria-hidden />}
          onClick={() => leave(() => void end())}
        >
          {t("app.signOut")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
