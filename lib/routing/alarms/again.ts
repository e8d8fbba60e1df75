import type { AlarmActor, AlarmDecision, NewAlarmEntry } from "../../messages/index.ts";

/** Before the first step of the first round; it begins at once. Pure. */
export const fromTheStart = (now: number) => ({ step: 0, round: 0, begunAt: now, nextAt: now }) as const;

/** Open again, from the first step on. Pure. */
export function again(entry: NewAlarmEntry, now: number): AlarmDecision {
  return {
    alarm: { state: "open", holder: undefined, acknowledgedAt: undefined, ...fromTheStart(now) },
    entries: [entry],
  };
}

/** Who did it, as timelines have it. */
export const doneBy = ({ door, name }: AlarmActor): Pick<NewAlarmEntry, "door" | "person"> => ({
  door,
  ...(name === undefined ? {} : { person: name }),
});
