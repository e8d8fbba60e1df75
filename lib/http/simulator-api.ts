import { Elysia } from "elysia";
import type { Authenticator } from "../auth/index.ts";
import { type AddressSource, clientAddress } from "./address.ts";
import { readBasicCredentials } from "./basic.ts";
import { answer } from "./texts.ts";

const PREFIX = "/api/v1/simulator";
const PERMISSION = "sim";
const CHALLENGE = { "www-authenticate": 'Basic realm="Aldis", charset="UTF-8"' };

/**
 * The control of the simulated modems, below `/api/v1/simulator/`, for holders of the permission `sim` who sign in by
 * HTTP Basic.
 *
 * @param deps.simulator  gets the request with what follows the prefix as its path (`/messages`); absent when no modem is
 *   simulated, and everything is then 404
 */
export function createSimulatorApi({
  authenticator,
  simulator,
}: {
  authenticator: Authenticator;
  simulator?: ((request: Request) => Promise<Response>) | undefined;
}) {
  let server: AddressSource | null = null;

  async function serve(request: Request): Promise<Response> {
    const credentials = readBasicCredentials(request);
    if (credentials === undefined) return answer("signInNeeded", CHALLENGE);
    const result = await authenticator.authenticate({ ...credentials, address: clientAddress(request, server) });
    if (!result.ok) {
      const wait = result.reason === "throttled" ? { "retry-after": String(result.retryAfterSeconds) } : {};
      return answer("signInNeeded", { ...CHALLENGE, ...wait });
    }
    if (!result.user.permissions.includes(PERMISSION)) return answer("forbidden");
    if (simulator === undefined) return answer("notFound");
    const url = new URL(request.url);
    url.pathname = url.pathname.slice(PREFIX.length);
    return simulator(new Request(url.href, request));
  }

  return new Elysia({ name: "simulator-api" })
    .onStart((app) => {
      server = app.server;
    })
    .all(`${PREFIX}/*`, ({ request }) => serve(request), { parse: "none", detail: { hide: true } });
}
