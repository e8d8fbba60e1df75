import { expect } from "bun:test";
import createClient from "openapi-fetch";
import type { components, paths } from "../../clients/typescript/aldis-api.d.ts";
import { eventually } from "./eventually.ts";
import { codeAt, stepAt } from "./one-time-code.ts";
import { createAnswerCheck, readDocument } from "./v1.ts";
import { ANY, byId, type Client, done, good, refused } from "./v1-calls.ts";
import { walkAlarms } from "./v1-walk-alarms.ts";
import { walkBackups, walkConfiguration } from "./v1-walk-backups.ts";
import { walkRetention } from "./v1-walk-retention.ts";
import { walkChecks, walkEmail, walkJobs, walkMqtt, walkRules, walkWebhooks } from "./v1-walk-routing.ts";

type Schemas = components["schemas"];
const MODEM = { params: { path: { name: "simulated" } } };
const TOMORROW = () => new Date(Date.now() + 24 * 3_600_000).toISOString();

/**
 * Calls every operation of `/api/v1` by the published types, as a program of a user would. Each answer is what the document says;
 * an operation that the document has and nothing called is a failure.
 *
 * @param url  of a gateway on which nothing was done before; `user` holds every permission but `command-api`
 */
export async function walkV1(url: string, user: { name: string; password: string }): Promise<void> {
  const { document, operations } = await readDocument({ url });
  const check = createAnswerCheck(document);
  const called = new Set<string>();
  const client = createClient<paths>({
    baseUrl: url,
    headers: { authorization: `Basic ${btoa(`${user.name}:${user.password}`)}` },
    querySerializer: { array: { style: "form", explode: false } },
  });
  client.use({
    async onResponse({ request, response, schemaPath }) {
      const name = `${request.method} ${schemaPath}`;
      called.add(name);
      const operation = operations.get(name);
      if (operation === undefined) throw new Error(`the document has no ${name}`);
      const isStream = response.headers.get("content-type")?.startsWith("text/event-stream") === true;
      const text = isStream ? "" : await response.clone().text();
      await check(operation, new Response(text === "" ? null : text, response));
    },
  });
  const contact = await walkAddressBook(client);
  await walkFiles(client);
  await walkMessages(client);
  await walkRules(client);
  await walkJobs(client);
  await walkEmail(client);
  await walkMqtt(client);
  await walkBackups(client);
  await walkRetention(client);
  await walkConfiguration(client);
  await walkWebhooks(client);
  await walkChecks(client);
  await walkAlarms(client);
  await walkOptOuts(client);
  await walkIncoming(client, url, user);
  await walkUsers(client);
  await walkSignIns(client, user);
  await walkGateway(client);
  await done(client.DELETE("/api/v1/contacts/{id}", byId(contact)));
  expect([...called].sort()).toEqual([...operations.keys()].sort());
}

async function walkAddressBook(client: Client): Promise<number> {
  const group = await good(client.POST("/api/v1/groups", { body: { name: "admins" } }));
  const body = { name: "Anna", number: "0170 1234567", groups: [group.id] };
  const anna = await good(client.POST("/api/v1/contacts", { body }));
  expect(anna).toMatchObject({ number: "+491701234567", groups: [{ id: group.id, name: "admins" }] });
  const of = byId(anna.id);
  expect(await good(client.PATCH("/api/v1/contacts/{id}", { ...of, body: { note: "on call" } }))).toMatchObject({
    note: "on call",
  });
  expect(await good(client.GET("/api/v1/contacts/{id}", of))).toMatchObject({ note: "on call" });
  const found = await good(client.GET("/api/v1/contacts", { params: { query: { q: "1234", limit: 5 } } }));
  expect(found.items.map(({ id }) => id)).toEqual([anna.id]);
  const bulk = { action: "join" as const, group: group.id, ids: [anna.id] };
  await good(client.POST("/api/v1/contacts/bulk", { body: bulk }));

  const at = byId(group.id);
  expect((await good(client.PATCH("/api/v1/groups/{id}", { ...at, body: { name: "on call" } }))).name).toBe("on call");
  expect((await good(client.GET("/api/v1/groups/{id}", at))).memberCount).toBe(1);
  expect((await good(client.GET("/api/v1/groups"))).items).toHaveLength(1);
  const shift = { contact: anna.id, days: ["mon" as const], from: "08:00", to: "16:00" };
  const shifts = { ...at, headers: ANY, body: { timeZone: "Europe/Berlin", shifts: [shift] } };
  await good(client.PUT("/api/v1/groups/{id}/shifts", shifts));
  expect((await good(client.GET("/api/v1/groups/{id}/shifts", at))).shifts).toEqual([shift]);
  const times = { from: "2030-01-08T07:00:00.000Z", until: "2030-01-08T15:00:00.000Z" };
  const overrides = [{ contact: anna.id, ...times }];
  await good(client.PUT("/api/v1/groups/{id}/overrides", { ...at, headers: ANY, body: { overrides } }));
  expect((await good(client.GET("/api/v1/groups/{id}/overrides", at))).overrides).toEqual(overrides);
  const period = { params: { ...at.params, query: times } };
  const { duties } = await good(client.GET("/api/v1/groups/{id}/on-call", period));
  expect(duties).toMatchObject([{ contact: anna.id, name: "Anna", ...times }]);
  await good(client.PUT("/api/v1/groups/{id}/escalation", { ...at, headers: ANY, body: { contacts: [anna.id] } }));
  expect((await good(client.GET("/api/v1/groups/{id}/escalation", at))).contacts).toEqual([anna.id]);
  expect((await good(client.GET("/api/v1/groups/{id}/members", at))).items).toHaveLength(1);
  const member = { params: { path: { id: group.id, contact: anna.id } } };
  await done(client.DELETE("/api/v1/groups/{id}/members/{contact}", member));
  await good(client.POST("/api/v1/groups/{id}/members", { ...at, body: { contacts: [anna.id] } }));
  await done(client.DELETE("/api/v1/groups/{id}", at));
  return anna.id;
}

async function walkFiles(client: Client): Promise<void> {
  const planned = await good(
    client.POST("/api/v1/contacts/import", {
      body: "Bernd;+491701234568;;;\n",
      bodySerializer: (text) => text,
      headers: { "content-type": "text/csv" },
    }),
  );
  expect(planned.counts.added).toBe(1);
  const plan = { params: { path: { plan: planned.id } } };
  expect((await good(client.GET("/api/v1/contacts/import/{plan}", plan))).counts.added).toBe(1);
  const imported = client.POST("/api/v1/contacts/import/{plan}", plan);
  expect((await good(imported)).counts.added).toBe(1);
  expect(await good(client.GET("/api/v1/contacts/export", { parseAs: "text" }))).toContain("Bernd");
}

async function walkMessages(client: Client): Promise<void> {
  const body = { to: "+491701234567", text: "Disk full on db1" };
  expect(await good(client.POST("/api/v1/messages/preview", { body }))).toMatchObject({ parts: 1 });
  const send = async (sendAt?: string) => {
    const sent = await good(
      client.POST("/api/v1/messages", { body: { ...body, ...(sendAt === undefined ? {} : { sendAt }) } }),
    );
    return sent.messages[0]?.id ?? 0;
  };
  const sent = await send();
  await eventually("it is sent", async () => {
    const { state } = await good(client.GET("/api/v1/messages/{id}", byId(sent)));
    return state === "sent" || state === "delivered";
  });
  const later = await send(TOMORROW());
  const edited = client.PATCH("/api/v1/messages/{id}", { ...byId(later), body: { text: "Disk full on db2" } });
  expect((await good(edited)).text).toBe("Disk full on db2");
  expect((await good(client.POST("/api/v1/messages/{id}/cancel", byId(later)))).state).toBe("cancelled");
  expect((await good(client.POST("/api/v1/messages/{id}/resend", byId(later)))).copyOf).toBe(later);
  await good(client.POST("/api/v1/messages/bulk", { body: { action: "delete", ids: [sent] } }));
  await done(client.DELETE("/api/v1/messages/{id}", byId(later)));
  const listed = await good(client.GET("/api/v1/messages", { params: { query: { limit: 10 } } }));
  expect(listed.items.map(({ id }) => id)).not.toContain(later);

  expect(await good(client.GET("/api/v1/messages/export", { parseAs: "text" }))).toContain(";Disk full on db2;");
  expect(await good(client.GET("/api/v1/incoming/export", { parseAs: "text" }))).toStartWith("id;receivedAt;from;");

  const draft = { name: "Disk full", text: "Disk full on {host}" };
  const { id } = await good(client.POST("/api/v1/templates", { body: draft }));
  expect(await good(client.GET("/api/v1/templates/{id}", byId(id)))).toMatchObject({ ...draft, variables: ["host"] });
  const changed = client.PATCH("/api/v1/templates/{id}", { ...byId(id), body: { text: "{host} is full" } });
  expect((await good(changed)).text).toBe("{host} is full");
  expect((await good(client.GET("/api/v1/templates"))).items).toHaveLength(1);
  await done(client.DELETE("/api/v1/templates/{id}", byId(id)));
}

async function walkOptOuts(client: Client): Promise<void> {
  const number = "+491709999999";
  const path = { params: { path: { number } } };
  expect((await good(client.GET("/api/v1/opt-outs/{number}", path))).optedOut).toBe(false);
  const added = await good(client.POST("/api/v1/opt-outs", { body: { number, reason: "Asked by telephone" } }));
  expect(added).toEqual({ number, cancelled: 0 });
  expect((await good(client.GET("/api/v1/opt-outs"))).items).toMatchObject([{ number, userName: "clerk" }]);
  await done(client.DELETE("/api/v1/opt-outs/{number}", path));
  await refused(client.DELETE("/api/v1/opt-outs/{number}", path), 404);
  const audit = await good(client.GET("/api/v1/opt-outs/audit", { params: { query: { number } } }));
  expect(audit.items.map(({ action }) => action)).toEqual(["opt-in", "opt-out"]);
}

async function walkIncoming(client: Client, url: string, user: { name: string; password: string }): Promise<void> {
  await fetch(`${url}/api/v1/simulator/messages`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${user.name}:${user.password}`)}`, "content-type": "application/json" },
    body: JSON.stringify({ from: "+491719876543", text: "On my way" }),
  });
  const [message] = await eventually("it has come in", async () => {
    const { items } = await good(client.GET("/api/v1/incoming"));
    return items.length > 0 && items;
  });
  const at = byId(message?.id ?? 0);
  expect((await good(client.GET("/api/v1/incoming/{id}", at))).text).toBe("On my way");
  expect(await good(client.PATCH("/api/v1/incoming/{id}", { ...at, body: { read: true } }))).toMatchObject({
    read: true,
  });
  expect((await good(client.GET("/api/v1/conversations"))).items).not.toEqual([]);
  const number = { params: { path: { number: "+491719876543" } } };
  expect((await good(client.GET("/api/v1/conversations/{number}", number))).items).toHaveLength(1);
  await done(client.DELETE("/api/v1/incoming/{id}", at));
}

async function walkUsers(client: Client): Promise<void> {
  const body = { name: "bernd", password: "correct-horse-battery", permissions: ["rest-api" as const] };
  const at = byId((await good(client.POST("/api/v1/users", { body }))).id);
  expect((await good(client.GET("/api/v1/users/{id}", at))).name).toBe("bernd");
  expect(
    (await good(client.PATCH("/api/v1/users/{id}", { ...at, body: { requestsPerMinute: 9 } }))).requestsPerMinute,
  ).toBe(9);
  expect((await good(client.GET("/api/v1/users"))).items).toHaveLength(2);
  const { permissions } = await good(client.GET("/api/v1/permissions"));
  expect(permissions.map(({ id }) => id)).toContain("rest-api");
  const held: Schemas["UserPermissions"] = { permissions: ["rest-api", "web"] };
  expect(await good(client.PUT("/api/v1/users/{id}/permissions", { ...at, body: held }))).toEqual(held);
  expect(await good(client.GET("/api/v1/users/{id}/permissions", at))).toEqual(held);
  await done(client.PUT("/api/v1/users/{id}/password", { ...at, body: { password: "another-horse-battery" } }));
  const signIn = { name: "bernd", password: "another-horse-battery" };
  const session = await good(client.POST("/api/v1/sessions", { body: signIn }));
  expect((await good(client.GET("/api/v1/users/{id}/sessions", at))).items).toHaveLength(1);
  const one = { params: { path: { ...at.params.path, session: session.id } } };
  await done(client.DELETE("/api/v1/users/{id}/sessions/{session}", one));
  await done(client.DELETE("/api/v1/users/{id}/sessions", at));
  // Nobody has a second factor, and no provider is set.
  await refused(client.DELETE("/api/v1/users/{id}/second-factor", at), 404);
  expect((await good(client.GET("/api/v1/users/{id}/identities", at))).items).toEqual([]);
  expect((await good(client.GET("/api/v1/me/identities"))).items).toEqual([]);
  const identity = { params: { path: { id: at.params.path.id, identity: "4711" } } };
  await refused(client.DELETE("/api/v1/users/{id}/identities/{identity}", identity), 404);
  await refused(client.DELETE("/api/v1/me/identities/{id}", { params: { path: { id: "4711" } } }), 404);
  await refused(client.PUT("/api/v1/users/{id}/identity", { ...at, body: { subject: "bernd" } }), 409);
  await refused(client.GET("/api/v1/single-sign-on/start"), 404);
  await refused(client.GET("/api/v1/single-sign-on/callback"), 403);
  await refused(client.POST("/api/v1/setup/check", { body: { code: "x" } }), 403);
  await refused(
    client.POST("/api/v1/setup", { body: { code: "x", name: "eve", password: "correct-horse-battery" } }),
    403,
  );
  await done(client.DELETE("/api/v1/users/{id}", at));
}

async function walkSignIns(client: Client, user: { name: string; password: string }): Promise<void> {
  expect((await good(client.GET("/api/v1/me"))).name).toBe(user.name);
  const token = await good(client.POST("/api/v1/tokens", { body: { name: "zabbix", permissions: ["rest-api"] } }));
  expect((await good(client.GET("/api/v1/tokens"))).items).toHaveLength(1);
  await done(client.DELETE("/api/v1/tokens/{id}", byId(token.id)));
  const session = await good(client.POST("/api/v1/sessions", { body: user }));
  expect((await good(client.GET("/api/v1/me/sessions"))).items).toHaveLength(1);
  await done(client.DELETE("/api/v1/sessions/{id}", { params: { path: { id: session.id } } }));

  const { password } = user;
  const { key } = await good(client.POST("/api/v1/me/second-factor", { body: { password } }));
  const body = { code: codeAt(key, stepAt(Date.now())) };
  const { recoveryCodes } = await good(client.PUT("/api/v1/me/second-factor", { body }));
  expect(recoveryCodes).toHaveLength(10);
  expect((await good(client.GET("/api/v1/me/second-factor"))).enabled).toBe(true);
  await done(client.POST("/api/v1/me/second-factor/remove", { body: { password, code: recoveryCodes[0] ?? "" } }));
  await done(client.PUT("/api/v1/me/password", { body: { currentPassword: password, password } }));
}

async function walkGateway(client: Client): Promise<void> {
  expect((await good(client.GET("/api/v1/modems"))).items).toHaveLength(1);
  expect((await good(client.GET("/api/v1/modems/{name}", MODEM))).name).toBe("simulated");
  expect((await good(client.GET("/api/v1/modem-history"))).items).toHaveLength(1);
  await good(client.GET("/api/v1/modem-devices"));
  await good(client.POST("/api/v1/modems/{name}/ussd", { ...MODEM, body: { code: "*100#" } }));
  await done(client.DELETE("/api/v1/modems/{name}/ussd", MODEM));
  await done(client.POST("/api/v1/modems/{name}/restart", MODEM));
  const second = { params: { path: { name: "second" } } };
  await good(client.POST("/api/v1/modems", { body: { name: "second", device: "simulated" } }));
  expect(await good(client.PATCH("/api/v1/modems/{name}", { ...second, body: { perMinute: 9 } }))).toMatchObject({
    name: "second",
  });
  const trace = await client.GET("/api/v1/modems/{name}/trace", { ...second, parseAs: "stream" });
  expect(trace.response.status).toBe(200);
  await trace.data?.cancel();
  await done(client.DELETE("/api/v1/modems/{name}", second));
  const stream = await client.GET("/api/v1/events", { parseAs: "stream" });
  expect(stream.response.status).toBe(200);
  await stream.data?.cancel();

  const { items: described } = await good(client.GET("/api/v1/settings/schema"));
  const { items: settings } = await good(client.GET("/api/v1/settings"));
  expect(settings.map(({ name }) => name).toSorted()).toEqual(described.map(({ name }) => name).toSorted());
  const changed = await good(client.PATCH("/api/v1/settings", { body: { "check-page": "on" } }));
  expect(changed.items.find(({ name }) => name === "check-page")).toMatchObject({ value: "on" });
  expect((await good(client.GET("/api/v1/statistics"))).items).not.toEqual([]);
  await done(client.DELETE("/api/v1/statistics", { params: { query: { user: "clerk" } } }));
  expect(await good(client.GET("/api/v1/support-info", { parseAs: "text" }))).toStartWith("PK");
  expect((await good(client.GET("/api/v1/events-log", { params: { query: { limit: 5 } } }))).items).toHaveLength(5);
  await good(client.DELETE("/api/v1/events-log", { params: { query: { before: "2026-01-01T00:00:00Z" } } }));
}
