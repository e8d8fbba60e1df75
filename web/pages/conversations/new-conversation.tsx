import { Button, TextInput, UnstyledButton } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useLocation } from "wouter";
import { answerOf, api } from "../../api.ts";
import { useSession } from "../../app/session.tsx";
import { PhoneNumber } from "../../parts/number.tsx";
import { Sheet } from "../../parts/sheet.tsx";
import { useSuggestions } from "../../parts/use-suggestions.ts";
import { useWords } from "../../words/index.ts";
import { conversationPath } from "./numbers.ts";

const MOST_SUGGESTED = 6;

/** Asks whom to write to: a number, or somebody of the address book. */
export function NewConversation({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t, said } = useWords();
  const { may } = useSession();
  const [, navigate] = useLocation();
  const [text, setText] = useState("");
  const [fault, setFault] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const people = useSuggestions(text, async (q, signal) => {
    if (!may("contacts")) return [];
    const query = { q, limit: MOST_SUGGESTED };
    const { items } = await answerOf(api.GET("/api/v1/contacts", { params: { query }, signal }));
    return items.flatMap(({ id, name, number }) => (number === undefined ? [] : [{ id, name, number }]));
  });
  const close = () => {
    setText("");
    setFault(undefined);
    onClose();
  };
  const open = (number: string) => {
    close();
    navigate(conversationPath(number));
  };
  /** The gateway knows the home country, and which numbers are allowed. */
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const only = people.length === 1 && !/^[+\d]/.test(text.trim()) ? people[0] : undefined;
    if (only !== undefined) return open(only.number);
    setBusy(true);
    try {
      const body = { to: text.trim(), text: "." };
      const { recipients, refused } = await answerOf(api.POST("/api/v1/messages/preview", { body }));
      const number = recipients[0]?.to;
      if (number !== undefined) return open(number);
      setFault(refused[0]?.reason === "number-refused" ? said(refused[0].detail) : t("conversations.noNumber"));
    } catch (error) {
      setFault(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Sheet opened={opened} onClose={close} title={t("conversations.new")} kind="dialog">
      <form className="new-conversation" onSubmit={(event) => void submit(event)}>
        <TextInput
          label={t(may("contacts") ? "conversations.whom" : "conversations.whomByNumber")}
          data-autofocus
          inputMode={may("contacts") ? "text" : "tel"}
          autoComplete="off"
          value={text}
          error={fault}
          onChange={({ currentTarget }) => {
            setFault(undefined);
            setText(currentTarget.value);
          }}
        />
        <Button type="submit" variant="filled" color="accent" loading={isBusy}>
          {t("conversations.open")}
        </Button>
      </form>
      {people.length > 0 && (
        <ul className="people" aria-label={t("conversations.people")}>
          {people.map(({ id, name, number }) => (
            <li key={id}>
              <UnstyledButton className="person" onClick={() => open(number)}>
                <span>{name}</span>
                <span className="quiet">
                  <PhoneNumber number={number} copies={false} />
                </span>
              </UnstyledButton>
            </li>
          ))}
        </ul>
      )}
    </Sheet>
  );
}
