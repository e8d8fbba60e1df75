import { defined } from "../../../lib/defined.ts";

/** What the stand-in for Telegram knows: people, the chat that each has with the bot, and updates that wait. */

interface Person {
  id: number;
  first_name: string;
  username?: string;
  language_code?: string;
  /** Without a plus, as Telegram gives it. */
  phone: string;
}

interface Delivered {
  messageId: number;
  /** As it looks now. */
  text: string;
  /** As the bot gave it last. */
  replyMarkup?: unknown;
  /** How it looked before each edit; absent without any. */
  before?: string[];
}

/** A button that somebody has pressed. */
interface Press {
  queryId: string;
  data: string;
  /** What the bot has answered; the button shows a wait until then. */
  answer?: string;
}

export interface World {
  /** People write, share and block as their telephones would do it. */
  join(person: Person): Chat;
  chat(id: number): Chat | undefined;
  /** Updates that are not confirmed, oldest first; confirms all before `offset`. */
  updatesFrom(offset: number): readonly Record<string, unknown>[];
  /** Called when there is a new update. Gives the way to stop. */
  onUpdate(listener: () => void): () => void;
  /** Puts anything into the row of updates; gives its number. */
  push(update: Record<string, unknown>): number;
  nextMessageId(): number;
  /** The press that waits for an answer. */
  press(queryId: string): Press | undefined;
}

/** A person's private chat with the bot. */
export interface Chat {
  readonly person: Person;
  /** The bot may write only to who has begun, and has not blocked it. */
  state: "not-begun" | "open" | "blocked";
  /** What the person has on the screen, from the bot. */
  readonly received: Delivered[];
  /** Buttons that the person has pressed, in order. */
  readonly presses: Press[];
  writes(text: string, extra?: Record<string, unknown>): number;
  /** The labels under a message of the bot's; of the last one when left out. */
  buttons(message?: Delivered): string[];
  /** Presses the button with this label under a message; under the last one when left out. @throws Error: there is none */
  pressesButton(label: string, message?: Delivered): Press;
  /** What a program in place of Telegram's own might send: any data, for any message of the chat. */
  forges(data: string, messageId: number): Press;
  /** Presses the button of the bot's keyboard. */
  sharesNumber(): number;
  sharesContactOf(other: { phone: string; first_name: string; id?: number }): number;
  blocks(): number;
  unblocks(): number;
}

export function createWorld(bot: { id: number; username: string }): World {
  const chats = new Map<number, Chat>();
  const listeners = new Set<() => void>();
  let updates: { update_id: number; [kind: string]: unknown }[] = [];
  let updateId = 700_000_000;
  let messageId = 0;
  let queryId = 4_000_000_000_000_000_000n;
  const waiting = new Map<string, Press>();

  function push(update: Record<string, unknown>): number {
    const numbered = { update_id: ++updateId, ...update };
    updates.push(numbered);
    for (const listener of [...listeners]) listener();
    return numbered.update_id;
  }

  function join(person: Person): Chat {
    const { phone, ...visible } = person;
    const from = { ...visible, is_bot: false };
    const chatOf = { id: person.id, type: "private", first_name: person.first_name };
    const message = (content: Record<string, unknown>) => {
      chat.state = "open";
      return push({ message: { message_id: ++messageId, date: 1_767_614_400, chat: chatOf, from, ...content } });
    };
    const pressed = (data: string, shownId: number): Press => {
      const press: Press = { queryId: `${++queryId}`, data };
      chat.presses.push(press);
      waiting.set(press.queryId, press);
      const shown = { message_id: shownId, date: 1_767_614_400, chat: chatOf, from: { ...bot, is_bot: true } };
      push({ callback_query: { id: press.queryId, from, message: shown, chat_instance: "1", data } });
      return press;
    };
    const membership = (status: "kicked" | "member") =>
      push({
        my_chat_member: {
          chat: chatOf,
          from,
          date: 1_767_614_400,
          old_chat_member: { status: status === "kicked" ? "member" : "kicked", user: bot },
          new_chat_member: { status, user: bot },
        },
      });
    const chat: Chat = {
      person,
      state: "not-begun",
      received: [],
      presses: [],
      buttons: (shown = chat.received.at(-1)) => buttonsOf(shown).map(({ text }) => text),
      pressesButton(label, shown = chat.received.at(-1)) {
        const button = buttonsOf(shown).find(({ text }) => text === label);
        if (shown === undefined || button === undefined) throw new Error(`there is no button ${label}`);
        return pressed(button.callback_data, shown.messageId);
      },
      forges: (data, messageId) => pressed(data, messageId),
      writes: (text, extra = {}) => message({ text, ...extra }),
      sharesNumber: () =>
        message({ contact: { phone_number: phone, first_name: person.first_name, user_id: person.id } }),
      sharesContactOf: ({ phone: number, first_name, id }) =>
        message({ contact: { phone_number: number, first_name, ...defined({ user_id: id }) } }),
      blocks() {
        chat.state = "blocked";
        return membership("kicked");
      },
      unblocks() {
        chat.state = "open";
        return membership("member");
      },
    };
    chats.set(person.id, chat);
    return chat;
  }

  return {
    join,
    chat: (id) => chats.get(id),
    updatesFrom(offset) {
      updates = updates.filter((update) => update.update_id >= offset);
      return updates;
    },
    onUpdate(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    push,
    nextMessageId: () => ++messageId,
    press: (id) => waiting.get(id),
  };
}

/** The buttons under a message, whatever their rows. */
function buttonsOf(shown: Delivered | undefined): { text: string; callback_data: string }[] {
  const { inline_keyboard: rows = [] } = (shown?.replyMarkup ?? {}) as {
    inline_keyboard?: { text: string; callback_data: string }[][];
  };
  return rows.flat();
}
