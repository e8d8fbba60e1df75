import type { Permission, Sessions } from "../../auth/index.ts";
import { no, ok, type Result } from "../../result.ts";
import type { AccessGuard } from "./access-guard.ts";
import type { Caller } from "./caller.ts";
import type { HeaderProblem } from "./header-sign-in.ts";
import { sessionSecretIn } from "./session-cookie.ts";

/** Signs in by a session's cookie; `undefined`: the request brings none, or a header that counts instead. */
export type SignInBySession = (request: Request, address: string) => Promise<Result<Caller, HeaderProblem> | undefined>;

/**
 * For doors that are older than sessions: a browser's session opens them too, to users who hold the door's permission.
 * Reading does not keep a session alive, since an open page reads on its own; nor does it count.
 */
export function createSessionSignIn({
  guard,
  sessions,
  permission,
}: {
  guard: AccessGuard;
  sessions: Pick<Sessions, "read">;
  permission: Permission;
}): SignInBySession {
  return async (request, address) => {
    if (request.headers.has("authorization") || !guard.servesBrowsers(request)) return undefined;
    const secret = sessionSecretIn(request.headers.get("cookie"), guard.placeOf(request));
    if (secret === undefined) return undefined;
    const isReading = request.method === "GET" || request.method === "HEAD";
    const found = await sessions.read(secret, { inBackground: isReading });
    if (found === undefined || found.needsSecondFactor) return no({ kind: "absent" });
    const { user, sessionId } = found;
    const refusal =
      guard.authorize(user, address, { permission: "web", counts: false }) ??
      guard.authorize(user, address, { permission, counts: !isReading });
    if (refusal !== undefined) return no({ kind: "refused", refusal, userName: user.name });
    return ok({ user, by: { kind: "session", id: sessionId } });
  };
}
