import { Button } from "@mantine/core";
import { IconSend } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { answerOf, api } from "../../api.ts";
import { useSession } from "../../app/session.tsx";
import { useKept } from "../../app/use-kept.ts";
import { ErrorState } from "../../parts/error-state.tsx";
import { MessageField } from "../../parts/message-field.tsx";
import { useOnce } from "../../parts/use-once.ts";
import { useWords } from "../../words/index.ts";
import { draftKey } from "./numbers.ts";

interface ComposerProps {
  number: string;
  /** Whom it goes to, for the label. */
  name: string;
  /** The channel that the other side uses. */
  channel: "sms" | "telegram";
}

/** Writes an answer. What is not sent stays as a draft of this person. */
export function Composer({ number, name, channel }: ComposerProps) {
  const { t, said } = useWords();
  const { me, languages } = useSession();
  const queries = useQueryClient();
  const [text, setText] = useKept(draftKey(me.id, number), "");
  const { once, isBusy } = useOnce();
  const [failure, setFailure] = useState<string>();
  const field = useRef<HTMLTextAreaElement>(null);

  const write = (next: string) => {
    setFailure(undefined);
    setText(next);
  };
  const send = async () => {
    if (text.trim() === "") return field.current?.focus();
    setFailure(undefined);
    // An answer is meant as it is written: braces stand for no variable.
    const body = { to: number, text: text.replaceAll("{", "{{"), channel };
    try {
      await once(async (key) => {
        const params = { header: { "Idempotency-Key": key } };
        const { refused } = await answerOf(api.POST("/api/v1/messages", { params, body }));
        if (refused[0] !== undefined) return setFailure(said(refused[0].detail));
        setText("");
        field.current?.focus();
        await queries.invalidateQueries({ queryKey: ["conversation", number] });
      }, JSON.stringify(body));
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
  };

  return (
    <div className="composer">
      {failure !== undefined && <ErrorState title={t("conversations.notSent")}>{failure}</ErrorState>}
      <MessageField
        compact
        label={t("conversations.answerTo", { name })}
        placeholder={t("conversations.answer")}
        value={text}
        onChange={write}
        languages={languages}
        counts={channel === "sms"}
        onSubmit={() => void send()}
        inputRef={field}
        tools={
          <Button
            variant="filled"
            color="accent"
            loading={isBusy}
            leftSection={<IconSend size={16} aria-hidden="true" />}
            onClick={() => void send()}
          >
            {t("conversations.send")}
          </Button>
        }
      />
    </div>
  );
}
