import type { Tokens, User } from "../../auth/index.ts";
import { no, ok, type Result } from "../../result.ts";
import { decodeText } from "../plumbing/text-decoding.ts";
import type { AccessGuard, GuardRefusal } from "./access-guard.ts";

/** Why the header lets nobody in. `userName` as given; with a token, its user's. */
export type HeaderProblem =
  | { kind: "absent" | "unreadable" | "token-not-valid" }
  | { kind: "refused"; refusal: GuardRefusal; userName: string };

/**
 * Signs in whoever calls by the header `Authorization`: HTTP Basic, and with `tokens` also `Bearer`. Records no refusal.
 *
 * @throws what the user store throws
 */
export async function signInByHeader(
  request: Request,
  address: string,
  { guard, tokens }: { guard: AccessGuard; tokens?: Pick<Tokens, "read"> | undefined },
): Promise<Result<User, HeaderProblem>> {
  const header = request.headers.get("authorization");
  if (header === null) return no({ kind: "absent" });
  const jwt = /^bearer +(\S+) *$/i.exec(header)?.[1];
  if (jwt !== undefined && tokens !== undefined) {
    const user = await tokens.read(jwt);
    if (user === undefined) return no({ kind: "token-not-valid" });
    const refusal = guard.authorize(user, address);
    return refusal === undefined ? ok(user) : no({ kind: "refused", refusal, userName: user.name });
  }
  const credentials = readBasic(header);
  if (credentials === undefined) return no({ kind: "unreadable" });
  const entry = await guard.authenticate({ ...credentials, address });
  return entry.ok ? entry : no({ kind: "refused", refusal: entry.problem, userName: credentials.name });
}

/** Name and password of HTTP Basic (RFC 7617, as UTF-8, or else Windows-1252); `undefined` without readable ones. */
function readBasic(header: string): { name: string; password: string } | undefined {
  const encoded = /^basic +([a-z0-9+/]+={0,2}) *$/i.exec(header)?.[1];
  if (encoded === undefined) return undefined;
  const pair = decodeText(Buffer.from(encoded, "base64"));
  const colon = pair.indexOf(":");
  return colon === -1 ? undefined : { name: pair.slice(0, colon), password: pair.slice(colon + 1) };
}
