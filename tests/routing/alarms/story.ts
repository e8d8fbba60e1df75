import type { Policy } from "../../../lib/messages/index.ts";
import type { AlarmWorld } from "../../support/alarms.ts";

/** What happens to one alarm, and all that is told. */
export interface Story {
  policy?: Partial<Policy> & Pick<Policy, "steps">;
  happens(world: AlarmWorld, id: number): Promise<void>;
  /** Second, person, way and first line, in order; nothing else is sent. */
  tells: readonly string[];
  ends: string;
  /** Kinds of the timeline, without those of telling. */
  timeline: readonly string[];
}

export const DISK = "Alarm 1 (warning): Disk full";

/** What is told when nobody answers: by the first step, the first two, and all three. */
const ANNA = [`0 Anna sms: ${DISK}`];
const BEN = [...ANNA, `300 Ben sms: ${DISK}`, "300 Ben ring: "];
const ALL = [...BEN, ...["Boss", "Anna", "Ben", "Carl"].map((name) => `900 ${name} sms: ${DISK}`)];
export const TELLS = { anna: ANNA, ben: BEN, all: ALL } as const;

/** The timeline then, up to its end. */
const FIRST = ["0 opened", "0 step Anna"];
const SECOND = [...FIRST, "300 step Ben"];
const END = [...SECOND, "900 step Boss, Anna, Ben, Carl", "1800 unanswered", "1800 reported by email: it@example.org"];
export const STEPS = { anna: FIRST, ben: SECOND, end: END } as const;
