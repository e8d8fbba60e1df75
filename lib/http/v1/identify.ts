import type { ApiTokens, Sessions } from "../../auth/index.ts";
import { defined } from "../../defined.ts";
import { no, ok, type Result } from "../../result.ts";
import type { AccessGuard } from "../access/access-guard.ts";
import type { Caller } from "../access/caller.ts";
import { challengeFor, SESSION_CHALLENGE } from "../access/challenges.ts";
import { sessionSecretIn } from "../access/session-cookie.ts";
import { type Failure, failure } from "../operations/failures.ts";
import { identifyByHeader } from "../operations/identify.ts";
import type { Operation } from "../operations/operation.ts";
import { refused, unauthorized } from "../operations/refused.ts";

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
  { address, operation }: { address: string; operation: Operation },
  { guard, apiTokens, sessions }: Identities,
): Promise<Result<Caller, Failure>> {
  const hasCookie = !request.headers.has("authorization") && guard.servesBrowsers(request);
  const cookie = hasCookie ? request.headers.get("cookie") : null;
  const secret = sessionSecretIn(cookie, guard.placeOf(request));
  if (secret === undefined) {
    const entry = await identifyByHeader(request, address, {
      guard,
      async readBearer(token) {
        const found = await apiTokens.read(token, address);
        return found && { user: found.user, by: { kind: "token", id: found.tokenId } };
      },
    });
    if (entry.ok || entry.problem.failed !== 401) return entry;
    const { refusal, ...failed } = entry.problem;
    const headers = challengeFor(request.headers, failed.headers);
    // Whoever tries something brings credentials; a sign-in page that is opened does not.
    const isLook = operation.isFirstLook === true && refusal?.reason === "credentials-missing";
    return no({ ...failed, headers, ...(isLook ? {} : defined({ refusal })) });
  }
  const found = await sessions.read(secret, { inBackground: operation.inBackground === true });
  if (found === undefined) {
    return no({ ...unauthorized("The session has ended: sign in again."), headers: SESSION_CHALLENGE });
  }
  const { user, sessionId, needsSecondFactor } = found;
  // A page reads by itself, and often.
  const counts = request.method !== "GET" && request.method !== "HEAD";
  const refusal = await guard.authorize(user, address, { permission: "web", counts });
  if (refusal !== undefined) return no({ ...refused(refusal), userName: user.name });
  const caller = { user, by: { kind: "session", id: sessionId } } as const;
  if (!needsSecondFactor) return ok(caller);
  if (operation.beforeSecondFactor) return ok({ ...caller, needsSecondFactor });
  return no({ ...SECOND_FACTOR_REQUIRED, userName: user.name });
}

const SECOND_FACTOR_REQUIRED = failure(
  403,
  ["Set up a second factor first: POST /api/v1/me/second-factor, then PUT with a code of your authenticator app."],
  {
    problem: "second-factor-required",
    refusal: { reason: "second-factor-missing", message: "Refused: the user has to set up a second factor first" },
  },
);
