import { Elysia } from "elysia";
import type { Authenticator, Sessions } from "../auth/index.ts";
import type { Clock } from "../clock.ts";
import type { EventRecorder } from "../messages/index.ts";
import type { Access } from "./access/access.ts";
import { createAccessGuard } from "./access/access-guard.ts";
import { enterByHeader } from "./access/authorization.ts";
import { createSessionSignIn } from "./access/session-sign-in.ts";
import type { RequestBody } from "./plumbing/bodies/index.ts";
import { REQUEST_LIMITS } from "./plumbing/request-limits.ts";
import { answer } from "./plumbing/texts.ts";

const PREFIX = "/api/v1/simulator";

/**
 * The control of the simulated modems, below `/api/v1/simulator/`, for holders of the permission `sim` who sign in by
 * HTTP Basic, or in a browser.
 *
 * @param deps.simulator  gives what gets the request with what follows the prefix as its path (`/messages`); nothing while no
 *   modem is simulated, and everything is then 404
 */
export function createSimulatorApi({
  simulator,
  ...deps
}: {
  authenticator: Authenticator;
  sessions: Pick<Sessions, "read">;
  access: Access;
  events: EventRecorder;
  clock: Pick<Clock, "now">;
  simulator(): ((request: Request) => Promise<Response>) | undefined;
}) {
  const guard = createAccessGuard({ ...deps, name: "rest", permission: "sim", now: deps.clock.now });

  const bySession = createSessionSignIn({ guard, sessions: deps.sessions, permission: "sim" });

  async function serve(request: Request): Promise<Response> {
    const entry = await enterByHeader(guard, request, { bySession });
    if (!entry.ok) return entry.problem;
    const { body } = entry.value;
    return body.close(await control(request, body));
  }

  async function control(request: Request, body: RequestBody): Promise<Response> {
    const answering = simulator();
    if (answering === undefined) return answer("notFound");
    const bytes = await body.read(REQUEST_LIMITS.bodyLimitBytes);
    if (bytes === "too-large") return answer("tooLarge");
    if (typeof bytes === "string") return answer("tryAgain", { "retry-after": "2" });
    const url = new URL(request.url);
    url.pathname = url.pathname.slice(PREFIX.length);
    const { method, headers } = request;
    return answering(new Request(url.href, { method, headers, ...(body.isEmpty ? {} : { body: bytes }) }));
  }

  return new Elysia({ name: "simulator-api" })
    .onStart(guard.open)
    .all(`${PREFIX}/*`, ({ request }) => serve(request), { parse: "none", detail: { hide: true } });
}
