import type { InlineButton } from "./bot-api.ts";

/** Buttons under messages of alarms, as the bot needs them. Every promise rejects with what the store throws. */
export interface AlarmButtons {
  /** What belongs under an outgoing message; none for one that calls nobody. */
  under(messageId: number): Promise<InlineButton[]>;
  /** Telegram shows the message with them. */
  shown(chat: { messageId: number; chatId: number; shownId: number; buttons: readonly InlineButton[] }): Promise<void>;
  /**
   * Does what a pressed button asks for, once for each `queryId`. Returns what the person is told; `undefined`: it is no button of a message that
   * has called somebody at this number.
   */
  press(press: {
    queryId: string;
    data: string;
    /** The number that is linked to the chat. */
    address: string;
    chatId: number;
    shownId: number;
  }): Promise<string | undefined>;
}
