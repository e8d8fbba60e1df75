import { Button, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { answerOf, api } from "../../api.ts";
import { ErrorState } from "../../parts/error-state.tsx";
import { useWords } from "../../words/index.ts";

interface Line {
  id: number;
  from: "us" | "network";
  text: string;
}

/** A dialogue with the network by USSD, such as *100# for the credit. */
export function UssdConsole({ name, isReady }: { name: string; isReady: boolean }) {
  const { t } = useWords();
  const [lines, setLines] = useState<Line[]>([]);
  const [typed, setTyped] = useState("");
  const [isWaiting, setWaiting] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [isMissing, setMissing] = useState(false);
  const [failure, setFailure] = useState<string>();
  const params = { path: { name } };
  const add = (from: Line["from"], text: string) =>
    setLines((before) => [...before, { id: before.length, from, text }]);

  async function ask(event: FormEvent) {
    event.preventDefault();
    const text = typed.trim();
    if (isBusy) return;
    setMissing(text === "");
    if (text === "") return;
    setBusy(true);
    setFailure(undefined);
    add("us", text);
    setTyped("");
    try {
      const body = isWaiting ? { answer: text } : { code: text };
      const answer = await answerOf(api.POST("/api/v1/modems/{name}/ussd", { params, body }));
      add("network", answer.text);
      setWaiting(answer.answerExpected);
    } catch (error) {
      setTyped(text);
      setFailure(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  }

  async function end() {
    try {
      await answerOf(api.DELETE("/api/v1/modems/{name}/ussd", { params }));
      setWaiting(false);
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
  }

  return (
    <section>
      <h3>{t("modems.ussd")}</h3>
      <p className="quiet">{t(isReady ? "modems.ussdHelp" : "modems.ussdNotReady")}</p>
      <ol className="ussd" role="log" aria-label={t("modems.ussd")}>
        {lines.map(({ id, from, text }) => (
          <li key={id} data-from={from}>
            {text}
          </li>
        ))}
      </ol>
      <form className="ussd-form" onSubmit={(event) => void ask(event)}>
        <TextInput
          label={t(isWaiting ? "modems.ussdAnswer" : "modems.ussdCode")}
          value={typed}
          error={isMissing && t("modems.ussdMissing")}
          maxLength={182}
          autoComplete="off"
          onChange={(event) => {
            setMissing(false);
            setTyped(event.currentTarget.value);
          }}
        />
        <Button type="submit" loading={isBusy} disabled={!isReady}>
          {t(isWaiting ? "modems.ussdReply" : "modems.ussdAsk")}
        </Button>
        {isWaiting && <Button onClick={() => void end()}>{t("modems.ussdEnd")}</Button>}
      </form>
      {failure !== undefined && <ErrorState title={t("modems.ussdFailed")}>{failure}</ErrorState>}
    </section>
  );
}
