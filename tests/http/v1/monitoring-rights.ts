import { eventually } from "../../support/eventually.ts";
import type { TestGateway } from "../../support/gateway.ts";

let made = 0;

async function aHeartbeat(gateway: TestGateway): Promise<{ id: string }> {
  const body = JSON.stringify({ name: `heartbeat ${++made}`, probe: { heartbeat: {} } });
  const response = await gateway.as("clerk")("/api/v1/checks", { method: "POST", body });
  return { id: String(((await response.json()) as { id: number }).id) };
}

async function anErasure(gateway: TestGateway): Promise<{ id: string }> {
  const body = JSON.stringify({ number: "+491700000009", dryRun: true });
  const id = await eventually("no other erasure runs", async () => {
    const response = await gateway.as("clerk")("/api/v1/erasures", { method: "POST", body });
    return response.status === 202 && ((await response.json()) as { id: number }).id;
  });
  return { id: String(id) };
}

/** Rows of the table: checks, retention, erasures. */
export const MONITORING_RIGHTS = {
  "GET /api/v1/checks": { needs: ["monitoring"] },
  "POST /api/v1/checks": { needs: ["monitoring"] },
  "GET /api/v1/checks/{id}": { needs: ["monitoring"], others: "nobody's own", path: aHeartbeat },
  "PUT /api/v1/checks/{id}": {
    needs: ["monitoring"],
    others: "nobody's own",
    path: aHeartbeat,
    body: { name: "another check", probe: { heartbeat: {} } },
  },
  "PATCH /api/v1/checks/{id}": { needs: ["monitoring"], others: "nobody's own", path: aHeartbeat },
  "DELETE /api/v1/checks/{id}": { needs: ["monitoring"], others: "nobody's own", path: aHeartbeat },
  "GET /api/v1/checks/{id}/results": { needs: ["monitoring"], others: "nobody's own", path: aHeartbeat },
  "POST /api/v1/checks/{id}/run": { needs: ["monitoring"], others: "nobody's own", path: aHeartbeat },
  "POST /api/v1/checks/{id}/rotate": { needs: ["monitoring"], others: "nobody's own", path: aHeartbeat },
  "GET /api/v1/checks/export": { needs: ["monitoring"] },
  "POST /api/v1/checks/import": { needs: ["monitoring"], body: { checks: [] } },
  "GET /api/v1/retention": { needs: ["general"] },
  "POST /api/v1/retention/run": { needs: ["general"] },
  "GET /api/v1/retention/preview": { needs: ["general"] },
  "POST /api/v1/erasures": { needs: ["general", "users"], body: { number: "+491700000009", dryRun: true } },
  "GET /api/v1/erasures": { needs: ["general", "users"] },
  "GET /api/v1/erasures/{id}": { needs: ["general", "users"], others: "nobody's own", path: anErasure },
} as const;
