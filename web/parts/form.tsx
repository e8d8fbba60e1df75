import { Button } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { type ReactNode, useRef, useState } from "react";
import { useWords } from "../words/index.ts";
import { ErrorState } from "./error-state.tsx";
import { type Faults, faultsOf } from "./faults.ts";
import { tellDone } from "./undo.tsx";

export interface FormProps<Values extends Record<string, unknown>> {
  /** Of `useForm`, with the stored values as its initial ones. */
  form: UseFormReturnType<Values>;
  /** Stores the values. A thrown problem document puts its errors at the fields that they point to. */
  onSave: (values: Values) => Promise<void>;
  /** What the button does; *Save* unless said otherwise. */
  save?: string;
  /** What is said after: "The group is saved". */
  saved: string;
  /** Offers to take the change back; it gets the values from before. Off for what cannot be taken back. */
  undo?: boolean;
  /** `FormSection`s. */
  children: ReactNode;
}

/** One column of fields. *Save* appears when something has changed; errors stand at their fields. */
export function Form<Values extends Record<string, unknown>>(props: FormProps<Values>) {
  const { form, onSave, save, saved, undo = true, children } = props;
  const { t } = useWords();
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const element = useRef<HTMLFormElement>(null);
  const before = useRef<Values>(form.getInitialValues());
  const store = async (values: Values) => {
    setBusy(true);
    setFailure(undefined);
    before.current = form.getInitialValues();
    try {
      await onSave(values);
      form.setInitialValues(values);
      form.resetDirty(values);
      tellDone(saved, undo ? () => takeBack(before.current) : undefined);
    } catch (error) {
      show(faultsOf(error, Object.keys(values)));
    } finally {
      setBusy(false);
    }
  };
  const takeBack = async (values: Values) => {
    await onSave(values);
    form.setInitialValues(values);
    form.setValues(values);
    form.resetDirty(values);
  };
  const show = ({ fields, rest }: Faults) => {
    form.setErrors(fields);
    setFailure(rest);
    // The first that is wrong, once its error is drawn.
    requestAnimationFrame(() => element.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
  };
  const isDirty = form.isDirty();
  return (
    <form className="form" ref={element} noValidate onSubmit={form.onSubmit((values) => void store(values))}>
      {children}
      {failure !== undefined && <ErrorState title={t("parts.form.notSaved")}>{failure}</ErrorState>}
      {(isDirty || isBusy) && (
        <div className="form-bar">
          <span className="form-bar-words">{t("parts.form.changed")}</span>
          <Button onClick={() => form.reset()} disabled={isBusy}>
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
