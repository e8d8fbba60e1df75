import type { StoredCheck } from "../messages/index.ts";

/** What people read of a check: its alarm's title and text. Pure. */
export function alarmText({ check, memory }: Pick<StoredCheck, "check" | "memory">): { title: string; text: string } {
  const { name, flapping } = check;
  const found = memory.last?.text ?? "";
  if (memory.isFlapping) {
    const title = `${name} is flapping`;
    return {
      title,
      text: `${title}: more than ${flapping.changes} changes within ${flapping.minutes} min; now: ${found}`,
    };
  }
  const title = `${name} is down`;
  return { title, text: `${title}: ${found}` };
}

/** Of its end. */
export function recoveryText({ check, memory }: Pick<StoredCheck, "check" | "memory">): {
  title: string;
  text: string;
} {
  const title = check.enabled ? `${check.name} is up again` : `${check.name} is not checked any more`;
  return { title, text: check.enabled ? `${title}: ${memory.last?.text ?? ""}` : title };
}

/** The key of a check's alarm. */
export const alarmKey = (id: number): string => `check:${id}`;

/** `5 min`, `90 s`, `2 h` */
export function spanText(seconds: number): string {
  if (seconds % 3_600 === 0) return `${seconds / 3_600} h`;
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}
