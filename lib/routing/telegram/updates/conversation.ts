import type { NewIncomingPart, TelegramLink } from "../../../messages/index.ts";
import type { OutgoingText } from "../bot-api.ts";
import { botTexts } from "./texts.ts";
import type { BotMessage, Update } from "./update.ts";

/** What an update leads to: at most one change, which is made before the answer is given. */
interface Reaction {
  change?:
    | { kind: "link"; link: Omit<TelegramLink, "blockedAt"> }
    | { kind: "unlink"; chatId: number }
    | { kind: "blocked"; chatId: number; since: number | undefined }
    /** A message for the inbox. */
    | { kind: "keep"; part: NewIncomingPart };
  reply?: OutgoingText;
}

/** Everything that a reaction may depend on. */
interface Circumstances {
  botId: number;
  /** The link of the chat that it comes from. */
  link: TelegramLink | undefined;
  now: number;
  /** Gives a number in the form of recipients (`+49…`); `undefined`: it is none. */
  readNumber(raw: string): string | undefined;
}

/** Decides what to do about an update that is no pressed button. Pure. */
export function react(update: Exclude<Update, { kind: "press" }>, circumstances: Circumstances): Reaction {
  switch (update.kind) {
    case "message":
      return reactToMessage(update.message, circumstances);
    case "membership": {
      const since = update.blocked ? circumstances.now : undefined;
      return circumstances.link === undefined ? {} : { change: { kind: "blocked", chatId: update.chatId, since } };
    }
    case "other":
      return {};
    default:
      return update satisfies never;
  }
}

function reactToMessage(message: BotMessage, circumstances: Circumstances): Reaction {
  const { link } = circumstances;
  const { chatId, from } = message;
  const texts = botTexts(from.language);
  const offer = (text: string): OutgoingText => ({ chatId, text, keyboard: { shareNumber: texts.shareNumber } });
  if (message.contact !== undefined) return reactToContact(message, message.contact, circumstances);
  switch (commandOf(message.text)) {
    case "start":
    case "help":
      return { reply: link === undefined ? offer(texts.welcome) : { chatId, text: texts.alreadyLinked(link.number) } };
    case "stop":
      return link === undefined
        ? { reply: { chatId, text: texts.wasNotLinked } }
        : { change: { kind: "unlink", chatId }, reply: { chatId, text: texts.unlinked, keyboard: "remove" } };
    default:
      return message.text === undefined
        ? {}
        : {
            change: { kind: "keep", part: partOf(message, message.text, circumstances) },
            ...(link === undefined ? { reply: offer(texts.welcome) } : {}),
          };
  }
}

/** Telegram tells whose number it is: only one's own makes a link. */
function reactToContact(
  { chatId, from }: BotMessage,
  contact: { phoneNumber: string; userId?: number },
  { readNumber, now }: Circumstances,
): Reaction {
  const texts = botTexts(from.language);
  const keyboard = { shareNumber: texts.shareNumber };
  if (contact.userId !== from.id) return { reply: { chatId, text: texts.notYours, keyboard } };
  const number = readNumber(contact.phoneNumber);
  if (number === undefined) return { reply: { chatId, text: texts.noNumber, keyboard } };
  const language = from.language === undefined ? {} : { language: from.language };
  return {
    change: { kind: "link", link: { number, chatId, name: from.name, linkedAt: now, ...language } },
    reply: { chatId, text: texts.linked(number), keyboard: "remove" },
  };
}

function commandOf(text: string | undefined): string | undefined {
  return /^\/(\w{1,32})(?:@\w{1,64})?(?=\s|$)/.exec(text ?? "")?.[1]?.toLowerCase();
}

/** As an incoming message. Who has not shared a number is known by the ID at Telegram. */
function partOf(message: BotMessage, text: string, { botId, link, now }: Circumstances): NewIncomingPart {
  return {
    channel: "telegram",
    modem: "telegram",
    sim: `telegram:${botId}`,
    receivedAt: now,
    pdu: "",
    sender: link?.number ?? `telegram:${message.from.id}`,
    senderType: link === undefined ? "telegram" : "international",
    sentAt: message.sentAt,
    text,
    dedupeKey: `${message.chatId}:${message.messageId}`,
  };
}
