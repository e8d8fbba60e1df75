import type { User } from "../../auth/index.ts";

/** How somebody showed who they are: name and password, a token of `/api/signin`, a named token, or a session's cookie. */
type SignedInBy = { kind: "password" | "jwt" } | { kind: "token"; id: number } | { kind: "session"; id: string };

/** Who calls. `user.permissions` are those that count in this call: with a named token, those that both hold. */
export interface Caller {
  user: User;
  by: SignedInBy;
  /** With a session: the user has to set up a second factor, and may do nothing else before. */
  needsSecondFactor?: true;
}

/** Reads what follows `Bearer`; `undefined`: it lets nobody in. @throws what the user store throws */
export type ReadBearer = (token: string) => Promise<Caller | undefined>;
