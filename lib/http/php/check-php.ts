import { loadavg } from "node:os";
import { Elysia } from "elysia";
import type { Authenticator } from "../../auth/index.ts";
import type { Clock } from "../../clock.ts";
import { type EventRecorder, type MessageState, OUTCOME_STATES } from "../../messages/index.ts";
import type { ModemStatus } from "../../modem/index.ts";
import type { MessageCounts } from "../../routing/index.ts";
import type { Access } from "../access/access.ts";
import { createAccessGuard } from "../access/access-guard.ts";
import { searchOf } from "../access/address.ts";
import { answer } from "../plumbing/texts.ts";
import { bestSignal, WEAKEST_DBM } from "../signal-state.ts";
import { CHECK_KEYS, CHECK_PHP } from "./check-php-docs.ts";

type CheckKey = (typeof CHECK_KEYS)[number];

/**
 * `GET /check.php`: how the gateway is, for monitoring plug-ins, without sign-in. Each line has one colon, and none of
 * the words by which a plug-in knows a gateway in need.
 *
 * @param deps.enabled  off: 404
 * @param deps.diskBytes  bytes that the data directory uses
 */
export function createCheckPhp(deps: {
  enabled: () => boolean;
  authenticator: Authenticator;
  access: Access;
  events: EventRecorder;
  clock: Pick<Clock, "now">;
  counts: () => Promise<MessageCounts>;
  modems: () => readonly ModemStatus[];
  diskBytes: () => Promise<number>;
}) {
  const { now } = deps.clock;
  const startedAt = now();
  // Nobody signs in here: the guard only checks the networks.
  const guard = createAccessGuard({ ...deps, name: "check.php", permission: "monitoring", now });

  async function look(): Promise<Record<CheckKey, string>> {
    const [counts, disk] = await Promise.all([deps.counts(), deps.diskBytes()]);
    const signal = bestSignal(deps.modems());
    const sum = (states: readonly MessageState[]) => states.reduce((all, state) => all + counts[state], 0);
    return {
      que: String(sum(OUTCOME_STATES.queued)),
      failed: String(counts.failedLately),
      // An empty value is a good one for check_brevisone up to 3.0.
      signal: `${Math.round(signal.dbm ?? WEAKEST_DBM)} dBm`,
      total: String(sum(OUTCOME_STATES.sent)),
      state: signal.state,
      load: loadavg()
        .map((load) => load.toFixed(2))
        .join(";"),
      time: String(Math.floor(now() / 1000)),
      disk: String(disk),
      uptime: `${uptimeText(now() - startedAt)}, 0 users`,
    };
  }

  async function serve(request: Request): Promise<Response> {
    if (!deps.enabled()) return answer("notFound");
    const { address, refusal } = guard.checkNetwork(request);
    if (refusal !== undefined) {
      guard.record({ ...refusal, address });
      return answer("forbidden");
    }
    const option = new URLSearchParams(searchOf(request)).get("option") ?? "";
    if (option === "") return page(await wholePage());
    return isKey(option) ? page((await look())[option]) : answer("badRequest");
  }

  async function wholePage(): Promise<string> {
    const values = await look();
    return CHECK_KEYS.map((key) => `${key}: ${values[key]}\n`).join("");
  }

  return new Elysia({ name: "check-php" })
    .onStart(guard.open)
    .get("/check.php", ({ request }) => serve(request), { detail: CHECK_PHP });
}

const isKey = (text: string): text is CheckKey => (CHECK_KEYS as readonly string[]).includes(text);

function page(text: string): Response {
  return new Response(text, {
    headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" },
  });
}

const MINUTE_MS = 60_000;

/** As `uptime` says it, but without the colon that it has from an hour on: `9 min`, `3 h 12 min`, `2 days 3 h`. */
function uptimeText(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / MINUTE_MS));
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (hours === 0) return `${minutes} min`;
  if (days === 0) return `${hours} h ${minutes % 60} min`;
  return `${days} ${days === 1 ? "day" : "days"} ${hours % 24} h`;
}
