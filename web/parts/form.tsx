import { Button } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { isOutdated } from "../api.ts";
import { useWords } from "../words/index.ts";
import { ErrorState } from "./error-state.tsx";
import { type Faults, faultsOf } from "./faults.ts";
import { merge } from "./merge.ts";
import { tellDone } from "./undo.tsx";
import { useUnsaved } from "./unsaved.ts";
import { useShownFault } from "./use-shown-fault.ts";

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
  /** It makes something: the button is there from the start, and says what is missing. */
  adds?: boolean;
  /** `FormSection`s. */
  children: ReactNode;
}

const NO_FAULTS: Faults = { fields: {} };
/** The text behind the entries of a list. */
const LIST_INPUT = ".mantine-TagsInput-inputField";

/** One column of fields. *Save* appears when something has changed; errors stand at their fields, and the first gets the focus. */
export function Form<Values extends Record<string, unknown>>(props: FormProps<Values>) {
  const { form, onSave, latest, save, saved, undo = true, adds = false, children } = props;
  const { t } = useWords();
  const [isBusy, setBusy] = useState(false);
  const [faults, setFaults] = useState(NO_FAULTS);
  /** Something is written that becomes an entry of its list when the field is left. */
  const [isTyped, setTyped] = useState(false);
  const element = useShownFault(faults);
  const lastField = useRef<HTMLElement>(null);
  /** A button that is pressed goes: whoever pressed it with a key goes on in the field where they were. */
  const leaveButton = () => {
    if (document.activeElement?.matches("button:focus-visible") === true) lastField.current?.focus();
  };
  const store = async (values: Values) => {
    leaveButton();
    setBusy(true);
    setFaults(NO_FAULTS);
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
  const show = (found: Faults) => {
    form.setErrors(found.fields);
    setFaults(found);
  };
  const isDirty = form.isDirty() || isTyped;
  useUnsaved(isDirty && !isBusy);
  const isChanged = isDirty || isBusy;
  const hasFailed = faults.rest !== undefined;
  // The bar comes up over the end of the page: what one writes in does not stay under it.
  useEffect(() => {
    const { activeElement } = document;
    if (isDirty && activeElement instanceof HTMLElement) activeElement.scrollIntoView({ block: "nearest" });
  }, [isDirty]);
  return (
    <form
      className="form"
      ref={element}
      noValidate
      onInput={({ target }) => {
        if (target instanceof HTMLInputElement && target.matches(LIST_INPUT)) setTyped(target.value !== "");
      }}
      onBlur={() => setTyped(false)}
      onFocus={({ target }) => {
        if (target.closest(".form-bar") === null) lastField.current = target;
      }}
      onSubmit={form.onSubmit(
        (values) => void store(values),
        // They stand at their fields already.
        (errors) => setFaults({ fields: errors as Faults["fields"] }),
      )}
    >
      {children}
      {(adds || isChanged || hasFailed) && (
        <div className="form-bar">
          {hasFailed && <ErrorState title={t("parts.form.notSaved")}>{faults.rest}</ErrorState>}
          {isChanged && !adds && <span className="form-bar-words">{t("parts.form.changed")}</span>}
          {isChanged && !adds && (
            <Button
              onClick={() => {
                leaveButton();
                setFaults(NO_FAULTS);
                form.reset();
              }}
              disabled={isBusy}
            >
              {t("parts.form.discard")}
            </Button>
          )}
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
