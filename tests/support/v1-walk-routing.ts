import { expect } from "bun:test";
import { ANY, byId, type Client, done, good, refused } from "./v1-calls.ts";

/** Rules of message routing. */
export async function walkRules(client: Client): Promise<void> {
  const body = { name: "Forward", then: [{ number: "+491701234568" }] };
  const added = await good(client.POST("/api/v1/rules", { body }));
  const at = byId(added.id);
  expect(await good(client.GET("/api/v1/rules/{id}", at))).toEqual(added);
  const replaced = client.PUT("/api/v1/rules/{id}", { ...at, headers: ANY, body: { ...body, name: "To Anna" } });
  expect((await good(replaced)).name).toBe("To Anna");
  expect((await good(client.PATCH("/api/v1/rules/{id}", { ...at, body: { stop: true } }))).stop).toBe(true);
  const message = { from: "+491709876543", text: "Hello" };
  const tried = await good(client.POST("/api/v1/rules/dry-run", { body: { message } }));
  expect(tried.items).toMatchObject([
    { id: added.id, outcome: "matched", deliveries: [{ recipients: ["+491701234568"] }] },
  ]);
  expect((await good(client.PUT("/api/v1/rules/order", { body: { rules: [added.id] } }))).items).toHaveLength(1);
  const file = await good(client.GET("/api/v1/rules/export"));
  expect(file.rules).toMatchObject([{ name: "To Anna", stop: true }]);
  expect((await good(client.POST("/api/v1/rules/import", { body: file }))).items).toHaveLength(1);
  expect((await good(client.GET("/api/v1/rules"))).items).toHaveLength(1);
  await done(client.DELETE("/api/v1/rules/{id}", at));
}

/** Of rules that have made none. */
export async function walkJobs(client: Client): Promise<void> {
  expect((await good(client.GET("/api/v1/jobs", { params: { query: { state: "dead" } } }))).items).toEqual([]);
  expect(await good(client.GET("/api/v1/jobs/counts"))).toEqual({ waiting: 0, running: 0, delivered: 0, dead: 0 });
  await refused(client.GET("/api/v1/jobs/{id}", byId(1)), 404);
  await refused(client.POST("/api/v1/jobs/{id}/retry", byId(1)), 404);
  await refused(client.DELETE("/api/v1/jobs/{id}", byId(1)), 404);
  const body = { action: "retry" as const, destination: "http:https://erp.example.org" };
  expect(await good(client.POST("/api/v1/jobs/bulk", { body }))).toEqual({ jobs: 0, done: true });
}

/** Targets of signed webhooks. */
export async function walkWebhooks(client: Client): Promise<void> {
  const body = { name: "erp", url: "https://erp.invalid/hook" };
  const { id, secret } = await good(client.POST("/api/v1/webhooks", { body }));
  expect(secret).toStartWith("whsec_");
  expect((await good(client.GET("/api/v1/webhooks"))).items).toHaveLength(1);
  await good(client.GET("/api/v1/webhooks/{id}", byId(id)));
  await good(client.PATCH("/api/v1/webhooks/{id}", { ...byId(id), body: { events: ["modem.state"] } }));
  await good(client.POST("/api/v1/webhooks/{id}/rotate", { ...byId(id), body: {} }));
  await good(client.POST("/api/v1/webhooks/{id}/test", byId(id)));
  await done(client.DELETE("/api/v1/webhooks/{id}", byId(id)));
}

/** Checks of the monitoring. */
export async function walkChecks(client: Client): Promise<void> {
  const body = { name: "backup", probe: { heartbeat: { graceSeconds: 600 } }, everySeconds: 86_400 };
  const added = await good(client.POST("/api/v1/checks", { body }));
  const at = byId(added.id);
  expect(await good(client.GET("/api/v1/checks/{id}", at))).toEqual(added);
  expect(added.state).toBe("unknown");
  expect(added.heartbeatPath).toMatch(/^\/heartbeat\/[\w-]{22}$/);
  const replaced = client.PUT("/api/v1/checks/{id}", { ...at, headers: ANY, body: { ...body, name: "nightly" } });
  expect((await good(replaced)).heartbeatPath).toBe(added.heartbeatPath);
  expect((await good(client.PATCH("/api/v1/checks/{id}", { ...at, body: { failures: 2 } }))).failures).toBe(2);
  expect((await good(client.POST("/api/v1/checks/{id}/rotate", at))).heartbeatPath).not.toBe(added.heartbeatPath);
  expect((await good(client.POST("/api/v1/checks/{id}/run", at))).id).toBe(added.id);
  await good(client.GET("/api/v1/checks/{id}/results", { params: { ...at.params, query: { limit: 5 } } }));
  const file = await good(client.GET("/api/v1/checks/export"));
  expect(file.checks).toMatchObject([{ name: "nightly", failures: 2 }]);
  expect((await good(client.POST("/api/v1/checks/import", { body: file }))).items).toHaveLength(1);
  expect((await good(client.GET("/api/v1/checks"))).items).toHaveLength(1);
  await done(client.DELETE("/api/v1/checks/{id}", at));
}

/** No mail server is configured, and the SMTP server is off. */
export async function walkEmail(client: Client): Promise<void> {
  const state = await good(client.GET("/api/v1/email"));
  expect(state).toEqual({ server: { enabled: false }, relay: { configured: false } });
  const test = await good(client.POST("/api/v1/email/test", { body: { to: "it@example.org" } }));
  expect(test).toMatchObject({ taken: false, problem: expect.stringContaining("--mail-host") });
}

/** No broker is configured. */
export async function walkMqtt(client: Client): Promise<void> {
  expect((await good(client.GET("/api/v1/nodes"))).items).toMatchObject([{ isThis: true, wakeUps: "polling" }]);
  const state = await good(client.GET("/api/v1/mqtt"));
  expect(state).toEqual({ state: "off", publishesShared: false, waiting: 0, dropped: 0 });
  const test = await good(client.POST("/api/v1/mqtt/test"));
  expect(test).toMatchObject({ taken: false, problem: expect.stringContaining("--mqtt") });
}
