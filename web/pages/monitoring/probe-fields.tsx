import { Checkbox, PasswordInput, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { HeaderFields } from "../../parts/header-fields.tsx";
import { useWords } from "../../words/index.ts";
import type { FieldsProps } from "./draft.ts";

/** The fields of what a check looks at. */
export function ProbeFields(props: FieldsProps) {
  const { t } = useWords();
  const { draft, set, faults } = props;
  if (draft.kind === "http") return <HttpFields {...props} />;
  if (draft.kind === "heartbeat") {
    return (
      <TextInput
        label={t("monitoring.grace")}
        description={t("monitoring.graceHelp")}
        inputMode="numeric"
        value={draft.graceSeconds}
        error={faults["probe.heartbeat.graceSeconds"]}
        onChange={(event) => set({ graceSeconds: event.currentTarget.value })}
      />
    );
  }
  return (
    <>
      <TextInput
        label={t("monitoring.host")}
        description={t("monitoring.hostHelp")}
        autoComplete="off"
        autoCapitalize="none"
        value={draft.host}
        error={faults[`probe.${draft.kind}.host`]}
        onChange={(event) => set({ host: event.currentTarget.value })}
      />
      {draft.kind === "tcp" && (
        <TextInput
          label={t("monitoring.port")}
          inputMode="numeric"
          value={draft.port}
          error={faults["probe.tcp.port"]}
          onChange={(event) => set({ port: event.currentTarget.value })}
        />
      )}
    </>
  );
}

function HttpFields({ draft, set, faults }: FieldsProps) {
  const { t } = useWords();
  return (
    <>
      <TextInput
        type="url"
        label={t("monitoring.url")}
        autoComplete="off"
        value={draft.url}
        error={faults["probe.http.url"]}
        onChange={(event) => set({ url: event.currentTarget.value })}
      />
      <TextInput
        label={t("monitoring.contains")}
        description={t("monitoring.containsHelp")}
        autoComplete="off"
        value={draft.contains}
        error={faults["probe.http.contains"]}
        onChange={(event) => set({ contains: event.currentTarget.value })}
      />
      <TextInput
        label={t("monitoring.status")}
        description={t("monitoring.statusHelp")}
        autoComplete="off"
        value={draft.status}
        error={faults["probe.http.status"]}
        onChange={(event) => set({ status: event.currentTarget.value })}
      />
      <TextInput
        label={t("monitoring.days")}
        description={t("monitoring.daysHelp")}
        inputMode="numeric"
        value={draft.certificateDays}
        error={faults["probe.http.certificateDays"]}
        onChange={(event) => set({ certificateDays: event.currentTarget.value })}
      />
      <More draft={draft} set={set} faults={faults} />
    </>
  );
}

/** What few checks need. */
function More({ draft, set, faults }: FieldsProps) {
  const { t } = useWords();
  const isUsed =
    draft.method !== "GET" ||
    draft.headers.length > 0 ||
    draft.matches !== "" ||
    draft.username !== "" ||
    draft.anyCertificate;
  const [isOpen, setOpen] = useState(isUsed);
  return (
    <details className="check-more" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("monitoring.more")}</summary>
      <div className="sheet-form">
        <Select
          label={t("monitoring.method")}
          description={t("monitoring.methodHelp")}
          allowDeselect={false}
          data={["GET", "HEAD"] as const}
          value={draft.method}
          error={faults["probe.http"]}
          onChange={(method) => method !== null && set({ method })}
        />
        <TextInput
          label={t("monitoring.username")}
          autoComplete="off"
          value={draft.username}
          error={faults["probe.http.username"]}
          onChange={(event) => set({ username: event.currentTarget.value })}
        />
        <PasswordInput
          label={t("monitoring.password")}
          description={t("monitoring.passwordHelp")}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ "aria-label": t("signIn.show"), tabIndex: 0 }}
          value={draft.password}
          error={faults["probe.http.password"]}
          onChange={(event) => set({ password: event.currentTarget.value })}
        />
        <HeaderFields
          headers={draft.headers}
          error={faults["probe.http.headers"] ?? faults["probe.http.secretHeaders"]}
          onChange={(headers) => set({ headers })}
        />
        <TextInput
          label={t("monitoring.matches")}
          description={t("monitoring.matchesHelp")}
          autoComplete="off"
          value={draft.matches}
          error={faults["probe.http.matches"]}
          onChange={(event) => set({ matches: event.currentTarget.value })}
        />
        <Checkbox
          label={t("monitoring.anyCertificate")}
          description={t("monitoring.anyCertificateHelp")}
          checked={draft.anyCertificate}
          onChange={(event) => set({ anyCertificate: event.currentTarget.checked })}
        />
      </div>
    </details>
  );
}
