import { Elysia } from "elysia";

/** Why a node cannot do a part of its work. */
export interface NotReady {
  /** The part, e.g. `modems`. */
  check: string;
  /** A sentence that strangers may read: it names no host, no user and no number. */
  reason: string;
}

/** Answer of `GET /readyz`. */
interface ReadyReport {
  ready: boolean;
  version: string;
  /** Empty when ready. */
  reasons: NotReady[];
}

/**
 * `GET /readyz`: 200 only when this node can do all of its work, so that what balances load or moves an address can leave out one that
 * cannot; 503 with the reasons when not. Needs no user.
 *
 * @param options.readiness  what keeps the node from its work. Anybody may ask, so it has to cost nothing. Never rejects
 */
export function createReady({ version, readiness }: { version: string; readiness: () => Promise<NotReady[]> }) {
  return new Elysia({ name: "ready" }).get(
    "/readyz",
    async () => {
      const reasons = await readiness();
      const report: ReadyReport = { ready: reasons.length === 0, version, reasons };
      return Response.json(report, { status: report.ready ? 200 : 503, headers: { "cache-control": "no-store" } });
    },
    {
      detail: {
        summary: "Whether this node can do its work: database, modems, its version",
        description:
          "For load balancers and keepalived. Unlike `/health` it is 503 without a modem that is ready, while the node waits to be upgraded, and while it stops.",
        tags: ["Monitoring"],
        responses: {
          200: { description: "Ready", content: { "application/json": { example: EXAMPLES.ready } } },
          503: { description: "Not ready", content: { "application/json": { example: EXAMPLES.notReady } } },
        },
      },
    },
  );
}

const EXAMPLES: Record<string, ReadyReport> = {
  ready: { ready: true, version: "1.0.0", reasons: [] },
  notReady: {
    ready: false,
    version: "1.0.0",
    reasons: [{ check: "modems", reason: "None of 2 modems is ready." }],
  },
};
