import type { Tokens, User } from "../../auth/index.ts";
import type { RequestBody } from "../plumbing/bodies/index.ts";
import { type AnswerName, answer } from "../plumbing/texts.ts";
import { type AccessGuard, type GuardReason, type GuardRefusal, NO_ROOM } from "./access-guard.ts";
import { readBasicCredentials } from "./basic.ts";

const ANSWERS_AT_DOOR: Record<GuardReason, AnswerName> = {
  "network-not-allowed": "forbidden",
  "no-room": "tryAgain",
  "wrong-credentials": "signInNeeded",
  throttled: "signInNeeded",
  "no-permission": "forbidden",
  "user-network-not-allowed": "forbidden",
  "too-many-requests": "tooManyRequests",
  "cross-site": "crossSite",
  "not-json": "notJson",
};

/**
 * Lets a request in by its header `Authorization`: HTTP Basic, and with `tokens` also `Bearer`; or gives the answer to send
 * instead, and the refusal is recorded. Who got in closes the body.
 *
 * @param options.whenTooMany  instead of 429, for clients that take 429 for final
 * @throws what the user store throws
 */
export async function enterByHeader(
  guard: AccessGuard,
  request: Request,
  options: { tokens?: Pick<Tokens, "read">; whenTooMany?: AnswerName } = {},
): Promise<Entry> {
  const { address, body, refusal } = guard.checkNetwork(request);
  if (refusal !== undefined) return refuse(refusal);
  try {
    return await letIn();
  } catch (error) {
    await body.close(answer("internal"));
    throw error;
  }

  async function letIn(): Promise<Entry> {
    const jwt = /^bearer +(\S+) *$/i.exec(request.headers.get("authorization") ?? "")?.[1];
    const credentials = readBasicCredentials(request);
    if (jwt !== undefined && options.tokens !== undefined) {
      const user = await options.tokens.read(jwt);
      if (user === undefined)
        return refuse({ reason: "wrong-credentials", message: "Refused: the token is not valid" });
      const atDoor = guard.authorize(user, address);
      return atDoor === undefined ? authorize(user) : refuse(atDoor);
    }
    if (credentials === undefined) {
      return refuse({ reason: "credentials-missing", message: "Refused: no user name and password" });
    }
    const entry = await guard.authenticate({ ...credentials, address });
    return entry.ok ? authorize(entry.value) : refuse({ userName: credentials.name, ...entry.problem });
  }

  function authorize(user: User): Entry | Promise<Entry> {
    return body.welcome() ? { user, address, body } : refuse({ ...NO_ROOM, userName: user.name });
  }

  async function refuse(refused: HeaderRefusal): Promise<Entry> {
    const { reason, retryAfterSeconds } = refused;
    guard.record({ ...refused, address });
    const usual = reason === "credentials-missing" ? "signInNeeded" : ANSWERS_AT_DOOR[reason];
    const name = reason === "too-many-requests" ? (options.whenTooMany ?? usual) : usual;
    const response = answer(name, {
      ...(name === "signInNeeded" ? CHALLENGE : {}),
      ...(retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) }),
    });
    return { refused: await body.close(response) };
  }
}

type Entry = { user: User; address: string; body: RequestBody; refused?: never } | { refused: Response };

type HeaderRefusal = Omit<GuardRefusal, "reason"> & { reason: GuardReason | "credentials-missing" };

const CHALLENGE = { "www-authenticate": 'Basic realm="Aldis", charset="UTF-8"' };
