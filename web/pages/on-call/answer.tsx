import { useEffect, useState } from "react";
import type { Group, OnCall } from "../../app/rota.ts";
import { listText, weekTimeText } from "../../format.ts";
import { useWords } from "../../words/index.ts";
import { nowAndNext } from "./plan.ts";

const TICK_MS = 15_000;

/** The time, again and again. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** Who is on call now, until when, and who comes next: in a sentence. */
export function Answer({ group, onCall }: { group: Group; onCall: OnCall | undefined }) {
  const { t } = useWords();
  const at = useNow();
  // The line is there from the start, so that nothing moves.
  if (onCall === undefined) return "\u00a0";
  const { timeZone } = onCall;
  if (group.memberCount === 0) return t("onCall.nobodyIn", { group: group.name });
  if (timeZone === undefined) return t("onCall.everybody", { group: group.name, count: group.memberCount });
  const { now, until, next } = nowAndNext(onCall, at);
  const who = now.length === 0 ? t("onCall.nobody") : listText(now);
  if (until === undefined) return t("onCall.answerStays", { who });
  const then = next.length === 0 ? t("onCall.thenNobody") : listText(next);
  return t("onCall.answer", { who, until: weekTimeText(until, timeZone), then });
}
