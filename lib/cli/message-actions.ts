import { systemClock } from "../clock.ts";
import { COMMON_SETTINGS } from "../config/index.ts";
import type { MessageProblem, MessageState, PartsTaken } from "../messages/index.ts";
import { cancelMessage, createNumberRules, type ResendProblem, resendMessage, WHY_NUMBER } from "../routing/index.ts";
import { type Command, defineCommand } from "./command.ts";
import type { CommandIo } from "./io.ts";
import { readOutgoingIds } from "./message-id.ts";
import { NUMBER_KEYS } from "./number-check.ts";
import { withStore } from "./with-store.ts";

/** `aldis message cancel` and `resend`: what a person still does about a message. */
export const messageActionCommands: readonly Command[] = [
  defineCommand({
    path: ["message", "cancel"],
    operands: ["ID…"],
    summary: "cancel messages that wait to be sent",
    details:
      "Prints what happened to each message. Only queued messages are cancelled, not those that are being sent right now or were sent. Exit status 1 if any of them was not cancelled. Works whether or not the gateway runs.",
    settings: COMMON_SETTINGS,
    flags: {},
    async run({ config, operands, io }) {
      const ids = readOutgoingIds(operands);
      return withStore(config, io, (store, events) =>
        forEach(ids, io, async (id) => {
          const result = await cancelMessage(id, { store: store.outbox, events, now: systemClock.now() });
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
    settings: [...COMMON_SETTINGS, ...NUMBER_KEYS],
    flags: {},
    async run({ config, operands, io }) {
      const ids = readOutgoingIds(operands);
      const rules = createNumberRules({
        country: config.country,
        allowed: config.numbersAllowed,
        blocked: config.numbersBlocked,
        emergency: config.emergencyAllowed,
      });
      return withStore(config, io, (store, events) =>
        forEach(ids, io, async (id) => {
          const deps = { store: store.outbox, events, rules, now: systemClock.now() };
          const result = await resendMessage(id, deps);
          if (!result.ok) return { done: false, text: `not sent again: ${whyNot(result.problem)}` };
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
];

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

function whyNot(problem: MessageProblem | ResendProblem): string {
  switch (problem.kind) {
    case "not-found":
      return "no message has this ID";
    case "number-refused":
      return WHY_NUMBER[problem.why];
    case "wrong-state":
      return IT_IS[problem.state];
    default:
      return problem satisfies never;
  }
}

const IT_IS: Readonly<Record<MessageState, string>> = {
  queued: "it is queued",
  sending: "it is being sent right now",
  sent: "it was sent",
  delivered: "it was delivered",
  undelivered: "it was sent but not delivered",
  failed: "it failed",
  unknown: "nobody knows whether it was sent",
  cancelled: "it was cancelled before",
  expired: "it expired",
};
