import { Button } from "@mantine/core";
import type { Schemas } from "../../api.ts";
import { listText, numberText } from "../../format.ts";
import { StateBadge } from "../../parts/state-badge.tsx";
import { useWords, type WordKey } from "../../words/index.ts";

type Plan = Schemas["ConfigurationPlan"];

interface ConfigPlanProps {
  plan: Plan;
  isBusy: boolean;
  onApply: () => void;
  onCancel: () => void;
}

/** 20 names of each: what is behind them is counted. */
const SHOWN = 20;

/** What an import would do, part by part, and the button that does it. */
export function ConfigPlan({ plan: { sections, conflicts, missing }, isBusy, onApply, onCancel }: ConfigPlanProps) {
  const { t, said } = useWords();
  const added = sections.reduce((sum, section) => sum + section.added, 0);
  const changed = sections.reduce((sum, section) => sum + section.changed, 0);
  const partOf = (section: string) => t(`backup.part.${section}` as WordKey);
  return (
    <section className="config-plan" aria-label={t("backup.plan")}>
      <p role="status">
        {added + changed === 0
          ? t("backup.planNothing")
          : t("backup.planSum", { added: numberText(added), changed: numberText(changed) })}
      </p>
      <dl>
        {sections.map((section) => (
          <div key={section.section}>
            <dt>{partOf(section.section)}</dt>
            <dd>
              {t("backup.planPart", {
                added: numberText(section.added),
                changed: numberText(section.changed),
                unchanged: numberText(section.unchanged),
              })}
              {section.addedNames.length > 0 && (
                <p className="quiet">{t("backup.planAdded", { names: firstOf(section.addedNames) })}</p>
              )}
              {section.changes.length > 0 && (
                <p className="quiet">
                  {t("backup.planChanged", { names: firstOf(section.changes.map(({ name }) => name)) })}
                </p>
              )}
            </dd>
          </div>
        ))}
      </dl>
      {conflicts.length > 0 && (
        <>
          <StateBadge shape="triangle" tone="red">
            {t("backup.planLeft", { count: conflicts.length })}
          </StateBadge>
          <ul>
            {conflicts.slice(0, SHOWN).map(({ section, name, problem }) => (
              <li key={`${section} ${name}`}>
                {partOf(section)} {name} {said(problem)}
              </li>
            ))}
          </ul>
        </>
      )}
      {missing.length > 0 && (
        <>
          <StateBadge shape="diamond" tone="amber">
            {t("backup.planBare", { count: missing.length })}
          </StateBadge>
          <ul>
            {missing.slice(0, SHOWN).map(({ section, name, lacks }) => (
              <li key={`${section} ${name}`}>
                {partOf(section)} {name}: {t(`backup.lacks.${lacks}`)}
              </li>
            ))}
          </ul>
        </>
      )}
      <div className="config-file">
        <Button onClick={onCancel}>{t("common.cancel")}</Button>
        {added + changed > 0 && (
          <Button variant="filled" loading={isBusy} onClick={onApply}>
            {t("backup.apply")}
          </Button>
        )}
      </div>
    </section>
  );
}

const firstOf = (names: readonly string[]) =>
  names.length <= SHOWN ? listText(names) : `${names.slice(0, SHOWN).join(", ")} …`;
