import { Button, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { answerOf, api, newIdempotencyKey, type Permission } from "../api.ts";
import { useWords } from "../words/index.ts";
import { CopyButton } from "./copy-button.tsx";
import { faultsOf } from "./faults.ts";
import { useUnsaved } from "./unsaved.ts";
import "./tokens.css";

export interface MakeTokenProps {
  /** What it may do; all that its owner may when left out. */
  permissions?: Permission[];
}

/** Makes a token of the viewer for a program, and shows it this once. */
export function MakeToken({ permissions }: MakeTokenProps) {
  const { t } = useWords();
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();
  const [made, setMade] = useState<string>();
  useUnsaved(name !== "" && !isBusy);
  // The same while it is tried again, so that a lost answer makes no second token.
  const key = useRef(newIdempotencyKey());

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setFault(undefined);
    try {
      const headers = { "Idempotency-Key": key.current };
      const body = { name: name.trim(), ...(permissions && { permissions }) };
      const { token } = await answerOf(api.POST("/api/v1/tokens", { headers, body }));
      key.current = newIdempotencyKey();
      setMade(token);
      setName("");
      await queries.invalidateQueries({ queryKey: ["tokens"] });
    } catch (error) {
      const { fields, rest } = faultsOf(error, ["name"]);
      setFault(fields.name ?? rest);
    } finally {
      setBusy(false);
    }
  }

  return (
    <form className="make-token" onSubmit={(event) => void submit(event)}>
      <TextInput
        label={t("tokens.name")}
        description={t("tokens.nameHelp")}
        required
        withAsterisk={false}
        value={name}
        error={fault}
        onChange={(event) => {
          setName(event.currentTarget.value);
          key.current = newIdempotencyKey();
        }}
      />
      <Button type="submit" loading={isBusy}>
        {t("tokens.make")}
      </Button>
      <div role="status" className="make-token-made">
        {made !== undefined && (
          <>
            <p>{t("tokens.made")}</p>
            <code>{made}</code>
            <CopyButton text={made} />
          </>
        )}
      </div>
    </form>
  );
}
