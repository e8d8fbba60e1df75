import { Select, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { Schemas } from "../../api.ts";
import { useSession } from "../../app/session.tsx";
import { zoneText } from "../../format.ts";
import { Form, FormSection } from "../../parts/form.tsx";
import { MessageField } from "../../parts/message-field.tsx";
import { Sheet } from "../../parts/sheet.tsx";
import { useWords } from "../../words/index.ts";
import { useActions } from "./actions.ts";

type Message = Schemas["OutgoingMessageDetails"];
const PRIORITIES = ["low", "normal", "high"] as const;

interface EditSheetProps {
  message: Message;
  opened: boolean;
  onClose: () => void;
}

/** Changes a message that waits. */
export function EditSheet({ message, opened, onClose }: EditSheetProps) {
  const { t } = useWords();
  return (
    <Sheet opened={opened} onClose={onClose} title={t("messages.editTitle")}>
      {opened && <EditForm message={message} onClose={onClose} />}
    </Sheet>
  );
}

function EditForm({ message, onClose }: { message: Message; onClose: () => void }) {
  const { t } = useWords();
  const { languages } = useSession();
  const { edit } = useActions(message.id);
  const form = useForm({ initialValues: valuesOf(message) });
  async function save(values: typeof form.values) {
    const before = valuesOf(message);
    const isTimed = values.sendAt !== before.sendAt;
    await edit({
      ...(values.to === before.to ? {} : { to: values.to }),
      ...(values.text === before.text ? {} : { text: values.text }),
      ...(values.priority === before.priority ? {} : { priority: values.priority }),
      ...(isTimed ? { sendAt: new Date(values.sendAt === "" ? Date.now() : values.sendAt).toISOString() } : {}),
    });
    onClose();
  }
  return (
    <Form form={form} onSave={save} saved={t("messages.edited")} undo={false}>
      <FormSection title={t("messages.editSection")} help={t("messages.editHelp")}>
        <TextInput label={t("messages.to")} inputMode="tel" {...form.getInputProps("to")} />
        <MessageField
          label={t("messages.text")}
          value={form.values.text}
          onChange={(text) => form.setFieldValue("text", text)}
          languages={languages}
          counts={message.channel === "sms"}
          error={form.errors.text}
        />
        <TextInput
          type="datetime-local"
          label={t("messages.sendAt")}
          description={t("messages.sendAtHelp", { zone: zoneText() })}
          {...form.getInputProps("sendAt")}
        />
        <Select
          label={t("messages.priority")}
          allowDeselect={false}
          data={PRIORITIES.map((value) => ({ value, label: t(`messages.priority.${value}`) }))}
          {...form.getInputProps("priority")}
        />
      </FormSection>
    </Form>
  );
}

const valuesOf = ({ to, text, priority, sendAt }: Message) => ({ to, text, priority, sendAt: localTime(sendAt) });

/** As a browser's field for a time has it: without a zone. */
function localTime(instant: string): string {
  const time = new Date(instant);
  const shifted = new Date(time.getTime() - time.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}
