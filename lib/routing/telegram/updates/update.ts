import { defined } from "../../../defined.ts";

/** A message that somebody wrote to the bot in a private chat. */
export interface BotMessage {
  messageId: number;
  chatId: number;
  from: { id: number; name: string; language?: string };
  /** Milliseconds since 1970. */
  sentAt: number;
  /** What was written; of a picture its caption, or what it is in brackets. Absent for what says nothing. */
  text?: string;
  /** `userId` is absent when Telegram knows nobody by that number. */
  contact?: { phoneNumber: string; userId?: number };
}

/** A button under a message of the bot's was pressed, in the private chat of whoever pressed it. */
export interface ButtonPress {
  /** What the press is answered by. */
  queryId: string;
  chatId: number;
  /** The message with the button. */
  messageId: number;
  data: string;
  language?: string;
}

/** What Telegram tells the bot, as far as it means something here. */
export type Update =
  | { kind: "message"; id: number; message: BotMessage }
  /** Somebody has blocked the bot, or no longer does. */
  | { kind: "membership"; id: number; chatId: number; blocked: boolean }
  | { kind: "press"; id: number; press: ButtonPress }
  /** Groups, channels, other bots. */
  | { kind: "other"; id: number };

/** Reads an update; `undefined`: it is none. Never throws, whatever comes. */
export function readUpdate(given: unknown): Update | undefined {
  const update = fields(given);
  const id = whole(update.update_id);
  if (id === undefined) return undefined;
  return (
    readMessage(id, fields(update.message)) ??
    readMembership(id, fields(update.my_chat_member)) ??
    readPress(id, fields(update.callback_query)) ?? { kind: "other", id }
  );
}

type Fields = Record<string, unknown>;

function readMessage(id: number, message: Fields): Update | undefined {
  const from = fields(message.from);
  const [messageId, chatId, fromId, seconds] = [message.message_id, privateChat(message), from.id, message.date].map(
    whole,
  );
  if (messageId === undefined || chatId === undefined || fromId === undefined || from.is_bot === true) return undefined;
  const text = textOf(message);
  const contact = contactOf(fields(message.contact));
  return {
    kind: "message",
    id,
    message: {
      messageId,
      chatId,
      from: {
        id: fromId,
        name: nameOf(from),
        ...(isShort(from.language_code) ? { language: from.language_code } : {}),
      },
      sentAt: (seconds ?? 0) * 1_000,
      ...defined({ text, contact }),
    },
  };
}

function readMembership(id: number, change: Fields): Update | undefined {
  const chatId = whole(privateChat(change));
  const status = fields(change.new_chat_member).status;
  if (chatId === undefined || typeof status !== "string") return undefined;
  return { kind: "membership", id, chatId, blocked: status === "kicked" || status === "left" };
}

/** Only of a message that the bot can see, and of the person whose chat it is in. */
function readPress(id: number, query: Fields): Update | undefined {
  const message = fields(query.message);
  const from = fields(query.from);
  const [chatId, messageId, fromId] = [privateChat(message), message.message_id, from.id].map(whole);
  const { id: queryId, data } = query;
  if (chatId === undefined || messageId === undefined || fromId !== chatId) return undefined;
  if (!isShort(queryId) || !isShort(data)) return undefined;
  const language = isShort(from.language_code) ? { language: from.language_code } : {};
  return { kind: "press", id, press: { queryId, chatId, messageId, data, ...language } };
}

function privateChat(of: Fields): unknown {
  const chat = fields(of.chat);
  return chat.type === "private" ? chat.id : undefined;
}

/** What a message may be besides text, with the word that stands for it. */
const KINDS = {
  photo: "picture",
  video: "video",
  video_note: "video",
  animation: "animation",
  voice: "voice message",
  audio: "audio",
  document: "file",
  sticker: "sticker",
  location: "location",
  poll: "poll",
  dice: "dice",
};

function textOf(message: Fields): string | undefined {
  if (typeof message.text === "string") return message.text;
  if (typeof message.caption === "string" && message.caption !== "") return message.caption;
  const kind = Object.entries(KINDS).find(([name]) => message[name] !== undefined);
  return kind && `[${kind[1]}]`;
}

function contactOf(contact: Fields): BotMessage["contact"] {
  if (typeof contact.phone_number !== "string") return undefined;
  const userId = whole(contact.user_id);
  return { phoneNumber: contact.phone_number, ...defined({ userId }) };
}

/** `Anna Schmidt (@anna)` */
function nameOf(from: Fields): string {
  const words = [from.first_name, from.last_name].filter(isShort);
  const userName = isShort(from.username) ? `@${from.username}` : "";
  const name = words.join(" ").trim();
  if (name === "") return userName || String(from.id);
  return userName === "" ? name : `${name} (${userName})`;
}

/** Telegram's own names have up to 64 characters of two units each, and the data of a button as many octets. */
const isShort = (given: unknown): given is string => typeof given === "string" && given.length <= 128;

function fields(given: unknown): Fields {
  return given !== null && typeof given === "object" ? (given as Fields) : {};
}

function whole(given: unknown): number | undefined {
  return typeof given === "number" && Number.isSafeInteger(given) ? given : undefined;
}
