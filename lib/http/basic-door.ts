import type { User } from "../auth/index.ts";
import { readBasicCredentials } from "./basic.ts";
import type { Door, DoorReason } from "./door.ts";
import { type AnswerName, answer } from "./texts.ts";

const ANSWERS_AT_DOOR: Record<DoorReason, AnswerName> = {
  "network-not-allowed": "forbidden",
  "wrong-credentials": "signInNeeded",
  throttled: "signInNeeded",
  "no-permission": "forbidden",
  "user-network-not-allowed": "forbidden",
  "too-many-requests": "tooManyRequests",
};

/**
 * Lets a request in by HTTP Basic, or gives the answer to send instead; the refusal is recorded then.
 *
 * @param options.whenTooMany  instead of 429, for clients that take 429 for final
 * @throws what the user store throws
 */
export async function enterByBasic(
  door: Door,
  request: Request,
  options: { whenTooMany?: AnswerName } = {},
): Promise<{ user: User; address: string; refused?: never } | { refused: Response }> {
  const { address, refusal } = door.enter(request);
  if (refusal !== undefined) {
    door.record({ ...refusal, address });
    return { refused: answer(ANSWERS_AT_DOOR[refusal.reason], { connection: "close" }) };
  }
  const credentials = readBasicCredentials(request);
  if (credentials === undefined) {
    door.record({ reason: "credentials-missing", message: "Refused: no user name and password", address });
    return { refused: answer("signInNeeded", CHALLENGE) };
  }
  const entry = await door.signIn({ ...credentials, address });
  if (entry.refusal === undefined) return { user: entry.user, address };
  const { reason, retryAfterSeconds } = entry.refusal;
  door.record({ userName: credentials.name, ...entry.refusal, address });
  const name = reason === "too-many-requests" ? options.whenTooMany : undefined;
  return {
    refused: answer(name ?? ANSWERS_AT_DOOR[reason], {
      ...(ANSWERS_AT_DOOR[reason] === "signInNeeded" ? CHALLENGE : {}),
      ...(retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) }),
    }),
  };
}

const CHALLENGE = { "www-authenticate": 'Basic realm="Aldis", charset="UTF-8"' };
