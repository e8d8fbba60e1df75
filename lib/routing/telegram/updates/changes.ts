import type { EventRecorder, NewIncomingPart, TelegramStore } from "../../../messages/index.ts";
import type { react } from "./conversation.ts";

type Change = NonNullable<ReturnType<typeof react>["change"]>;

/** Makes what updates lead to durable. Every promise rejects with what the store throws. */
interface Changes {
  make(change: Change): Promise<void>;
  /** Since when a person has blocked the bot; `undefined`: no longer. */
  noteBlocked(chatId: number, since: number | undefined): Promise<void>;
}

export function createChanges({
  store,
  events,
  keep,
}: {
  store: TelegramStore;
  events: EventRecorder;
  keep: (part: NewIncomingPart) => Promise<void>;
}): Changes {
  async function make(change: Change): Promise<void> {
    switch (change.kind) {
      case "link": {
        await store.link(change.link);
        const { number, name } = change.link;
        events.record({ kind: "telegram.linked", name, number });
        return;
      }
      case "unlink": {
        const ended = await store.unlink({ chatId: change.chatId });
        if (ended !== undefined) {
          events.record({ kind: "telegram.unlinked", name: ended.name, number: ended.number, by: "owner" });
        }
        return;
      }
      case "blocked":
        return noteBlocked(change.chatId, change.since);
      case "keep":
        return keep(change.part);
      default:
        return change satisfies never;
    }
  }

  async function noteBlocked(chatId: number, since: number | undefined): Promise<void> {
    if (!(await store.setBlocked(chatId, since))) return;
    const link = await store.findByChat(chatId);
    events.record({
      kind: since === undefined ? "telegram.unblocked" : "telegram.blocked",
      ...(link === undefined ? {} : { name: link.name, number: link.number }),
    });
  }

  return { make, noteBlocked };
}
