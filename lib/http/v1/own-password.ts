import { Type } from "@sinclair/typebox";
import type { Authenticator, UserAdministration } from "../../auth/index.ts";
import { PASSWORD_CHARACTERS } from "../../limits.ts";
import { operation, type Route, route } from "../operations/operation.ts";
import { createPasswordProof } from "./password-proof.ts";
import { NewPassword } from "./user-models.ts";
import { refusedBy } from "./user-refusals.ts";

const CHANGE = operation({
  method: "PUT",
  path: "/api/v1/me/password",
  operationId: "changeMyPassword",
  tag: "Me",
  summary: "Change your password",
  description: "Your sessions end except the one that you call with, and your tokens are revoked unless you keep them.",
  body: Type.Object(
    {
      currentPassword: Type.String({ maxLength: PASSWORD_CHARACTERS }),
      ...NewPassword.properties,
    },
    { additionalProperties: false },
  ),
  bodyExample: { currentPassword: "correct-horse-battery", password: "battery-horse-correct" },
  failures: [400, 422],
});

/** The caller's own password. */
export const OWN_PASSWORD = {
  operations: [CHANGE],
  routes: (deps: { authenticator: Authenticator; userAdministration: UserAdministration }): Route[] => {
    const unproven = createPasswordProof(deps);
    return [
      route(CHANGE, async ({ user, by, body, address }) => {
        const refusal = await unproven(user, body.currentPassword, address);
        if (refusal !== undefined) return refusal;
        const changed = await deps.userAdministration.changePassword(user.id, body.password, {
          by: user.name,
          keep: { tokens: body.keepTokens === true, ...(by.kind === "session" ? { session: by.id } : {}) },
        });
        return changed.ok ? undefined : refusedBy(changed.problem);
      }),
    ];
  },
} as const;
