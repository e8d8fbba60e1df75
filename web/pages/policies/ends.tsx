import { ActionIcon, Button, Select, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { NameField } from "../../parts/name-field.tsx";
import { useWords } from "../../words/index.ts";
import { ENDS, type End, type EndDraft, newId } from "./draft.ts";
import type { FaultAt } from "./faults.ts";

interface EndsProps {
  ends: readonly EndDraft[];
  faultAt: FaultAt;
  onChange: (ends: readonly EndDraft[]) => void;
}

/** Where it is reported that nobody has answered. */
export function Ends({ ends, faultAt, onChange }: EndsProps) {
  const { t } = useWords();
  return (
    <section className="policy-steps" aria-label={t("policies.ends")}>
      <div>
        <h3 className="policy-head">{t("policies.ends")}</h3>
        <p className="quiet policy-help">{t("policies.endsHelp")}</p>
      </div>
      {ends.map((each, index) => {
        const set = (change: Partial<EndDraft>) => onChange(ends.with(index, { ...each, ...change }));
        const error = faultAt(`/unanswered/${index}`);
        return (
          <div key={each.id} className="policy-whom">
            <Select
              label={t("policies.endKind")}
              allowDeselect={false}
              data={ENDS.map((value) => ({ value, label: t(`policies.endKind.${value}`) }))}
              value={each.kind}
              onChange={(kind) => kind !== null && set({ kind: kind as End, value: "" })}
            />
            {each.kind === "email" ? (
              <TextInput
                type="email"
                multiple
                label={t("policies.addresses")}
                autoComplete="off"
                value={each.value}
                error={error}
                onChange={(event) => set({ value: event.currentTarget.value })}
              />
            ) : (
              <NameField
                of={each.kind}
                label={t(each.kind === "group" ? "policies.groupName" : "policies.webhookName")}
                value={each.value}
                error={error}
                onChange={(value) => set({ value })}
              />
            )}
            <ActionIcon
              className="policy-whom-end"
              aria-label={t("policies.removeEnd", { place: index + 1 })}
              onClick={() => onChange(ends.toSpliced(index, 1))}
            >
              <IconX size={16} aria-hidden="true" />
            </ActionIcon>
          </div>
        );
      })}
      <div>
        <Button
          size="compact-sm"
          leftSection={<IconPlus size={14} aria-hidden="true" />}
          onClick={() => onChange([...ends, { id: newId(), kind: "email", value: "" }])}
        >
          {t("policies.addEnd")}
        </Button>
      </div>
    </section>
  );
}
