import type { MailContent } from "./read-mail.ts";

/** What of a mail is sent. */
export type SmsTextChoice = "subject-and-body" | "body" | "subject";

/** The text of the SMS, no longer than `longest` characters (UTF-16 units). Empty: the mail has nothing of what is sent. */
export function smsTextOf({ subject, text }: MailContent, choice: SmsTextChoice, longest: number): string {
  switch (choice) {
    case "subject":
      return cut(subject, longest);
    case "body":
      return cut(text, longest);
    case "subject-and-body":
      return cut(both(subject, text), longest);
    default:
      return choice satisfies never;
  }
}

/** Programs often repeat the subject at the beginning. A word that only begins like it is another one. */
function both(subject: string, text: string): string {
  const rest = text.startsWith(subject) ? text.slice(subject.length) : undefined;
  if (rest !== undefined && /^[^\p{L}\p{N}\p{M}\s]/u.test(rest)) return text;
  const isRepeated = rest !== undefined && /^(?:\s|$)/.test(rest);
  return [subject, isRepeated ? rest.trimStart() : text].filter(Boolean).join("\n");
}

const DOTS = "...";

function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const start = text.slice(0, longest - DOTS.length);
  // Half a pair of surrogates is no character.
  return `${/[\ud800-\udbff]$/.test(start) ? start.slice(0, -1) : start.trimEnd()}${DOTS}`;
}
