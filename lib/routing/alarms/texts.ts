import type { AlarmNews, AlarmSeverity } from "../../messages/index.ts";

/** The languages that alarms speak. */
export const ALARM_LANGUAGES = ["en", "de"] as const;
export type AlarmLanguage = (typeof ALARM_LANGUAGES)[number];

/** What alarms say. Every text is in the alphabet that SMS needs 7 bits for. */
export interface AlarmTexts {
  /** Begins the first line: *Drill: Alarm 47 (critical)*. */
  heading(alarm: { number: number; severity: AlarmSeverity; drill: boolean; unanswered: boolean }): string;
  /** Before what is only a rehearsal, and what it is about. */
  drill: string;
  drillTitle(policy: string): string;
  /** Several alarms follow, each on a line. */
  several(count: number): string;
  /** Their numbers follow. */
  andMore(count: number): string;
  /** One call, and nothing else is open for the person. */
  replyOne: string;
  /** One call, and others are open. */
  replyNumber(number: number): string;
  /** Several calls. */
  replyAll(count: number, example: number): string;
  /** What found no place among the alarms, by its title. */
  noPlace(title: string): string;
  /** Their titles follow, each on a line. */
  severalNoPlace(count: number): string;
  news(
    news: Exclude<AlarmNews, { what: "no-place" }>,
    about: { numbers: string; count: number; severity: AlarmSeverity; title?: string | undefined },
  ): string;
  /** To whoever has answered. */
  taken(what: { numbers: string; count: number; title?: string | undefined }): string;
  passed(numbers: string): string;
  resolved(numbers: string): string;
  drillAnswered(numbers: string): string;
  hasIt(numbers: string, holder: string | undefined): string;
  isOver(numbers: string): string;
  isPassed(numbers: string): string;
  /** Several are resolved by a button only by whoever has them. */
  takeFirst(numbers: string): string;
  help(example: number): string;
  /** To whoever only agrees when something else was told last. */
  whichOne(numbers: string, count: number, example: number): string;
  severity: Readonly<Record<AlarmSeverity, string>>;
  buttons: { take: string; pass: string; resolve: string };
  /** In the message with buttons, once it is settled. */
  state: { taken(by: string): string; resolved: string; given: string };
  mailSubject(heading: string, title: string): string;
  unansweredSubject(number: number, title: string): string;
  unansweredText(about: { number: number; policy: string; text: string; openedAt: string }): string;
}

const EN: AlarmTexts = {
  drill: "Drill",
  drillTitle: (policy) => `rehearsal of policy ${policy}`,
  heading: ({ number, severity, drill, unanswered }) =>
    `${drill ? `${EN.drill}: ` : ""}${unanswered ? "NOT ANSWERED: " : ""}Alarm ${number} (${EN.severity[severity]})`,
  several: (count) => `${count} alarms:`,
  andMore: (count) => `and ${count} more:`,
  replyOne: "Reply 1 to take it, 2 to pass it on",
  replyNumber: (number) => `Reply 1 ${number} to take it, 2 ${number} to pass it on`,
  replyAll: (count, example) => `Reply 1 to take all ${count}, 1 ${example} to take one`,
  noPlace: (title) => `No room for another alarm: ${title}`,
  severalNoPlace: (count) => `No room for ${count} more alarms:`,
  news({ what, by = "somebody" }, { numbers, count, severity, title }) {
    const named = `${count === 1 ? "alarm" : "alarms"} ${numbers}`;
    const about = title === undefined ? "" : `: ${title}`;
    if (what === "taken") return `${by} has taken ${named}${about}`;
    if (what === "given-back") return `${by} has given back ${named}${about}`;
    if (what === "resolved") return `${capital(named)} ${count === 1 ? "is" : "are"} resolved by ${by}${about}`;
    return `${capital(named)}: ${EN.severity[severity]} now${about}`;
  },
  taken: ({ numbers, count, title }) =>
    count === 1
      ? `You have alarm ${numbers}${title === undefined ? "" : `: ${title}`}\nReply 0 ${numbers} when it is resolved, 2 ${numbers} to pass it on`
      : `You have alarms ${numbers}\nReply 0 and a number when one is resolved, 0 for all`,
  passed: (numbers) => `Passed on: ${numbers}`,
  resolved: (numbers) => `Resolved: ${numbers}`,
  drillAnswered: (numbers) => `Thank you: your answer to drill ${numbers} was noted`,
  hasIt: (numbers, holder) => (holder === undefined ? `You have it: ${numbers}` : `${holder} has it: ${numbers}`),
  isOver: (numbers) => `It is over: alarm ${numbers} is resolved`,
  isPassed: (numbers) => `It was passed on before: ${numbers}`,
  takeFirst: (numbers) => `Take it first: ${numbers}`,
  help: (example) =>
    `Not understood. Reply 1 to take the alarm, 2 to pass it on, 0 when it is resolved; with its number if there are several: 1 ${example}`,
  whichOne: (numbers, count, example) =>
    count === 1
      ? `Do you mean alarm ${numbers}? Reply 1 ${example} to take it, 2 ${example} to pass it on`
      : `Do you mean alarms ${numbers}? Reply 1 to take all ${count}, 1 ${example} to take one`,
  severity: { info: "info", warning: "warning", critical: "critical" },
  buttons: { take: "Take", pass: "Pass on", resolve: "Resolved" },
  state: { taken: (by) => `${by} has it.`, resolved: "Resolved.", given: "Passed on." },
  mailSubject: (heading, title) => `${heading}: ${title}`,
  unansweredSubject: (number, title) => `Nobody has answered alarm ${number}: ${title}`,
  unansweredText: ({ number, policy, text, openedAt }) =>
    `Nobody has answered alarm ${number}, opened at ${openedAt}.\nThe policy ${policy} is at its end: nobody else is called.\n\n${text}\n`,
};

const DE: AlarmTexts = {
  drill: "Übung",
  drillTitle: (policy) => `Probe der Regelung ${policy}`,
  heading: ({ number, severity, drill, unanswered }) =>
    `${drill ? `${DE.drill}: ` : ""}${unanswered ? "OHNE ANTWORT: " : ""}Alarm ${number} (${DE.severity[severity]})`,
  several: (count) => `${count} Alarme:`,
  andMore: (count) => `und ${count} weitere:`,
  replyOne: "Antworte 1: übernehmen, 2: weitergeben",
  replyNumber: (number) => `Antworte 1 ${number}: übernehmen, 2 ${number}: weitergeben`,
  replyAll: (count, example) => `Antworte 1: alle ${count} übernehmen, 1 ${example}: einen`,
  noPlace: (title) => `Kein Platz für einen weiteren Alarm: ${title}`,
  severalNoPlace: (count) => `Kein Platz für ${count} weitere Alarme:`,
  news({ what, by = "Jemand" }, { numbers, count, severity, title }) {
    const named = `${count === 1 ? "Alarm" : "Alarme"} ${numbers}`;
    const about = title === undefined ? "" : `: ${title}`;
    if (what === "taken") return `${by} hat ${named} übernommen${about}`;
    if (what === "given-back") return `${by} hat ${named} abgegeben${about}`;
    if (what === "resolved") return `${named} erledigt von ${by}${about}`;
    return `${named}: jetzt ${DE.severity[severity]}${about}`;
  },
  taken: ({ numbers, count, title }) =>
    count === 1
      ? `Du hast Alarm ${numbers}${title === undefined ? "" : `: ${title}`}\nAntworte 0 ${numbers}: erledigt, 2 ${numbers}: weitergeben`
      : `Du hast die Alarme ${numbers}\nAntworte 0 und eine Nummer: erledigt, 0: alle`,
  passed: (numbers) => `Weitergegeben: ${numbers}`,
  resolved: (numbers) => `Erledigt: ${numbers}`,
  drillAnswered: (numbers) => `Danke: deine Antwort auf Übung ${numbers} ist notiert`,
  hasIt: (numbers, holder) => (holder === undefined ? `Du hast: ${numbers}` : `${holder} hat: ${numbers}`),
  isOver: (numbers) => `Vorbei: Alarm ${numbers} ist erledigt`,
  isPassed: (numbers) => `War schon weitergegeben: ${numbers}`,
  takeFirst: (numbers) => `Erst übernehmen: ${numbers}`,
  help: (example) =>
    `Nicht verstanden. Antworte 1: übernehmen, 2: weitergeben, 0: erledigt; bei mehreren mit der Nummer: 1 ${example}`,
  whichOne: (numbers, count, example) =>
    count === 1
      ? `Meinst du Alarm ${numbers}? Antworte 1 ${example}: übernehmen, 2 ${example}: weitergeben`
      : `Meinst du die Alarme ${numbers}? Antworte 1: alle ${count} übernehmen, 1 ${example}: einen`,
  severity: { info: "Hinweis", warning: "Warnung", critical: "kritisch" },
  buttons: { take: "Übernehmen", pass: "Weitergeben", resolve: "Erledigt" },
  state: { taken: (by) => `${by} hat ihn.`, resolved: "Erledigt.", given: "Weitergegeben." },
  mailSubject: (heading, title) => `${heading}: ${title}`,
  unansweredSubject: (number, title) => `Niemand hat auf Alarm ${number} geantwortet: ${title}`,
  unansweredText: ({ number, policy, text, openedAt }) =>
    `Niemand hat auf Alarm ${number} geantwortet, der seit ${openedAt} offen ist.\nDie Regelung ${policy} ist am Ende: niemand wird mehr gerufen.\n\n${text}\n`,
};

export const ALARM_TEXTS: Readonly<Record<AlarmLanguage, AlarmTexts>> = { en: EN, de: DE };

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
