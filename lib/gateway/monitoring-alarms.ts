import { createHash } from "node:crypto";
import type { CheckNotify } from "../messages/index.ts";
import type { MonitoringAlarms } from "../monitoring/index.ts";
import { no, ok } from "../result.ts";
import { describeRefusal, type Submission } from "../routing/index.ts";

/** Nobody's: no user has this ID. */
const NOBODY = 0;

/**
 * How monitoring calls people. A group without a policy gets a message when something fails, and one when it is over.
 *
 * @param options.now  milliseconds since 1970
 */
export function createMonitoringAlarms({
  submission,
  now,
}: {
  submission: Pick<Submission, "submitOnce">;
  now: () => number;
}): MonitoringAlarms {
  /** Once for each text about a key within a minute: what was stored, and not noted because the gateway ended, is not sent again. */
  async function tellGroup(group: string, { key, text }: { key: string; text: string }) {
    const hash = (of: string) => createHash("sha256").update(of).digest("base64url");
    const keyHash = hash(`monitoring\n${key}\n${group}\n${text}\n${Math.floor(now() / 60_000)}`);
    const sent = await submission.submitOnce({
      recipients: [{ target: "group", to: group }],
      channel: "auto",
      text,
      kind: "text",
      flash: false,
      userName: "monitoring",
      despiteOptOut: false,
      allowance: undefined,
      source: "check",
      priority: 2,
      once: { userId: NOBODY, keyHash, requestHash: keyHash },
    });
    const [reason] = sent.ok ? [] : sent.problem;
    return reason === undefined ? ok(undefined) : no(describeRefusal(reason));
  }

  const groupOf = (to: CheckNotify) => ("group" in to ? to.group : undefined);

  return {
    async raise({ to, ...about }) {
      const group = groupOf(to);
      return group === undefined ? no("no policy has this name") : tellGroup(group, about);
    },
    async resolve({ to, ...about }) {
      const group = groupOf(to);
      if (group !== undefined) await tellGroup(group, about);
    },
  };
}
