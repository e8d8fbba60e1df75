import { useDebouncedValue } from "@mantine/hooks";
import { Spotlight, spotlight } from "@mantine/spotlight";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";
import { answerOf, api } from "../api.ts";
import { phoneText } from "../format.ts";
import type { Page } from "../pages/index.ts";
import { useWords } from "../words/index.ts";
import { useFoundSettings } from "./found-settings.ts";
import { PageIcon } from "./icons.tsx";
import { offeredPages, pageAt } from "./pages.ts";
import { type Session, useSession } from "./session.tsx";

/** Opens the search over everything. */
export const openPalette = () => spotlight.open();

/** 3: fewer letters find too much. */
const SEARCHED_CHARACTERS = 3;

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
  const { contacts, hasFailed } = useContacts(wanted);
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
  return (
    <Spotlight
      actions={groups}
      query={query}
      onQueryChange={setQuery}
      // What is listed was found already: by name or number.
      filter={(_, actions) => actions}
      nothingFound={t(hasFailed ? "palette.failed" : "palette.nothing")}
      shortcut="mod + K"
      // Also from a field.
      tagsToIgnore={[]}
      scrollable
      maxHeight={420}
      // Its field stays where it is, however much is found.
      centered={false}
      overlayProps={{ color: "var(--veil)", backgroundOpacity: 1 }}
      lockScroll={false}
      searchProps={{ placeholder: t("palette.placeholder"), "aria-label": t("app.search") }}
    />
  );
}

function useContacts(wanted: string): { contacts: { name: string; number: string }[]; hasFailed: boolean } {
  const { may } = useSession();
  const [asked] = useDebouncedValue(wanted, 150);
  const isOn = asked.length >= SEARCHED_CHARACTERS && may("contacts") && pageAt("/conversations") !== undefined;
  const { data, failureReason } = useQuery({
    queryKey: ["contacts", "palette", asked],
    queryFn: () => answerOf(api.GET("/api/v1/contacts", { params: { query: { q: asked, limit: 6 } } })),
    enabled: isOn,
  });
  if (!isOn) return { contacts: [], hasFailed: false };
  const contacts = (data?.items ?? []).flatMap(({ name, number }) => (number === undefined ? [] : [{ name, number }]));
  return { contacts, hasFailed: failureReason !== null && data === undefined };
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
