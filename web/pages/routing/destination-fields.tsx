import { Select, TextInput } from "@mantine/core";
import { NameField } from "../../parts/name-field.tsx";
import { useWords } from "../../words/index.ts";
import type { DestinationDraft } from "./draft.ts";
import { useFaultAt } from "./faults.tsx";
import { Pause } from "./pause.tsx";
import { HttpFields, IsmsFields, MqttFields } from "./request-fields.tsx";
import { TemplateField } from "./template-field.tsx";

interface DestinationFieldsProps {
  destination: DestinationDraft;
  pointer: string;
  onChange: (destination: DestinationDraft) => void;
}

/** The fields that a kind of destination has. */
export function DestinationFields({ destination, pointer, onChange }: DestinationFieldsProps) {
  const { t } = useWords();
  const faultAt = useFaultAt();
  const { kind, name } = destination;
  const set = (change: Partial<DestinationDraft>) => onChange({ ...destination, ...change });
  const at = `${pointer}/${kind}`;
  // Of a contact, a group and a number these stand beside the name.
  const textAt = kind === "contact" || kind === "group" || kind === "number" ? `${pointer}/text` : `${at}/text`;
  const text = (
    <TemplateField
      label={t("routing.text")}
      help={t("routing.textHelp")}
      value={destination.text}
      error={faultAt(textAt)}
      onChange={(value) => set({ text: value })}
    />
  );
  switch (kind) {
    case "contact":
    case "group":
      return (
        <>
          <NameField
            of={kind}
            label={t("routing.name")}
            value={name}
            onChange={(value) => set({ name: value })}
            error={faultAt(at)}
          />
          <ChannelField destination={destination} channels={["", "sms", "telegram", "email"]} set={set} />
          {text}
        </>
      );
    case "number":
      return (
        <>
          <TextInput
            type="tel"
            label={t("routing.number")}
            autoComplete="off"
            value={name}
            error={faultAt(at)}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          <ChannelField destination={destination} channels={["", "sms", "telegram"]} set={set} />
          {text}
        </>
      );
    case "webhook":
      return (
        <NameField
          of="webhook"
          label={t("routing.name")}
          value={name}
          onChange={(value) => set({ name: value })}
          error={faultAt(at)}
        />
      );
    case "autoReply":
      return <ReplyFields destination={destination} at={at} set={set} />;
    case "email":
      return (
        <>
          <TextInput
            type="email"
            multiple
            label={t("routing.to")}
            description={t("routing.toHelp")}
            autoComplete="off"
            value={destination.to}
            error={faultAt(`${at}/to`)}
            onChange={(event) => set({ to: event.currentTarget.value })}
          />
          <TemplateField
            isLine
            label={t("routing.subject")}
            value={destination.subject}
            error={faultAt(`${at}/subject`)}
            onChange={(subject) => set({ subject })}
          />
          {text}
        </>
      );
    case "http":
      return <HttpFields destination={destination} at={at} set={set} />;
    case "isms":
      return (
        <>
          <IsmsFields destination={destination} at={at} set={set} />
          {text}
        </>
      );
    case "mqtt":
      return <MqttFields destination={destination} at={at} set={set} text={text} />;
    case "alarm":
      return (
        <>
          <NameField
            of="policy"
            label={t("routing.policy")}
            value={name}
            error={faultAt(`${at}/policy`)}
            onChange={(value) => set({ name: value })}
          />
          {text}
        </>
      );
    default:
      return kind satisfies never;
  }
}

interface ChannelFieldProps {
  destination: DestinationDraft;
  channels: readonly ("" | "sms" | "telegram" | "email")[];
  set: (change: Partial<DestinationDraft>) => void;
}

function ChannelField({ destination, channels, set }: ChannelFieldProps) {
  const { t } = useWords();
  return (
    <Select
      label={t("routing.by")}
      data={channels.map((value) => ({ value, label: t(`routing.channel.${value || "auto"}`) }))}
      value={destination.channel === "auto" ? "" : destination.channel}
      onChange={(channel) => set({ channel: channel ?? "" })}
    />
  );
}

interface ReplyFieldsProps {
  destination: DestinationDraft;
  at: string;
  set: (change: Partial<DestinationDraft>) => void;
}

function ReplyFields({ destination, at, set }: ReplyFieldsProps) {
  const { t } = useWords();
  const faultAt = useFaultAt();
  return (
    <>
      <TemplateField
        label={t("routing.replyLabel")}
        help={t("routing.replyHelp")}
        value={destination.text}
        error={faultAt(`${at}/text`)}
        onChange={(text) => set({ text })}
      />
      <Pause
        seconds={destination.everySeconds}
        error={faultAt(`${at}/everySeconds`)}
        onChange={(everySeconds) => set({ everySeconds })}
      />
    </>
  );
}
