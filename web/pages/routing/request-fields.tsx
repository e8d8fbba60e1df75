import { PasswordInput, Select, Switch, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { HeaderFields } from "../../parts/header-fields.tsx";
import { useWords } from "../../words/index.ts";
import type { DestinationDraft } from "./draft.ts";
import { useFaultAt } from "./faults.tsx";
import { TemplateField } from "./template-field.tsx";

interface RequestFieldsProps {
  destination: DestinationDraft;
  /** Where it is in the rule. */
  at: string;
  set: (change: Partial<DestinationDraft>) => void;
}

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/** An HTTP request. */
export function HttpFields({ destination, at, set }: RequestFieldsProps) {
  const { t } = useWords();
  const faultAt = useFaultAt();
  return (
    <>
      <Select
        label={t("routing.method")}
        data={[{ value: "", label: t("routing.methodByBody") }, ...METHODS.map((value) => ({ value, label: value }))]}
        value={destination.method}
        error={faultAt(`${at}/method`)}
        onChange={(method) => set({ method: method ?? "" })}
      />
      <TemplateField
        isLine
        label={t("routing.url")}
        value={destination.url}
        error={faultAt(`${at}/url`)}
        onChange={(url) => set({ url })}
      />
      <HeaderFields
        headers={destination.headers}
        error={faultAt(`${at}/headers`) ?? faultAt(`${at}/secretHeaders`)}
        onChange={(headers) => set({ headers })}
      />
      <TemplateField
        label={t("routing.body")}
        help={t("routing.bodyHelp")}
        value={destination.body}
        error={faultAt(`${at}/body`)}
        onChange={(body) => set({ body })}
      />
    </>
  );
}

/** A push as an iSMS appliance makes it; its text is asked for below. */
export function IsmsFields({ destination, at, set }: RequestFieldsProps) {
  const { t } = useWords();
  const faultAt = useFaultAt();
  return (
    <>
      <TextInput
        type="url"
        label={t("routing.url")}
        autoComplete="off"
        value={destination.url}
        error={faultAt(`${at}/url`)}
        onChange={(event) => set({ url: event.currentTarget.value })}
      />
      <TextInput
        label={t("routing.username")}
        autoComplete="off"
        value={destination.username}
        error={faultAt(`${at}/username`)}
        onChange={(event) => set({ username: event.currentTarget.value })}
      />
      <PasswordInput
        label={t("routing.password")}
        autoComplete="new-password"
        visibilityToggleButtonProps={{ "aria-label": t("signIn.show"), tabIndex: 0 }}
        value={destination.password}
        error={faultAt(`${at}/password`)}
        onChange={(event) => set({ password: event.currentTarget.value })}
      />
    </>
  );
}

/** A message to the MQTT broker. */
export function MqttFields({ destination, at, set, text }: RequestFieldsProps & { text: ReactNode }) {
  const { t } = useWords();
  const faultAt = useFaultAt();
  return (
    <>
      <TemplateField
        isLine
        label={t("routing.topic")}
        value={destination.topic}
        error={faultAt(`${at}/topic`)}
        onChange={(topic) => set({ topic })}
      />
      {text}
      <Select
        label={t("routing.qos")}
        data={["", "0", "1", "2"].map((value) => ({
          value,
          label: t(`routing.qos.${(value || "own") as "own" | "0" | "1" | "2"}`),
        }))}
        value={destination.qos}
        onChange={(qos) => set({ qos: qos ?? "" })}
      />
      <Switch
        label={t("routing.retain")}
        description={t("routing.retainHelp")}
        checked={destination.retain}
        onChange={(event) => set({ retain: event.currentTarget.checked })}
      />
    </>
  );
}
