import { Button } from "@mantine/core";
import { useState } from "react";
import { answerOf, api } from "../../api.ts";
import { troubleOf } from "../../app/modems.ts";
import { ErrorState } from "../../parts/error-state.tsx";
import { Said } from "../../parts/said.tsx";
import { StateShape } from "../../parts/state-badge.tsx";
import { tellDone } from "../../parts/undo.tsx";
import { useWords } from "../../words/index.ts";
import type { Modem } from "./data.ts";

/** What is wrong with a modem, what to do, and the button that does it. */
export function Trouble({ modem, onPin }: { modem: Modem; onPin: () => void }) {
  const { t } = useWords();
  const key = troubleOf(modem);
  const said = modem.problem ?? modem.notice;
  if (key === undefined && said === undefined) return null;
  const needsPin = key === "modems.trouble.pin" || key === "modems.trouble.wrongPin";
  const isRed = modem.state === "gone" || modem.state === "out-of-service";
  return (
    <div className="modem-trouble" data-tone={isRed ? "red" : "amber"}>
      <StateShape shape={isRed ? "triangle" : "diamond"} />
      <div>
        {key !== undefined && <p>{t(key)}</p>}
        {said !== undefined && (
          <p className={key === undefined ? "" : "quiet"}>
            <Said>{said}</Said>
          </p>
        )}
        {needsPin && modem.source !== "database" && (
          <p className="quiet">{t("modems.pinThere", { source: modem.givenBy ?? modem.source })}</p>
        )}
      </div>
      {needsPin && modem.source === "database" ? (
        <Button onClick={onPin}>{t("modems.enterPin")}</Button>
      ) : (
        key !== undefined && modem.state !== "starting" && <RestartButton name={modem.name} />
      )}
    </div>
  );
}

/** Sets the modem up again; its queue is kept. */
export function RestartButton({ name }: { name: string }) {
  const { t } = useWords();
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  async function restart() {
    setBusy(true);
    setFailure(undefined);
    try {
      await answerOf(api.POST("/api/v1/modems/{name}/restart", { params: { path: { name } } }));
      tellDone(t("modems.restarted", { name }));
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  }
  return (
    <>
      <Button loading={isBusy} onClick={() => void restart()}>
        {t("modems.restart")}
      </Button>
      {failure !== undefined && <ErrorState title={t("modems.notRestarted")}>{failure}</ErrorState>}
    </>
  );
}
