import type { NewMessage } from "../../lib/messages/index.ts";
import { openStore, type Store } from "../../lib/store/index.ts";
import type { TestGateway } from "./gateway.ts";

const DAY_MS = 24 * 3_600_000;

/** What another process does on the gateway's database. */
export async function onDatabase<T>(
  gateway: Pick<TestGateway, "database">,
  use: (store: Store) => Promise<T>,
): Promise<T> {
  const store = await openStore({ url: gateway.database, now: Date.now });
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

/** Stores messages that are due tomorrow, so that they stay queued, and gives their IDs. */
export function queueForTomorrow(
  gateway: Pick<TestGateway, "database">,
  count = 1,
  given: Partial<NewMessage> = {},
): Promise<number[]> {
  const now = Date.now();
  const message: NewMessage = {
    recipient: "+491701234567",
    text: "for tomorrow",
    kind: "text",
    flash: false,
    channel: "sms",
    priority: 1,
    source: "v1",
    sendAt: now + DAY_MS,
    expiresAt: now + 2 * DAY_MS,
    ...given,
  };
  return onDatabase(gateway, ({ outbox }) =>
    outbox.accept(
      Array.from({ length: count }, () => message),
      now,
    ),
  );
}

/** One that came to nothing. */
export async function cancelledMessage(gateway: Pick<TestGateway, "database">, given?: Partial<NewMessage>) {
  const [id = 0] = await queueForTomorrow(gateway, 1, given);
  await onDatabase(gateway, ({ outbox }) => outbox.cancel(id, Date.now()));
  return id;
}
