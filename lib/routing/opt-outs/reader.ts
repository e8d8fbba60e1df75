import { defined } from "../../defined.ts";
import type { AskedByMessage, IncomingKind, NewMessage, OptOutAction, ReceivedText } from "../../messages/index.ts";
import type { NumberRules } from "../submission/number-rules.ts";
import { createNumberReader } from "../submission/recipients.ts";
import { keysOf, readWord } from "./words.ts";

/** What an operator has set. */
export interface OptOutSettings {
  optOutWords: readonly string[];
  optInWords: readonly string[];
  /** The texts of the confirmations; none are sent where they are absent. */
  optOutConfirmation?: string | undefined;
  optInConfirmation?: string | undefined;
}

/** Says whether a received message opts its sender out or in, and what confirms that. */
export type OptOutReader = (message: ReceivedText) => AskedByMessage | undefined;

/** What people write. */
const SAYS: readonly IncomingKind[] = ["text", "flash", "replace", "waiting"];
/** A day: a confirmation that comes later confuses. */
const VALID_MS = 24 * 3_600_000;

/**
 * Makes a reader. Only texts by SMS count: who has enough of Telegram blocks the bot.
 *
 * @param options.settings  `undefined`: the words mean nothing
 * @param options.country  home country of national numbers, ISO 3166-1
 * @param options.rules  which numbers may be reached now: no others get a confirmation
 */
export function createOptOutReader(options: {
  settings: () => OptOutSettings | undefined;
  country: string;
  rules: () => NumberRules;
  laneOf: (message: NewMessage) => string;
}): OptOutReader {
  const { country, rules, laneOf } = options;
  const numbers = createNumberReader({ country });
  let known: { settings: OptOutSettings; words: Parameters<typeof readWord>[1] } | undefined;

  function wordsOf(settings: OptOutSettings): Parameters<typeof readWord>[1] {
    if (known?.settings !== settings) {
      const words = { optOut: keysOf(settings.optOutWords), optIn: keysOf(settings.optInWords) };
      known = { settings, words };
    }
    return known.words;
  }

  /** Only to numbers that people answer from: neither names nor short codes. */
  function confirmationOf(number: string, text: string | undefined, now: number): NewMessage | undefined {
    if (text === undefined || !number.startsWith("+")) return undefined;
    if (rules().check(number, "text") !== "allowed") return undefined;
    const message: NewMessage = {
      recipient: number,
      text,
      kind: "text",
      flash: false,
      channel: "sms",
      priority: 1,
      source: "opt-out",
      sendAt: now,
      expiresAt: now + VALID_MS,
      despiteOptOut: true,
    };
    return { ...message, lane: laneOf(message) };
  }

  return ({ channel, kind, sender, senderType, text, data, modem, receivedAt }) => {
    const settings = options.settings();
    if (settings === undefined || channel !== "sms" || !SAYS.includes(kind) || data !== undefined) return undefined;
    if (sender === undefined || senderType === "alphanumeric") return undefined;
    const action = readWord(text, wordsOf(settings));
    if (action === undefined) return undefined;
    const read = numbers.read(sender);
    // What cannot be read is recorded all the same: somebody asked.
    const number = read.ok ? read.value : sender;
    const confirmation = read.ok ? confirmationOf(number, confirmationText(settings, action), receivedAt) : undefined;
    return { request: { number, action, at: receivedAt, asked: text, modem }, ...defined({ confirmation }) };
  };
}

const confirmationText = (settings: OptOutSettings, action: OptOutAction) =>
  action === "opt-out" ? settings.optOutConfirmation : settings.optInConfirmation;
