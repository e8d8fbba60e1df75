import type { Job } from "../../messages/index.ts";
import type { JobHandler, JobResult } from "../destinations/handler.ts";
import { textKey } from "./calling.ts";
import type { AlarmDesk } from "./desk.ts";

/**
 * Makes what opens the alarms that rules of message routing ask for. The same text of the same sender by the same rule is the same
 * trouble: it adds to its alarm, and a job that is done twice opens one.
 */
export function createAlarmJobs(desk: Pick<AlarmDesk, "raise">): JobHandler {
  return {
    kind: "alarm",
    async perform(job): Promise<JobResult> {
      const { policy, text, sender } = readPayload(job.payload);
      if (policy === undefined || text === undefined)
        return { ok: false, error: "the job has no alarm that can be read", isFinal: true };
      const source = { door: "rule", ...(sender === undefined ? {} : { name: sender }) } as const;
      const raised = await desk.raise({
        policy,
        key: textKey(`rule ${job.ruleId ?? 0} ${sender ?? ""}`, text),
        text,
        source,
      });
      if (raised.ok) return { ok: true, answer: `alarm ${raised.value.alarm.number}` };
      if (raised.problem === "only-told") return { ok: true, answer: "told by a message: too many alarms are open" };
      const isFinal = raised.problem === "no-such-policy";
      const error = isFinal ? `there is no policy ${policy}` : "too many alarms are open";
      return { ok: false, error, ...(isFinal ? { isFinal } : {}) };
    },
  };
}

function readPayload(payload: Job["payload"]) {
  const textOf = (key: string) => (typeof payload[key] === "string" ? payload[key] : undefined);
  return { policy: textOf("policy"), text: textOf("text"), sender: textOf("sender") };
}
