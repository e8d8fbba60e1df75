import { Checkbox, Switch } from "@mantine/core";
import { useWords } from "../../words/index.ts";
import { EVENTS, type WebhookEvent } from "./queries.ts";

interface EventBoxesProps {
  value: readonly WebhookEvent[];
  onChange: (value: WebhookEvent[]) => void;
}

/** Which events a target gets. */
export function EventBoxes({ value, onChange }: EventBoxesProps) {
  const { t } = useWords();
  return (
    <Checkbox.Group
      label={t("webhooks.eventsLabel")}
      description={t("webhooks.eventsHelp")}
      value={[...value]}
      onChange={(chosen) => onChange(EVENTS.filter((event) => chosen.includes(event)))}
    >
      <div className="webhook-events">
        {EVENTS.map((event) => (
          <Checkbox key={event} value={event} label={t(`webhooks.event.${event}`)} description={event} />
        ))}
      </div>
    </Checkbox.Group>
  );
}

interface OrderedProps {
  checked: boolean;
  onChange: (checked: boolean) => void;
}

/** One event after another. */
export function OrderedSwitch({ checked, onChange }: OrderedProps) {
  const { t } = useWords();
  return (
    <Switch
      label={t("webhooks.ordered")}
      description={t("webhooks.orderedHelp")}
      checked={checked}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}

/** What is wrong with an address before the gateway is asked; undefined for one that it may take. */
export const isAddress = (url: string): boolean => /^https?:\/\/[^\s/]/i.test(url.trim());
