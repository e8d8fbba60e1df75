import { Button, Select, Switch, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { Form, FormSection } from "../parts/form.tsx";
import { LockedField } from "../parts/locked-field.tsx";
import { MessageField } from "../parts/message-field.tsx";
import { type Recipient, RecipientField } from "../parts/recipient-field.tsx";

const PEOPLE: readonly Recipient[] = [
  { kind: "contact", id: 1, name: "Anna Berg", number: "+491701234567" },
  { kind: "contact", id: 2, name: "Ben Kurz", number: "+491701234568" },
  { kind: "group", id: 3, name: "On call", members: 14 },
];

const complete = async (text: string) =>
  PEOPLE.filter((each) => each.kind !== "number" && each.name.toLowerCase().includes(text.toLowerCase()));

/** The answer of a gateway that refuses one name. */
const TAKEN = {
  title: "Not valid",
  status: 422,
  errors: [{ pointer: "/name", message: "Another group has this name." }],
};

export function GalleryForm() {
  const [to, setTo] = useState<readonly Recipient[]>(PEOPLE.slice(0, 1).concat(PEOPLE.slice(2)));
  const [text, setText] = useState("Înălțimea apei la Brașov: 3,2 m.\nPlease answer „yes“ 👍");
  const form = useForm({ initialValues: { name: "On call", country: "DE", isActive: true } });
  return (
    <>
      <RecipientField
        label="To"
        value={to}
        onChange={setTo}
        complete={complete}
        country="DE"
        hint="On call now: Ben Kurz, until 18:00"
      />
      <MessageField
        label="Message"
        value={text}
        onChange={setText}
        tools={<Button size="compact-xs">Templates</Button>}
      />
      <Form
        form={form}
        saved="The group is saved."
        onSave={async ({ name }) => {
          if (name === "taken") throw TAKEN;
        }}
      >
        <FormSection title="Group" help="People who get a message together.">
          <TextInput label="Name" description="As it stands in lists." {...form.getInputProps("name")} />
          <Select label="Country" data={["DE", "AT", "CH"]} {...form.getInputProps("country")} />
          <Switch label="Takes messages" {...form.getInputProps("isActive", { type: "checkbox" })} />
          <LockedField label="Languages" value="auto" source="--languages" />
        </FormSection>
      </Form>
    </>
  );
}
