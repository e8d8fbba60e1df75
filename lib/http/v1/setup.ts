import { Type } from "@sinclair/typebox";
import type { Setup } from "../../auth/index.ts";
import { PASSWORD_CHARACTERS, USER_NAME_CHARACTERS } from "../../limits.ts";
import { failure } from "../operations/failures.ts";
import { openRoute, operation, type Route } from "../operations/operation.ts";
import { tooManyWrong } from "../operations/refused.ts";
import { showUser, USER, UserModel } from "./user-models.ts";
import { refusedBy } from "./user-refusals.ts";

const Code = Type.String({ maxLength: 64, description: "The part behind `#` of the set-up link." });
const EXAMPLE_CODE = "0T4VPyXGqOAVXhYbb3o2PPsmUrTXGdzOp9DGq0mTn8o";

const CHECK = {
  ...operation({
    method: "POST",
    path: "/api/v1/setup/check",
    operationId: "checkSetupCode",
    tag: "Users",
    summary: "Check the code of a set-up link",
    description: "Whether `POST /api/v1/setup` would take it now. A right code is not used up, a wrong one counts.",
    body: Type.Object({ code: Code }, { additionalProperties: false }),
    bodyExample: { code: EXAMPLE_CODE },
    failures: [400, 403, 422, 429],
  }),
  open: true,
  forBrowsers: true,
} as const;

const COMPLETE = {
  ...operation({
    method: "POST",
    path: "/api/v1/setup",
    operationId: "completeSetup",
    tag: "Users",
    summary: "Make the administrator, with the code of the set-up link",
    description:
      "The code is the part behind `#` of the set-up link. The gateway prints that link as long as it has no user; `aldis setup-link` makes a new one, as long as nobody may manage users. It works once, for 30 minutes. Whatever is wrong with the code is answered with the same 403.",
    body: Type.Object(
      {
        code: Code,
        name: Type.String({ minLength: 1, maxLength: USER_NAME_CHARACTERS }),
        password: Type.String({ maxLength: PASSWORD_CHARACTERS }),
      },
      { additionalProperties: false },
    ),
    bodyExample: {
      code: EXAMPLE_CODE,
      name: "anna",
      password: "correct-horse-battery",
    },
    answer: UserModel,
    example: USER,
    status: 201,
    failures: [400, 403, 422, 429],
  }),
  open: true,
  forBrowsers: true,
} as const;

type CodeProblem = { kind: "code-not-valid" } | { kind: "throttled"; retryAfterSeconds: number };

function codeRefused(problem: CodeProblem) {
  if (problem.kind === "throttled") return tooManyWrong("codes of a set-up link", problem.retryAfterSeconds);
  const message = "Refused: the code of a set-up link is not valid";
  return failure(403, ["The code is not valid: aldis setup-link makes a new link."], {
    refusal: { reason: "wrong-credentials", message },
  });
}

/** How the administrator comes in. */
export const SETUP = {
  operations: [CHECK, COMPLETE],
  routes: ({ setup }: { setup: Setup }): Route[] => [
    openRoute(CHECK, async ({ body, address }) => {
      const checked = await setup.check(body.code, address);
      return checked.ok ? undefined : codeRefused(checked.problem);
    }),
    openRoute(COMPLETE, async ({ body, address }) => {
      const done = await setup.complete(body, address);
      if (done.ok) return showUser(done.value);
      const { problem } = done;
      if (problem.kind === "code-not-valid" || problem.kind === "throttled") return codeRefused(problem);
      return refusedBy(problem);
    }),
  ],
} as const;
