import { Button, CopyButton, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { answerOf, api, newIdempotencyKey } from "../../api.ts";
import { faultsOf } from "../../parts/faults.ts";
import { useWords } from "../../words/index.ts";

/** Makes a token of the viewer for a program, and shows it this once. */
export function MakeToken() {
  const { t } = useWords();
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();
  const [made, setMade] = useState<string>();
  // The same while it is tried again, so that a lost answer makes no second token.
  const key = useRef(newIdempotencyKey());

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setFault(undefined);
    try {
      const headers = { "Idempotency-Key": key.current };
      const body = { name: name.trim(), permissions: ["rest-api" as const] };
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
    <form className="developers-token" onSubmit={(event) => void submit(event)}>
      <TextInput
        label={t("account.tokenName")}
        description={t("account.tokenNameHelp")}
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
        {t("account.makeToken")}
      </Button>
      <div role="status" className="developers-made">
        {made !== undefined && (
          <>
            <p>{t("account.tokenMade")}</p>
            <code>{made}</code>
            <CopyButton value={made}>
              {({ copied, copy }) => <Button onClick={copy}>{copied ? t("common.copied") : t("common.copy")}</Button>}
            </CopyButton>
          </>
        )}
      </div>
    </form>
  );
}
