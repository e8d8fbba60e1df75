import { Elysia } from "elysia";
import { type Clock, systemClock, within } from "../clock.ts";
import type { Log } from "../log.ts";

/** Looks whether one part works; rejects with the reason when it does not. Anybody may ask, so it has to cost nothing. */
export type HealthCheck = () => Promise<void>;

/** By the name of the part, e.g. `database`; one that takes longer than `checkLimitMs` has failed. */
interface HealthChecks {
  /** What must work for requests to be taken. */
  checks: Readonly<Record<string, HealthCheck>>;
  /** What else people are to know of: requests are taken without it, and what they bring waits. */
  watched?: Readonly<Record<string, HealthCheck>>;
}

/** Answer of `GET /health`. */
export interface HealthReport {
  /** `degraded`: ready, and a part that is not needed for requests does not work. */
  status: "ok" | "degraded" | "unavailable";
  /** The process answers. Always true: who cannot answer says nothing. */
  live: true;
  /** Every part that is needed to take requests works. */
  ready: boolean;
  version: string;
  uptimeSeconds: number;
  checks: Record<string, "ok" | "failed">;
}

/**
 * `GET /health`: 200 when ready, degraded too, and 503 when not. Needs no user and tells nothing but names of parts.
 *
 * The reason of a check that failed is in the log, once until the reason changes.
 */
export function createHealth(
  options: HealthChecks & {
    version: string;
    clock: Pick<Clock, "now">;
    log: Pick<Log, "warn" | "info">;
    checkLimitMs?: number;
  },
) {
  const { now } = options.clock;
  const startedAt = now();
  const limitMs = options.checkLimitMs ?? 2_000;

  const told = new Map<string, string>();

  /** Says in the log what has changed. */
  function tell(check: string, reason: string | undefined, effect: string): "ok" | "failed" {
    if (told.get(check) !== reason) {
      if (reason === undefined) options.log.info({ check }, "a health check passes again");
      else options.log.warn({ check, reason }, `a health check failed: ${effect}`);
    }
    if (reason === undefined) told.delete(check);
    else told.set(check, reason);
    return reason === undefined ? "ok" : "failed";
  }

  const results = (checks: HealthChecks["checks"], effect: string) =>
    Promise.all(
      Object.entries(checks).map(
        async ([name, check]) => [name, tell(name, await reasonToFail(check, limitMs), effect)] as const,
      ),
    );

  async function look(): Promise<HealthReport> {
    const [needed, watched] = await Promise.all([
      results(options.checks, "the gateway is not ready"),
      results(options.watched ?? {}, "requests are still accepted"),
    ]);
    const entries = [...needed, ...watched];
    const ready = needed.every(([, result]) => result === "ok");
    const well = entries.every(([, result]) => result === "ok");
    return {
      status: well ? "ok" : ready ? "degraded" : "unavailable",
      live: true,
      ready,
      version: options.version,
      uptimeSeconds: Math.max(0, Math.floor((now() - startedAt) / 1000)),
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
        summary: "Whether the gateway is alive, can accept requests and has a modem that is ready",
        tags: ["Monitoring"],
        responses: {
          200: { description: "Ready: ok or degraded", content: { "application/json": { example: exampleOf(true) } } },
          503: { description: "Not ready", content: { "application/json": { example: exampleOf(false) } } },
        },
      },
    },
  );
}

async function reasonToFail(check: HealthCheck, limitMs: number): Promise<string | undefined> {
  try {
    const passed = check().then(() => true);
    return (await within(systemClock, passed, limitMs)) ? undefined : `no answer within ${limitMs} ms`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function exampleOf(ready: boolean): HealthReport {
  return {
    status: ready ? "ok" : "unavailable",
    live: true,
    ready,
    version: "1.0.0",
    uptimeSeconds: 3600,
    checks: { database: ready ? "ok" : "failed", sending: "ok", modems: "ok" },
  };
}
