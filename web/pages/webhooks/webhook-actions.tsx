import { Button, Select } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answerOf, api } from "../../api.ts";
import { JOBS_KEY } from "../../app/jobs.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { Sheet } from "../../parts/sheet.tsx";
import { tellDone } from "../../parts/undo.tsx";
import { useWords } from "../../words/index.ts";
import { WEBHOOKS_KEY, type Webhook } from "./queries.ts";
import { Secret } from "./secret.tsx";

interface ActionsProps {
  webhook: Webhook;
  etag: string;
  onGone: () => void;
}

/** A test, another secret, the end. */
export function WebhookActions({ webhook, etag, onGone }: ActionsProps) {
  const { t } = useWords();
  const queries = useQueryClient();
  const [asked, setAsked] = useState<"delete" | "rotate">();
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const params = { path: { id: webhook.id } };
  async function test() {
    setBusy(true);
    setFailure(undefined);
    try {
      await answerOf(api.POST("/api/v1/webhooks/{id}/test", { params }));
      await queries.invalidateQueries({ queryKey: JOBS_KEY });
      tellDone(t("webhooks.tested", { name: webhook.name }));
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  }
  async function remove() {
    await answerOf(api.DELETE("/api/v1/webhooks/{id}", { params, headers: { "if-match": etag } }));
    onGone();
    await queries.invalidateQueries({ queryKey: WEBHOOKS_KEY, predicate: ({ queryKey }) => queryKey[1] === "list" });
    tellDone(t("webhooks.deleted", { name: webhook.name }));
  }
  return (
    <>
      <Button variant="filled" loading={isBusy} onClick={() => void test()}>
        {t("webhooks.test")}
      </Button>
      <Button onClick={() => setAsked("rotate")}>{t("webhooks.rotate")}</Button>
      <Button color="red" variant="subtle" onClick={() => setAsked("delete")}>
        {t("common.delete")}
      </Button>
      {failure !== undefined && <ErrorState title={t("webhooks.notTested")}>{failure}</ErrorState>}
      <Rotate webhook={webhook} opened={asked === "rotate"} onClose={() => setAsked(undefined)} />
      <Confirm
        opened={asked === "delete"}
        onClose={() => setAsked(undefined)}
        title={t("webhooks.deleteTitle", { name: webhook.name })}
        action={t("webhooks.delete")}
        onConfirm={remove}
      >
        {t("webhooks.deleteHelp")}
      </Confirm>
    </>
  );
}

/** Seconds for which the secret before is valid too. */
const KEPT = ["0", "3600", "86400", "604800"] as const;

function Rotate({ webhook, opened, onClose }: { webhook: Webhook; opened: boolean; onClose: () => void }) {
  const { t } = useWords();
  const queries = useQueryClient();
  const [keep, setKeep] = useState<string>("86400");
  const [secret, setSecret] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const close = () => {
    setSecret(undefined);
    setFailure(undefined);
    onClose();
  };
  async function rotate() {
    setBusy(true);
    setFailure(undefined);
    try {
      const params = { path: { id: webhook.id } };
      const body = { keepOldSeconds: Number(keep) };
      const answer = await answerOf(api.POST("/api/v1/webhooks/{id}/rotate", { params, body }));
      setSecret(answer.secret);
      await queries.invalidateQueries({ queryKey: WEBHOOKS_KEY });
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  }
  const footer =
    secret === undefined ? (
      <>
        <Button onClick={close}>{t("common.cancel")}</Button>
        <Button variant="filled" loading={isBusy} onClick={() => void rotate()}>
          {t("webhooks.rotateNow")}
        </Button>
      </>
    ) : (
      <Button variant="filled" onClick={close}>
        {t("webhooks.secretKept")}
      </Button>
    );
  return (
    <Sheet
      opened={opened}
      onClose={close}
      title={t("webhooks.rotateTitle", { name: webhook.name })}
      kind="dialog"
      isOnce={secret !== undefined}
      footer={footer}
    >
      {secret === undefined ? (
        <>
          <p>{t("webhooks.rotateHelp")}</p>
          <Select
            label={t("webhooks.keepOld")}
            data={KEPT.map((value) => ({ value, label: t(`webhooks.keep.${value}`) }))}
            value={keep}
            onChange={(value) => value !== null && setKeep(value)}
          />
        </>
      ) : (
        <>
          <Secret secret={secret} />
          <p className="quiet">{t("webhooks.secretHelp")}</p>
        </>
      )}
      {failure !== undefined && <ErrorState title={t("webhooks.notRotated")}>{failure}</ErrorState>}
    </Sheet>
  );
}
