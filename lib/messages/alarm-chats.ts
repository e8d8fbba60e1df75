import type { AlarmCase, AlarmChanged, AlarmDecision, AlarmWork } from "./alarm-stores.ts";
import type { OnceKey, OnceResult } from "./once.ts";

/** A message of an alarm with buttons, as Telegram shows it in somebody's chat. */
export interface AlarmChat {
  /** The outgoing message. */
  messageId: number;
  chatId: number;
  /** Telegram's number of the message. */
  shownId: number;
  /** What was put under the text last, in the words of whoever wrote it; empty: nobody knows. */
  shown: string;
  /** The text as it was sent, without what went by SMS before. */
  text: string;
  /** How often an edit was tried since it last succeeded, this time included. */
  attempts: number;
  /** The alarms that the message calls for, by their numbers. */
  cases: readonly AlarmCase[];
}

/** A button of an alarm's message was pressed. */
export interface AlarmPress {
  /** The outgoing message. */
  messageId: number;
  /** The number that is linked to the chat: only whoever was called at it, by this message, may press. */
  address: string;
  chatId: number;
  shownId: number;
  now: number;
  /** Of this press: a second one with the same key does nothing. */
  once: OnceKey;
  compose: AlarmWork["compose"];
  /** What is done about each alarm that the message calls for, and what the person is told. Pure, as `Decide`. */
  decide: (cases: readonly AlarmCase[]) => { decisions: ReadonlyMap<number, AlarmDecision>; text: string };
}

/**
 * Messages of alarms that have buttons. A change of an alarm marks its messages in the same transaction: they have to be edited. Every
 * promise rejects with a StoreFailure when the database fails.
 */
export interface AlarmChatStore {
  /** The alarms that an outgoing message calls for; none for any other message. */
  calledBy(messageId: number): Promise<AlarmCase[]>;
  /** Telegram shows the message. It is compared with its alarms at once. Does nothing when the message is gone. */
  shown(chat: Pick<AlarmChat, "messageId" | "chatId" | "shownId" | "shown"> & { now: number }): Promise<void>;
  /**
   * Does what a pressed button asks for, in one transaction, and returns what the person is told. `not-called`: the message calls nobody
   * at this number.
   */
  press(
    press: AlarmPress,
  ): Promise<OnceResult<{ text: string; changes: AlarmChanged[] }, "not-called" | "other-request">>;
  /** Takes messages that have to be edited now; no other gateway gets them within `leaseMs`. Writes nothing when there are none. */
  claimStale(options: { now: number; limit: number; leaseMs: number }): Promise<AlarmChat[]>;
  /** When a message has to be edited next. */
  nextEdit(): Promise<number | undefined>;
  /** It shows this now. `render` says what it should show: where its alarms have changed meanwhile, it is edited again. */
  edited(
    chat: Pick<AlarmChat, "messageId">,
    options: { shown: string; render: (cases: readonly AlarmCase[]) => string; now: number },
  ): Promise<void>;
  /** It could not be edited, and is tried again at `at`. */
  editLater(chat: Pick<AlarmChat, "messageId">, at: number): Promise<void>;
  /** It could not be edited: the timelines of its alarms say why. It is tried again only when an alarm of it changes. */
  editGivenUp(chat: Pick<AlarmChat, "messageId">, options: { why: string; now: number }): Promise<void>;
}
