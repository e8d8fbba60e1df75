import type { TestGateway } from "../../support/gateway.ts";
import { aJob } from "../../support/jobs.ts";
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
  // Those for webhooks need *webhooks*, all others *message-routing*: jobs.test.ts.
  "GET /api/v1/jobs": { needs: [], query: "state=dead&limit=5" },
  "GET /api/v1/jobs/counts": { needs: [] },
  "POST /api/v1/jobs/bulk": { needs: ["message-routing"] },
  "GET /api/v1/jobs/{id}": { needs: ["message-routing"], others: "nobody's own", path: job },
  "POST /api/v1/jobs/{id}/retry": { needs: ["message-routing"], others: "nobody's own", path: job },
  "DELETE /api/v1/jobs/{id}": { needs: ["message-routing"], others: "nobody's own", path: job },
  "GET /api/v1/opt-outs": { needs: ["contacts"], query: "q=4917&limit=5" },
  "POST /api/v1/opt-outs": { needs: ["contacts"] },
  "GET /api/v1/opt-outs/audit": { needs: ["contacts"], query: "number=%2B491709876543" },
  "GET /api/v1/opt-outs/{number}": { needs: ["contacts"], others: "nobody's own", path: optedOut },
  "DELETE /api/v1/opt-outs/{number}": { needs: ["contacts"], others: "nobody's own", path: optedOut },
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

async function optedOut(gateway: TestGateway): Promise<{ number: string }> {
  const number = "+491709876543";
  await gateway.command(["opt-out", "add", number]);
  return { number };
}

/** One that waits: no broker is set. */
async function job(gateway: TestGateway): Promise<Record<string, string>> {
  const waiting = aJob({ eventId: crypto.randomUUID(), kind: "mqtt", destination: "mqtt" });
  const [id] = await onDatabase(gateway, ({ jobs }) => jobs.add([waiting], Date.now()));
  return { id: String(id) };
}

/** Of the user `clerk`. */
async function template(gateway: TestGateway): Promise<Record<string, string>> {
  const added = await gateway.command(["template", "add", crypto.randomUUID(), "Hello {who}", "--user", "clerk"]);
  return { id: added.out.trim() };
}
