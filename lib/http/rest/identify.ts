import type { Tokens, User } from "../../auth/index.ts";
import type { AccessGuard, GuardRefusal } from "../access/access-guard.ts";
import { readBasicCredentials } from "../access/basic.ts";
import { type Failure, failure } from "./failures.ts";

const CHALLENGE = { "www-authenticate": 'Bearer realm="Aldis", Basic realm="Aldis", charset="UTF-8"' };

/** Who calls, or why it is not known. `userName` as given. */
type Identification = { user: User } | { failure: Failure; userName?: string };

/** Lets in whoever calls by HTTP Basic or with a token. @throws what the user store throws */
export async function identify(
  request: Request,
  address: string,
  { guard, tokens }: { guard: AccessGuard; tokens: Tokens },
): Promise<Identification> {
  const header = request.headers.get("authorization");
  if (header === null)
    return { failure: unauthorized("Sign in by HTTP Basic or with a token.", "credentials-missing") };
  const jwt = /^bearer +(\S+) *$/i.exec(header)?.[1];
  if (jwt !== undefined) {
    const user = await tokens.read(jwt);
    if (user === undefined) return { failure: unauthorized("The token is no longer valid.") };
    const refusal = guard.authorize(user, address);
    return refusal === undefined ? { user } : { failure: refused(refusal), userName: user.name };
  }
  const credentials = readBasicCredentials(request);
  if (credentials === undefined) return { failure: unauthorized("The header Authorization cannot be parsed.") };
  const entry = await guard.authenticate({ ...credentials, address });
  return entry.ok ? { user: entry.value } : { failure: refused(entry.problem), userName: credentials.name };
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
