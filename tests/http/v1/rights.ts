import type { Permission } from "../../../lib/auth/index.ts";
import type { TestGateway } from "../../support/gateway.ts";
import { signInToV1, tokenOfV1 } from "../../support/v1-sign-in.ts";
import { ALARM_RIGHTS } from "./alarm-rights.ts";
import { BACKUP_RIGHTS } from "./backup-rights.ts";
import { MESSAGE_RIGHTS } from "./message-rights.ts";
import { aModem, ready, simulated } from "./modem-samples.ts";
import { MONITORING_RIGHTS } from "./monitoring-rights.ts";

/** What a route of `/api/v1` needs, and how it is called well. Each row is a decision. */
export interface Right {
  /** Besides that of the door. */
  needs: readonly Permission[];
  /** Nobody has to sign in. */
  open?: true;
  /** Parameters of its path, for things that are there and, where they are somebody's, the clerk's. */
  path?: (gateway: TestGateway) => Promise<Record<string, string>>;
  /**
   * Every path with parameters says it: the answer to another user who holds what the row needs and no more, or that
   * the things are nobody's own.
   */
  others?: 403 | 404 | "nobody's own";
  query?: string;
  /** The document's example by default. */
  body?: unknown;
  headers?: Record<string, string>;
  /** The refusal that the example gets, where what it needs cannot be known before. */
  refusedWith?: number;
}

let made = 0;

/** Adds something with a name of its own, as the user `clerk`. */
async function add(gateway: TestGateway, path: string, more: object = {}): Promise<string> {
  const body = JSON.stringify({ name: `number ${++made}`, ...more });
  const response = await gateway.as("clerk")(`/api/v1${path}`, { method: "POST", body });
  return String(((await response.json()) as { id: number }).id);
}
const aContact = async (gateway: TestGateway) => ({ id: await add(gateway, "/contacts") });
const aWebhook = async (gateway: TestGateway) => ({
  id: await add(gateway, "/webhooks", { name: `hook-${++made}`, url: "https://hook.invalid/" }),
});
const aGroup = async (gateway: TestGateway) => ({ id: await add(gateway, "/groups") });
async function aMember(gateway: TestGateway): Promise<{ id: string; contact: string }> {
  const { id } = await aGroup(gateway);
  return { id, contact: await add(gateway, "/contacts", { groups: [Number(id)] }) };
}
async function aPlan(gateway: TestGateway): Promise<{ plan: string }> {
  const path = "/api/v1/contacts/import";
  const init = { method: "POST", headers: { "content-type": "text/csv" }, body: `number ${++made};+491701\n` };
  return { plan: ((await (await gateway.as("clerk")(path, init)).json()) as { id: string }).id };
}
const aRule = async (gateway: TestGateway) => ({ id: await add(gateway, "/rules") });
/** Whatever is there. */
const ANY = { "if-match": "*" };

/** Every route of `/api/v1` that an operation describes, by method and path. */
export const RIGHTS: Readonly<Record<string, Right>> = {
  "GET /api/v1/me": { needs: [] },
  "POST /api/v1/messages": { needs: [] },
  "POST /api/v1/messages/preview": { needs: [] },
  // Own messages; those of others need a permission: messages.test.ts.
  "GET /api/v1/messages": { needs: [], query: "limit=5&order=oldest" },
  "GET /api/v1/messages/{id}": { needs: [], others: 403, path: aMessage },
  "GET /api/v1/contacts": { needs: ["contacts"], query: "q=0170&limit=5" },
  // With groups, another permission: contacts.test.ts.
  "POST /api/v1/contacts": { needs: ["contacts"] },
  "POST /api/v1/contacts/bulk": { needs: ["contacts"] },
  "GET /api/v1/contacts/{id}": { needs: ["contacts"], others: "nobody's own", path: aContact },
  "PATCH /api/v1/contacts/{id}": { needs: ["contacts"], others: "nobody's own", path: aContact },
  "DELETE /api/v1/contacts/{id}": { needs: ["contacts"], others: "nobody's own", path: aContact },
  "POST /api/v1/contacts/import": { needs: ["import-contacts"], query: "existing=keep" },
  "POST /api/v1/contacts/import/{plan}": { needs: ["import-contacts"], others: 404, path: aPlan },
  "GET /api/v1/contacts/import/{plan}": { needs: ["import-contacts"], others: 404, path: aPlan },
  "GET /api/v1/contacts/export": { needs: ["contacts"] },
  "GET /api/v1/rules": { needs: ["message-routing"] },
  "POST /api/v1/rules": { needs: ["message-routing"] },
  "GET /api/v1/rules/{id}": { needs: ["message-routing"], others: "nobody's own", path: aRule },
  "PUT /api/v1/rules/{id}": {
    needs: ["message-routing"],
    others: "nobody's own",
    path: aRule,
    body: { name: "another", then: [{ group: "admins" }] },
  },
  "PATCH /api/v1/rules/{id}": { needs: ["message-routing"], others: "nobody's own", path: aRule },
  "DELETE /api/v1/rules/{id}": { needs: ["message-routing"], others: "nobody's own", path: aRule },
  // The list is another each time.
  "PUT /api/v1/rules/order": { needs: ["message-routing"], body: { rules: [] }, refusedWith: 409 },
  "GET /api/v1/rules/export": { needs: ["message-routing"] },
  "POST /api/v1/rules/import": { needs: ["message-routing"], body: { rules: [] } },
  // With a message that came in, another permission: rules.test.ts.
  "POST /api/v1/rules/dry-run": { needs: ["message-routing"] },
  ...MONITORING_RIGHTS,
  ...ALARM_RIGHTS,
  "GET /api/v1/webhooks": { needs: ["webhooks"] },
  "POST /api/v1/webhooks": { needs: ["webhooks"] },
  "GET /api/v1/webhooks/{id}": { needs: ["webhooks"], others: "nobody's own", path: aWebhook },
  "PATCH /api/v1/webhooks/{id}": { needs: ["webhooks"], others: "nobody's own", path: aWebhook },
  "DELETE /api/v1/webhooks/{id}": { needs: ["webhooks"], others: "nobody's own", path: aWebhook },
  "POST /api/v1/webhooks/{id}/rotate": { needs: ["webhooks"], others: "nobody's own", path: aWebhook },
  "POST /api/v1/webhooks/{id}/test": { needs: ["webhooks"], others: "nobody's own", path: aWebhook },
  "GET /api/v1/groups": { needs: ["groups"], query: "limit=5" },
  "POST /api/v1/groups": { needs: ["groups"] },
  "GET /api/v1/groups/{id}": { needs: ["groups"], others: "nobody's own", path: aGroup },
  "PATCH /api/v1/groups/{id}": { needs: ["groups"], others: "nobody's own", path: aGroup },
  "DELETE /api/v1/groups/{id}": { needs: ["groups"], others: "nobody's own", path: aGroup },
  "GET /api/v1/groups/{id}/members": { needs: ["groups", "contacts"], others: "nobody's own", path: aGroup },
  "POST /api/v1/groups/{id}/members": {
    needs: ["groups"],
    others: "nobody's own",
    path: aGroup,
    body: { contacts: [1] },
  },
  "DELETE /api/v1/groups/{id}/members/{contact}": { needs: ["groups"], others: "nobody's own", path: aMember },
  "GET /api/v1/groups/{id}/shifts": { needs: ["groups"], others: "nobody's own", path: aGroup },
  "PUT /api/v1/groups/{id}/shifts": {
    needs: ["groups"],
    others: "nobody's own",
    path: aGroup,
    headers: ANY,
    body: { shifts: [] },
  },
  "GET /api/v1/groups/{id}/on-call": {
    needs: ["groups"],
    others: "nobody's own",
    path: aGroup,
    query: "from=2026-02-02T00:00:00Z&until=2026-02-09T00:00:00Z",
  },
  "GET /api/v1/groups/{id}/overrides": { needs: ["groups"], others: "nobody's own", path: aGroup },
  "PUT /api/v1/groups/{id}/overrides": {
    needs: ["groups"],
    others: "nobody's own",
    path: aGroup,
    headers: ANY,
    body: { overrides: [] },
  },
  "GET /api/v1/groups/{id}/escalation": { needs: ["groups"], others: "nobody's own", path: aGroup },
  "PUT /api/v1/groups/{id}/escalation": {
    needs: ["groups"],
    others: "nobody's own",
    path: aGroup,
    headers: ANY,
    body: { contacts: [] },
  },
  // Each type of event has a permission: streams.test.ts.
  "GET /api/v1/events": { needs: [] },
  "GET /api/v1/me/sessions": { needs: [] },
  "POST /api/v1/sessions": { needs: [], open: true, body: { name: "clerk", password: "secret" } },
  "DELETE /api/v1/sessions/{id}": {
    needs: [],
    others: 404,
    path: async (gateway) => ({ id: await sessionOfClerk(gateway) }),
  },
  "GET /api/v1/users/{id}/sessions": { needs: ["users"], others: "nobody's own", path: clerk },
  "DELETE /api/v1/users/{id}/sessions": { needs: ["users"], others: "nobody's own", path: clerk },
  "DELETE /api/v1/users/{id}/sessions/{session}": {
    others: "nobody's own",
    needs: ["users"],
    path: async (gateway) => ({ ...(await clerk(gateway)), session: await sessionOfClerk(gateway) }),
  },
  "GET /api/v1/tokens": { needs: [] },
  "POST /api/v1/tokens": { needs: [] },
  "DELETE /api/v1/tokens/{id}": { needs: [], others: 404, path: tokenOfClerk },
  "PUT /api/v1/me/password": { needs: [], body: { currentPassword: "secret", password: "secret" } },
  "GET /api/v1/me/second-factor": { needs: [] },
  "POST /api/v1/me/second-factor": { needs: [], body: { password: "secret" } },
  "PUT /api/v1/me/second-factor": { needs: [], refusedWith: 422 },
  "POST /api/v1/me/second-factor/remove": { needs: [], body: { password: "secret" } },
  "DELETE /api/v1/users/{id}/second-factor": { needs: ["users"], others: "nobody's own", path: withSecondFactor },
  // No provider is set: single-sign-on.test.ts.
  "GET /api/v1/single-sign-on/start": { needs: [], open: true, refusedWith: 404 },
  "GET /api/v1/single-sign-on/callback": { needs: [], open: true, refusedWith: 403 },
  "PUT /api/v1/users/{id}/identity": { needs: ["users"], others: "nobody's own", path: aUser, refusedWith: 409 },
  // With identities: single-sign-on.test.ts.
  "GET /api/v1/me/identities": { needs: [] },
  "DELETE /api/v1/me/identities/{id}": { needs: [], others: 404, path: anIdentity },
  "GET /api/v1/users/{id}/identities": { needs: ["users"], others: "nobody's own", path: aUser },
  "DELETE /api/v1/users/{id}/identities/{identity}": {
    needs: ["users"],
    others: "nobody's own",
    path: async (gateway) => ({ ...(await aUser(gateway)), identity: "none" }),
    refusedWith: 404,
  },
  "GET /api/v1/users": { needs: ["users"] },
  // With permissions, another permission: users.test.ts.
  "POST /api/v1/users": { needs: ["users"] },
  "GET /api/v1/users/{id}": { needs: ["users"], others: "nobody's own", path: aUser },
  "PATCH /api/v1/users/{id}": { needs: ["users"], others: "nobody's own", path: aUser },
  "DELETE /api/v1/users/{id}": { needs: ["users"], others: "nobody's own", path: aUser },
  "PUT /api/v1/users/{id}/password": { needs: ["users"], others: "nobody's own", path: aUser },
  "GET /api/v1/users/{id}/permissions": { needs: ["permissions"], others: "nobody's own", path: aUser },
  "PUT /api/v1/users/{id}/permissions": { needs: ["permissions"], others: "nobody's own", path: aUser },
  "GET /api/v1/permissions": { needs: [] },
  "POST /api/v1/setup/check": { needs: [], open: true, refusedWith: 403 },
  "POST /api/v1/setup": { needs: [], open: true, refusedWith: 403 },
  ...MESSAGE_RIGHTS,
  "GET /api/v1/modems": { needs: [] },
  "GET /api/v1/modem-history": { needs: ["sim"] },
  "GET /api/v1/modem-devices": { needs: ["sim"] },
  "POST /api/v1/modems": { needs: ["sim"] },
  "GET /api/v1/modems/{name}": { needs: [], others: "nobody's own", path: simulated },
  "PATCH /api/v1/modems/{name}": { needs: ["sim"], others: "nobody's own", path: aModem },
  "DELETE /api/v1/modems/{name}": { needs: ["sim"], others: "nobody's own", path: aModem },
  "GET /api/v1/modems/{name}/trace": { needs: ["sim"], others: "nobody's own", path: simulated },
  "POST /api/v1/modems/{name}/ussd": { needs: ["sim"], others: "nobody's own", path: ready },
  "DELETE /api/v1/modems/{name}/ussd": { needs: ["sim"], others: "nobody's own", path: simulated },
  // Last: it is not ready for a while.
  "POST /api/v1/modems/{name}/restart": { needs: ["sim"], others: "nobody's own", path: simulated },
  "GET /api/v1/email": { needs: ["email-to-sms"] },
  "POST /api/v1/email/test": { needs: ["email-to-sms"] },
  "GET /api/v1/nodes": { needs: ["network"] },
  "GET /api/v1/mqtt": { needs: ["network"] },
  "POST /api/v1/mqtt/test": { needs: ["network"] },
  ...BACKUP_RIGHTS,
  "GET /api/v1/statistics": { needs: [] },
  "DELETE /api/v1/statistics": { needs: ["users"], query: "user=clerk" },
  "GET /api/v1/events-log": { needs: ["event-log"] },
  "GET /api/v1/support-info": { needs: ["support-info"] },
  "DELETE /api/v1/events-log": { needs: ["event-log"], query: "before=2026-01-01T00:00:00Z" },
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

async function clerk(gateway: TestGateway) {
  const { id } = (await (await gateway.as("clerk")("/api/v1/me")).json()) as { id: number };
  return { id: String(id) };
}

const sessionOfClerk = async (gateway: TestGateway) => (await signInToV1(gateway, "clerk")).id;

async function tokenOfClerk(gateway: TestGateway) {
  return { id: String((await tokenOfV1(gateway, "clerk")).id) };
}
/** Added by the clerk, who may everything. */
async function aUser(gateway: TestGateway) {
  const body = JSON.stringify({ name: crypto.randomUUID(), password: "correct-horse-battery" });
  const added = await gateway.as("clerk")("/api/v1/users", { method: "POST", body });
  const { id } = (await added.json()) as { id: number };
  return { id: String(id) };
}

/** Of the user `clerk`, at a provider that is not set any more. */
async function anIdentity(gateway: TestGateway) {
  const call = gateway.as("clerk");
  const set = (issuer: string | null) => call("/api/v1/settings", patchOf({ "oidc-issuer": issuer }));
  const { id } = (await (await call("/api/v1/me")).json()) as { id: number };
  await set("https://login.example.org");
  await call(`/api/v1/users/${id}/identity`, { method: "PUT", body: JSON.stringify({ subject: "clerk" }) });
  await set(null);
  const { items } = (await (await call("/api/v1/me/identities")).json()) as { items: { id: string }[] };
  return { id: items[0]?.id ?? "" };
}

const patchOf = (settings: object) => ({
  method: "PATCH",
  headers: { "content-type": "application/merge-patch+json" },
  body: JSON.stringify(settings),
});

async function withSecondFactor(gateway: TestGateway) {
  const name = crypto.randomUUID();
  await gateway.addUser(name, "rest-api");
  const body = JSON.stringify({ password: "secret" });
  await gateway.as(name)("/api/v1/me/second-factor", { method: "POST", body });
  const { id } = (await (await gateway.as(name)("/api/v1/me")).json()) as { id: number };
  return { id: String(id) };
}
