import { SegmentedControl } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answerOf, api } from "../../api.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { tellDone } from "../../parts/undo.tsx";
import { useWords } from "../../words/index.ts";
import { EVENTS_KEY } from "./events.ts";

const AGES = [365, 90, 30];
const DAY_MS = 86_400_000;

/** Deletes what is older than some days, after saying what is lost. */
export function ClearEvents({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useWords();
  const queries = useQueryClient();
  const [days, setDays] = useState(AGES[0] ?? 365);

  async function clear() {
    const before = new Date(Date.now() - days * DAY_MS).toISOString();
    let deleted = 0;
    for (let isDone = false; !isDone; ) {
      const step = await answerOf(api.DELETE("/api/v1/events-log", { params: { query: { before } } }));
      deleted += step.deleted;
      isDone = step.done;
    }
    await queries.invalidateQueries({ queryKey: EVENTS_KEY });
    tellDone(t("eventsLog.cleared", { count: deleted }));
  }

  return (
    <Confirm
      opened={opened}
      onClose={onClose}
      title={t("eventsLog.clearTitle")}
      action={t("eventsLog.clearAction")}
      onConfirm={clear}
    >
      <p>{t("eventsLog.clearHelp")}</p>
      <p id="clear-age">{t("eventsLog.clearAge")}</p>
      <SegmentedControl
        aria-labelledby="clear-age"
        value={String(days)}
        onChange={(value) => setDays(Number(value))}
        data={AGES.map((age) => ({ value: String(age), label: t("eventsLog.days", { count: age }) }))}
      />
    </Confirm>
  );
}
