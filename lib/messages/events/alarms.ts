import type { ByUser } from "./fields.ts";
import { error, info, type Wordings, warning } from "./wording.ts";

export interface AlarmEvents {
  /** An alarm was opened, or opened again. */
  "alarm.opened": OfAlarm & { why: "raised" | "raised-again" | "given-back" | "not-resolved" };
  /** Somebody has taken an alarm. */
  "alarm.acknowledged": OfAlarm & { by: string };
  /** A step of an alarm's policy has begun. */
  "alarm.escalated": OfAlarm & { details: { step: number; round: number; told: number } };
  /** An alarm is over. */
  "alarm.resolved": OfAlarm & { by: string };
  /** Nobody has answered an alarm, and its policy is at its end. */
  "alarm.unanswered": OfAlarm;
  /** An alarm was refused: too many are not resolved. `isTold`: people learn of it by a message. */
  "alarm.too-many": { policy: string; details: { title: string; isTold: boolean } };
  /** A policy for alarms was added. */
  "policy.added": OfPolicy;
  /** A policy for alarms was changed. */
  "policy.changed": OfPolicy;
  /** A policy for alarms was removed. */
  "policy.removed": OfPolicy;
}

interface OfAlarm extends ByUser {
  /** The policy's name. */
  policy: string;
  /** What people type. */
  number: number;
  details: { alarm: number; drill?: true };
}

interface OfPolicy extends ByUser {
  /** The client's. */
  address?: string | undefined;
  /** Its name. */
  policy: string;
}

const named = ({ number, policy, details: { drill } }: Pick<OfAlarm, "number" | "policy" | "details">) =>
  `${drill ? "Drill" : "Alarm"} ${number} (policy ${policy})`;

const WHY_OPEN = {
  raised: "was opened",
  "raised-again": "was opened again: it was raised again",
  "given-back": "was opened again: it was given back",
  "not-resolved": "was opened again: it was not resolved in time",
} as const;

export const ALARM_WORDINGS: Wordings<AlarmEvents> = {
  "alarm.opened": warning((event) => `${named(event)} ${WHY_OPEN[event.why]}`),
  "alarm.acknowledged": info((event) => `${named(event)} was taken by ${event.by}`),
  "alarm.escalated": info((event) => {
    const { step, round, told } = event.details;
    return `${named(event)}: step ${step} of round ${round} calls ${told} ${told === 1 ? "person" : "people"}`;
  }),
  "alarm.resolved": info((event) => `${named(event)} was resolved by ${event.by}`),
  "alarm.unanswered": error((event) => `${named(event)} was not answered by anybody`),
  "alarm.too-many": error(
    ({ policy, details: { title, isTold } }) =>
      `No alarm was opened for policy ${policy}, since too many are not resolved: ${title}; ${isTold ? "those whom it calls first get a message" : "nobody is told"}`,
  ),
  "policy.added": info(({ policy }) => `Policy ${policy} was added`),
  "policy.changed": info(({ policy }) => `Policy ${policy} was changed`),
  "policy.removed": info(({ policy }) => `Policy ${policy} was removed`),
};
