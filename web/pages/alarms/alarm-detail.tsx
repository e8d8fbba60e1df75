import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { answerOf, api } from "../../api.ts";
import { ALARMS_KEY, type Alarm, alarmQuery } from "../../app/alarms.ts";
import { useSession } from "../../app/session.tsx";
import { useTitle } from "../../app/title.ts";
import { exactText } from "../../format.ts";
import { AlarmHolder, AlarmStateBadge } from "../../parts/alarm-state.tsx";
import { DetailInstead } from "../../parts/detail-instead.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { Detail } from "../../parts/list-detail.tsx";
import { Timeline } from "../../parts/timeline.tsx";
import { useOnce } from "../../parts/use-once.ts";
import { useWords } from "../../words/index.ts";
import { useStory } from "./story.tsx";

/** One alarm: what is wrong, who has it, what was done about it, and what one can do. */
export function AlarmDetail({ id, onClose }: { id: number; onClose: () => void }) {
  const { t } = useWords();
  const { may } = useSession();
  const eventOf = useStory();
  const { data: alarm, error, refetch } = useQuery(alarmQuery(id));
  useTitle(alarm === undefined ? t("alarms.title") : alarm.title);
  if (alarm === undefined) {
    return (
      <DetailInstead
        title={t("alarms.title")}
        error={error}
        notLoaded={t("alarms.oneNotLoaded")}
        retry={refetch}
        onClose={onClose}
      />
    );
  }
  const { key, count, state, number } = alarm;
  return (
    <Detail
      title={alarm.title}
      answer={
        <div className="alarm-answer">
          <AlarmStateBadge alarm={alarm} tinted />
          <span>
            <AlarmHolder alarm={alarm} />
          </span>
        </div>
      }
      onClose={onClose}
      facts={[
        ...(state === "resolved" ? [] : [[t("alarms.number"), String(number)] as const]),
        [t("alarms.severity"), t(`alarms.severity.${alarm.severity}`)],
        [
          t("alarms.policy"),
          may("alarm-policies") ? (
            <Link key="policy" href="/policies">
              {alarm.policy}
            </Link>
          ) : (
            alarm.policy
          ),
        ],
        [
          t("alarms.source"),
          [t(`alarms.door.${alarm.source as "sms"}`), alarm.raisedBy].filter((word) => word !== undefined).join(", "),
        ],
        [t("alarms.opened"), exactText(alarm.openedAt)],
        ...(key === undefined ? [] : [[t("alarms.key"), <code key="key">{key}</code>] as const]),
        ...(count === 1 ? [] : [[t("alarms.raised"), t("alarms.times", { count })] as const]),
      ]}
      {...(state !== "resolved" && { actions: <Actions alarm={alarm} /> })}
    >
      {alarm.text !== alarm.title && <p className="alarm-text">{alarm.text}</p>}
      <section aria-label={t("alarms.story")}>
        <h3>{t("alarms.story")}</h3>
        <Timeline events={alarm.timeline.map(eventOf)} />
        {alarm.next !== undefined && <p className="quiet">{t("alarms.storyLonger")}</p>}
      </section>
    </Detail>
  );
}

type Act = "take" | "pass" | "resolve" | "reopen";

/** What one can do in each state; the first is what most people came for. */
const ACTS: Readonly<Record<Alarm["state"], readonly Act[]>> = {
  open: ["take", "pass", "resolve"],
  acknowledged: ["resolve", "reopen", "pass"],
  unanswered: ["take", "resolve"],
  resolved: [],
};

function Actions({ alarm }: { alarm: Alarm }) {
  const { t } = useWords();
  const queries = useQueryClient();
  const { once, isBusy } = useOnce();
  const [failure, setFailure] = useState<string>();
  async function act(kind: Act) {
    setFailure(undefined);
    try {
      await answerOf(api.POST(`/api/v1/alarms/{id}/${kind}`, { params: { path: { id: alarm.id } } }));
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    } finally {
      await queries.invalidateQueries({ queryKey: ALARMS_KEY });
    }
  }
  const acts: readonly Act[] = alarm.drill ? ["take", "resolve"] : ACTS[alarm.state];
  return (
    <>
      {acts.map((kind, index) => (
        <Button
          key={kind}
          variant={index === 0 ? "filled" : "default"}
          loading={isBusy}
          onClick={() => void once(() => act(kind), kind)}
        >
          {t(alarm.drill && kind === "take" ? "alarms.act.answer" : `alarms.act.${kind}`)}
        </Button>
      ))}
      {failure !== undefined && <ErrorState title={t("alarms.notChanged")}>{failure}</ErrorState>}
    </>
  );
}
