import type { TestGateway } from "../../support/gateway.ts";

let made = 0;

/** Adds it as the user `clerk`, and gives its ID. */
async function add(gateway: TestGateway, path: string, body: object): Promise<string> {
  const response = await gateway.as("clerk")(`/api/v1${path}`, { method: "POST", body: JSON.stringify(body) });
  return String(((await response.json()) as { id: number }).id);
}
const policyCalled = (name: string) => ({ name, steps: [{ notify: [{ group: "admins" }], by: ["sms"] }] });
const aPolicy = async (gateway: TestGateway) => ({
  id: await add(gateway, "/policies", policyCalled(`policy ${++made}`)),
});
/** One that waits for an answer. */
async function anAlarm(gateway: TestGateway): Promise<{ id: string }> {
  const contact = `called ${++made}`;
  const policy = `policy ${made}`;
  await add(gateway, "/contacts", { name: contact, number: `+49170${String(made).padStart(7, "0")}` });
  await add(gateway, "/policies", { name: policy, steps: [{ notify: [{ contact }], by: ["sms"] }] });
  return { id: await add(gateway, "/alarms", { policy, text: "Disk full" }) };
}
async function aTakenAlarm(gateway: TestGateway): Promise<{ id: string }> {
  const { id } = await anAlarm(gateway);
  await gateway.as("clerk")(`/api/v1/alarms/${id}/take`, { method: "POST" });
  return { id };
}
const policies = { needs: ["alarm-policies"], others: "nobody's own", path: aPolicy } as const;
const alarms = { needs: ["alarms"], others: "nobody's own", path: anAlarm } as const;

/** Alarms and their policies. */
export const ALARM_RIGHTS = {
  "GET /api/v1/policies": { needs: ["alarm-policies"] },
  "POST /api/v1/policies": { needs: ["alarm-policies"] },
  "GET /api/v1/policies/{id}": policies,
  "PUT /api/v1/policies/{id}": { ...policies, body: policyCalled("another") },
  "DELETE /api/v1/policies/{id}": policies,
  "GET /api/v1/policies/export": { needs: ["alarm-policies"] },
  "POST /api/v1/policies/import": { needs: ["alarm-policies"], body: { policies: [] } },
  "POST /api/v1/policies/{id}/drill": policies,
  "GET /api/v1/alarms": { needs: ["alarms"], query: "state=open,unanswered&limit=5" },
  "GET /api/v1/alarms/counts": { needs: ["alarms"] },
  // No policy has this name in the table.
  "POST /api/v1/alarms": { needs: ["alarms"], body: { policy: "nobody's", text: "Disk full" }, refusedWith: 422 },
  "POST /api/v1/alarms/resolve": { needs: ["alarms"] },
  "GET /api/v1/alarms/{id}": alarms,
  "GET /api/v1/alarms/{id}/timeline": { ...alarms, query: "limit=5" },
  "POST /api/v1/alarms/{id}/take": alarms,
  "POST /api/v1/alarms/{id}/pass": alarms,
  "POST /api/v1/alarms/{id}/resolve": alarms,
  "POST /api/v1/alarms/{id}/reopen": { ...alarms, path: aTakenAlarm },
} as const;
