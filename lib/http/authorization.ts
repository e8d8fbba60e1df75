import type { Tokens, User } from "../auth/index.ts";
import { readBasicCredentials } from "./basic.ts";
import type { Door, DoorReason, DoorRefusal } from "./door.ts";
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
 * Lets a request in by its header `Authorization`: HTTP Basic, and with `tokens` also `Bearer`; or gives the answer to send
 * instead, and the refusal is recorded.
 *
 * @param options.whenTooMany  instead of 429, for clients that take 429 for final
 * @throws what the user store throws
 */
export async function enterByHeader(
  door: Door,
  request: Request,
  options: { tokens?: Pick<Tokens, "read">; whenTooMany?: AnswerName } = {},
): Promise<{ user: User; address: string; refused?: never } | { refused: Response }> {
  const { address, refusal } = door.enter(request);
  if (refusal !== undefined) {
    door.record({ ...refusal, address });
    return { refused: answer(ANSWERS_AT_DOOR[refusal.reason], { connection: "close" }) };
  }
  const jwt = /^bearer +(\S+) *$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  const credentials = readBasicCredentials(request);
  if (jwt !== undefined && options.tokens !== undefined) {
    const user = await options.tokens.read(jwt);
    if (user === undefined) return refuse({ reason: "wrong-credentials", message: "Refused: the token is not valid" });
    const atDoor = door.admit(user, address);
    return atDoor === undefined ? { user, address } : refuse(atDoor);
  }
  if (credentials === undefined) {
    return refuse({ reason: "credentials-missing", message: "Refused: no user name and password" });
  }
  const entry = await door.signIn({ ...credentials, address });
  return entry.refusal === undefined
    ? { user: entry.user, address }
    : refuse({ userName: credentials.name, ...entry.refusal });

  function refuse(refused: HeaderRefusal): { refused: Response } {
    const { reason, retryAfterSeconds } = refused;
    door.record({ ...refused, address });
    const usual = reason === "credentials-missing" ? "signInNeeded" : ANSWERS_AT_DOOR[reason];
    const name = reason === "too-many-requests" ? (options.whenTooMany ?? usual) : usual;
    return {
      refused: answer(name, {
        ...(name === "signInNeeded" ? CHALLENGE : {}),
        ...(retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) }),
      }),
    };
  }
}

type HeaderRefusal = Omit<DoorRefusal, "reason"> & { reason: DoorReason | "credentials-missing" };

const CHALLENGE = { "www-authenticate": 'Basic realm="Aldis", charset="UTF-8"' };
