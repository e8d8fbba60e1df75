import { Type } from "@sinclair/typebox";
import type { Authenticator, SecondFactorProblem, SecondFactors, UserDirectory } from "../../auth/index.ts";
import { PASSWORD_CHARACTERS, SECOND_FACTOR_CHARACTERS } from "../../limits.ts";
import { SESSION_CHALLENGE } from "../access/challenges.ts";
import { type Failure, failure, invalid, notFound } from "../operations/failures.ts";
import { operation, type Route, route } from "../operations/operation.ts";
import { tooManyWrong } from "../operations/refused.ts";
import { named } from "../plumbing/schemas.ts";
import { createPasswordProof } from "./password-proof.ts";
import { ById } from "./user-models.ts";
import { beyond } from "./user-refusals.ts";

const TAG = "Second factor";
const PATH = "/api/v1/me/second-factor";
const closed = { additionalProperties: false };

/** What somebody signs in with besides the password. */
export const SecondFactorCode = Type.String({
  minLength: 1,
  maxLength: SECOND_FACTOR_CHARACTERS,
  description: "Six digits of the authenticator app, or a recovery code.",
});

const WithPassword = Type.Object(
  { password: Type.String({ maxLength: PASSWORD_CHARACTERS, description: "Yours, once more." }) },
  closed,
);

const SHOW = operation({
  method: "GET",
  path: PATH,
  operationId: "getSecondFactor",
  beforeSecondFactor: true,
  tag: TAG,
  summary: "Whether you have a second factor",
  answer: named(
    "SecondFactor",
    Type.Object(
      {
        enabled: Type.Boolean({ description: "To sign in with a browser, you need a code besides the password." }),
        recoveryCodesLeft: Type.Integer(),
      },
      closed,
    ),
  ),
  example: { enabled: true, recoveryCodesLeft: 10 },
});

const BEGIN = operation({
  method: "POST",
  path: PATH,
  operationId: "beginSecondFactor",
  beforeSecondFactor: true,
  tag: TAG,
  summary: "Get a key for an authenticator app",
  description: "It counts once you have shown a code of it (`PUT`); until then it can be replaced by asking again.",
  body: WithPassword,
  bodyExample: { password: "your-password" },
  answer: named(
    "SecondFactorKey",
    Type.Object(
      {
        key: Type.String({ description: "In base32, to be typed into the app." }),
        uri: Type.String({ description: "`otpauth://…`: the same, for a QR code." }),
      },
      closed,
    ),
  ),
  example: {
    key: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
    uri: "otpauth://totp/Aldis:anna?issuer=Aldis&secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&algorithm=SHA1&digits=6&period=30",
  },
  status: 201,
  failures: [400, 409, 422],
});

const CONFIRM = operation({
  method: "PUT",
  path: PATH,
  operationId: "confirmSecondFactor",
  beforeSecondFactor: true,
  tag: TAG,
  summary: "Turn the second factor on, with a code of the app",
  body: Type.Object({ code: SecondFactorCode }, closed),
  bodyExample: { code: "123456" },
  answer: named(
    "RecoveryCodes",
    Type.Object(
      {
        recoveryCodes: Type.Array(Type.String(), { description: "Each signs you in once. They are shown this once." }),
      },
      closed,
    ),
  ),
  example: { recoveryCodes: ["hq7vd-2mfkx", "b9cne-u4tpz"] },
  failures: [400, 409, 422],
});

const REMOVE_OWN = operation({
  method: "POST",
  path: `${PATH}/remove`,
  operationId: "removeSecondFactor",
  tag: TAG,
  summary: "Turn your second factor off",
  description:
    "Needs your password and a code, as a sign-in does. Who has no code any more asks somebody who manages users.",
  body: Type.Object({ ...WithPassword.properties, code: Type.Optional(SecondFactorCode) }, closed),
  bodyExample: { password: "your-password", code: "123456" },
  failures: [400, 404, 422],
});

const REMOVE = operation({
  method: "DELETE",
  path: "/api/v1/users/{id}/second-factor",
  operationId: "removeSecondFactorOfUser",
  tag: TAG,
  summary: "Turn a user's second factor off, when the telephone is lost",
  description: "You must hold every permission that the user holds.",
  permissions: ["users"],
  parameters: ById,
  failures: [404],
});

/** What users show besides the password when they sign in with a browser. */
export const SECOND_FACTOR = {
  operations: [SHOW, BEGIN, CONFIRM, REMOVE_OWN, REMOVE],
  routes: ({ secondFactors, authenticator, users }: SecondFactorDeps): Route[] => {
    const unproven = createPasswordProof({ authenticator });
    return [
      route(SHOW, ({ user }) => secondFactors.stateOf(user)),
      route(BEGIN, async ({ user, body, address }) => {
        const problem = await unproven(user, body.password, address);
        if (problem !== undefined) return problem;
        const begun = await secondFactors.begin(user);
        return begun.ok ? begun.value : secondFactorRefusal(begun.problem);
      }),
      route(CONFIRM, async ({ user, body }) => {
        const confirmed = await secondFactors.confirm(user, body.code);
        return confirmed.ok ? { recoveryCodes: confirmed.value } : secondFactorRefusal(confirmed.problem);
      }),
      route(REMOVE_OWN, async ({ user, body, address }) => {
        const problem = await unproven(user, body.password, address);
        if (problem !== undefined) return problem;
        const proof = await secondFactors.check(user, body.code);
        if (!proof.ok) return secondFactorRefusal(proof.problem);
        return (await secondFactors.remove(user, user.name)) ? undefined : notFound("second factor");
      }),
      route(REMOVE, async ({ user, parameters: { id } }) => {
        const target = await users.byId(id);
        if (target === undefined) return notFound("user");
        const refusal = beyond(user, target);
        if (refusal !== undefined) return refusal;
        return (await secondFactors.remove(target, user.name)) ? undefined : notFound("second factor");
      }),
    ];
  },
} as const;

interface SecondFactorDeps {
  secondFactors: SecondFactors;
  authenticator: Authenticator;
  users: UserDirectory;
}

/** Why a second factor was neither set up nor turned off. */
function secondFactorRefusal(problem: SecondFactorProblem): Failure {
  switch (problem.kind) {
    case "needed":
      return invalid([{ pointer: "/code", message: "is needed: of your authenticator app, or a recovery code" }]);
    case "wrong":
      return invalid([
        { pointer: "/code", message: "is not the current code: check the clocks of the gateway and of the telephone" },
      ]);
    case "none":
      return failure(409, ["Get a key first (POST)."]);
    case "confirmed":
      return failure(409, ["You have a second factor already: remove it first."]);
    case "throttled":
      return tooManyCodes(problem.retryAfterSeconds);
    case "unusable":
      return unusable(problem.message);
    default:
      return problem satisfies never;
  }
}

/** Why a password alone, or with this code, does not let in. */
export function signInRefusal(problem: SecondFactorProblem): Failure {
  if (problem.kind === "throttled") return tooManyCodes(problem.retryAfterSeconds);
  if (problem.kind === "unusable") return unusable(problem.message);
  const needed = problem.kind === "needed";
  const sentence = needed ? "A code of your authenticator app is needed too." : "The code is wrong, or was used.";
  return failure(401, [sentence], {
    headers: SESSION_CHALLENGE,
    members: { secondFactor: needed ? "needed" : "wrong" },
    // With the code left out a page only asks whether one is needed.
    ...(needed
      ? {}
      : { refusal: { reason: "wrong-credentials", message: "Refused: wrong code of the second factor" } }),
  });
}

const tooManyCodes = (retryAfterSeconds: number) => tooManyWrong("codes of the second factor", retryAfterSeconds);
const unusable = (message: string) => failure(503, [`${message}.`]);
