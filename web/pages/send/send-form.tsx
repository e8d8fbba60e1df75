import { Button } from "@mantine/core";
import { type FormEvent, type KeyboardEvent, useMemo, useRef, useState } from "react";
import { useSession } from "../../app/session.tsx";
import { phoneText } from "../../format.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { costOf } from "../../parts/message-cost.ts";
import { MessageField } from "../../parts/message-field.tsx";
import { RecipientField } from "../../parts/recipient-field.tsx";
import { useWords } from "../../words/index.ts";
import type { Batch } from "./batch.ts";
import { completeFor } from "./complete.ts";
import { type Draft, instantOf, ownVariables } from "./draft.ts";
import { Reached } from "./reached.tsx";
import { NotSent } from "./refusals.tsx";
import { SendOptions } from "./send-options.tsx";
import { Templates } from "./templates.tsx";
import { type Reach, useReach } from "./use-preview.ts";
import { useSending } from "./use-sending.ts";
import { VariableFields } from "./variable-fields.tsx";

interface SendFormProps {
  draft: Draft;
  /** The message has gone, and nothing is written of the next: the second half of a double click has nothing to complain of. */
  isSent: boolean;
  onChange: (change: Partial<Draft>) => void;
  onSent: (batch: Batch) => void;
}

/** To whom, what, and how. */
export function SendForm({ draft, isSent, onChange, onSent }: SendFormProps) {
  const { t } = useWords();
  const session = useSession();
  const { me, languages } = session;
  const reach = useReach(draft);
  const { send, isBusy, isOpen, isBeside, failure } = useSending(onSent);
  const [isTried, setTried] = useState(false);
  const [isAsked, setAsked] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const complete = useMemo(() => completeFor(session), [session]);
  const missing = missingOf(draft);
  const isRing = draft.kind === "ring";

  function submit(event: FormEvent) {
    event.preventDefault();
    if (isSent) return form.current?.querySelector("input")?.focus();
    setTried(true);
    if (missing.size > 0) focusFirst(form.current);
    else if (isBeside(draft)) setAsked(true);
    else void send(draft, reach);
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    // The field takes what was typed when it loses the focus, and the form is sent with it.
    const { activeElement } = document;
    if (activeElement instanceof HTMLInputElement) activeElement.blur();
    setTimeout(() => form.current?.requestSubmit());
  };
  const errorOf = (field: string, sentence: string) => (isTried && missing.has(field) ? sentence : undefined);
  return (
    <form ref={form} className="send-form" noValidate onSubmit={submit} onKeyDown={onKeyDown}>
      <RecipientField
        label={t("send.to")}
        placeholder={t("send.toPlaceholder")}
        value={draft.to}
        onChange={(to) => onChange({ to })}
        complete={complete}
        country={me.country}
        error={errorOf("to", t("send.toMissing"))}
        hint={<Reached reach={reach} to={draft.to} />}
      />
      {isRing ? (
        <p className="send-ring">{t("send.ringHelp")}</p>
      ) : (
        <MessageField
          label={t("send.text")}
          value={draft.text}
          onChange={(text) => onChange({ text })}
          languages={languages}
          counts={draft.channel !== "telegram"}
          error={errorOf("text", t("send.textMissing"))}
          tools={<Templates text={draft.text} onChoose={(text) => onChange({ text })} />}
        />
      )}
      <VariableFields draft={draft} missing={isTried ? missing : new Set()} onChange={onChange} />
      <SendOptions draft={draft} onChange={onChange} isPast={missing.has("at")} />
      <NotSent failure={failure} isOpen={isOpen} isBeside={isBeside(draft)} />
      <div className="send-bar">
        <Button type="submit" variant="filled" loading={isBusy}>
          {submitText(draft, reach, t)}
        </Button>
        <Total draft={draft} reach={reach} />
      </div>
      <Confirm
        opened={isAsked}
        onClose={() => setAsked(false)}
        title={t("send.besideTitle")}
        action={t("send.beside")}
        destroys={false}
        onConfirm={() => {
          setAsked(false);
          void send(draft, reach);
        }}
      >
        {t("send.besideHelp")}
      </Confirm>
    </form>
  );
}

/** Fields that something is missing in: `to`, `text`, `at`, `value NAME`. */
function missingOf(draft: Draft): ReadonlySet<string> {
  const { to, text, kind, at, values } = draft;
  return new Set([
    ...(to.length === 0 ? ["to"] : []),
    ...(kind !== "ring" && text.trim() === "" ? ["text"] : []),
    ...(at !== null && instantOf(at).getTime() <= Date.now() ? ["at"] : []),
    ...ownVariables(draft)
      .filter((name) => (values[name] ?? "").trim() === "")
      .map((name) => `value ${name}`),
  ]);
}

/** Once the errors are drawn. */
function focusFirst(form: HTMLFormElement | null): void {
  requestAnimationFrame(() => form?.querySelector<HTMLElement>("[aria-invalid=true], [data-error] input")?.focus());
}

function submitText({ to, at, kind }: Draft, { people }: Reach, t: ReturnType<typeof useWords>["t"]): string {
  if (people === 0) return t("send.submit");
  const [only] = to;
  const action = at !== null ? "later" : kind === "ring" ? "ring" : "now";
  if (to.length > 1 || only === undefined || only.kind === "group") return t(`send.${action}To`, { count: people });
  return t(`send.${action}ToOne`, { name: only.kind === "number" ? phoneText(only.number) : only.name });
}

/** What it costs in all, where that is more than one sees at the text. */
function Total({ draft, reach }: { draft: Draft; reach: Reach }) {
  const { t } = useWords();
  const { languages } = useSession();
  const cost = costOf(draft.text, languages);
  if (draft.kind === "ring" || draft.channel === "telegram" || cost === "too-long" || reach.people < 2) return null;
  const hasVariables = ownVariables(draft).length > 0 || /\{(name|number|note)\}/.test(draft.text);
  const parts = hasVariables ? reach.totalParts : cost.parts * reach.people;
  if (parts === undefined || draft.text === "") return null;
  return <span className="quiet">{t("send.parts", { count: parts })}</span>;
}
