import type { TestGateway } from "../../support/gateway.ts";
import { cancelledMessage, queueForTomorrow } from "../../support/stored-messages.ts";

/** Rows of the table: what is done about messages that exist: your own; message-actions.test.ts says what those of others need. */
export const MESSAGE_RIGHTS = {
  "PATCH /api/v1/messages/{id}": { needs: [], path: queued },
  "POST /api/v1/messages/{id}/cancel": { needs: [], path: queued },
  "POST /api/v1/messages/{id}/resend": { needs: [], path: cancelled },
  "DELETE /api/v1/messages/{id}": { needs: [], path: queued },
  "POST /api/v1/messages/bulk": { needs: [] },
};

async function queued(gateway: TestGateway): Promise<Record<string, string>> {
  const [id = 0] = await queueForTomorrow(gateway);
  return { id: String(id) };
}

async function cancelled(gateway: TestGateway): Promise<Record<string, string>> {
  return { id: String(await cancelledMessage(gateway)) };
}
