import { timingSafeEqual } from "node:crypto";
import { type AnyElysia, Elysia } from "elysia";
import { isInNetworks, type Network, networkOfClient } from "../auth/index.ts";
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import type { EventRecorder } from "../messages/index.ts";
import { createTokenBuckets } from "../rate-limit.ts";
import type { Access } from "./access/access.ts";
import { createRefusalRecorder } from "./access/refusals.ts";
import { METRICS_DOCUMENTATION } from "./metrics-docs.ts";
import { answer } from "./plumbing/texts.ts";

/** Who may read the metrics. Read for each request. */
interface MetricsAccess {
  /** From here without a token. */
  readonly networks: readonly Network[];
  /** From anywhere with it. */
  readonly token: string | undefined;
}

/** 20 wrong tokens at once, and one more each 3 s, from one network: a wrong configuration, and no search. */
const WRONG_TOKENS = { burst: 20, perMinute: 20 };
/** 10,000 networks: more of them are an attack. */
const NETWORKS = 10_000;

/** `GET /metrics` for Prometheus: from allowed networks, or with a token. Without either setting nothing is there. */
export function createMetricsPage(deps: {
  metrics: () => Promise<{ contentType: string; text: string }>;
  metricsAccess: MetricsAccess;
  access: Pick<Access, "addressOf" | "bodies">;
  events: EventRecorder;
  clock: Pick<Clock, "now">;
  log: Log;
}) {
  const { access, clock, log, metricsAccess } = deps;
  const refusals = createRefusalRecorder({ events: deps.events, kind: "metrics.refused", now: clock.now });
  const strangers = createTokenBuckets(WRONG_TOKENS, { now: clock.now, keys: NETWORKS });
  let server: AnyElysia["server"] = null;

  function refuse(request: Request, address: string): Response | undefined {
    const { networks, token } = metricsAccess;
    if (networks.length === 0 && token === undefined) return answer("notFound");
    if (isInNetworks(networks, address)) return undefined;
    if (token === undefined) {
      const message = "Refused: the metrics may not be read from this address";
      refusals.record({ reason: "network-not-allowed", message, address });
      return answer("fromElsewhere");
    }
    const limit = strangers(networkOfClient(address));
    if (limit.waitMs() > 0) {
      return answer("tooManyRequests", { "retry-after": String(Math.ceil(limit.waitMs() / 1_000)) });
    }
    if (isSame(bearerOf(request), token)) return undefined;
    limit.take();
    refusals.record({
      reason: "wrong-credentials",
      message: "Refused: the token of the metrics is wrong or missing",
      address,
    });
    return answer("secretWrong", { "www-authenticate": "Bearer" });
  }

  async function show(): Promise<Response> {
    try {
      const { contentType, text } = await deps.metrics();
      return new Response(text, { headers: { "content-type": contentType, "cache-control": "no-store" } });
    } catch (error) {
      log.error({ err: error }, "the metrics cannot be shown");
      return answer("internal");
    }
  }

  return new Elysia({ name: "metrics" })
    .onStart((app) => {
      server = app.server;
    })
    .get(
      "/metrics",
      async ({ request }) => {
        const address = access.addressOf(request, server);
        // What it sends is not read.
        const body = access.bodies.open(request, address, { isAllowed: false });
        return body.close(refuse(request, address) ?? (await show()));
      },
      { parse: "none", detail: METRICS_DOCUMENTATION },
    );
}

const bearerOf = (request: Request): string =>
  /^Bearer +(\S{1,512})$/i.exec(request.headers.get("authorization") ?? "")?.[1] ?? "";

/** Takes the same time wherever they differ. */
const isSame = (given: string, token: string): boolean => timingSafeEqual(digestOf(given), digestOf(token));

const digestOf = (text: string) => new Bun.CryptoHasher("sha256").update(text).digest();
