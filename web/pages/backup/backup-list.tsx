import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { addressOf, answerOf, api, type Schemas } from "../../api.ts";
import { useSession } from "../../app/session.tsx";
import { momentText, sizeText } from "../../format.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { StateBadge } from "../../parts/state-badge.tsx";
import { tellDone } from "../../parts/undo.tsx";
import { useOnce } from "../../parts/use-once.ts";
import { useWords } from "../../words/index.ts";
import { MakeNow } from "./make-now.tsx";
import { BACKUPS_KEY } from "./queries.ts";

type Backup = Schemas["Backup"];

/** Each backup, with what can be done with it. */
export function BackupList({
  backups,
  isBusy,
  hasTimes,
}: {
  backups: readonly Backup[];
  isBusy: boolean;
  /** The gateway makes them at set times. */
  hasTimes: boolean;
}) {
  const { t } = useWords();
  const { may } = useSession();
  const queries = useQueryClient();
  const [asked, setAsked] = useState<Backup>();
  const { once, isBusy: isAsking } = useOnce();
  const [failure, setFailure] = useState<string>();
  if (backups.length === 0) {
    return (
      <EmptyState title={t("backup.none")} action={<MakeNow isRunning={isBusy} />}>
        {t("backup.noneHelp")} {!hasTimes && may("general") && t("backup.noneTimes")}
      </EmptyState>
    );
  }

  const check = ({ file }: Backup) =>
    once(async () => {
      setFailure(undefined);
      const params = { path: { file } };
      queries.setQueryData(BACKUPS_KEY, await answerOf(api.POST("/api/v1/backups/{file}/check", { params })));
    }, file).catch((error: unknown) => setFailure(error instanceof Error ? error.message : String(error)));

  async function remove() {
    if (asked === undefined) return;
    await answerOf(api.DELETE("/api/v1/backups/{file}", { params: { path: { file: asked.file } } }));
    await queries.invalidateQueries({ queryKey: BACKUPS_KEY });
    tellDone(t("backup.deleted"));
  }

  return (
    <>
      {failure !== undefined && <ErrorState title={t("backup.notChecked")}>{failure}</ErrorState>}
      <ul className="backup-list">
        {backups.map((backup) => {
          const time = momentText(backup.madeAt);
          return (
            <li key={backup.file}>
              <div className="backup-words">
                <p>
                  {time} <span className="quiet">{sizeText(backup.octets)}</span>
                </p>
                <p className="quiet">
                  {t(`backup.kind.${backup.kind}`)} <Checked backup={backup} />
                </p>
              </div>
              <div className="backup-actions">
                <Button
                  component="a"
                  size="compact-sm"
                  href={addressOf(`api/v1/backups/${encodeURIComponent(backup.file)}`)}
                  download={backup.file}
                  aria-label={t("backup.downloadOf", { time })}
                >
                  {t("backup.download")}
                </Button>
                {backup.kind !== "upgrade" && (
                  <Button
                    size="compact-sm"
                    loading={isAsking}
                    {...(isBusy && { "data-disabled": true, "aria-disabled": true, title: t("backup.busy") })}
                    aria-label={t("backup.checkOf", { time })}
                    onClick={() => !isBusy && void check(backup)}
                  >
                    {t("backup.check")}
                  </Button>
                )}
                <Button
                  size="compact-sm"
                  color="red"
                  variant="subtle"
                  aria-label={t("backup.deleteOf", { time })}
                  onClick={() => setAsked(backup)}
                >
                  {t("common.delete")}
                </Button>
              </div>
            </li>
          );
        })}
      </ul>
      <Confirm
        opened={asked !== undefined}
        onClose={() => setAsked(undefined)}
        title={t("backup.deleteTitle", { time: asked === undefined ? "" : momentText(asked.madeAt) })}
        action={t("backup.delete")}
        onConfirm={remove}
      >
        {t("backup.deleteHelp")}
      </Confirm>
    </>
  );
}

function Checked({ backup: { kind, checkedAt } }: { backup: Backup }) {
  const { t } = useWords();
  if (kind === "upgrade") return null;
  if (checkedAt === undefined) {
    return (
      <StateBadge shape="dash" tone="grey">
        {t("backup.unchecked")}
      </StateBadge>
    );
  }
  return (
    <StateBadge shape="check" tone="green">
      {t("backup.checked", { time: momentText(checkedAt) })}
    </StateBadge>
  );
}
