import { Button } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { type ReactNode, useRef, useState } from "react";
import { isOutdated } from "../api.ts";
import { useWords } from "../words/index.ts";
import { ErrorState } from "./error-state.tsx";
import { type Faults, faultsOf } from "./faults.ts";
import { merge } from "./merge.ts";
import { tellDone } from "./undo.tsx";

export interface FormProps<Values extends Record<string, unknown>> {
  /** Of `useForm`, with the stored values as its initial ones. */
  form: UseFormReturnType<Values>;
  /**
   * Stores the values, which were these before. A thrown problem document puts its errors at the fields that they point to.
   */
  onSave: (values: Values, before: Values) => Promise<void>;
  /**
   * Reads what is stored now, for `onSave` to go by, once that was refused because somebody else was faster. What they have changed stays;
   * only about fields that both have changed is the person asked.
   */
  latest?: () => Promise<Values>;
  /** What the button does; *Save* unless said otherwise. */
  save?: string;
  /** What is said after: "The group is saved". */
  saved: string;
  /** Offers to take the change back: `onSave` with both the other way round. Off for what cannot be taken back. */
  undo?: boolean;
  /** `FormSection`s. */
  children: ReactNode;
}

/** One column of fields. *Save* appears when something has changed; errors stand at their fields. */
export function Form<Values extends Record<string, unknown>>(props: FormProps<Values>) {
  const { form, onSave, latest, save, saved, undo = true, children } = props;
  const { t } = useWords();
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const element = useRef<HTMLFormElement>(null);
  const lastField = useRef<HTMLElement>(null);
  /** A button that is pressed goes: whoever pressed it with a key goes on in the field where they were. */
  const leaveButton = () => {
    if (document.activeElement?.matches("button:focus-visible") === true) lastField.current?.focus();
  };
  const store = async (values: Values) => {
    leaveButton();
    setBusy(true);
    setFailure(undefined);
    const before = form.getInitialValues();
    try {
      await onSave(values, before);
      form.setInitialValues(values);
      form.resetDirty(values);
      tellDone(saved, undo ? () => takeBack(before, values) : undefined);
    } catch (error) {
      if (latest === undefined || !isOutdated(error)) show(faultsOf(error, Object.keys(values)));
      else await mergeWith(latest, { values, before });
    } finally {
      setBusy(false);
    }
  };
  const mergeWith = async (read: () => Promise<Values>, mine: { values: Values; before: Values }): Promise<void> => {
    try {
      const theirs = await read();
      const { values, clashes } = merge(mine.before, mine.values, theirs);
      form.setInitialValues(theirs);
      form.resetDirty(theirs);
      form.setValues(values);
      if (clashes.length === 0) return await store(values);
      const says = (field: string) => {
        const value = theirs[field];
        return typeof value === "string" && value !== ""
          ? t("parts.form.clash", { value })
          : t("parts.form.clashOther");
      };
      show({
        fields: Object.fromEntries(clashes.map((field) => [field, says(field)])),
        rest: t("parts.form.clashes"),
      });
    } catch (error) {
      show(faultsOf(error, Object.keys(mine.values)));
    }
  };
  const takeBack = async (values: Values, from: Values) => {
    leaveButton();
    await onSave(values, from);
    form.setInitialValues(values);
    form.setValues(values);
    form.resetDirty(values);
  };
  const show = ({ fields, rest }: Faults) => {
    form.setErrors(fields);
    setFailure(rest);
    // The first that is wrong, once its error is drawn; otherwise the button beside what is said.
    requestAnimationFrame(() => {
      const invalid = element.current?.querySelector<HTMLElement>("[aria-invalid=true]");
      (invalid ?? element.current?.querySelector<HTMLElement>(".form-bar [type=submit]"))?.focus();
    });
  };
  const isDirty = form.isDirty();
  return (
    <form
      className="form"
      ref={element}
      noValidate
      onFocus={({ target }) => {
        if (target.closest(".form-bar") === null) lastField.current = target;
      }}
      onSubmit={form.onSubmit((values) => void store(values))}
    >
      {children}
      {failure !== undefined && <ErrorState title={t("parts.form.notSaved")}>{failure}</ErrorState>}
      {(isDirty || isBusy) && (
        <div className="form-bar">
          <span className="form-bar-words">{t("parts.form.changed")}</span>
          <Button
            onClick={() => {
              leaveButton();
              form.reset();
            }}
            disabled={isBusy}
          >
            {t("parts.form.discard")}
          </Button>
          <Button type="submit" variant="filled" loading={isBusy}>
            {save ?? t("common.save")}
          </Button>
        </div>
      )}
    </form>
  );
}

export interface FormSectionProps {
  title: string;
  /** What these settings are for, in a sentence. */
  help?: ReactNode;
  children: ReactNode;
}

/** Fields that belong together. */
export const FormSection = ({ title, help, children }: FormSectionProps) => (
  <fieldset className="form-section">
    <legend className="form-section-title">{title}</legend>
    {help !== undefined && <p className="form-section-help">{help}</p>}
    <div className="form-fields">{children}</div>
  </fieldset>
);
