import { createHash } from "node:crypto";
import type { AddressBookStore, AlarmActor, CheckNotify } from "../messages/index.ts";
import type { MonitoringAlarms } from "../monitoring/index.ts";
import { no, ok } from "../result.ts";
import { type AlarmDesk, describeRefusal, findGroupBy, type Submission } from "../routing/index.ts";

/** Nobody's: no user has this ID. */
const NOBODY = 0;

/**
 * How monitoring calls people: a policy by an alarm; a group without a policy by a message when something fails, and one when it is over.
 *
 * @param options.now  milliseconds since 1970
 */
export function createMonitoringAlarms({
  desk,
  submission,
  book,
  now,
}: {
  desk: Pick<AlarmDesk, "raise" | "resolve" | "act" | "store">;
  submission: Pick<Submission, "submitOnce">;
  book: Pick<AddressBookStore, "findGroup">;
  now: () => number;
}): MonitoringAlarms {
  /** A group, named as for messages, may name one. */
  const policyOf = async (to: CheckNotify) => ("group" in to ? (await findGroupBy(book, to.group))?.policy : to.policy);

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

  return {
    async raise({ to, key, title, text, severity }) {
      const policy = await policyOf(to);
      if (policy === undefined) return "group" in to ? tellGroup(to.group, { key, text }) : no("no policy is named");
      const raised = await desk.raise({ policy, key, title, text, severity, source: SOURCE });
      if (raised.ok) return ok(raised.value.alarm.id);
      return no(raised.problem === "no-such-policy" ? `no policy is called ${policy}` : "too many alarms are open");
    },
    async resolve({ to, key, text, alarm }) {
      if (alarm !== undefined) {
        await desk.act(alarm, { kind: "resolve" }, SOURCE);
        return;
      }
      // The policy may have another name by now, and the group no policy or another name; what somebody else has raised with the key
      // is theirs.
      const resolved = await desk.resolve({ key, source: SOURCE }, SOURCE);
      const isOver = resolved.ok && resolved.value.length > 0;
      if (isOver || !("group" in to)) return;
      if ((await policyOf(to)) === undefined) await tellGroup(to.group, { key, text });
    },
    async overSince(id) {
      const alarm = await desk.store.find(id);
      // Old ones are deleted, and only when they are over.
      if (alarm === undefined) return 0;
      if (alarm.state === "unanswered") return alarm.changedAt;
      return alarm.state === "resolved" ? (alarm.resolvedAt ?? alarm.changedAt) : undefined;
    },
  };
}

const SOURCE: AlarmActor = { door: "check" };
