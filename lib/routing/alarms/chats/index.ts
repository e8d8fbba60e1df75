import type { Clock } from "../../../clock.ts";
import type { Log } from "../../../log.ts";
import type { AlarmChanged, AlarmChatStore, Compose } from "../../../messages/index.ts";
import type { AlarmButtons } from "../../telegram/alarm-buttons.ts";
import type { AlarmTexts } from "../texts.ts";
import { readButtonData } from "./button-data.ts";
import { buttonsOf, createChatEditor, shownAs } from "./editor.ts";
import { decidePress } from "./press.ts";
import { render } from "./render.ts";

/** Messages of alarms at Telegram: their buttons, and what they show of who has what. */
interface AlarmChats {
  /** For the bot. */
  buttons: AlarmButtons;
  start(): void;
  /** Something may have to be edited: look now. Cheap. */
  wake(): void;
  /** Resolves when edits in progress have ended. Never rejects. */
  stop(): Promise<void>;
}

/**
 * Makes them.
 *
 * @param options.edit  replaces a message of the bot
 * @param options.changed  called after a button has changed alarms
 * @param options.alone  no other gateway works on the database
 */
export function createAlarmChats(options: {
  store: AlarmChatStore;
  edit: Parameters<typeof createChatEditor>[0]["edit"];
  texts: () => AlarmTexts;
  compose: Compose;
  changed: (changes: readonly AlarmChanged[]) => void;
  alone: boolean;
  clock: Clock;
  log: Log;
}): AlarmChats {
  const { store, texts, compose, changed, clock } = options;
  const editor = createChatEditor(options);
  return {
    ...editor,
    buttons: {
      async under(messageId) {
        const cases = await store.calledBy(messageId);
        return buttonsOf(render(cases, messageId, texts()), messageId, texts());
      },
      async shown({ messageId, chatId, shownId, buttons }) {
        // With the text as it was sent there is nothing but buttons.
        const acts = buttons.flatMap(({ data }) => readButtonData(data)?.act ?? []);
        const shown = shownAs({ state: "", buttons: acts, isSettled: false });
        await store.shown({ messageId, chatId, shownId, shown, now: clock.now() });
        editor.wake();
      },
      async press({ queryId, data, ...where }) {
        const read = readButtonData(data);
        if (read === undefined) return undefined;
        const now = clock.now();
        const { act, messageId } = read;
        const pressed = await store.press({
          ...where,
          messageId,
          now,
          once: { userId: 0, keyHash: hash(`telegram press ${where.chatId} ${queryId}`), requestHash: hash(data) },
          compose,
          decide: (cases) => decidePress({ act, messageId, address: where.address, now }, cases, texts()),
        });
        if (!pressed.ok) return undefined;
        changed(pressed.value.changes);
        // An edit of it may be what the person waits for.
        editor.wake();
        return pressed.value.text;
      },
    },
  };
}

const hash = (text: string) => new Bun.CryptoHasher("sha256").update(text).digest("base64url");
