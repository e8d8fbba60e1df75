import type { TestGateway } from "../../support/gateway.ts";
import { cancelledMessage, onDatabase, queueForTomorrow } from "../../support/stored-messages.ts";

/** Rows of the table: what is done about messages that exist: your own; message-actions.test.ts says what those of others need. */
export const MESSAGE_RIGHTS = {
  "PATCH /api/v1/messages/{id}": { needs: [], others: 403, path: queued },
  "POST /api/v1/messages/{id}/cancel": { needs: [], others: 403, path: queued },
  "POST /api/v1/messages/{id}/resend": { needs: [], others: 403, path: cancelled },
  "DELETE /api/v1/messages/{id}": { needs: [], others: 403, path: queued },
  "POST /api/v1/messages/bulk": { needs: [] },
  "GET /api/v1/messages/export": { needs: [], query: "state=failed&order=oldest" },
  "GET /api/v1/incoming/export": { needs: ["incoming-messages"], query: "read=false" },
  "GET /api/v1/incoming": { needs: ["incoming-messages"], query: "limit=5&read=false" },
  "GET /api/v1/incoming/{id}": { needs: ["incoming-messages"], others: "nobody's own", path: received },
  "PATCH /api/v1/incoming/{id}": { needs: ["incoming-messages"], others: "nobody's own", path: received },
  "DELETE /api/v1/incoming/{id}": { needs: ["incoming-messages"], others: "nobody's own", path: received },
  // Shared ones are changed with *general*: templates.test.ts.
  "GET /api/v1/templates": { needs: [] },
  "POST /api/v1/templates": { needs: [] },
  "GET /api/v1/templates/{id}": { needs: [], others: 404, path: template },
  "PATCH /api/v1/templates/{id}": { needs: [], others: 404, path: template },
  "DELETE /api/v1/templates/{id}": { needs: [], others: 404, path: template },
  // Outgoing messages of others need *sent-messages*: incoming.test.ts.
  "GET /api/v1/conversations": { needs: ["incoming-messages"] },
  "GET /api/v1/conversations/{number}": {
    others: "nobody's own",
    needs: ["incoming-messages"],
    path: async () => ({ number: "+491701234567" }),
  },
} as const;

async function queued(gateway: TestGateway): Promise<Record<string, string>> {
  const [id = 0] = await queueForTomorrow(gateway);
  return { id: String(id) };
}

async function cancelled(gateway: TestGateway): Promise<Record<string, string>> {
  return { id: String(await cancelledMessage(gateway)) };
}

async function received(gateway: TestGateway): Promise<Record<string, string>> {
  const sender = "+491701234567";
  const now = Date.now();
  const part = { modem: "simulated", sim: "sim-1", receivedAt: now, pdu: "00", sender, text: "On my way" };
  const { messageId } = await onDatabase(gateway, ({ inbox }) =>
    inbox.store({ ...part, dedupeKey: crypto.randomUUID() }),
  );
  return { id: String(messageId) };
}

/** Of the user `clerk`. */
async function template(gateway: TestGateway): Promise<Record<string, string>> {
  const added = await gateway.command(["template", "add", crypto.randomUUID(), "Hello {who}", "--user", "clerk"]);
  return { id: added.out.trim() };
}
