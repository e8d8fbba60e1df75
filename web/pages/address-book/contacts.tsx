import { Button } from "@mantine/core";
import { IconDownload, IconUpload, IconUsersGroup } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { Link, useLocation, useSearch, useSearchParams } from "wouter";
import { addressOf } from "../../api.ts";
import { useLive } from "../../app/live.ts";
import { useSession } from "../../app/session.tsx";
import { phoneText } from "../../format.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { idIn } from "../../parts/id-in.ts";
import { List } from "../../parts/list.tsx";
import { ListDetail } from "../../parts/list-detail.tsx";
import type { Column } from "../../parts/list-row.tsx";
import { useBeside } from "../../parts/narrow.ts";
import { NoSuch } from "../../parts/no-such.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { type ListSource, useCursorList } from "../../parts/use-cursor-list.ts";
import { useWords } from "../../words/index.ts";
import { ContactsBulk } from "./bulk.tsx";
import { ContactDetail } from "./contact-detail.tsx";
import { ContactSheet } from "./contact-form.tsx";
import { ContactFilters } from "./filters.tsx";
import { CONTACTS_KEY, type Contact, type ContactFilter, filterOf, readContacts } from "./queries.ts";

/** Contacts by name. @param place  what follows in the path: the ID of the opened one, or `new` */
export function ContactsPage({ place }: { place: string | undefined }) {
  const { t } = useWords();
  const search = useSearch();
  const [params] = useSearchParams();
  const [, navigate] = useLocation();
  const asked = params.toString();
  const filter = useMemo(() => filterOf(new URLSearchParams(asked)), [asked]);
  const isNew = place === "new";
  const opened = place === undefined || isNew ? undefined : idIn(place);
  const to = (path: string) => navigate(search === "" || isNew ? path : `${path}?${search}`);
  const close = () => to("/address-book");
  const source = useContacts(isNew ? {} : filter);
  const isFiltered = Object.keys(filter).length > 0;
  const isEmpty = !source.isLoading && source.error === null && source.rows.length === 0 && !isFiltered;
  const columns = useColumns(opened !== undefined);
  const listed = isNew ? "" : asked;
  return (
    <ListDetail
      onClose={close}
      detail={
        opened !== undefined ? (
          <ContactDetail key={opened} id={opened} onClose={close} />
        ) : (
          place !== undefined && !isNew && <NoSuch id={place} onClose={close} />
        )
      }
    >
      <PageHeader
        title={t("addressBook.title")}
        // Beside a detail the head has no room for them.
        actions={opened === undefined ? <Actions /> : undefined}
        primary={
          isEmpty ? undefined : (
            <Button component={Link} variant="filled" href="/address-book/new">
              {t("addressBook.add")}
            </Button>
          )
        }
      >
        <Answer source={source} isFiltered={isFiltered} />
      </PageHeader>
      <ContactFilters />
      <List<Contact>
        key={listed}
        label={t("addressBook.title")}
        source={source}
        keyOf={({ id }) => id}
        columns={columns}
        narrow={(contact) => ({
          who: contact.name,
          when: contact.number === undefined ? t("addressBook.noNumber") : phoneText(contact.number),
          text: contact.email ?? "",
          state: <Groups contact={contact} />,
        })}
        onOpen={({ id }) => to(`/address-book/${id}`)}
        opened={opened}
        bulk={(rows, clear) => <ContactsBulk rows={rows} clear={clear} filter={filter} hasMore={source.hasMore} />}
        empty={<Nobody isFiltered={Object.keys(filter).length > 0} />}
        failed={t("addressBook.notLoaded")}
      />
      <ContactSheet
        opened={isNew}
        number={params.get("number") ?? ""}
        name={params.get("name") ?? ""}
        onClose={() => navigate("/address-book")}
        onSaved={({ id }) => navigate(`/address-book/${id}`, { replace: true })}
      />
    </ListDetail>
  );
}

/** Contacts by name; read again when an event tells that some were changed. */
function useContacts(filter: ContactFilter): ListSource<Contact> {
  const queries = useQueryClient();
  const readAgain = useCallback(() => void queries.invalidateQueries({ queryKey: CONTACTS_KEY }), [queries]);
  useLive(
    "event",
    useCallback(({ kind }) => /^(contacts?|group)\./.test(kind) && readAgain(), [readAgain]),
  );
  useLive(
    "import",
    useCallback(({ state }) => state === "done" && readAgain(), [readAgain]),
  );
  return useCursorList<Contact>({
    queryKey: [...CONTACTS_KEY, "list", filter],
    read: (after, signal) => readContacts(filter, after, signal),
  });
}

function useColumns(isOpen: boolean): readonly Column<Contact>[] {
  const { t } = useWords();
  // Columns that only a wide list has room for.
  const isWide = useBeside() && !isOpen;
  return [
    { key: "name", head: t("addressBook.name"), width: "minmax(0, 1.2fr)", show: ({ name }) => name },
    {
      key: "number",
      head: t("addressBook.number"),
      width: "minmax(8.5rem, 11rem)",
      show: ({ number }) =>
        number === undefined ? <span className="quiet">{t("addressBook.noNumber")}</span> : phoneText(number),
    },
    ...(isWide
      ? [
          {
            key: "email",
            head: t("addressBook.email"),
            width: "minmax(0, 1.2fr)",
            show: ({ email }: Contact) => email ?? "",
          },
        ]
      : []),
    {
      key: "groups",
      head: t("addressBook.groups"),
      width: "minmax(0, 1fr)",
      show: (contact) => <Groups contact={contact} />,
    },
  ];
}

const Groups = ({ contact: { groups } }: { contact: Contact }) => groups.map(({ name }) => name).join(", ");

function Actions() {
  const { t } = useWords();
  const { may } = useSession();
  return (
    <>
      {may("groups") && (
        <Button
          component={Link}
          href="/groups"
          leftSection={<IconUsersGroup size={16} stroke={1.5} aria-hidden="true" />}
        >
          {t("addressBook.groups")}
        </Button>
      )}
      {may("import-contacts") && (
        <Button
          component={Link}
          href="/address-book/import"
          leftSection={<IconUpload size={16} stroke={1.5} aria-hidden="true" />}
        >
          {t("addressBook.importShort")}
        </Button>
      )}
      <Button
        component="a"
        // Spreadsheets need the mark to read letters beyond ASCII; the import does not mind it.
        href={addressOf("api/v1/contacts/export?byteOrderMark=true")}
        download
        leftSection={<IconDownload size={16} stroke={1.5} aria-hidden="true" />}
      >
        {t("addressBook.export")}
      </Button>
    </>
  );
}

/** How many there are, as far as the page knows, and who cannot be reached. */
function Answer({ source, isFiltered }: { source: ListSource<Contact>; isFiltered: boolean }) {
  const { t } = useWords();
  const { rows, isLoading, hasMore } = source;
  // The line is there from the start, so that nothing moves.
  if (isLoading || source.error !== null) return "\u00a0";
  if (rows.length === 0) return isFiltered ? t("addressBook.answerNobodyFits") : t("addressBook.answerNobody");
  const count = rows.length;
  if (hasMore) return t("addressBook.answerMore", { count });
  const without = rows.filter(({ number }) => number === undefined).length;
  const found = t(isFiltered ? "addressBook.answerFound" : "addressBook.answer", { count });
  return without === 0 ? found : `${found} ${t("addressBook.answerWithout", { count: without })}`;
}

/** Nobody: none at all, or none that fits the filters. */
function Nobody({ isFiltered }: { isFiltered: boolean }) {
  const { t } = useWords();
  const { may } = useSession();
  if (isFiltered) {
    return (
      <EmptyState
        title={t("addressBook.noneFits")}
        action={
          <Button component={Link} href="/address-book">
            {t("addressBook.showAll")}
          </Button>
        }
      >
        {t("addressBook.noneFitsHelp")}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title={t("addressBook.none")}
      action={
        <>
          <Button component={Link} href="/address-book/new" variant="filled">
            {t("addressBook.addFirst")}
          </Button>
          {may("import-contacts") && (
            <Button component={Link} href="/address-book/import">
              {t("addressBook.importFile")}
            </Button>
          )}
        </>
      }
    >
      {t("addressBook.noneHelp")}
    </EmptyState>
  );
}
