import { Button, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { ApiError, answerOf, api, newIdempotencyKey, type Schemas } from "../../api.ts";
import { ErrorState } from "../../parts/error-state.tsx";
import { type Faults, faultsOf } from "../../parts/faults.ts";
import { CancelButton, Sheet } from "../../parts/sheet.tsx";
import { useUnsaved } from "../../parts/unsaved.ts";
import { useShownFault } from "../../parts/use-shown-fault.ts";
import { useWords } from "../../words/index.ts";
import { EventBoxes, isAddress, OrderedSwitch } from "./fields.tsx";
import { WEBHOOKS_KEY, type Webhook, type WebhookEvent } from "./queries.ts";
import { Secret } from "./secret.tsx";

interface AddWebhookProps {
  opened: boolean;
  onClose: () => void;
  onAdded: (webhook: Webhook) => void;
}

/** Adds a target, and shows its secret. */
export function AddWebhook({ opened, onClose, onAdded }: AddWebhookProps) {
  const { t } = useWords();
  const [added, setAdded] = useState<Schemas["WebhookWithSecret"]>();
  const close = () => {
    // First, since it asks before its secret is lost with the page.
    flushSync(() => setAdded(undefined));
    if (added === undefined) onClose();
    else onAdded(added);
  };
  return (
    <Sheet
      opened={opened}
      onClose={close}
      isOnce={added !== undefined}
      title={added === undefined ? t("webhooks.add") : t("webhooks.added", { name: added.name })}
    >
      {added === undefined ? (
        <Fields onAdded={setAdded} />
      ) : (
        <div className="sheet-form">
          <Secret secret={added.secret} />
          <p className="quiet">{t("webhooks.secretHelp")}</p>
          <div className="sheet-bar">
            <Button variant="filled" onClick={close}>
              {t("webhooks.secretKept")}
            </Button>
          </div>
        </div>
      )}
    </Sheet>
  );
}

const NAME = /^[a-z0-9_-]{1,64}$/;
const MOST_USED: WebhookEvent[] = ["message.received"];

function Fields({ onAdded }: { onAdded: (added: Schemas["WebhookWithSecret"]) => void }) {
  const { t } = useWords();
  const queries = useQueryClient();
  const [values, setValues] = useState({ name: "", url: "", events: MOST_USED, ordered: false });
  const [isBusy, setBusy] = useState(false);
  useUnsaved((values.name !== "" || values.url !== "") && !isBusy);
  const [faults, setFaults] = useState<Faults>({ fields: {} });
  const element = useShownFault(faults);
  const attempt = useRef({ key: newIdempotencyKey(), body: "" });
  const set = (change: Partial<typeof values>) => setValues({ ...values, ...change });

  async function submit(event: FormEvent) {
    event.preventDefault();
    const body = { ...values, name: values.name.trim(), url: values.url.trim() };
    const fields = {
      ...(!NAME.test(body.name) && { name: t("webhooks.nameWrong") }),
      ...(!isAddress(body.url) && { url: t("webhooks.urlWrong") }),
    };
    setFaults({ fields });
    if (Object.keys(fields).length > 0) return;
    // Other values are another target.
    const text = JSON.stringify(body);
    if (attempt.current.body !== text) attempt.current = { key: newIdempotencyKey(), body: text };
    setBusy(true);
    try {
      const params = { header: { "Idempotency-Key": attempt.current.key } };
      const webhook = await answerOf(api.POST("/api/v1/webhooks", { params, body }));
      await queries.invalidateQueries({ queryKey: WEBHOOKS_KEY });
      onAdded(webhook);
    } catch (error) {
      const found = faultsOf(error, ["name", "url", "events"]);
      const isTaken = error instanceof ApiError && error.status === 409 && found.fields.name !== undefined;
      setFaults(isTaken ? { fields: { name: t("webhooks.nameTaken") } } : found);
    } finally {
      setBusy(false);
    }
  }
  return (
    <form className="sheet-form" ref={element} noValidate onSubmit={(event) => void submit(event)}>
      <TextInput
        label={t("webhooks.name")}
        description={t("webhooks.nameHelp")}
        autoComplete="off"
        autoCapitalize="none"
        data-autofocus
        value={values.name}
        error={faults.fields.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <TextInput
        type="url"
        label={t("webhooks.url")}
        description={t("webhooks.urlHelp")}
        autoComplete="off"
        value={values.url}
        error={faults.fields.url}
        onChange={(event) => set({ url: event.currentTarget.value })}
      />
      <EventBoxes value={values.events} onChange={(events) => set({ events })} />
      <OrderedSwitch checked={values.ordered} onChange={(ordered) => set({ ordered })} />
      {faults.rest !== undefined && <ErrorState title={t("webhooks.notAdded")}>{faults.rest}</ErrorState>}
      <div className="sheet-bar">
        <CancelButton />
        <Button type="submit" variant="filled" loading={isBusy}>
          {t("webhooks.add")}
        </Button>
      </div>
    </form>
  );
}
