import type { TestGateway } from "./gateway.ts";

/** Signs in as a browser does, with the password `secret`; gives the session's ID, and the cookie as the browser sends it. */
export async function signInToV1(gateway: Pick<TestGateway, "url">, name: string, agent = "Firefox") {
  const response = await fetch(`${gateway.url}/api/v1/sessions`, {
    method: "POST",
    headers: { "content-type": "application/json", "user-agent": agent },
    body: JSON.stringify({ name, password: "secret" }),
  });
  const { id } = (await response.json()) as { id: string };
  const setCookie = response.headers.get("set-cookie") ?? "";
  return { id, setCookie, headers: { cookie: setCookie.split(";", 1)[0] ?? "" } };
}

/** Makes a token of this user, whose password is `secret`; gives its ID, and the header that its program sends. */
export async function tokenOfV1(
  gateway: Pick<TestGateway, "as">,
  user: string,
  asked: { name?: string; permissions?: readonly string[]; expiresAt?: string } = {},
) {
  const body = JSON.stringify({ name: crypto.randomUUID(), ...asked });
  const response = await gateway.as(user)("/api/v1/tokens", { method: "POST", body });
  const { id, token } = (await response.json()) as { id: number; token: string };
  return { id, token, headers: { authorization: `Bearer ${token}` } };
}
