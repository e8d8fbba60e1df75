import { expect } from "bun:test";
import { ANY, byId, type Client, done, good } from "./v1-calls.ts";

/** Policies, and alarms that follow them. */
export async function walkAlarms(client: Client): Promise<void> {
  const body = { name: "night", steps: [{ notify: [{ contact: "Anna" }], by: ["sms"], waitSeconds: 600 }] };
  const policy = await good(client.POST("/api/v1/policies", { body }));
  const at = byId(policy.id);
  expect(await good(client.GET("/api/v1/policies/{id}", at))).toEqual(policy);
  const replaced = client.PUT("/api/v1/policies/{id}", { ...at, headers: ANY, body: { ...body, rounds: 2 } });
  expect((await good(replaced)).rounds).toBe(2);
  const file = await good(client.GET("/api/v1/policies/export"));
  expect(file.policies).toMatchObject([{ name: "night", rounds: 2 }]);
  expect((await good(client.POST("/api/v1/policies/import", { body: file }))).items).toHaveLength(1);
  expect((await good(client.GET("/api/v1/policies"))).items).toHaveLength(1);

  const raise = { policy: "Night", key: "disk:db1", text: "Disk full on db1" };
  const alarm = await good(client.POST("/api/v1/alarms", { body: raise }));
  expect(alarm).toMatchObject({ number: 1, state: "open", outcome: "opened", title: "Disk full on db1", step: 1 });
  const of = byId(alarm.id);
  expect((await good(client.POST("/api/v1/alarms/{id}/pass", of))).state).toBe("open");
  expect(await good(client.POST("/api/v1/alarms/{id}/take", of))).toMatchObject({ state: "acknowledged" });
  expect((await good(client.POST("/api/v1/alarms/{id}/reopen", of))).state).toBe("open");
  const found = await good(client.GET("/api/v1/alarms/{id}", of));
  expect(found.timeline.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["opened", "told", "taken"]));
  const first = await good(
    client.GET("/api/v1/alarms/{id}/timeline", { params: { ...of.params, query: { limit: 1 } } }),
  );
  expect(first.items).toEqual(found.timeline.slice(0, 1));
  const resolved = await good(client.POST("/api/v1/alarms/resolve", { body: { key: "disk:db1" } }));
  expect(resolved.items).toMatchObject([{ id: alarm.id, state: "resolved" }]);
  const query = { state: ["resolved" as const], policy: "night" };
  expect((await good(client.GET("/api/v1/alarms", { params: { query } }))).items).toHaveLength(1);
  const drill = await good(client.POST("/api/v1/policies/{id}/drill", at));
  expect(drill).toMatchObject({ drill: true, state: "open" });
  expect((await good(client.POST("/api/v1/alarms/{id}/resolve", byId(drill.id)))).state).toBe("resolved");
  // Nobody has told Ben anything within the minute: his text goes at once, and the wait begins with it. Anna's would be held.
  const ben = await good(client.POST("/api/v1/contacts", { body: { name: "Ben", number: "0170 7654321" } }));
  const steps = [{ notify: [{ contact: "Ben" }], by: ["sms" as const], waitSeconds: 600 }];
  await good(client.PUT("/api/v1/policies/{id}", { ...at, headers: ANY, body: { name: "night", steps } }));
  const fast = client.POST("/api/v1/policies/{id}/drill", { params: { ...at.params, query: { fast: "true" } } });
  const { id, openedAt, nextAt = "" } = await good(fast);
  expect(Date.parse(nextAt) - Date.parse(openedAt)).toBe(60_000);
  expect((await good(client.POST("/api/v1/alarms/{id}/resolve", byId(id)))).state).toBe("resolved");
  expect(await good(client.GET("/api/v1/alarms/counts"))).toMatchObject({ open: 0, resolved: 1 });
  await done(client.DELETE("/api/v1/policies/{id}", at));
  await done(client.DELETE("/api/v1/contacts/{id}", byId(ben.id)));
}
