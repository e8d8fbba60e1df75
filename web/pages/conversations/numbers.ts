import { keptForever } from "../../app/kept.ts";

/** Where the conversation with a number is; names of senders may have any character in them. */
export const conversationPath = (number: string): string =>
  `/conversations/${encodeURIComponent(number).replaceAll("%2B", "+")}`;

/** Whether a message can be sent there: a sender with a name takes no answers. */
export const canBeAnswered = (number: string): boolean => /^\+?\d+$/.test(number);

/** Where the browser keeps what was written and not sent yet, for each user and person. */
export const draftKey = (userId: number, number: string): string => `aldis.draft.${userId}.${number}`;

/** What was written to a number and not sent yet. */
export function readDraft(userId: number, number: string): string {
  try {
    const draft: unknown = JSON.parse(keptForever.get(draftKey(userId, number)) ?? '""');
    return typeof draft === "string" ? draft : "";
  } catch {
    return "";
  }
}
