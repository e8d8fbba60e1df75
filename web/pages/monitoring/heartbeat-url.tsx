import { Button, CopyButton } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { addressOf, answerOf, api } from "../../api.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { useWords } from "../../words/index.ts";
import { CHECKS_KEY, type Check } from "./queries.ts";

/** Where a heartbeat is called. */
export function HeartbeatUrl({ check }: { check: Check }) {
  const { t } = useWords();
  const queries = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const path = (check.heartbeatPath ?? "").replace(/^\//, "");
  const url = new URL(addressOf(path), window.location.href).href;
  async function rotate() {
    await answerOf(api.POST("/api/v1/checks/{id}/rotate", { params: { path: { id: check.id } } }));
    await queries.invalidateQueries({ queryKey: CHECKS_KEY });
  }
  return (
    <section className="detail-section" aria-label={t("monitoring.beatUrl")}>
      <h3>{t("monitoring.beatUrl")}</h3>
      <code className="check-url">{url}</code>
      <p className="quiet">{t("monitoring.beatUrlHelp")}</p>
      <div className="check-links">
        <CopyButton value={url}>
          {({ copied, copy }) => <Button onClick={copy}>{copied ? t("common.copied") : t("common.copy")}</Button>}
        </CopyButton>
        <Button onClick={() => setAsking(true)}>{t("monitoring.rotate")}</Button>
      </div>
      <Confirm
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={t("monitoring.rotateTitle")}
        action={t("monitoring.rotate")}
        onConfirm={rotate}
      >
        {t("monitoring.rotateHelp")}
      </Confirm>
    </section>
  );
}
