import { Button, Checkbox, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useWords } from "../../words/index.ts";
import { type ChangeDraft, newId, shifted } from "./draft.ts";
import { useFaultAt } from "./faults.tsx";
import { ItemMenu } from "./item-menu.tsx";

interface ChangesProps {
  changes: readonly ChangeDraft[];
  onChange: (changes: readonly ChangeDraft[]) => void;
}

/** What is replaced in the text that the destinations get. */
export function Changes({ changes, onChange }: ChangesProps) {
  const { t } = useWords();
  const faultAt = useFaultAt();
  return (
    <div className="rule-list">
      {changes.map((change, index) => {
        const set = (fields: Partial<ChangeDraft>) => onChange(changes.with(index, { ...change, ...fields }));
        return (
          <div key={change.id} className="change">
            <TextInput
              label={t("routing.replace")}
              autoComplete="off"
              spellCheck={false}
              data-code
              value={change.pattern}
              error={faultAt(`/replace/${index}/pattern`)}
              onChange={(event) => set({ pattern: event.currentTarget.value })}
            />
            <TextInput
              label={t("routing.with")}
              autoComplete="off"
              spellCheck={false}
              data-code
              value={change.with}
              error={faultAt(`/replace/${index}/with`)}
              onChange={(event) => set({ with: event.currentTarget.value })}
            />
            <ItemMenu
              label={t("routing.menuOfChange", { place: index + 1 })}
              actions={[
                { label: t("routing.up"), run: index > 0 ? () => onChange(shifted(changes, index, -1)) : undefined },
                {
                  label: t("routing.down"),
                  run: index < changes.length - 1 ? () => onChange(shifted(changes, index, 1)) : undefined,
                },
                { label: t("common.delete"), run: () => onChange(changes.toSpliced(index, 1)), isRed: true },
              ]}
            />
            <Checkbox
              className="change-case"
              label={t("routing.ignoreCase")}
              checked={change.ignoreCase}
              onChange={(event) => set({ ignoreCase: event.currentTarget.checked })}
            />
          </div>
        );
      })}
      {changes.length > 0 && <p className="quiet">{t("routing.replaceHelp")}</p>}
      <div>
        <Button
          size="compact-sm"
          leftSection={<IconPlus size={14} aria-hidden="true" />}
          onClick={() => onChange([...changes, { id: newId(), pattern: "", with: "", ignoreCase: false }])}
        >
          {t("routing.addChange")}
        </Button>
      </div>
    </div>
  );
}
