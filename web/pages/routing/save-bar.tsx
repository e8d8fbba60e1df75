import { Button } from "@mantine/core";
import { Link } from "wouter";
import { useWords } from "../../words/index.ts";

interface SaveBarProps {
  isNew: boolean;
  isBusy: boolean;
  /** The rule was damaged, and nobody has entered a condition or destination yet: it cannot be saved. */
  isLost: boolean;
  faults: number;
  onDiscard: () => void;
}

/** Saves what was changed of a rule, or discards it. */
export function SaveBar({ isNew, isBusy, isLost, faults, onDiscard }: SaveBarProps) {
  const { t } = useWords();
  const words = isLost ? t("routing.damagedSave") : t("parts.form.changed");
  return (
    <div className="form-bar">
      <span className="form-bar-words">{faults > 0 ? t("routing.faults", { count: faults }) : words}</span>
      {isNew ? (
        <Button component={Link} href="/routing">
          {t("common.cancel")}
        </Button>
      ) : (
        <Button onClick={onDiscard} disabled={isBusy}>
          {t("parts.form.discard")}
        </Button>
      )}
      <Button type="submit" variant="filled" loading={isBusy} disabled={isLost}>
        {t(isNew ? "routing.saveNew" : "common.save")}
      </Button>
    </div>
  );
}
