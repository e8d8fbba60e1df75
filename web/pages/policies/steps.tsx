import { ActionIcon, Button, Checkbox, Select } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconPlus, IconX } from "@tabler/icons-react";
import { NameField } from "../../parts/name-field.tsx";
import { useWords } from "../../words/index.ts";
import { newNotify, newStep, type StepDraft, WAYS, type Way, WHOM, type Whom } from "./draft.ts";
import type { FaultAt } from "./faults.ts";
import { TimeField } from "./time-field.tsx";

interface StepsProps {
  steps: readonly StepDraft[];
  faultAt: FaultAt;
  onChange: (steps: readonly StepDraft[]) => void;
}

/** Who is called first, who next. */
export function Steps({ steps, faultAt, onChange }: StepsProps) {
  const { t } = useWords();
  const move = (index: number, by: number) => {
    const step = steps[index];
    if (step !== undefined) onChange(steps.toSpliced(index, 1).toSpliced(index + by, 0, step));
  };
  const fault = faultAt("/steps");
  return (
    <section className="policy-steps" aria-label={t("policies.steps")}>
      {steps.map((step, index) => (
        <fieldset key={step.id} className="policy-edit">
          <legend>
            <span className="policy-place" aria-hidden="true">
              {index + 1}
            </span>
            {t("policies.step", { place: index + 1 })}
          </legend>
          <span className="policy-edit-end">
            <ActionIcon
              aria-label={t("policies.up", { place: index + 1 })}
              disabled={index === 0}
              onClick={() => move(index, -1)}
            >
              <IconArrowUp size={16} aria-hidden="true" />
            </ActionIcon>
            <ActionIcon
              aria-label={t("policies.down", { place: index + 1 })}
              disabled={index === steps.length - 1}
              onClick={() => move(index, 1)}
            >
              <IconArrowDown size={16} aria-hidden="true" />
            </ActionIcon>
            <ActionIcon
              aria-label={t("policies.removeStep", { place: index + 1 })}
              disabled={steps.length === 1}
              onClick={() => onChange(steps.toSpliced(index, 1))}
            >
              <IconX size={16} aria-hidden="true" />
            </ActionIcon>
          </span>
          <StepFields
            step={step}
            pointer={`/steps/${index}`}
            faultAt={faultAt}
            onChange={(next) => onChange(steps.with(index, next))}
          />
        </fieldset>
      ))}
      {fault !== undefined && <p className="policy-fault">{fault}</p>}
      <div>
        <Button
          size="compact-sm"
          leftSection={<IconPlus size={14} aria-hidden="true" />}
          onClick={() => onChange([...steps, newStep("group")])}
        >
          {t("policies.addStep")}
        </Button>
      </div>
    </section>
  );
}

interface StepFieldsProps {
  step: StepDraft;
  pointer: string;
  faultAt: FaultAt;
  onChange: (step: StepDraft) => void;
}

function StepFields({ step, pointer, faultAt, onChange }: StepFieldsProps) {
  const { t } = useWords();
  const { notify, by, waitSeconds } = step;
  const ways = faultAt(`${pointer}/by`);
  return (
    <>
      {notify.map((each, index) => (
        <div key={each.id} className="policy-whom">
          <Select
            label={index === 0 ? t("policies.whom") : t("policies.whomElse")}
            allowDeselect={false}
            data={WHOM.map((value) => ({ value, label: t(`policies.whom.${value}`) }))}
            value={each.whom}
            onChange={(whom) =>
              whom !== null && onChange({ ...step, notify: notify.with(index, { ...each, whom: whom as Whom }) })
            }
          />
          <NameField
            of={each.whom === "contact" ? "contact" : "group"}
            label={t(each.whom === "contact" ? "policies.contactName" : "policies.groupName")}
            value={each.name}
            error={faultAt(`${pointer}/notify/${index}`)}
            onChange={(name) => onChange({ ...step, notify: notify.with(index, { ...each, name }) })}
          />
          {notify.length > 1 && (
            <ActionIcon
              className="policy-whom-end"
              aria-label={t("policies.removeWhom", { name: each.name })}
              onClick={() => onChange({ ...step, notify: notify.toSpliced(index, 1) })}
            >
              <IconX size={16} aria-hidden="true" />
            </ActionIcon>
          )}
        </div>
      ))}
      <div>
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconPlus size={14} aria-hidden="true" />}
          onClick={() => onChange({ ...step, notify: [...notify, newNotify("contact")] })}
        >
          {t("policies.addWhom")}
        </Button>
      </div>
      <Checkbox.Group
        label={t("policies.how")}
        error={ways}
        value={[...by]}
        onChange={(chosen) => onChange({ ...step, by: fitting(chosen, by) })}
      >
        <div className="policy-ways">
          {WAYS.map((way) => (
            <Checkbox key={way} value={way} label={t(`policies.way.${way}`)} />
          ))}
        </div>
      </Checkbox.Group>
      <TimeField
        label={t("policies.wait")}
        seconds={waitSeconds}
        error={faultAt(`${pointer}/waitSeconds`)}
        onChange={(seconds) => onChange({ ...step, waitSeconds: seconds })}
      />
    </>
  );
}

/** *Telegram or SMS* decides between the two, so that it stands beside neither: what was chosen last counts. */
function fitting(chosen: readonly string[], before: readonly Way[]): Way[] {
  const ways = WAYS.filter((way) => chosen.includes(way));
  if (!ways.includes("auto")) return ways;
  const isNew = !before.includes("auto");
  const isOne = (way: Way) => way === "sms" || way === "telegram";
  if (isNew) return ways.filter((way) => !isOne(way));
  return ways.some(isOne) ? ways.filter((way) => way !== "auto") : ways;
}
