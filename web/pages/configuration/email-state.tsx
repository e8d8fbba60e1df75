import { Button, Skeleton, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { answerOf, api } from "../../api.ts";
import { ErrorState } from "../../parts/error-state.tsx";
import { StateBadge } from "../../parts/state-badge.tsx";
import { useWords } from "../../words/index.ts";

/** Whether mail is taken and sent, in a sentence each, and a test mail. */
export function EmailState() {
  const { t, said } = useWords();
  const { data, error, refetch } = useQuery({
    queryKey: ["email"],
    queryFn: () => answerOf(api.GET("/api/v1/email")),
  });
  if (error !== null) {
    return (
      <ErrorState title={t("email.notLoaded")} retry={() => void refetch()}>
        {error.message}
      </ErrorState>
    );
  }
  if (data === undefined) return <Skeleton h={160} mb={24} />;
  const { server, relay } = data;
  return (
    <section className="email-state" aria-labelledby="email-state">
      <h2 id="email-state">{t("email.state")}</h2>
      {server.problem !== undefined && <ErrorState title={t("email.notTaken")}>{said(server.problem)}</ErrorState>}
      {server.port !== undefined && (
        <StateBadge shape="dot" tone="green">
          {t("email.taken", { port: String(server.port) })}
        </StateBadge>
      )}
      {!server.enabled && (
        <StateBadge shape="dash" tone="grey">
          {t("email.off")}
        </StateBadge>
      )}
      {relay.from === undefined ? (
        <StateBadge shape="dash" tone="grey">
          {t("email.noRelay")}
        </StateBadge>
      ) : (
        <>
          <StateBadge shape="dot" tone="green">
            {t("email.relay", { from: relay.from })}
          </StateBadge>
          <TestMail />
        </>
      )}
    </section>
  );
}

/** Sends a mail and says what the mail server answered. */
function TestMail() {
  const { t, said } = useWords();
  const [to, setTo] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [result, setResult] = useState<{ taken: boolean; text: string }>();

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setResult(undefined);
    try {
      const { taken, answer, problem } = await answerOf(api.POST("/api/v1/email/test", { body: { to } }));
      setResult({ taken, text: (taken ? answer : problem) ?? "" });
    } catch (error) {
      setResult({ taken: false, text: error instanceof Error ? error.message : String(error) });
    } finally {
      setBusy(false);
    }
  }

  return (
    <form className="email-test" onSubmit={(event) => void submit(event)}>
      <TextInput
        type="email"
        label={t("email.testTo")}
        description={t("email.testHelp")}
        autoComplete="email"
        required
        withAsterisk={false}
        value={to}
        onChange={(event) => setTo(event.currentTarget.value)}
      />
      <Button type="submit" loading={isBusy}>
        {t("email.testSend")}
      </Button>
      {result?.taken === false && <ErrorState title={t("email.testRefused")}>{said(result.text)}</ErrorState>}
      {result?.taken === true && (
        <p role="status">
          {t("email.testTaken")} <span className="quiet">{result.text}</span>
        </p>
      )}
    </form>
  );
}
