import { Button, Checkbox } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Permission } from "../../api.ts";
import { FormSection } from "../../parts/form.tsx";
import { useWords, type WordKey } from "../../words/index.ts";
import { choicesQuery, presetOf } from "./queries.ts";

/** What belongs together, in the order in which one decides. */
const GROUPS = {
  doors: ["web", "rest-api", "http-api", "command-api"],
  messages: [
    "sent-messages",
    "incoming-messages",
    "message-routing",
    "opt-out-override",
    "email-to-sms",
    "telegram",
    "webhooks",
  ],
  alarms: ["alarms", "alarm-policies"],
  book: ["contacts", "groups", "import-contacts"],
  watching: ["monitoring", "event-log", "diagnostics", "support-info"],
  machine: ["sim", "general", "network", "ha", "reboot", "config-transfer"],
  people: ["users", "permissions"],
} as const satisfies Record<string, readonly Permission[]>;

export const presetKey = (id: string): WordKey => `users.preset.${id}` as WordKey;

interface PermissionBoxesProps {
  value: readonly Permission[];
  onChange: (value: Permission[]) => void;
}

/** Presets, and below them each permission with what it allows. */
export function PermissionBoxes({ value, onChange }: PermissionBoxesProps) {
  return (
    <div className="permission-boxes">
      <Presets value={value} onChange={onChange} />
      <Boxes value={value} onChange={onChange} />
    </div>
  );
}

/** Sets that fit a task: a click takes one over. */
export function Presets({ value, onChange }: PermissionBoxesProps) {
  const { t } = useWords();
  const { data } = useQuery(choicesQuery);
  const presets = data?.presets ?? [];
  const current = presetOf(value, presets);
  return (
    <FormSection title={t("users.presets")} help={t("users.presetsHelp")}>
      <div className="presets">
        {presets.map((preset) => (
          <Button
            key={preset.id}
            variant={preset === current ? "light" : "default"}
            aria-pressed={preset === current}
            onClick={() => onChange([...preset.permissions])}
          >
            {t(presetKey(preset.id))}
          </Button>
        ))}
      </div>
    </FormSection>
  );
}

function Boxes({ value, onChange }: PermissionBoxesProps) {
  const { t } = useWords();
  const set = (permission: Permission, isOn: boolean) =>
    onChange(isOn ? [...value, permission] : value.filter((each) => each !== permission));
  return Object.entries(GROUPS).map(([group, permissions]) => (
    <FormSection key={group} title={t(`users.group.${group}` as WordKey)}>
      {permissions.map((permission) => (
        <Checkbox
          key={permission}
          label={t(`permission.${permission}`)}
          description={t(`users.about.${permission}`)}
          checked={value.includes(permission)}
          onChange={(event) => set(permission, event.currentTarget.checked)}
        />
      ))}
    </FormSection>
  ));
}
