import { Button, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { ApiError, api, isOutdated, newIdempotencyKey, taggedAnswerOf } from "../../api.ts";
import { useSession } from "../../app/session.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { type Faults, faultsOf } from "../../parts/faults.ts";
import { LookAlikeHint } from "../../parts/look-alike-hint.tsx";
import { merge } from "../../parts/merge.ts";
import { CancelButton, Sheet } from "../../parts/sheet.tsx";
import { tellDone } from "../../parts/undo.tsx";
import { useUnsaved } from "../../parts/unsaved.ts";
import { useShownFault } from "../../parts/use-shown-fault.ts";
import { useSuggestions } from "../../parts/use-suggestions.ts";
import { useWords } from "../../words/index.ts";
import { changesOf, FIELDS, type Values, valuesOf } from "./contact-values.ts";
import { GroupsField } from "./groups-field.tsx";
import { problemText } from "./problem-words.ts";
import { CONTACTS_KEY, type Contact, contactQuery, namesNear } from "./queries.ts";

interface Stored {
  data: Contact;
  etag: string;
}

interface ContactSheetProps {
  opened: boolean;
  /** The contact to change; none: one is added. */
  stored?: Stored;
  /** Of a contact to add. */
  number?: string;
  name?: string;
  onClose: () => void;
  onSaved: (contact: Contact) => void;
}

/** Adds a contact, or changes one. */
export function ContactSheet({ opened, stored, number = "", name = "", onClose, onSaved }: ContactSheetProps) {
  const { t } = useWords();
  const title = stored === undefined ? t("addressBook.add") : t("addressBook.editTitle", { name: stored.data.name });
  return (
    <Sheet opened={opened} onClose={onClose} title={title}>
      <Fields stored={stored} given={{ number, name }} onSaved={onSaved} />
    </Sheet>
  );
}

interface FieldsProps extends Omit<ContactSheetProps, "opened" | "stored" | "number" | "name" | "onClose"> {
  stored: Stored | undefined;
  given: { number: string; name: string };
}

function Fields({ stored, given, onSaved }: FieldsProps) {
  const { t } = useWords();
  const { may } = useSession();
  const form = useForm<Values>({ initialValues: valuesOf(stored?.data ?? given) });
  const saving = useSaving(form, { stored, onSaved });
  const { conflict, isBusy, faults } = saving;
  const element = useShownFault(faults);
  const written = form.getValues().name;
  // The name that it has is that of nobody else.
  const name = written.trim() === stored?.data.name ? "" : written;
  const names = useSuggestions(name, namesNear).filter((each) => each !== stored?.data.name);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void saving.save(form.getValues());
  };
  return (
    <form ref={element} className="sheet-form" noValidate onSubmit={submit}>
      <TextInput
        label={t("addressBook.name")}
        description={t("addressBook.nameHelp")}
        autoComplete="off"
        data-autofocus
        {...form.getInputProps("name")}
      />
      <LookAlikeHint name={name} names={names} />
      <TextInput
        label={t("addressBook.number")}
        description={t("addressBook.numberHelp")}
        type="tel"
        inputMode="tel"
        autoComplete="off"
        {...form.getInputProps("number")}
      />
      <TextInput
        label={t("addressBook.email")}
        type="email"
        inputMode="email"
        autoComplete="off"
        {...form.getInputProps("email")}
      />
      {may("groups") && <GroupsField {...form.getInputProps("groups")} />}
      <Textarea label={t("addressBook.note")} minRows={2} maxRows={8} {...form.getInputProps("note")} />
      {faults.rest !== undefined && <ErrorState title={t("parts.form.notSaved")}>{faults.rest}</ErrorState>}
      {conflict === undefined ? (
        <div className="sheet-bar">
          <CancelButton />
          <Button type="submit" variant="filled" loading={isBusy}>
            {stored === undefined ? t("addressBook.addIt") : t("common.save")}
          </Button>
        </div>
      ) : (
        <Conflict theirs={conflict.theirs} fields={conflict.fields} isBusy={isBusy} onTakeTheirs={saving.takeTheirs} />
      )}
    </form>
  );
}

interface Clash {
  /** What is stored now. */
  theirs: Values;
  /** That both have changed. */
  fields: readonly (typeof FIELDS)[number][];
}

interface ConflictProps extends Clash {
  isBusy: boolean;
  onTakeTheirs: () => void;
}

/** Somebody else was faster with the same fields: what they are now, and both ways on. */
function Conflict({ theirs, fields, isBusy, onTakeTheirs }: ConflictProps) {
  const { t } = useWords();
  const now = fields.map((field) => {
    const value = theirs[field];
    const text = typeof value === "string" ? value : value.map(({ name }) => name).join(", ");
    return [field, text === "" ? t("addressBook.nothing") : text] as const;
  });
  return (
    <section className="contact-conflict" aria-live="polite">
      <p className="contact-conflict-title">{t("addressBook.conflict")}</p>
      <p>{t("addressBook.conflictHelp")}</p>
      <dl className="facts">
        {now.map(([field, text]) => (
          <div key={field}>
            <dt>{t(`addressBook.${field}`)}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <div className="sheet-bar">
        <Button onClick={onTakeTheirs}>{t("addressBook.takeTheirs")}</Button>
        <Button type="submit" variant="filled" loading={isBusy}>
          {t("addressBook.saveMine")}
        </Button>
      </div>
    </section>
  );
}

/** Stores the fields; what the gateway refuses stands at its field, in words. */
function useSaving(
  form: ReturnType<typeof useForm<Values>>,
  { stored, onSaved }: { stored: Stored | undefined; onSaved: (contact: Contact) => void },
) {
  const { t } = useWords();
  const queries = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  useUnsaved(form.isDirty() && !isBusy);
  const [faults, setFaults] = useState<Faults>({ fields: {} });
  const [conflict, setConflict] = useState<Clash>();
  /** What is changed: as it was when the sheet opened, or as somebody else has left it. */
  const base = useRef(stored);
  const key = useRef(newIdempotencyKey());

  async function save(values: Values) {
    tell({ fields: {} });
    setConflict(undefined);
    if (values.name.trim() === "") return tell({ fields: { name: t("addressBook.problem.nameEmpty") } });
    setBusy(true);
    try {
      await (base.current === undefined ? add(values) : change(base.current, values));
    } catch (error) {
      await show(error);
    } finally {
      setBusy(false);
    }
  }

  async function add(values: Values) {
    const { name = "", ...rest } = changesOf(valuesOf({}), values);
    const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null));
    const params = { header: { "Idempotency-Key": key.current } };
    const { data } = await taggedAnswerOf(api.POST("/api/v1/contacts", { body: { name, ...given }, params }));
    await queries.invalidateQueries({ queryKey: CONTACTS_KEY });
    tellDone(t("addressBook.added", { name: data.name }));
    onSaved(data);
  }

  async function change(before: Stored, values: Values) {
    const was = valuesOf(before.data);
    const patch = (body: ReturnType<typeof changesOf>, etag: string) =>
      taggedAnswerOf(
        api.PATCH("/api/v1/contacts/{id}", {
          params: { path: { id: before.data.id } },
          headers: { "content-type": "application/merge-patch+json", "if-match": etag },
          body,
        }),
      );
    const body = changesOf(was, values);
    if (Object.keys(body).length === 0) return onSaved(before.data);
    const after = await patch(body, before.etag);
    const keep = async (now: Stored) => {
      queries.setQueryData(contactQuery(now.data.id).queryKey, now);
      await queries.invalidateQueries({ queryKey: [...CONTACTS_KEY, "list"] });
    };
    await keep(after);
    tellDone(t("addressBook.changed", { name: after.data.name }), async () =>
      keep(await patch(changesOf(valuesOf(after.data), was), after.etag)),
    );
    onSaved(after.data);
  }

  function tell(found: Faults) {
    form.setErrors(found.fields);
    setFaults(found);
  }

  async function show(error: unknown) {
    if (isOutdated(error) && base.current !== undefined) return mergeWith(base.current);
    if (error instanceof ApiError && error.status === 409)
      return tell({ fields: { name: t("addressBook.nameTaken") } });
    tell(faultsOf(error, FIELDS, problemText));
  }

  /** What somebody else has changed stays; only fields that both have changed are a question. */
  async function mergeWith({ data: before }: Stored): Promise<void> {
    try {
      const now = await queries.fetchQuery({ ...contactQuery(before.id), staleTime: 0 });
      const theirs = valuesOf(now.data);
      const { values, clashes } = merge(valuesOf(before), form.getValues(), theirs);
      // Whoever saves again has seen this.
      base.current = now;
      form.setValues(values);
      const fields = FIELDS.filter((field) => clashes.includes(field));
      if (fields.length === 0) return await save(values);
      setConflict({ theirs, fields });
    } catch (error) {
      await show(error);
    }
  }

  function takeTheirs() {
    if (conflict !== undefined) {
      form.setValues(Object.fromEntries(conflict.fields.map((field) => [field, conflict.theirs[field]])));
    }
    setConflict(undefined);
  }

  return { save, isBusy, faults, conflict, takeTheirs };
}
