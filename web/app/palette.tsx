import { Input } from "@mantine/core";
import { Spotlight, spotlight } from "@mantine/spotlight";
import { useId, useState } from "react";
import { useLocation } from "wouter";
import { phoneText } from "../format.ts";
import type { Page } from "../pages/index.ts";
import { useWords } from "../words/index.ts";
import { useFoundSettings } from "./found-settings.ts";
import { PageIcon } from "./icons.tsx";
import { offeredPages, pageAt } from "./pages.ts";
import { SEARCHED_CHARACTERS, useFoundContacts } from "./palette-contacts.ts";
import { PaletteFound } from "./palette-found.tsx";
import { useMarked } from "./palette-marked.ts";
import { type Session, useSession } from "./session.tsx";

/** Opens the search over everything. */
export const openPalette = () => spotlight.open();

/**
 * The command palette: pages by name, contacts by name and number, messages by number, settings by name and help. Ctrl or ⌘
 * with K.
 */
export function Palette() {
  const { t } = useWords();
  const session = useSession();
  const [, navigate] = useLocation();
  const [query, setQuery] = useState("");
  const wanted = query.trim().toLowerCase();
  const pages = foundPages(wanted, session, t);
  const [isTaking, setTaking] = useState(false);
  const { contacts, isPending, hasFailed } = useFoundContacts(wanted, isTaking);
  const settings = useFoundSettings(wanted.length < SEARCHED_CHARACTERS ? undefined : wanted);
  const number = numberIn(query);
  const groups = [
    {
      group: t("palette.pages"),
      actions: pages.map(({ path, icon, title }) => ({
        id: path,
        label: t(title),
        leftSection: <PageIcon name={icon} />,
        onClick: () => navigate(path),
      })),
    },
    {
      group: t("palette.contacts"),
      actions: contacts.map(({ name, number: of }) => ({
        id: `contact ${of}`,
        label: name,
        description: phoneText(of),
        leftSection: <PageIcon name="book" />,
        onClick: () => navigate(`/conversations/${encodeURIComponent(of)}`),
      })),
    },
    {
      group: t("palette.messages"),
      actions:
        number === undefined || pageAt("/messages") === undefined
          ? []
          : [
              {
                id: "messages",
                label: t("palette.messagesOf", { number: phoneText(number) }),
                leftSection: <PageIcon name="messages" />,
                onClick: () => navigate(`/messages/sent?number=${encodeURIComponent(number)}`),
              },
            ],
    },
    {
      group: t("palette.settings"),
      actions: settings.map(({ name, label, where, path, icon }) => ({
        id: `setting ${name}`,
        label,
        description: where,
        leftSection: <PageIcon name={icon} />,
        onClick: () => navigate(path),
      })),
    },
  ].filter(({ actions }) => actions.length > 0);
  const list = useId();
  const ids = groups.flatMap(({ actions }) => actions.map(({ id }) => id));
  const optionOf = (id: string) => `${list}${ids.indexOf(id)}`;
  const { marked, onKeyDown, forget } = useMarked({
    ids,
    // Contacts come after pages, and before the rest.
    isFirstKnown: !isPending || pages.length > 0,
    isTaking,
    setTaking,
  });
  const startWith = (typed: string) => {
    forget();
    setQuery(typed);
  };
  return (
    <Spotlight.Root
      query={query}
      onQueryChange={startWith}
      // Whatever was typed when it was closed a moment ago.
      onSpotlightOpen={() => startWith("")}
      shortcut="mod + K"
      // Also from a field.
      tagsToIgnore={[]}
      attributes={{ content: { "aria-label": t("app.search") } }}
      scrollable
      maxHeight={420}
      // Its field stays where it is, however much is found.
      centered={false}
      overlayProps={{ color: "var(--veil)", backgroundOpacity: 1 }}
      lockScroll={false}
      // What is typed right after the shortcut goes into its field.
      transitionProps={{ duration: 0 }}
    >
      <Input
        autoFocus
        size="lg"
        classNames={{ input: Spotlight.classes.search }}
        placeholder={t("palette.placeholder")}
        aria-label={t("app.search")}
        // The focus stays in the field: a screen reader hears here what the arrows went to.
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={groups.length > 0}
        aria-controls={groups.length > 0 ? list : undefined}
        aria-activedescendant={marked === undefined ? undefined : optionOf(marked)}
        value={query}
        onChange={(event) => startWith(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {groups.length > 0 ? (
        <PaletteFound id={list} groups={groups} marked={marked} optionOf={optionOf} />
      ) : (
        <Spotlight.Empty role="status">
          {t(isPending ? "palette.searching" : hasFailed ? "palette.failed" : "palette.nothing")}
        </Spotlight.Empty>
      )}
    </Spotlight.Root>
  );
}

/** Pages that have what is wanted in their name, and then those that are about it. */
function foundPages(wanted: string, session: Session, t: ReturnType<typeof useWords>["t"]): Page[] {
  const has = (text: string) => text.toLowerCase().includes(wanted);
  const offered = offeredPages(session);
  const named = offered.filter(({ title }) => has(t(title)));
  const isAbout = ({ keywords }: Page) => keywords !== undefined && wanted.length > 1 && has(t(keywords));
  return [...named, ...offered.filter((page) => !named.includes(page) && isAbout(page))];
}

/** A telephone number, or at least its last digits, among what was typed. */
function numberIn(query: string): string | undefined {
  const digits = query.replace(/[\s()/-]/g, "");
  return /^\+?\d{4,15}$/.test(digits) ? digits : undefined;
}
