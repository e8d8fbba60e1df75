import { Button, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { answerOf, api, type Schemas } from "../../api.ts";
import { ErrorState } from "../../parts/error-state.tsx";
import { StateBadge } from "../../parts/state-badge.tsx";
import { useWords } from "../../words/index.ts";

/** 3 s: a connection comes and goes without anybody saying so. */
const LOOK_MS = 3_000;

/** How the connection to the broker is, and a test message. */
export function MqttState() {
  const { t } = useWords();
  const { data, error, refetch } = useQuery({
    queryKey: ["mqtt"],
    queryFn: () => answerOf(api.GET("/api/v1/mqtt")),
    refetchInterval: LOOK_MS,
  });
  if (data === undefined && error !== null) {
    return (
      <ErrorState title={t("mqtt.notLoaded")} retry={() => void refetch()}>
        {error.message}
      </ErrorState>
    );
  }
  if (data === undefined) return <Skeleton h={120} mb={24} />;
  return (
    <section className="mqtt-state" aria-labelledby="mqtt-state">
      <h2 id="mqtt-state">{t("mqtt.state")}</h2>
      <Connection state={data} />
      {data.waiting > 0 && (
        <StateBadge shape="half" tone="amber">
          {t("mqtt.waiting", { count: data.waiting })}
        </StateBadge>
      )}
      {data.dropped > 0 && (
        <StateBadge shape="triangle" tone="red">
          {t("mqtt.dropped", { count: data.dropped })}
        </StateBadge>
      )}
      {data.topics !== undefined && (
        <p>
          {t("mqtt.topics")} <code>{data.topics}</code>
        </p>
      )}
      {data.state === "connected" && <TestMessage />}
    </section>
  );
}

function Connection({ state: data }: { state: Schemas["MqttState"] }) {
  const { t, said } = useWords();
  const { state, broker = "", user, problem = "", publishesShared } = data;
  if (state === "off") {
    return (
      <StateBadge shape="dash" tone="grey">
        {t("mqtt.off")}
      </StateBadge>
    );
  }
  if (state === "trouble") return <ErrorState title={t("mqtt.trouble", { broker })}>{said(problem)}</ErrorState>;
  if (state === "connecting") {
    return (
      <StateBadge shape="half" tone="amber">
        {t("mqtt.connecting", { broker })}
      </StateBadge>
    );
  }
  return (
    <>
      <StateBadge shape="dot" tone="green">
        {user === undefined ? t("mqtt.connected", { broker }) : t("mqtt.connectedAs", { broker, user })}
      </StateBadge>
      {!publishesShared && <p className="quiet">{t("mqtt.standby")}</p>}
    </>
  );
}

/** Publishes a message and says whether the broker took it. */
function TestMessage() {
  const { t, said } = useWords();
  const [isBusy, setBusy] = useState(false);
  const [result, setResult] = useState<{ topic?: string; problem?: string }>();

  async function publish() {
    setBusy(true);
    setResult(undefined);
    try {
      setResult(await answerOf(api.POST("/api/v1/mqtt/test")));
    } catch (error) {
      setResult({ problem: error instanceof Error ? error.message : String(error) });
    } finally {
      setBusy(false);
    }
  }

  return (
    <>
      <Button loading={isBusy} onClick={() => void publish()}>
        {t("mqtt.test")}
      </Button>
      {result?.problem !== undefined && <ErrorState title={t("mqtt.testRefused")}>{said(result.problem)}</ErrorState>}
      {result?.topic !== undefined && (
        <p role="status">
          {t("mqtt.testTaken")} <code>{result.topic}</code>
        </p>
      )}
    </>
  );
}
