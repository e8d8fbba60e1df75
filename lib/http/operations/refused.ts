import { PERMISSIONS } from "../../auth/index.ts";
import type { FileType } from "../../foreign-request.ts";
import type { GuardRefusal } from "../access/access-guard.ts";
import { type Failure, failure } from "./failures.ts";

const CHALLENGE = { "www-authenticate": 'Bearer realm="Aldis", Basic realm="Aldis", charset="UTF-8"' };

/** The answer to a refusal by the access guard. @param expected  the type of the body where it is not JSON */
export function refused(refusal: GuardRefusal, expected: FileType | "application/json" = "application/json"): Failure {
  const { reason, permission = "rest-api", retryAfterSeconds = 1 } = refusal;
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
      return failure(403, [`Your user does not hold the permission “${PERMISSIONS[permission]}”.`], {
        refusal,
        members: { permission },
      });
    case "wrong-credentials":
      return failure(401, ["Username or password wrong."], { refusal, headers: CHALLENGE });
    case "throttled":
      return { ...tooManyWrong("passwords", retryAfterSeconds), refusal };
    case "too-many-requests":
      return failure(429, [`Too many requests: try again in ${retryAfterSeconds} seconds.`], wait);
    case "cross-site":
      return failure(403, ["Requests that a browser sends for a page of another site are not accepted."], { refusal });
    case "not-json":
      return failure(415, [`The content type must be ${expected}.`], { refusal });
    default:
      return reason satisfies never;
  }
}

/** So many wrong ones of `what` came that the next is not even looked at. */
export const tooManyWrong = (what: string, retryAfterSeconds: number): Failure =>
  failure(429, [`Too many wrong ${what}: try again in ${retryAfterSeconds} seconds.`], {
    headers: { "retry-after": String(retryAfterSeconds) },
    refusal: { reason: "throttled", message: `Refused without a check: too many wrong ${what}`, retryAfterSeconds },
  });

/** The caller has not shown who they are. */
export function unauthorized(
  text: string,
  reason: "credentials-missing" | "wrong-credentials" = "wrong-credentials",
): Failure {
  return failure(401, [text], { headers: CHALLENGE, refusal: { reason, message: `Refused: ${text}` } });
}
