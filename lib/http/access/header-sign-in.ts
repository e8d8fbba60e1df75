import type { Tokens } from "../../auth/index.ts";
import { no, ok, type Result } from "../../result.ts";
import { decodeText } from "../plumbing/text-decoding.ts";
import type { AccessGuard, GuardRefusal } from "./access-guard.ts";
import type { Caller, ReadBearer } from "./caller.ts";

/** Why the header lets nobody in. `userName` as given; with a token, its user's. */
export type HeaderProblem =
  | { kind: "absent" | "unreadable" | "token-not-valid" }
  | { kind: "refused"; refusal: GuardRefusal; userName: string };

/** Reads the tokens of `/api/signin`. */
export const jwtReader =
  (tokens: Pick<Tokens, "read">): ReadBearer =>
  async (jwt) => {
    const user = await tokens.read(jwt);
    return user === undefined ? undefined : { user, by: { kind: "jwt" } };
  };

/**
 * Signs in whoever calls by the header `Authorization`: HTTP Basic, and with `readBearer` also `Bearer`. Records no refusal.
 *
 * @throws what the user store throws
 */
export async function signInByHeader(
  request: Request,
  address: string,
  { guard, readBearer }: { guard: AccessGuard; readBearer?: ReadBearer | undefined },
): Promise<Result<Caller, HeaderProblem>> {
  const header = request.headers.get("authorization");
  if (header === null) return no({ kind: "absent" });
  const token = /^bearer +(\S+) *$/i.exec(header)?.[1];
  if (token !== undefined && readBearer !== undefined) {
    const caller = await readBearer(token);
    if (caller === undefined) return no({ kind: "token-not-valid" });
    const refusal = await guard.authorize(caller.user, address);
    return refusal === undefined ? ok(caller) : no({ kind: "refused", refusal, userName: caller.user.name });
  }
  const credentials = readBasic(header);
  if (credentials === undefined) return no({ kind: "unreadable" });
  const entry = await guard.authenticate({ ...credentials, address });
  return entry.ok
    ? ok({ user: entry.value, by: { kind: "password" } })
    : no({ kind: "refused", refusal: entry.problem, userName: credentials.name });
}

/** Name and password of HTTP Basic (RFC 7617, as UTF-8, or else Windows-1252); `undefined` without readable ones. */
function readBasic(header: string): { name: string; password: string } | undefined {
  const encoded = /^basic +([a-z0-9+/]+={0,2}) *$/i.exec(header)?.[1];
  if (encoded === undefined) return undefined;
  const pair = decodeText(Buffer.from(encoded, "base64"));
  const colon = pair.indexOf(":");
  return colon === -1 ? undefined : { name: pair.slice(0, colon), password: pair.slice(colon + 1) };
}
