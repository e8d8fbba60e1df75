import { no, type Result } from "../../result.ts";
import type { AccessGuard } from "../access/access-guard.ts";
import type { Caller, ReadBearer } from "../access/caller.ts";
import { signInByHeader } from "../access/header-sign-in.ts";
import type { Failure } from "./failures.ts";
import { refused, unauthorized } from "./refused.ts";

/** Lets in whoever calls by HTTP Basic or with a token. @throws what the user store throws */
export async function identifyByHeader(
  request: Request,
  address: string,
  deps: { guard: AccessGuard; readBearer?: ReadBearer },
): Promise<Result<Caller, Failure>> {
  const signedIn = await signInByHeader(request, address, deps);
  if (signedIn.ok) return signedIn;
  const { problem } = signedIn;
  switch (problem.kind) {
    case "absent":
      return no(unauthorized("Sign in by HTTP Basic or with a token.", "credentials-missing"));
    case "unreadable":
      return no(unauthorized("The header Authorization cannot be parsed."));
    case "token-not-valid":
      return no(unauthorized("The token is invalid or has expired."));
    case "refused":
      return no({ ...refused(problem.refusal), userName: problem.userName });
    default:
      return problem satisfies never;
  }
}
