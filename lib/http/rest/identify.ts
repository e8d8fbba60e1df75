import type { Tokens, User } from "../../auth/index.ts";
import { no, type Result } from "../../result.ts";
import type { AccessGuard, GuardRefusal } from "../access/access-guard.ts";
import { signInByHeader } from "../access/header-sign-in.ts";
import { type Failure, failure } from "./failures.ts";

const CHALLENGE = { "www-authenticate": 'Bearer realm="Aldis", Basic realm="Aldis", charset="UTF-8"' };

/** Lets in whoever calls by HTTP Basic or with a token. @throws what the user store throws */
export async function identify(
  request: Request,
  address: string,
  deps: { guard: AccessGuard; tokens: Tokens },
): Promise<Result<User, Failure>> {
  const signedIn = await signInByHeader(request, address, deps);
  if (signedIn.ok) return signedIn;
  const { problem } = signedIn;
  switch (problem.kind) {
    case "absent":
      return no(unauthorized("Sign in by HTTP Basic or with a token.", "credentials-missing"));
    case "unreadable":
      return no(unauthorized("The header Authorization cannot be parsed."));
    case "token-not-valid":
      return no(unauthorized("The token is invalid or has expired."));
    case "refused":
      return no({ ...refused(problem.refusal), userName: problem.userName });
    default:
      return problem satisfies never;
  }
}

/** The answer to a refusal by the access guard. */
export function refused(refusal: GuardRefusal): Failure {
  const { reason, retryAfterSeconds = 1 } = refusal;
  const wait = { refusal, headers: { "retry-after": String(retryAfterSeconds) } };
  switch (reason) {
    case "network-not-allowed":
      return failure(403, ["This API may not be used from your address."], { refusal });
    case "no-room":
      return failure(
        503,
        [`Too much is being sent at the same time: try again in ${retryAfterSeconds} seconds.`],
        wait,
      );
    case "user-network-not-allowed":
      return failure(403, ["Your user may not call from this address."], { refusal });
    case "no-permission":
      return failure(403, ["Your user does not hold the permission “Access to the REST API”."], { refusal });
    case "wrong-credentials":
      return failure(401, ["Username or password wrong."], { refusal, headers: CHALLENGE });
    case "throttled":
      return failure(429, [`Too many wrong passwords: try again in ${retryAfterSeconds} seconds.`], wait);
    case "too-many-requests":
      return failure(429, [`Too many requests: try again in ${retryAfterSeconds} seconds.`], wait);
    case "cross-site":
      return failure(403, ["Requests that a browser sends for a page of another site are not accepted."], { refusal });
    case "not-json":
      return failure(415, ["The content type must be application/json."], { refusal });
    default:
      return reason satisfies never;
  }
}

function unauthorized(
  text: string,
  reason: "credentials-missing" | "wrong-credentials" = "wrong-credentials",
): Failure {
  return failure(401, [text], { headers: CHALLENGE, refusal: { reason, message: `Refused: ${text}` } });
}
