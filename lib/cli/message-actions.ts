import { systemClock } from "../clock.ts";
import { COMMON_SETTINGS, type Config } from "../config/index.ts";
import { defined } from "../defined.ts";
import type { EventRecorder, MessageState, PartsTaken, Priority } from "../messages/index.ts";
import { no, ok } from "../result.ts";
import { createMessageDesk, createNumberRules, createRoutes, whyNot } from "../routing/index.ts";
import type { Store } from "../store/index.ts";
import { type Command, defineCommand } from "./command.ts";
import { CliError } from "./error.ts";
import type { CommandIo } from "./io.ts";
import { parseTime } from "./list-options.ts";
import { readOutgoingIds } from "./message-id.ts";
import { NUMBER_KEYS } from "./number-check.ts";
import { option, text } from "./options.ts";
import { withStore } from "./with-store.ts";

/** What decides whether and how a message may be sent. */
const SENDING_KEYS = [...NUMBER_KEYS, "routes"] as const;
const PRIORITIES: Readonly<Record<string, Priority>> = { low: 0, normal: 1, high: 2 };

const to = text("to", "NUMBER", "Send it to this number instead.");
const newText = text("text", "TEXT", "Send this text instead.");
const at = option("at", "TIME", {
  documentation:
    "Send it at this time: 30m, 12h or 7d from now, or 2026-01-05T08:00:00Z. It stays valid for as long as it was.",
  parse: parseTime,
});
const priority = option<Priority>("priority", "PRIORITY", {
  documentation: "low, normal or high.",
  parse(word) {
    const value = PRIORITIES[word];
    return value === undefined ? no("must be low, normal or high") : ok(value);
  },
});

/** `aldis message cancel`, `resend` and `edit`: what a person still does about a message. */
export const messageActionCommands: readonly Command[] = [
  defineCommand({
    path: ["message", "cancel"],
    operands: ["ID…"],
    summary: "cancel messages that wait to be sent",
    details:
      "Prints what happened to each message. Only queued messages are cancelled, not those that are being sent right now or were sent. Exit status 1 if any of them was not cancelled. Works whether or not the gateway runs.",
    settings: [...COMMON_SETTINGS, ...SENDING_KEYS],
    flags: {},
    async run({ config, operands, io }) {
      const ids = readOutgoingIds(operands);
      return withStore(config, io, (store, events) =>
        forEach(ids, io, async (id) => {
          const result = await actionsOn(store, events, config).cancel(id);
          if (!result.ok) return { done: false, text: `not cancelled: ${whyNot(result.problem)}` };
          const sent = sentBefore(result.value.parts);
          return { done: true, text: sent === undefined ? "cancelled" : `cancelled; ${sent}` };
        }),
      );
    },
  }),
  defineCommand({
    path: ["message", "resend"],
    operands: ["ID…"],
    summary: "send messages again that failed, expired or were not delivered",
    details:
      "A message that failed, expired, was cancelled or was not delivered stays as it is, and a copy of its whole text is queued under a new ID, valid for as long as the original was. A message whose outcome is unknown is itself queued again, without the parts that are known to be sent. Either is marked as a possible duplicate if the recipient may have received some of it. Prints what happened to each message. Exit status 1 if any of them was not queued. A running gateway sends them: at once on PostgreSQL, within half a minute on SQLite.",
    settings: [...COMMON_SETTINGS, ...SENDING_KEYS],
    flags: {},
    async run({ config, operands, io }) {
      const ids = readOutgoingIds(operands);
      return withStore(config, io, (store, events) =>
        forEach(ids, io, async (id) => {
          const result = await actionsOn(store, events, config).resend(id);
          if (!result.ok)
            return { done: false, text: `not sent again: ${whyNot(result.problem)}${insteadOf(result.problem)}` };
          const { copy, parts } = result.value;
          const sent = sentBefore(parts);
          const what = copy === undefined ? "queued again" : `queued again as message ${copy}`;
          if (sent === undefined) return { done: true, text: what };
          return {
            done: true,
            text: copy === undefined ? `${what}; ${sent} and will not go again` : `${what}, whole; ${sent}`,
          };
        }),
      );
    },
  }),
  defineCommand({
    path: ["message", "edit"],
    operands: ["ID…"],
    summary: "change messages that wait and that nobody has begun to send",
    details:
      "Prints what happened to each message. What is not given stays. Exit status 1 if any of them was not changed: also one that was tried before, whatever became of it. A running gateway follows: at once on PostgreSQL, within half a minute on SQLite.",
    settings: [...COMMON_SETTINGS, ...SENDING_KEYS],
    flags: { to, text: newText, at, priority },
    async run({ config, flags, operands, io }) {
      const ids = readOutgoingIds(operands);
      const sendAt = flags.at && ("agoMs" in flags.at ? systemClock.now() + flags.at.agoMs : flags.at.first);
      const edit = defined({ recipient: flags.to, text: flags.text, priority: flags.priority, sendAt });
      if (Object.keys(edit).length === 0) throw new CliError("usage", "--to, --text, --at or --priority: missing");
      return withStore(config, io, (store, events) =>
        forEach(ids, io, async (id) => {
          const result = await actionsOn(store, events, config).edit(id, edit);
          return result.ok
            ? { done: true, text: "changed" }
            : { done: false, text: `not changed: ${whyNot(result.problem)}${insteadOf(result.problem)}` };
        }),
      );
    },
  }),
];

/** What a person can do instead, where that is not plain; behind the reason. */
function insteadOf(problem: Parameters<typeof whyNot>[0]): string {
  if (problem.kind === "text-unreadable" || problem.kind === "text-gone") return "; write it again as a new message";
  const isOver = problem.kind === "wrong-state" && ENDED.has(problem.state);
  return isOver ? "; aldis message resend sends it again, another text needs a new message" : "";
}

const ENDED: ReadonlySet<MessageState> = new Set(["failed", "expired", "cancelled", "undelivered"]);

function actionsOn(
  store: Store,
  events: EventRecorder,
  config: Pick<Config, (typeof SENDING_KEYS)[number]>,
): ReturnType<ReturnType<typeof createMessageDesk>["as"]> {
  const rules = createNumberRules({
    country: config.country,
    allowed: config.numbersAllowed,
    blocked: config.numbersBlocked,
    emergency: config.emergencyAllowed,
  });
  const desk = createMessageDesk({
    store: store.outbox,
    archive: store.archive,
    optOuts: store.optOuts,
    events,
    clock: systemClock,
    country: config.country,
    rules: () => rules,
    laneOf: createRoutes(config.routes).laneOf,
  });
  return desk.as({});
}

/** One line for each; gives the exit status. */
async function forEach(
  ids: readonly number[],
  io: CommandIo,
  act: (id: number) => Promise<{ done: boolean; text: string }>,
): Promise<number> {
  let status = 0;
  for (const id of ids) {
    const { done, text } = await act(id);
    io.out.write(`${id}: ${text}\n`);
    if (!done) status = 1;
  }
  return status;
}

function sentBefore({ taken, total }: PartsTaken): string | undefined {
  if (taken === 0) return undefined;
  return taken === total ? "all of it had been sent" : `${taken} of its ${total} parts had been sent`;
}
