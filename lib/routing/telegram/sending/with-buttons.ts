import type { Log } from "../../../log.ts";
import { no } from "../../../result.ts";
import type { AlarmButtons } from "../alarm-buttons.ts";
import type { Beside } from "../beside.ts";
import type { BotApiResult, InlineButton, OutgoingText } from "../bot-api.ts";
import type { TelegramTransport } from "../transport.ts";

/** Makes what sends texts, those of alarms with their buttons. It never rejects. */
export function createSendWithButtons(options: {
  send: (message: OutgoingText, signal: AbortSignal) => Promise<BotApiResult<{ messageId: number }>>;
  /** Asked for with the first message of an alarm. */
  buttons: (() => AlarmButtons | undefined) | undefined;
  beside: Pick<Beside, "run">;
  log: Log;
}): TelegramTransport["send"] {
  const { send, buttons, beside, log } = options;

  /** An alarm is told without buttons rather than not at all. */
  async function under(messageId: number): Promise<InlineButton[]> {
    try {
      return (await buttons?.()?.under(messageId)) ?? [];
    } catch (error) {
      log.error({ err: error }, "the buttons of an alarm could not be looked up");
      return [];
    }
  }

  /** Nobody waits for it, and whoever presses a button says it again. */
  function keep(chat: Parameters<AlarmButtons["shown"]>[0]): void {
    const kept = buttons?.()?.shown(chat) ?? Promise.resolve();
    beside.run(kept.catch((error) => log.error({ err: error }, "where an alarm has buttons could not be kept")));
  }

  return async ({ alarm, ...message }, signal) => {
    const found = alarm === undefined ? [] : await under(alarm);
    if (signal.aborted) return no({ kind: "unreachable", message: "there was no time left to ask Telegram" });
    if (alarm === undefined || found.length === 0) return send(message, signal);
    const sent = await send({ ...message, keyboard: { buttons: found } }, signal);
    if (sent.ok) keep({ messageId: alarm, chatId: message.chatId, shownId: sent.value.messageId, buttons: found });
    return sent;
  };
}
