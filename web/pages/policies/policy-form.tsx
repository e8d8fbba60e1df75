import { Button, NumberInput, Switch, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useMemo, useState } from "react";
import { ApiError, answerOf, api, isOutdated } from "../../api.ts";
import { POLICIES_KEY, type Policy } from "../../app/alarms.ts";
import { isDamaged } from "../../parts/damaged.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { CancelButton } from "../../parts/sheet.tsx";
import { useUnsaved } from "../../parts/unsaved.ts";
import { useOnce } from "../../parts/use-once.ts";
import { useShownFault } from "../../parts/use-shown-fault.ts";
import { useWords } from "../../words/index.ts";
import { draftOf, newDraft, type PolicyDraft, policyOf } from "./draft.ts";
import { Ends } from "./ends.tsx";
import { type FaultAt, faultsIn } from "./faults.ts";
import { Steps } from "./steps.tsx";
import { TimeField } from "./time-field.tsx";

interface PolicyFormProps {
  /** The policy that is changed; left out: a new one. */
  stored?: { policy: Policy; etag: string };
  onSaved: (policy: Policy) => void;
}

const USUAL_NOT_RESOLVED_SECONDS = 7_200;

/** Of a damaged one its name is left. */
function draftFor(policy: Policy | undefined): PolicyDraft {
  if (policy === undefined) return newDraft();
  return isDamaged(policy) ? { ...newDraft(), name: policy.name } : draftOf(policy);
}

/** Makes a policy, or changes one. What is wrong is said at its place. */
export function PolicyForm({ stored, onSaved }: PolicyFormProps) {
  const { t } = useWords();
  const queries = useQueryClient();
  const { once, isBusy } = useOnce();
  const [draft, setDraft] = useState<PolicyDraft>(() => draftFor(stored?.policy));
  const [isChanged, setChanged] = useState(false);
  const [faults, setFaults] = useState<ReadonlyMap<string, string>>(new Map());
  const [failure, setFailure] = useState<string>();
  const form = useShownFault(
    useMemo(
      () => ({ fields: Object.fromEntries(faults), ...(failure !== undefined && { rest: failure }) }),
      [faults, failure],
    ),
  );
  useUnsaved(isChanged && !isBusy);
  const faultAt: FaultAt = (pointer) => faults.get(pointer);
  function set(change: Partial<PolicyDraft>) {
    setChanged(true);
    setDraft((now) => ({ ...now, ...change }));
  }

  async function save(key: string) {
    const body = policyOf(draft);
    setFaults(new Map());
    setFailure(undefined);
    try {
      const policy = await answerOf(
        stored === undefined
          ? api.POST("/api/v1/policies", { params: { header: { "Idempotency-Key": key } }, body })
          : api.PUT("/api/v1/policies/{id}", {
              params: { path: { id: stored.policy.id } },
              headers: { "if-match": stored.etag },
              body,
            }),
      );
      setChanged(false);
      await queries.invalidateQueries({ queryKey: POLICIES_KEY });
      onSaved(policy);
    } catch (error) {
      const found = faultsIn(error, draft, t);
      setFaults(found);
      if (isOutdated(error)) setFailure(t("policies.changedMeanwhile"));
      else if (found.size > 0) setFailure(t("policies.lookAbove"));
      else setFailure(error instanceof ApiError || error instanceof Error ? error.message : String(error));
    }
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    void once(save, JSON.stringify(policyOf(draft)));
  }
  const { notResolvedAfterSeconds } = draft;
  return (
    <form className="sheet-form" ref={form} noValidate onSubmit={submit}>
      <TextInput
        label={t("policies.name")}
        description={t("policies.nameHelp")}
        autoComplete="off"
        value={draft.name}
        error={faultAt("/name")}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <Steps steps={draft.steps} faultAt={faultAt} onChange={(steps) => set({ steps })} />
      <NumberInput
        label={t("policies.roundsLabel")}
        description={t("policies.roundsHelp")}
        min={1}
        max={10}
        allowDecimal={false}
        value={draft.rounds}
        error={faultAt("/rounds")}
        onChange={(value) => set({ rounds: Number(value) || 1 })}
      />
      <Ends ends={draft.ends} faultAt={faultAt} onChange={(ends) => set({ ends })} />
      <Switch
        label={t("policies.notResolved")}
        description={t("policies.notResolvedHelp")}
        checked={notResolvedAfterSeconds !== undefined}
        onChange={(event) =>
          set({ notResolvedAfterSeconds: event.currentTarget.checked ? USUAL_NOT_RESOLVED_SECONDS : undefined })
        }
      />
      {notResolvedAfterSeconds !== undefined && (
        <TimeField
          label={t("policies.notResolvedAfter")}
          seconds={notResolvedAfterSeconds}
          error={faultAt("/notResolvedAfterSeconds")}
          onChange={(seconds) => set({ notResolvedAfterSeconds: seconds })}
        />
      )}
      <Switch
        label={t("policies.tellResolved")}
        checked={draft.tellResolved}
        onChange={(event) => set({ tellResolved: event.currentTarget.checked })}
      />
      {failure !== undefined && <ErrorState title={t("policies.notSaved")}>{failure}</ErrorState>}
      <div className="sheet-bar">
        <CancelButton />
        <Button type="submit" variant="filled" loading={isBusy}>
          {t(stored === undefined ? "policies.save" : "policies.saveChange")}
        </Button>
      </div>
    </form>
  );
}
