import type { AlarmActor, AlarmCase, AlarmDecision, AlarmTelling, NewAlarmEntry } from "../../messages/index.ts";
import type { AlarmAct } from "./acts.ts";
import { again, doneBy } from "./again.ts";

/** Somebody does something about an alarm. */
interface Acting {
  act: AlarmAct;
  by: AlarmActor;
  /** The address that a person has answered from. */
  at?: string | undefined;
}

/** What becomes of an alarm that somebody does something about; `undefined`: nothing, in its state. Pure. */
export function act(found: AlarmCase, acting: Acting, now: number): AlarmDecision | undefined {
  const { alarm } = found;
  if (alarm.state === "resolved") return undefined;
  switch (acting.act.kind) {
    case "take":
      return alarm.drill ? answered(found, acting, now) : take(found, acting, now);
    case "pass":
      return alarm.drill ? answered(found, acting, now) : pass(found, acting, now);
    case "resolve":
      return resolve(found, acting, now);
    case "reopen":
      if (alarm.state !== "acknowledged") return undefined;
      return {
        ...again({ kind: "given-back", ...doneBy(acting.by) }, now),
        news: newsOf("given-back", acting),
      };
    default:
      return acting.act satisfies never;
  }
}

function take({ alarm, policy }: AlarmCase, acting: Acting, now: number): AlarmDecision | undefined {
  if (alarm.state === "acknowledged") return undefined;
  const { notResolvedAfterSeconds: seconds } = policy;
  return {
    alarm: {
      state: "acknowledged",
      holder: acting.by,
      acknowledgedAt: now,
      nextAt: seconds === undefined ? undefined : now + seconds * 1_000,
    },
    entries: [{ kind: "taken", ...doneBy(acting.by) }],
    callsNobody: true,
    news: newsOf("taken", acting),
  };
}

/** Whoever has it, or was called by the present step, passes it on; a step that is over was passed on already. */
function pass(found: AlarmCase, acting: Acting, now: number): AlarmDecision | undefined {
  const { alarm } = found;
  const { by, at } = acting;
  const entry: NewAlarmEntry = { kind: "passed", ...doneBy(by) };
  if (alarm.state === "acknowledged") {
    if (at !== undefined && !isHolder(found, by)) return undefined;
    return {
      alarm: { state: "open", holder: undefined, acknowledgedAt: undefined, nextAt: now },
      entries: [entry],
      news: newsOf("given-back", acting),
    };
  }
  if (alarm.state !== "open" || (at !== undefined && !isCalledNow(found, at))) return undefined;
  return { alarm: { nextAt: now }, entries: [entry] };
}

/** Whether somebody at this address was called by the step that waits for an answer. Pure. */
export const isCalledNow = ({ alarm, calls }: Pick<AlarmCase, "alarm" | "calls">, address: string): boolean =>
  calls.some(
    (call) =>
      call.address === address &&
      call.step === alarm.step &&
      call.round === alarm.round &&
      call.createdAt >= alarm.begunAt,
  );

/** Whether it is this person who has the alarm. Pure. */
export function isHolder({ alarm: { holder } }: Pick<AlarmCase, "alarm">, by: AlarmActor): boolean {
  if (holder === undefined) return false;
  if (by.contactId !== undefined) return by.contactId === holder.contactId;
  if (by.userId !== undefined) return by.userId === holder.userId;
  return holder.contactId === undefined && holder.userId === undefined && by.name === holder.name;
}

function resolve({ alarm, policy }: AlarmCase, acting: Acting, now: number): AlarmDecision {
  return {
    alarm: { state: "resolved", resolvedAt: now, nextAt: undefined },
    entries: [{ kind: "resolved", ...doneBy(acting.by) }],
    callsNobody: true,
    ...(policy.tellResolved && !alarm.drill ? { news: newsOf("resolved", acting) } : {}),
  };
}

/** A drill goes on to its end: everybody's answer is noted, once, with the time since the person was told. */
function answered({ alarm, answered, calls }: AlarmCase, { by, at }: Acting, now: number): AlarmDecision | undefined {
  if (answered.some(({ person }) => person === (by.name ?? "somebody"))) return undefined;
  const isTheirs = ({ address, contactId }: AlarmTelling) =>
    at === undefined ? contactId !== undefined && contactId === by.contactId : address === at;
  const told = calls.find((call) => call.toldAt !== undefined && isTheirs(call));
  const seconds = Math.max(0, Math.round((now - (told?.toldAt ?? alarm.openedAt)) / 1_000));
  return { alarm: {}, entries: [{ kind: "answered", ...doneBy(by), detail: `after ${seconds} s` }] };
}

const newsOf = (what: "taken" | "given-back" | "resolved", { by, at }: Acting) => ({
  what,
  by: by.name ?? by.door,
  exceptAt: at,
});
