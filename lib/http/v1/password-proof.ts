import type { Authenticator, User } from "../../auth/index.ts";
import { type Failure, failure } from "../operations/failures.ts";
import { tooManyWrong } from "../operations/refused.ts";

/**
 * Makes what asks callers for their password once more, so that whoever finds an open browser cannot change how its user
 * signs in. Wrong ones count as those of sign-ins do. It gives the refusal.
 */
export const createPasswordProof =
  ({ authenticator }: { authenticator: Authenticator }) =>
  /** @throws what the user store throws */
  async ({ name }: User, password: string, address: string): Promise<Failure | undefined> => {
    const proof = await authenticator.authenticate({ name, password, address });
    if (proof.ok) return undefined;
    if (proof.problem.kind === "throttled") return tooManyWrong("passwords", proof.problem.retryAfterSeconds);
    return failure(403, ["The password is wrong."], {
      refusal: { reason: "wrong-credentials", message: "Refused: wrong password" },
    });
  };
