import { Elysia } from "elysia";

/** Looks whether one part works; rejects or says `false` when it does not. */
export type HealthCheck = () => Promise<boolean>;

/** Answer of `GET /health`. */
export interface HealthReport {
  status: "ok" | "unavailable";
  /** The process answers. Always true: who cannot answer says nothing. */
  live: true;
  /** Every part that is needed to take requests works. */
  ready: boolean;
  version: string;
  uptimeSeconds: number;
  checks: Record<string, "ok" | "failed">;
}

/**
 * `GET /health`: 200 when ready, 503 when not. Needs no user and tells nothing but names of parts.
 *
 * @param options.checks  by name, e.g. `database`; one that takes longer than `checkLimitMs` has failed
 * @param options.now  milliseconds since 1970
 */
export function createHealth(options: {
  version: string;
  now: () => number;
  checks: Record<string, HealthCheck>;
  checkLimitMs?: number;
}) {
  const startedAt = options.now();
  const limitMs = options.checkLimitMs ?? 2_000;

  async function look(): Promise<HealthReport> {
    const entries = await Promise.all(
      Object.entries(options.checks).map(
        async ([name, check]) => [name, (await passes(check, limitMs)) ? "ok" : "failed"] as const,
      ),
    );
    const ready = entries.every(([, result]) => result === "ok");
    return {
      status: ready ? "ok" : "unavailable",
      live: true,
      ready,
      version: options.version,
      uptimeSeconds: Math.max(0, Math.floor((options.now() - startedAt) / 1000)),
      checks: Object.fromEntries(entries),
    };
  }

  return new Elysia({ name: "health" }).get(
    "/health",
    async () => {
      const report = await look();
      return Response.json(report, { status: report.ready ? 200 : 503, headers: { "cache-control": "no-store" } });
    },
    {
      detail: {
        summary: "Whether the gateway lives and can take requests",
        tags: ["Monitoring"],
        responses: {
          200: { description: "Ready", content: { "application/json": { example: exampleOf(true) } } },
          503: { description: "Not ready", content: { "application/json": { example: exampleOf(false) } } },
        },
      },
    },
  );
}

async function passes(check: HealthCheck, limitMs: number): Promise<boolean> {
  const limit = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => limit.resolve(false), limitMs);
  try {
    return await Promise.race([check(), limit.promise]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

function exampleOf(ready: boolean): HealthReport {
  return {
    status: ready ? "ok" : "unavailable",
    live: true,
    ready,
    version: "1.0.0",
    uptimeSeconds: 3600,
    checks: { database: ready ? "ok" : "failed" },
  };
}
