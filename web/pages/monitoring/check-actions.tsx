import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answerOf, api } from "../../api.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { isDamaged } from "../../parts/damaged.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { Sheet } from "../../parts/sheet.tsx";
import { tellDone } from "../../parts/undo.tsx";
import { useWords } from "../../words/index.ts";
import { CheckForm } from "./check-form.tsx";
import { draftOf, NEW_DRAFT } from "./draft.ts";
import { CHECKS_KEY, type Check, type CheckDraft } from "./queries.ts";

interface ActionsProps {
  check: Check;
  etag: string;
  isRunning: boolean;
  onRun: () => void;
  onGone: () => void;
}

/** A run, a change, the end. */
export function CheckActions({ check, etag, isRunning, onRun, onGone }: ActionsProps) {
  const { t } = useWords();
  const queries = useQueryClient();
  const [asked, setAsked] = useState<"change" | "delete">();
  const [failure, setFailure] = useState<string>();
  const params = { path: { id: check.id } };
  const close = () => setAsked(undefined);
  async function run() {
    setFailure(undefined);
    try {
      await answerOf(api.POST("/api/v1/checks/{id}/run", { params }));
      onRun();
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
  }
  async function change(body: CheckDraft) {
    await answerOf(api.PUT("/api/v1/checks/{id}", { params, headers: { "if-match": etag }, body }));
    close();
    await queries.invalidateQueries({ queryKey: CHECKS_KEY });
    tellDone(t("monitoring.saved", { name: body.name }));
  }
  async function remove() {
    await answerOf(api.DELETE("/api/v1/checks/{id}", { params, headers: { "if-match": etag } }));
    onGone();
    await queries.invalidateQueries({ queryKey: CHECKS_KEY, predicate: ({ queryKey }) => queryKey[1] === "list" });
    tellDone(t("monitoring.deleted", { name: check.name }));
  }
  return (
    <>
      {check.state !== "disabled" && (
        <Button variant="filled" loading={isRunning} onClick={() => void run()}>
          {t("monitoring.run")}
        </Button>
      )}
      <Button onClick={() => setAsked("change")}>{t("monitoring.change")}</Button>
      <Button color="red" variant="subtle" onClick={() => setAsked("delete")}>
        {t("common.delete")}
      </Button>
      {failure !== undefined && <ErrorState title={t("monitoring.notRunNow")}>{failure}</ErrorState>}
      <Sheet opened={asked === "change"} onClose={close} title={t("monitoring.changeTitle", { name: check.name })}>
        <CheckForm
          initial={isDamaged(check) ? { ...NEW_DRAFT, name: check.name } : draftOf(check)}
          save={t("common.save")}
          onSave={change}
          onClose={close}
        />
      </Sheet>
      <Confirm
        opened={asked === "delete"}
        onClose={close}
        title={t("monitoring.deleteTitle", { name: check.name })}
        action={t("monitoring.delete")}
        onConfirm={remove}
      >
        {t("monitoring.deleteHelp")}
      </Confirm>
    </>
  );
}
