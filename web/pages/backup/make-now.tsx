import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answerOf, api } from "../../api.ts";
import { ErrorState } from "../../parts/error-state.tsx";
import { useOnce } from "../../parts/use-once.ts";
import { useWords } from "../../words/index.ts";
import { BACKUPS_KEY } from "./queries.ts";

/** The button that makes a backup, beside the title or where the first one would be. */
export function MakeNow({ isRunning }: { isRunning: boolean }) {
  const { t } = useWords();
  const queries = useQueryClient();
  const { once, isBusy } = useOnce();
  const [failure, setFailure] = useState<string>();
  const make = () =>
    once(async () => {
      setFailure(undefined);
      queries.setQueryData(BACKUPS_KEY, await answerOf(api.POST("/api/v1/backups")));
    }).catch((error: unknown) => setFailure(error instanceof Error ? error.message : String(error)));
  return (
    <>
      <Button variant="filled" loading={isBusy || isRunning} onClick={() => void make()}>
        {t("backup.make")}
      </Button>
      {failure !== undefined && <ErrorState title={t("backup.notMade")}>{failure}</ErrorState>}
    </>
  );
}
