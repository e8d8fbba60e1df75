import type { Tokens } from "../../auth/index.ts";
import type { AccessGuard } from "../access/access-guard.ts";
import { failure } from "../operations/failures.ts";
import { openRoute, operation, type Route } from "../operations/operation.ts";
import { refused } from "../operations/refused.ts";
import { Credentials, Session } from "./models.ts";

export const SIGN_IN = {
  ...operation({
    method: "POST",
    path: "/api/signin",
    operationId: "signIn",
    tag: "Session",
    summary: "Sign in",
    description:
      "Gives a token for the header `Authorization: Bearer …`. It expires after an hour, and immediately when the user's password or permissions change or the user is disabled.",
    body: Credentials,
    bodyExample: { username: "apiuser", password: "your-password" },
    answer: Session,
    example: { jwt: "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.c2lnbmF0dXJl", expireAt: 1767225600 },
    failures: [400, 403, 409, 422],
  }),
  open: true,
} as const;

/** Signing in. */
export function signInRoutes({ tokens, guard }: { tokens: Tokens; guard: AccessGuard }): Route[] {
  return [
    openRoute(SIGN_IN, async ({ body: { username, password }, address }) => {
      const issue = await tokens.prepare(username);
      const entry = await guard.authenticate({ name: username, password, address });
      if (!entry.ok) return { ...refused(entry.problem), userName: username };
      const token = await issue(entry.value);
      // The user was recreated while the password was checked.
      if (token === undefined) return failure(409, ["The user has just been changed: sign in again."]);
      return { jwt: token.jwt, expireAt: Math.floor(token.expiresAt / 1000) };
    }),
  ];
}
