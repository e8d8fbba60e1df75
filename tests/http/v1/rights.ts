import type { Permission } from "../../../lib/auth/index.ts";
import { type TestGateway, until } from "../../support/gateway.ts";

/** What a route of `/api/v1` needs, and how it is called well. Each row is a decision. */
export interface Right {
  /** Besides that of the door. */
  needs: readonly Permission[];
  /** Nobody has to sign in. */
  open?: true;
  /** Parameters of its path, for things that are there. */
  path?: (gateway: TestGateway) => Promise<Record<string, string>>;
  query?: string;
  /** The document's example by default. */
  body?: unknown;
  headers?: Record<string, string>;
}

/** The modem that a gateway without hardware has. */
const simulated = async () => ({ name: "simulated" });

/** The same, once it can be asked. */
async function ready(gateway: TestGateway): Promise<{ name: string }> {
  await until<{ status: string }>(
    "the modem is ready",
    () => fetch(`${gateway.url}/health`),
    ({ status }) => status === "ok",
  );
  return { name: "simulated" };
}

/** Every route of `/api/v1` that an operation describes, by method and path. */
export const RIGHTS: Readonly<Record<string, Right>> = {
  "GET /api/v1/me": { needs: [] },
  "POST /api/v1/messages": { needs: [] },
  "POST /api/v1/messages/preview": { needs: [] },
  // Own messages; those of others need a permission: messages.test.ts.
  "GET /api/v1/messages": { needs: [], query: "limit=5&order=oldest" },
  "GET /api/v1/messages/{id}": { needs: [], path: aMessage },
  "GET /api/v1/modems": { needs: [] },
  "GET /api/v1/modems/{name}": { needs: [], path: simulated },
  "POST /api/v1/modems/{name}/ussd": { needs: ["sim"], path: ready },
  "DELETE /api/v1/modems/{name}/ussd": { needs: ["sim"], path: simulated },
  // Last: it is not ready for a while.
  "POST /api/v1/modems/{name}/restart": { needs: ["sim"], path: simulated },
  "GET /api/v1/settings": { needs: [] },
  "GET /api/v1/settings/schema": { needs: [] },
  // Of the settings in its example.
  "PATCH /api/v1/settings": { needs: ["general"] },
};

/** A message of the user `clerk`. */
async function aMessage(gateway: TestGateway): Promise<{ id: string }> {
  const recipients = [{ to: "+491701234567", target: "number" }];
  const body = JSON.stringify({ recipients, text: "Disk full on db1", provider: "sms", type: "default" });
  const response = await gateway.as("clerk")("/api/messages", { method: "POST", body });
  const [message] = (await response.json()) as { id: string }[];
  if (message === undefined) throw new Error(`no message: ${response.status}`);
  return { id: message.id };
}
