import type { User } from "../../auth/index.ts";
import { no, ok, type Result } from "../../result.ts";
import type { RequestBody } from "../plumbing/bodies/index.ts";
import { type AnswerName, answer } from "../plumbing/texts.ts";
import { type AccessGuard, type GuardReason, type GuardRefusal, NO_ROOM } from "./access-guard.ts";
import type { ReadBearer } from "./caller.ts";
import { challengeFor } from "./challenges.ts";
import { type HeaderProblem, signInByHeader } from "./header-sign-in.ts";

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
 * Lets a request in, see {@link signInByHeader}. The problem is the answer to send instead; the refusal is recorded, and
 * the body closed. Who got in closes the body.
 *
 * @param options.whenTooMany  instead of 429, for clients that take 429 for final
 * @throws what the user store throws
 */
export async function enterByHeader(
  guard: AccessGuard,
  request: Request,
  options: { readBearer?: ReadBearer; whenTooMany?: AnswerName } = {},
): Promise<Result<Sender, Response>> {
  const { address, body, refusal } = guard.checkNetwork(request);
  if (refusal !== undefined) return refuse(refusal);
  try {
    const signedIn = await signInByHeader(request, address, { guard, ...options });
    if (!signedIn.ok) return await refuse(refusalOf(signedIn.problem));
    const { user } = signedIn.value;
    return body.welcome() ? ok({ user, address, body }) : await refuse({ ...NO_ROOM, userName: user.name });
  } catch (error) {
    await body.close(answer("internal"));
    throw error;
  }

  async function refuse(refused: HeaderRefusal): Promise<Result<never, Response>> {
    const { reason, retryAfterSeconds } = refused;
    guard.record({ ...refused, address });
    const usual = reason === "credentials-missing" ? "signInNeeded" : ANSWERS_AT_DOOR[reason];
    const name = reason === "too-many-requests" ? (options.whenTooMany ?? usual) : usual;
    const response = answer(name, {
      ...(name === "signInNeeded" ? challengeFor(request.headers, CHALLENGE) : {}),
      ...(retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) }),
    });
    return no(await body.close(response));
  }
}

function refusalOf(problem: HeaderProblem): HeaderRefusal {
  switch (problem.kind) {
    case "absent":
    case "unreadable":
      return { reason: "credentials-missing", message: "Refused: no user name and password" };
    case "token-not-valid":
      return { reason: "wrong-credentials", message: "Refused: the token is not valid" };
    case "refused":
      return { userName: problem.userName, ...problem.refusal };
    default:
      return problem satisfies never;
  }
}

/** A user who was let in, and what the request brings. */
export interface Sender {
  user: User;
  address: string;
  body: RequestBody;
}

type HeaderRefusal = Omit<GuardRefusal, "reason"> & { reason: GuardReason | "credentials-missing" };

const CHALLENGE = { "www-authenticate": 'Basic realm="Aldis", charset="UTF-8"' };
