import type { ApiTokens, Sessions } from "../../auth/index.ts";
import { no, ok, type Result } from "../../result.ts";
import type { AccessGuard } from "../access/access-guard.ts";
import type { Caller } from "../access/caller.ts";
import { sessionSecretIn } from "../access/session-cookie.ts";
import type { Failure } from "../operations/failures.ts";
import { identifyByHeader } from "../operations/identify.ts";
import { refused, SESSION_CHALLENGE, unauthorized } from "../operations/refused.ts";

/** What tells who calls. */
export interface Identities {
  guard: AccessGuard;
  apiTokens: Pick<ApiTokens, "read">;
  sessions: Pick<Sessions, "read">;
}

/**
 * Lets in whoever calls by HTTP Basic, with a named token, or with a session's cookie. Where the header `Authorization` is
 * given it alone counts: else a cookie would hide that a password is wrong.
 *
 * @throws what the user store throws
 */
export async function identify(
  request: Request,
  address: string,
  { guard, apiTokens, sessions }: Identities,
): Promise<Result<Caller, Failure>> {
  const hasCookie = !request.headers.has("authorization") && guard.servesBrowsers(request);
  const cookie = hasCookie ? request.headers.get("cookie") : null;
  const secret = sessionSecretIn(cookie, guard.placeOf(request));
  if (secret === undefined) {
    return identifyByHeader(request, address, {
      guard,
      async readBearer(token) {
        const found = await apiTokens.read(token, address);
        return found && { user: found.user, by: { kind: "token", id: found.tokenId } };
      },
    });
  }
  const found = await sessions.read(secret);
  if (found === undefined) {
    return no({ ...unauthorized("The session has ended: sign in again."), headers: SESSION_CHALLENGE });
  }
  const { user, sessionId } = found;
  // A page reads by itself, and often.
  const counts = request.method !== "GET" && request.method !== "HEAD";
  const refusal = guard.authorize(user, address, { permission: "web", counts });
  if (refusal !== undefined) return no({ ...refused(refusal), userName: user.name });
  return ok({ user, by: { kind: "session", id: sessionId } });
}
