import type { Clock } from "../../clock.ts";
import { defined } from "../../defined.ts";
import {
  type CancelledMessage,
  type EditProblem,
  type EventRecorder,
  type IfIs,
  type MessageArchive,
  type MessageEdit,
  type MessageProblem,
  type NewMessage,
  type OnceKey,
  type OnceResult,
  type OptOutStore,
  type OutboxStore,
  type OutgoingMessage,
  RESENT_AS,
  type ResentMessage,
} from "../../messages/index.ts";
import { normaliseText } from "../../pdu/index.ts";
import { no, ok, type Result } from "../../result.ts";
import { countParts, isTooLong } from "../submission/message-text.ts";
import type { NumberRefusal, NumberRules } from "../submission/number-rules.ts";
import { createNumberReader, type NumberProblem } from "../submission/recipients.ts";
import type { Allowance } from "../submission/request.ts";

/** Why a message is not sent again: also by what an operator has set since it was accepted, and what its sender may send. */
export type ResendProblem = MessageProblem | NumberProblems | TooMany;

/** Why a message is not changed. */
export type ChangeProblem =
  | EditProblem
  | NumberProblems
  | { kind: "invalid-number"; problem: NumberProblem }
  | { kind: "text-empty" | "text-too-long" | "ring-without-text" }
  | TooMany;

/** Nothing may be sent to the number. */
type NumberProblems = { kind: "number-refused"; why: NumberRefusal } | { kind: "opted-out" };

/** As {@link Allowance}; without a time to wait, more than fits into any minute. */
type TooMany = { kind: "too-many-messages"; retryAfterSeconds?: number };

/** Who acts. Nobody by name on the command line, and without a limit. */
interface Actor {
  userName?: string;
  address?: string;
  allowance?: Allowance | undefined;
  /** Whether they may send to numbers that have opted out. */
  despiteOptOut?: boolean;
}

/** What a person still does about outgoing messages. Everything done is an event. Every promise rejects as the store's. */
interface MessageActions {
  /** Cancels a message that is still queued. One that is on its way right now, or settled, stays as it is. */
  cancel(id: number): Promise<Result<CancelledMessage, MessageProblem>>;
  /** Sends a message again that came to nothing, as a new one, or itself when its outcome is unknown. */
  resend(id: number): Promise<Result<ResentMessage, ResendProblem>>;
  /** As `resend`, once for each key. */
  resendOnce(id: number, key: OnceKey): Promise<OnceResult<ResentMessage, ResendProblem | { kind: "other-request" }>>;
  /** Changes a queued message that nobody has begun to send. `recipient` is read as in a request to send. */
  edit(id: number, edit: MessageEdit, ifIs?: IfIs<OutgoingMessage>): Promise<Result<OutgoingMessage, ChangeProblem>>;
  /** Deletes a message, unless it is being sent right now. */
  remove(id: number, ifIs?: IfIs<OutgoingMessage>): ReturnType<MessageArchive["removeOutgoing"]>;
}

export interface MessageDesk {
  as(actor: Actor): MessageActions;
}

/**
 * Makes the desk.
 *
 * @param options.country  home country of national numbers, ISO 3166-1
 * @param options.laneOf  which transports a message may take
 * @param options.wake  called when there is something new to send; another process's gateway looks at its queue anyway
 */
export function createMessageDesk(options: {
  store: Pick<OutboxStore, "cancel" | "resend" | "resendOnce" | "edit">;
  archive: Pick<MessageArchive, "findOutgoing" | "removeOutgoing">;
  optOuts: Pick<OptOutStore, "among">;
  events: EventRecorder;
  clock: Pick<Clock, "now">;
  country: string;
  /** Which numbers may be reached now. */
  rules: () => NumberRules;
  laneOf: (message: NewMessage) => string;
  wake?: () => void;
}): MessageDesk {
  const { store, archive, optOuts, events, clock, country, rules, laneOf, wake } = options;
  const reader = createNumberReader({ country });

  /** The change as it is stored, or why it cannot be. */
  function read(edit: MessageEdit, { kind }: OutgoingMessage): Result<MessageEdit, ChangeProblem> {
    const text = edit.text === undefined ? undefined : normaliseText(edit.text);
    if (text !== undefined) {
      if (kind === "ring") return no({ kind: "ring-without-text" });
      if (text === "") return no({ kind: "text-empty" });
      if (isTooLong(text)) return no({ kind: "text-too-long" });
    }
    if (edit.recipient === undefined) return ok({ ...edit, ...defined({ text }) });
    const number = reader.read(edit.recipient);
    if (!number.ok) return no({ kind: "invalid-number", problem: number.problem });
    const why = rules().check(number.value, kind);
    if (why !== "allowed") return no({ kind: "number-refused", why });
    return ok({ ...edit, ...defined({ text }), recipient: number.value });
  }

  return {
    as({ allowance, despiteOptOut = false, ...by }) {
      /** Whether the number has opted out, and the actor may not send to it all the same. */
      const isStopped = async (number: string) => !despiteOptOut && (await optOuts.among([number])).has(number);

      async function within<Value, Problem>(
        parts: number,
        act: () => Promise<OnceResult<Value, Problem>>,
      ): Promise<OnceResult<Value, Problem | TooMany>> {
        const taken = await allowance?.({ messages: 1, parts });
        if (taken === "never") return no(TOO_MANY);
        if (taken !== undefined && !("giveBack" in taken)) return no({ ...TOO_MANY, ...taken });
        const result = await act().catch((error: unknown) => {
          taken?.giveBack();
          throw error;
        });
        if (result.ok && !result.again) wake?.();
        else taken?.giveBack();
        return result;
      }

      async function sendAgain<Problem>(
        { id, recipient: number, kind, text }: OutgoingMessage,
        act: () => Promise<OnceResult<ResentMessage, Problem>>,
      ): Promise<OnceResult<ResentMessage, Problem | ResendProblem>> {
        const why = rules().check(number, kind);
        if (why !== "allowed") return no({ kind: "number-refused" as const, why });
        if (await isStopped(number)) return no({ kind: "opted-out" as const });
        const result = await within(partsOf(text), act);
        if (!result.ok || result.again) return result;
        const { copy } = result.value;
        const details = copy === undefined ? {} : { details: { copy } };
        events.record({ kind: "message.resent", messageId: id, number, ...details, ...by });
        return result;
      }

      return {
        async cancel(id) {
          const result = await store.cancel(id, clock.now());
          if (!result.ok) return result;
          events.record({ kind: "message.cancelled", messageId: id, number: result.value.recipient, ...by });
          return result;
        },
        async resend(id) {
          const [message] = await archive.findOutgoing([id]);
          if (message === undefined) return no({ kind: "not-found" });
          const { state } = message;
          if (RESENT_AS[state] === undefined) return no({ kind: "wrong-state", state });
          return sendAgain(message, () => store.resend(id, clock.now(), { despiteOptOut }));
        },
        async resendOnce(id, key) {
          const [message] = await archive.findOutgoing([id]);
          if (message === undefined) return no({ kind: "not-found" });
          // In whatever state it is now: it may be in it because of the first request.
          const result = await sendAgain(message, () => store.resendOnce(id, clock.now(), { key, despiteOptOut }));
          if (result.ok) return result;
          return no(result.problem === "other-request" ? { kind: result.problem } : result.problem);
        },
        async edit(id, wanted, ifIs) {
          const [before] = await archive.findOutgoing([id]);
          if (before === undefined) return no({ kind: "not-found" });
          if (ifIs?.(before) === false) return no({ kind: "changed-meanwhile" });
          if (before.state !== "queued") return no({ kind: "wrong-state", state: before.state });
          const edit = read(wanted, before);
          if (!edit.ok) return edit;
          const { recipient } = edit.value;
          if (recipient !== undefined && (await isStopped(recipient))) return no({ kind: "opted-out" });
          // What it was accepted with has been counted.
          const more = partsOf(edit.value.text ?? before.text) - partsOf(before.text);
          const result = await within(Math.max(1, more), () =>
            store.edit(id, edit.value, { now: clock.now(), laneOf, despiteOptOut, ifIs }),
          );
          if (!result.ok) return result;
          const details = { changed: namesOf(edit.value) };
          events.record({ kind: "message.edited", messageId: id, number: result.value.recipient, details, ...by });
          return result;
        },
        async remove(id, ifIs) {
          const [message] = await archive.findOutgoing([id]);
          if (message === undefined) return "not-found";
          const outcome = await archive.removeOutgoing(id, ifIs);
          const details = { state: message.state };
          if (outcome === "removed") events.record({ kind: "message.deleted", messageId: id, details, ...by });
          return outcome;
        },
      };
    },
  };
}

const namesOf = (edit: MessageEdit) =>
  Object.keys(edit)
    .map((name) => (name === "sendAt" ? "time" : name))
    .join(", ");

const TOO_MANY = { kind: "too-many-messages" } as const;
const partsOf = (text: string) => countParts(text) ?? 1;
