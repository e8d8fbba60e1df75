import { Type } from "@sinclair/typebox";
import type { Setup } from "../../auth/index.ts";
import { PASSWORD_CHARACTERS, USER_NAME_CHARACTERS } from "../../limits.ts";
import { failure } from "../operations/failures.ts";
import { openRoute, operation, type Route } from "../operations/operation.ts";
import { tooManyWrong } from "../operations/refused.ts";
import { showUser, USER, UserModel } from "./user-models.ts";
import { refusedBy } from "./user-refusals.ts";

const COMPLETE = {
  ...operation({
    method: "POST",
    path: "/api/v1/setup",
    operationId: "completeSetup",
    tag: "Users",
    summary: "Make the first user, with the code of the set-up link",
    description:
      "The code is the part behind `#` of the set-up link. The gateway prints that link as long as it has no user; `aldis setup-link` makes a new one. It works once, for 30 minutes. The user is an administrator. Whatever is wrong with the code is answered with the same 403.",
    body: Type.Object(
      {
        code: Type.String({ maxLength: 64 }),
        name: Type.String({ minLength: 1, maxLength: USER_NAME_CHARACTERS }),
        password: Type.String({ maxLength: PASSWORD_CHARACTERS }),
      },
      { additionalProperties: false },
    ),
    bodyExample: {
      code: "0T4VPyXGqOAVXhYbb3o2PPsmUrTXGdzOp9DGq0mTn8o",
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

/** The first user. */
export const SETUP = {
  operations: [COMPLETE],
  routes: ({ setup }: { setup: Setup }): Route[] => [
    openRoute(COMPLETE, async ({ body, address }) => {
      const done = await setup.complete(body, address);
      if (done.ok) return showUser(done.value);
      const { problem } = done;
      if (problem.kind === "code-not-valid") {
        const message = "Refused: the code of a set-up link is not valid";
        return failure(403, ["The code is not valid: aldis setup-link makes a new link."], {
          refusal: { reason: "wrong-credentials", message },
        });
      }
      if (problem.kind === "throttled") {
        return tooManyWrong("codes of a set-up link", problem.retryAfterSeconds);
      }
      return refusedBy(problem);
    }),
  ],
} as const;
