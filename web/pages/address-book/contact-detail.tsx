import { Button, Skeleton } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Link, useLocation } from "wouter";
import { ApiError, answerOf, api, newIdempotencyKey } from "../../api.ts";
import { OptedOut } from "../../app/opt-outs.tsx";
import { type Session, useSession } from "../../app/session.tsx";
import { useTitle } from "../../app/title.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { Detail } from "../../parts/list-detail.tsx";
import { PhoneNumber } from "../../parts/number.tsx";
import { tellDone } from "../../parts/undo.tsx";
import { useWords } from "../../words/index.ts";
import { ContactSheet } from "./contact-form.tsx";
import { CONTACTS_KEY, type Contact, contactQuery } from "./queries.ts";

interface ContactDetailProps {
  id: number;
  onClose: () => void;
}

/** One contact: how to reach them, their groups, and what one can do. */
export function ContactDetail({ id, onClose }: ContactDetailProps) {
  const { t } = useWords();
  const { may } = useSession();
  const { data, error, refetch } = useQuery(contactQuery(id));
  const [isEditing, setEditing] = useState(false);
  useTitle(data?.data.name ?? t("addressBook.title"));
  if (data === undefined) {
    const isGone = error instanceof ApiError && error.status === 404;
    return (
      <Detail title={t("addressBook.one")} onClose={onClose}>
        {error === null ? (
          <Skeleton h={160} />
        ) : (
          <ErrorState
            title={t(isGone ? "addressBook.oneGone" : "addressBook.oneNotLoaded")}
            {...(isGone ? {} : { retry: () => void refetch() })}
          >
            {isGone ? t("addressBook.oneGoneHelp") : error.message}
          </ErrorState>
        )}
      </Detail>
    );
  }
  const { data: contact, etag } = data;
  return (
    <Detail
      title={contact.name}
      answer={<Answer contact={contact} />}
      facts={factsOf(contact, { t, may })}
      actions={<Actions contact={contact} etag={etag} onEdit={() => setEditing(true)} onClose={onClose} />}
      onClose={onClose}
    >
      {contact.number !== undefined && <OptedOut number={contact.number} />}
      {contact.note !== undefined && <p className="contact-note">{contact.note}</p>}
      <ContactSheet
        opened={isEditing}
        stored={data}
        onClose={() => setEditing(false)}
        onSaved={() => setEditing(false)}
      />
    </Detail>
  );
}

/** What follows from what is missing; nothing else that the facts do not say. */
function Answer({ contact: { number, groups } }: { contact: Contact }) {
  const { t } = useWords();
  if (number !== undefined)
    return (
      <p className="quiet">
        {groups.length === 0 ? t("addressBook.inNoGroup") : t("addressBook.inGroups", { count: groups.length })}
      </p>
    );
  return <p className="quiet">{t(groups.length > 0 ? "addressBook.leftOut" : "addressBook.cannotWrite")}</p>;
}

function factsOf(
  { number, email, groups }: Contact,
  { t, may }: Pick<ReturnType<typeof useWords>, "t"> & Pick<Session, "may">,
) {
  const facts: (readonly [string, ReactNode] | false)[] = [
    number !== undefined && [t("addressBook.number"), <PhoneNumber key="number" number={number} />],
    email !== undefined && [
      t("addressBook.email"),
      <a key="email" href={`mailto:${email}`}>
        {email}
      </a>,
    ],
    groups.length > 0 && [
      t("addressBook.groups"),
      <ul key="groups" className="contact-groups">
        {groups.map(({ id, name }) => (
          <li key={id}>{may("groups") ? <Link href={`/groups/${id}`}>{name}</Link> : name}</li>
        ))}
      </ul>,
    ],
  ];
  return facts.filter((fact) => fact !== false);
}

interface ActionsProps {
  contact: Contact;
  etag: string;
  onEdit: () => void;
  onClose: () => void;
}

function Actions({ contact, etag, onEdit, onClose }: ActionsProps) {
  const { t } = useWords();
  const { may } = useSession();
  const { number } = contact;
  return (
    <>
      {number !== undefined && may("web") && (
        <Button component={Link} variant="filled" href={`/send?to=${encodeURIComponent(number)}`}>
          {t("addressBook.write")}
        </Button>
      )}
      {number !== undefined && may("incoming-messages") && (
        <Button component={Link} href={`/conversations/${encodeURIComponent(number)}`}>
          {t("addressBook.conversation")}
        </Button>
      )}
      <Button onClick={onEdit}>{t("addressBook.edit")}</Button>
      <DeleteButton contact={contact} etag={etag} onClose={onClose} />
    </>
  );
}

/** Deletes at once and offers to take it back; asks first where groups and schedules would not come back. */
function DeleteButton({ contact, etag, onClose }: Omit<ActionsProps, "onEdit">) {
  const { t } = useWords();
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  const [isAsked, setAsked] = useState(false);
  const [failure, setFailure] = useState<string>();
  const { id, name, groups } = contact;

  async function remove() {
    const params = { path: { id } };
    await answerOf(api.DELETE("/api/v1/contacts/{id}", { params, headers: { "if-match": etag } }));
    onClose();
    queries.removeQueries({ queryKey: contactQuery(id).queryKey });
    await queries.invalidateQueries({ queryKey: [...CONTACTS_KEY, "list"] });
    tellDone(t("addressBook.deleted", { name }), groups.length === 0 ? takeBack : undefined);
  }
  async function takeBack() {
    const { id: _, groups: __, ...body } = contact;
    const header = { "Idempotency-Key": newIdempotencyKey() };
    const added = await answerOf(api.POST("/api/v1/contacts", { body, params: { header } }));
    await queries.invalidateQueries({ queryKey: CONTACTS_KEY });
    navigate(`/address-book/${added.id}`);
  }
  async function removeAtOnce() {
    setFailure(undefined);
    try {
      await remove();
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
      await queries.invalidateQueries({ queryKey: contactQuery(id).queryKey });
    }
  }
  return (
    <>
      <Button color="red" variant="subtle" onClick={() => (groups.length === 0 ? void removeAtOnce() : setAsked(true))}>
        {t("common.delete")}
      </Button>
      {failure !== undefined && <ErrorState title={t("addressBook.notDeleted")}>{failure}</ErrorState>}
      <Confirm
        opened={isAsked}
        onClose={() => setAsked(false)}
        title={t("addressBook.deleteTitle", { name })}
        action={t("common.delete")}
        onConfirm={remove}
      >
        {t("addressBook.deleteHelp", { groups: groups.map((group) => group.name).join(", ") })}
      </Confirm>
    </>
  );
}
