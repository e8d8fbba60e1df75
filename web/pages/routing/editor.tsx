import { Button, Skeleton, Switch, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { Link, useLocation, useSearchParams } from "wouter";
import { answerOf, api, failureOf, newIdempotencyKey, taggedAnswerOf } from "../../api.ts";
import { useTitle } from "../../app/title.ts";
import { isDamaged } from "../../parts/damaged.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { tellDone } from "../../parts/undo.tsx";
import { useUnsaved } from "../../parts/unsaved.ts";
import { useWords } from "../../words/index.ts";
import { Changes } from "./changes.tsx";
import { Destinations } from "./destinations.tsx";
import { emptyDraft, newDestination, newGroup, newLeaf, type RuleDraft } from "./draft.ts";
import { type Fault, FaultsProvider, faultsIn, useFaultAt } from "./faults.tsx";
import { Missing } from "./missing.tsx";
import { type Outcome, RULES_KEY, type Rule, ruleQuery } from "./queries.ts";
import { draftOf, ruleOf } from "./rule-json.ts";
import { SaveBar } from "./save-bar.tsx";
import { whenText } from "./say.ts";
import { Tree } from "./tree.tsx";
import { decidedIn, nodeAt } from "./tree-json.ts";
import { Trial } from "./trial.tsx";

/** A rule that is written: its conditions, what is done, and what it would do with a message. */
export function RuleEditor({ id }: { id?: number }) {
  const { t } = useWords();
  const [params] = useSearchParams();
  const isKnown = id !== undefined;
  const query = useQuery({ ...ruleQuery(id ?? 0), enabled: isKnown && Number.isSafeInteger(id) });
  const { data, refetch } = query;
  const error = failureOf(query);
  useTitle(data?.data.name ?? t(isKnown ? "routing.title" : "routing.add"));
  const [example] = useState(() => exampleOf(params.get("example"), t));
  if (!isKnown) return <Editor initial={example} />;
  if (error !== undefined || !Number.isSafeInteger(id)) {
    return (
      <>
        <PageHeader title={t("routing.title")} />
        <div className="page-body">
          <ErrorState title={t("routing.oneNotLoaded")} retry={() => void refetch()}>
            {error?.message ?? t("error.gone")}
          </ErrorState>
        </div>
      </>
    );
  }
  if (data === undefined) {
    return (
      <>
        <PageHeader title={t("routing.title")}>{"\u00a0"}</PageHeader>
        <div className="page-body">
          <Skeleton h={480} />
        </div>
      </>
    );
  }
  return <Editor stored={{ id, etag: data.etag, rule: data.data }} initial={draftOf(data.data)} />;
}

/** Faults whose place still means the same: where something was moved or deleted, the places behind it mean something else. */
function faultsStill(faults: readonly Fault[], before: RuleDraft, now: RuleDraft): readonly Fault[] {
  if (faults.length === 0) return faults;
  const outlineOf = (draft: RuleDraft) =>
    new Map([
      ["when", JSON.stringify([...ruleOf(draft).places])],
      ["replace", draft.replace.map(({ id }) => id).join()],
      ["then", draft.destinations.map(({ id }) => id).join()],
    ]);
  const [old, next] = [outlineOf(before), outlineOf(now)];
  return faults.filter(({ pointer }) => {
    const part = pointer.split("/")[1] ?? "";
    return old?.get(part) === next?.get(part);
  });
}

/** What is ready to be saved, but for a name. */
function exampleOf(example: string | null, t: ReturnType<typeof useWords>["t"]): RuleDraft {
  if (example === "forward") {
    return emptyDraft({ name: t("routing.forwardName"), destinations: [newDestination("group")] });
  }
  if (example === "reply") {
    const hours = newLeaf({ subject: "during", operator: "within", not: true });
    const reply = newDestination("autoReply", { text: t("routing.replyText"), everySeconds: 3_600 });
    return emptyDraft({ name: t("routing.replyName"), when: newGroup([hours]), destinations: [reply] });
  }
  return emptyDraft();
}

interface EditorProps {
  stored?: { id: number; etag: string; rule: Rule };
  initial: RuleDraft;
}

function Editor({ stored, initial }: EditorProps) {
  const { t } = useWords();
  const [, navigate] = useLocation();
  const queries = useQueryClient();
  const [saved, setSaved] = useState(initial);
  const [draft, setDraft] = useState(initial);
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const [outcome, setOutcome] = useState<Outcome>();
  const [failure, setFailure] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const etag = useRef(stored?.etag ?? "");
  const attempt = useRef({ key: newIdempotencyKey(), body: "" });
  const form = useRef<HTMLFormElement>(null);
  const { rule, places } = ruleOf(draft);
  const isChanged = JSON.stringify(rule) !== JSON.stringify(ruleOf(saved).rule);
  const isDirty = stored === undefined || isChanged;
  // Its content was lost, and nobody has given another: saved so, it would match every message.
  const isLost = stored !== undefined && isDamaged(stored.rule) && rule.when === undefined && rule.then.length === 0;
  useUnsaved(isChanged && !isBusy);
  const set = (change: Partial<RuleDraft>) => {
    const next = { ...draft, ...change };
    setDraft(next);
    setFaults(faultsStill(faults, draft, next));
  };

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setFailure(undefined);
    setFaults([]);
    try {
      await store();
      tellDone(t("routing.saved", { name: rule.name }));
    } catch (error) {
      const found = faultsIn(error);
      setFaults(found);
      if (found.length === 0) setFailure(error instanceof Error ? error.message : String(error));
      else requestAnimationFrame(() => form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
    } finally {
      setBusy(false);
    }
  }
  async function store() {
    if (stored === undefined) {
      const text = JSON.stringify(rule);
      // Another content is another rule.
      if (attempt.current.body !== text) attempt.current = { key: newIdempotencyKey(), body: text };
      const params = { header: { "Idempotency-Key": attempt.current.key } };
      await answerOf(api.POST("/api/v1/rules", { params, body: rule }));
      await queries.invalidateQueries({ queryKey: RULES_KEY });
      navigate("/routing");
      return;
    }
    const { id } = stored;
    const params = { path: { id } };
    const answer = await taggedAnswerOf(
      api.PUT("/api/v1/rules/{id}", { params, headers: { "if-match": etag.current }, body: rule }),
    );
    etag.current = answer.etag;
    setSaved(draft);
    queries.setQueryData(ruleQuery(id).queryKey, answer);
    const isList = ({ queryKey }: { queryKey: readonly unknown[] }) => queryKey[1] !== id;
    await queries.invalidateQueries({ queryKey: RULES_KEY, predicate: isList });
  }
  const decided = settledBy(outcome, { rule, places });
  return (
    <FaultsProvider value={faults}>
      <PageHeader
        title={stored === undefined ? t("routing.add") : saved.name}
        actions={
          <Button component={Link} href="/routing">
            {t("routing.toList")}
          </Button>
        }
      >
        {isLost ? "\u00a0" : whenText(draft.when, t)}
      </PageHeader>
      <div className="rule-editor page-body">
        <form ref={form} className="rule-form" noValidate onSubmit={(event) => void submit(event)}>
          <div className="rule-when">
            <NameAndSwitch draft={draft} set={set} />
            {stored !== undefined && (isLost || !isChanged) && (
              <Missing warnings={stored.rule.warnings} of={stored.rule} />
            )}
            <section aria-labelledby="rule-when">
              <h2 id="rule-when">{t("routing.when")}</h2>
              {!isLost && (
                <p className="quiet">{t(draft.when.items.length === 0 ? "routing.whenEvery" : "routing.whenHelp")}</p>
              )}
              <Tree root={draft.when} onChange={(when) => set({ when })} places={places} decided={decided} />
              <WhenFault />
            </section>
          </div>
          <Then draft={draft} set={set} />
          {failure !== undefined && <ErrorState title={t("routing.notSaved")}>{failure}</ErrorState>}
          {(isDirty || isBusy) && (
            <SaveBar
              isNew={stored === undefined}
              isBusy={isBusy}
              isLost={isLost}
              faults={faults.length}
              onDiscard={() => setDraft(saved)}
            />
          )}
        </form>
        {!isLost && (
          <TryIt
            rule={rule}
            onOutcome={(next, found) => {
              setOutcome(next);
              setFaults(found);
            }}
          />
        )}
      </div>
    </FaultsProvider>
  );
}

/** The condition that settled what became of a message, and how. */
function settledBy(outcome: Outcome | undefined, { rule, places }: ReturnType<typeof ruleOf>) {
  const decider = outcome?.decidedBy;
  const id = decider === undefined ? undefined : nodeAt(places, decider.pointer);
  return decider === undefined || id === undefined ? undefined : { id, held: decidedIn(rule, decider).held };
}

/** What the rule as it is written would do with a message. */
function TryIt({ rule, onOutcome }: Required<Parameters<typeof Trial>[0]>) {
  const { t } = useWords();
  return (
    <section className="rule-trial" aria-labelledby="rule-trial">
      <h2 id="rule-trial">{t("routing.tryTitle")}</h2>
      <p className="quiet">{t("routing.tryThisHelp")}</p>
      <Trial
        rule={{ ...rule, name: rule.name === "" ? t("routing.unnamed") : rule.name, enabled: true }}
        onOutcome={onOutcome}
      />
    </section>
  );
}

interface PartProps {
  draft: RuleDraft;
  set: (change: Partial<RuleDraft>) => void;
}

/** What is done with a message that matches. */
function Then({ draft, set }: PartProps) {
  const { t } = useWords();
  return (
    <div className="rule-then">
      <section aria-labelledby="rule-then">
        <h2 id="rule-then">{t("routing.then")}</h2>
        <Destinations destinations={draft.destinations} onChange={(destinations) => set({ destinations })} />
      </section>
      <section aria-labelledby="rule-changes">
        <h2 id="rule-changes">{t("routing.changes")}</h2>
        <p className="quiet">{t("routing.changesHelp")}</p>
        <Changes changes={draft.replace} onChange={(replace) => set({ replace })} />
      </section>
      <section>
        <Switch
          label={t("routing.stop")}
          description={t("routing.stopHelp")}
          checked={draft.stop}
          onChange={(event) => set({ stop: event.currentTarget.checked })}
        />
      </section>
    </div>
  );
}

function NameAndSwitch({ draft, set }: PartProps) {
  const { t } = useWords();
  const faultAt = useFaultAt();
  return (
    <div className="rule-name">
      <TextInput
        label={t("routing.name")}
        autoComplete="off"
        value={draft.name}
        error={faultAt("/name")}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <Switch
        label={t("routing.enabled")}
        checked={draft.enabled}
        onChange={(event) => set({ enabled: event.currentTarget.checked })}
      />
    </div>
  );
}

/** What is wrong with the rule as a whole. */
function WhenFault() {
  const faultAt = useFaultAt();
  const fault = faultAt("", "exactly");
  return fault === undefined ? null : <p className="leaf-error">{fault}</p>;
}
