import { FAILURES_ACKNOWLEDGED, type MessageCounts } from "../routing/index.ts";
import type { Store } from "../store/index.ts";

/** Counts the messages in each state, and what failed within the window and after a person last looked at it. */
export function createFailureCounts(
  { outbox, settings }: Pick<Store, "outbox" | "settings">,
  { windowMs, now }: { windowMs: () => number; now: () => number },
): { countByState: () => Promise<MessageCounts> } {
  return {
    async countByState() {
      const [counts, acknowledged] = await Promise.all([outbox.countByState(), settings.get(FAILURES_ACKNOWLEDGED)]);
      const since = Math.max(now() - windowMs(), typeof acknowledged === "number" ? acknowledged : 0);
      return { ...counts, failedLately: await outbox.countFailed(since) };
    },
  };
}
