import { Switch } from "@mantine/core";
import { IconGripVertical } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useLocation } from "wouter";
import { answerOf, api, taggedAnswerOf } from "../../api.ts";
import { momentText, numberText } from "../../format.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { isDamaged } from "../../parts/damaged.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { tellDone } from "../../parts/undo.tsx";
import { useReorder } from "../../parts/use-reorder.ts";
import { useWords } from "../../words/index.ts";
import { ItemMenu } from "./item-menu.tsx";
import { Missing } from "./missing.tsx";
import { RULES_KEY, type Rule, rulesQuery } from "./queries.ts";
import { readDestination } from "./rule-json.ts";
import { destinationText, whenText } from "./say.ts";
import { readTree } from "./tree-json.ts";

/** The rules in the order in which a message meets them: moved by mouse, arrow keys or menu. */
export function RuleRows({ rules }: { rules: readonly Rule[] }) {
  const { t } = useWords();
  const queries = useQueryClient();
  const [failure, setFailure] = useState<string>();
  const [asked, setAsked] = useState<Rule>();
  const nameOf = (id: number) => rules.find((rule) => rule.id === id)?.name ?? "";
  const reorder = useReorder({
    order: rules.map(({ id }) => id),
    nameOf,
    save: (order) => void run(() => store(order)),
  });

  async function run(work: () => Promise<unknown>) {
    setFailure(undefined);
    try {
      await work();
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
      await queries.invalidateQueries({ queryKey: RULES_KEY });
    }
  }
  async function store(order: readonly number[]) {
    const { queryKey } = rulesQuery;
    await queries.cancelQueries({ queryKey });
    // It is shown at once, so that who presses a key five times waits for nothing.
    queries.setQueryData(queryKey, (known) => order.flatMap((id) => known?.find((rule) => rule.id === id) ?? []));
    const { items } = await answerOf(api.PUT("/api/v1/rules/order", { body: { rules: [...order] } }));
    queries.setQueryData(queryKey, items);
  }
  const turn = ({ id, name }: Rule, enabled: boolean) =>
    run(async () => {
      await answerOf(api.PATCH("/api/v1/rules/{id}", { params: { path: { id } }, body: { enabled } }));
      await queries.invalidateQueries({ queryKey: RULES_KEY });
      tellDone(t(enabled ? "routing.turnedOn" : "routing.turnedOff", { name }));
    });
  async function remove() {
    if (asked === undefined) return;
    const params = { path: { id: asked.id } };
    const { etag } = await taggedAnswerOf(api.GET("/api/v1/rules/{id}", { params }));
    await answerOf(api.DELETE("/api/v1/rules/{id}", { params, headers: { "if-match": etag } }));
    await queries.invalidateQueries({ queryKey: rulesQuery.queryKey });
    tellDone(t("routing.deleted", { name: asked.name }));
  }
  return (
    <>
      {failure !== undefined && <ErrorState title={t("routing.notChanged")}>{failure}</ErrorState>}
      <ol className="rule-rows order">
        {rules.map((rule, index) => (
          <li key={rule.id} {...reorder.rowOf(rule.id)} data-off={!rule.enabled || undefined}>
            {/* biome-ignore lint/a11y/useSemanticElements: Firefox drags no button */}
            <span
              role="button"
              tabIndex={0}
              className="order-grip"
              aria-keyshortcuts="ArrowUp ArrowDown"
              aria-label={t("routing.grip", { name: rule.name, place: index + 1, of: rules.length })}
              onKeyDown={reorder.keysOf(rule.id)}
            >
              <IconGripVertical size={16} aria-hidden="true" />
              <span>{index + 1}</span>
            </span>
            <div className="rule-words">
              <Link href={`/routing/${rule.id}`}>{rule.name}</Link>
              {!isDamaged(rule) && <Summary rule={rule} />}
              <Missing warnings={rule.warnings} of={rule} />
              <span className="quiet">{countText(rule)}</span>
            </div>
            <Switch
              aria-label={t("routing.switch", { name: rule.name })}
              checked={rule.enabled}
              onChange={(event) => void turn(rule, event.currentTarget.checked)}
            />
            <RuleMenu
              rule={rule}
              up={index > 0 ? () => reorder.move(rule.id, index - 1) : undefined}
              down={index < rules.length - 1 ? () => reorder.move(rule.id, index + 1) : undefined}
              onDelete={() => setAsked(rule)}
            />
          </li>
        ))}
      </ol>
      <p className="order-said" role="status">
        {reorder.said}
      </p>
      <Confirm
        opened={asked !== undefined}
        onClose={() => setAsked(undefined)}
        title={t("routing.deleteTitle", { name: asked?.name ?? "" })}
        action={t("routing.delete")}
        onConfirm={remove}
      >
        {t("routing.deleteHelp")}
      </Confirm>
    </>
  );

  function countText({ matched, lastMatchedAt }: Rule): string {
    if (matched === 0 || lastMatchedAt === undefined) return t("routing.neverMatched");
    return t("routing.matched", { number: numberText(matched), time: momentText(lastMatchedAt) });
  }
}

function Summary({ rule }: { rule: Rule }) {
  const { t } = useWords();
  const destinations = rule.then.map((each) => destinationText(readDestination(each), t));
  return (
    <span className="rule-summary">
      {whenText(readTree(rule.when), t)}
      {" → "}
      {destinations.length === 0 ? t("routing.doesNothing") : destinations.join(", ")}
      {rule.stop && <span className="quiet"> · {t("routing.endsHere")}</span>}
    </span>
  );
}

interface RuleMenuProps {
  rule: Rule;
  up: (() => void) | undefined;
  down: (() => void) | undefined;
  onDelete: () => void;
}

function RuleMenu({ rule: { id, name }, up, down, onDelete }: RuleMenuProps) {
  const { t } = useWords();
  const [, navigate] = useLocation();
  return (
    <ItemMenu
      label={t("routing.menuOfRule", { name })}
      actions={[
        { label: t("routing.edit"), run: () => navigate(`/routing/${id}`) },
        { label: t("routing.up"), run: up },
        { label: t("routing.down"), run: down },
        { label: t("common.delete"), run: onDelete, isRed: true },
      ]}
    />
  );
}
