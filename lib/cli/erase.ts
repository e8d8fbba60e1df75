import { COMMON_SETTINGS } from "../config/index.ts";
import { erasureOfCommand } from "../gateway/index.ts";
import { ERASED_KINDS, type ErasedKind, type ErasureRecord, LEFT_KINDS, type LeftKind } from "../messages/index.ts";
import { type ErasureProblem, NUMBER_PROBLEMS } from "../routing/index.ts";
import { visible } from "../visible.ts";
import { type Command, defineCommand } from "./command.ts";
import { CliError } from "./error.ts";
import { json } from "./list-options.ts";
import { quietLog } from "./modem-work.ts";
import { toggle } from "./options.ts";
import { withStore } from "./with-store.ts";

/** `aldis erase`: removes a person everywhere. */
export const eraseCommands: readonly Command[] = [
  defineCommand({
    path: ["erase"],
    operands: ["NUMBER"],
    summary: "remove a person everywhere: messages, contacts, opt-outs, jobs and what else names the number",
    details:
      "In small steps, so a gateway may run meanwhile. Messages that wait for the number are cancelled. It may be stopped at any time, and done again. The record that stays is without the number. Policies, rules, checks and settings that name the person keep it from beginning: change them first. With the number goes its opt-out, so that messages can be sent to it again.",
    settings: [...COMMON_SETTINGS, "country", "backupDir"],
    flags: { dryRun: toggle("dry-run", "Only say what would be removed."), json },
    async run({ config, flags, operands: [number = ""], io }) {
      const isDry = flags.dryRun === true;
      const { person, done } = await withStore(config, io, async (store, events) => {
        const desk = erasureOfCommand(config, { store, events, log: quietLog(io) });
        const read = desk.read(number);
        if (!read.ok) throw refusal({ kind: read.problem });
        if (!flags.json) io.out.write(personText(read.value.number));
        if (read.value.isTooShort) io.err.write(tooShort(read.value.number));
        return { person: read.value.number, done: await desk.run({ number, isDry }, io.signal) };
      });
      if (!done.ok) throw refusal(done.problem);
      const record = done.value;
      io.out.write(
        flags.json ? `${JSON.stringify({ number: person, ...record }, undefined, 2)}\n` : recordText(record),
      );
      if (isName(person) && Object.keys(record.erased).length === 0) io.err.write(OF_A_NAME);
      const isAll = record.state === "done" && Object.keys(record.left).length === 0;
      return isDry || isAll ? 0 : 1;
    },
  }),
];

/** Of the person: `1&1` is dialled by nobody. */
const isName = (number: string) => !/^[+*#\d]+$/.test(number);

/** Whom it takes, before it begins: a national number means somebody else in another home country. */
const personText = (number: string) => `${isName(number) ? "sender's name" : "number"}: ${visible(number)}\n`;

const tooShort = (number: string) =>
  `aldis: ${number} is shorter than the telephone numbers of its country: see that no digit is missing\n`;

const OF_A_NAME =
  "Nothing is stored of a sender that has this name. A person is removed by the number: aldis contact show says which one a contact has.\n";

function refusal(problem: ErasureProblem): CliError {
  if (problem.kind === "busy") return new CliError("failed", "somebody is erased already: wait until that is done");
  if (problem.kind !== "named") return new CliError("usage", `NUMBER: ${NUMBER_PROBLEMS[problem.kind]}`);
  return new CliError("failed", `nothing was removed: ${namedText(problem.by)}`);
}

const namedText = (by: readonly string[]) =>
  `the person is named by ${by.map(visible).join(", ")}: take the person out of ${by.length === 1 ? "it" : "them"} first`;

const ERASED: Readonly<Record<ErasedKind, string>> = {
  "sent-messages": "messages to the number",
  "received-messages": "messages and calls from it",
  "cancelled-messages": "of them, those that waited (cancelled)",
  mentions: "texts of others that name it (masked)",
  "delivery-reports": "delivery reports",
  jobs: "jobs",
  alarms: "entries of alarms (masked)",
  events: "lines of the event log (masked)",
  "opt-outs": "opt-outs (messages can be sent to it again)",
  "opt-out-records": "records of opt-outs",
  "rule-memory": "notes of rules",
  "answers-kept": "kept answers to programs (masked)",
  "telegram-links": "links to Telegram",
  contacts: "contacts",
};

const LEFT: Readonly<Record<LeftKind, (count: number) => string>> = {
  "being-sent": (count) => `messages to it that are being sent: ${count}; run this again in a minute`,
  "being-delivered": (count) => `jobs about it that are being delivered: ${count}; run this again in a minute`,
  "still-to-send": (count) =>
    `waiting messages to others that name it: ${count}; run this again when they are sent, or cancel them`,
  "in-file": () =>
    "copies of its digits may be in gaps of the database's file; stop the gateway and run aldis retention compact",
};

function recordText({ id, isDry, state, erased, left, backups, namedBy }: ErasureRecord): string {
  const removed = ERASED_KINDS.flatMap((kind) => (erased[kind] ? [`  ${ERASED[kind]}: ${erased[kind]}\n`] : []));
  const stays = LEFT_KINDS.flatMap((kind) => (left[kind] ? [`  ${LEFT[kind](left[kind])}\n`] : []));
  return [
    isDry ? `would be removed (dry run ${id}):\n` : `removed (erasure ${id}):\n`,
    removed.length === 0 ? "  nothing\n" : removed.join(""),
    stays.length === 0 ? "" : `left:\n${stays.join("")}`,
    state === "cut-off" ? "it was cut off: run it again\n" : "",
    namedBy.length === 0 ? "" : `it would be refused: ${namedText(namedBy)}\n`,
    backupsText(backups),
    isDry || removed.length === 0 ? "" : ELSEWHERE,
  ].join("");
}

const ELSEWHERE =
  "copies elsewhere, such as those of aldis backup and exports, are not looked for: delete those with the person in them\n";

function backupsText(copies: readonly string[]): string {
  if (copies.length === 0) return "";
  const [what, them] =
    copies.length === 1
      ? ["1 copy of the database holds", "it"]
      : [`${copies.length} copies of the database hold`, "them"];
  const lines = copies.map((path) => `  ${visible(path)}\n`);
  return `${what} what was in it then; if the person was, delete ${them}:\n${lines.join("")}`;
}
