import { afterAll, afterEach, beforeEach, describe, expect, test } from "bun:test";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { PERMISSIONS } from "../../../lib/auth/index.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { startTestProvider, type TestProvider } from "../../support/oidc-provider.ts";
import { createTestDatabase, hasPostgres } from "../../support/postgres.ts";
import { problemOf } from "../../support/v1.ts";

const ALL = Object.keys(PERMISSIONS);
const START = "/api/v1/single-sign-on/start";
const CALLBACK = "/api/v1/single-sign-on/callback";

/** Of all tests but the one that ends it: to start one takes a second. */
let running: Promise<TestProvider> | undefined;
afterAll(async () => (await running)?.[Symbol.asyncDispose]());

function claims(database: () => Promise<string[]>): void {
  let gateway: TestGateway;
  let provider: TestProvider;
  beforeEach(async () => {
    gateway = await startTestGateway(...(await database()));
    running ??= startTestProvider();
    provider = await running;
    await provider.serve(`${gateway.url}${CALLBACK}`);
    await gateway.addUser("root", ...ALL);
    await set({
      "oidc-issuer": provider.issuer,
      "oidc-client-id": "aldis",
      "oidc-client-secret": "the-secret",
      "oidc-groups": ["admins=administrator", "operators=sends-messages"],
      "oidc-create-users": "on",
    });
  });
  afterEach(() => gateway[Symbol.asyncDispose]());

  async function set(settings: object) {
    const body = JSON.stringify(settings);
    const headers = { "content-type": "application/merge-patch+json" };
    const response = await gateway.as("root")("/api/v1/settings", { method: "PATCH", headers, body });
    expect(response.status).toBe(200);
  }

  /** A browser that signs in at the provider; gives the address to which it is sent back, and what it brings. */
  async function goToProvider() {
    const cookies = new Map<string, string>();
    const headers = () => ({
      cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; "),
      "sec-fetch-mode": "navigate",
      "sec-fetch-site": "cross-site",
    });
    let url = new URL(`${gateway.url}${START}`);
    for (let hops = 0; hops < 12; hops++) {
      const response = await fetch(url, { redirect: "manual", headers: headers() });
      for (const cookie of response.headers.getSetCookie()) {
        const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
        cookies.set(name, value);
      }
      const location = response.headers.get("location");
      if (location === null) throw new Error(`${url.pathname}: ${response.status} ${await response.text()}`);
      url = new URL(location, url);
      if (url.pathname === CALLBACK) return { url, headers: headers() };
    }
    throw new Error("too many redirects");
  }

  const comeBack = ({ url, headers }: { url: URL; headers: Record<string, string> }) =>
    fetch(url, { redirect: "manual", headers });

  async function signIn(next: Parameters<TestProvider["next"]>[0]) {
    await provider.next(next);
    return comeBack(await goToProvider());
  }

  const signInByPassword = () =>
    fetch(`${gateway.url}/api/v1/sessions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name: "root", password: "secret" }),
    });

  async function whoHas(response: Response) {
    expect(response.status).toBe(303);
    expect(response.headers.get("location")).toBe("/");
    const cookie = response.headers
      .getSetCookie()
      .map((each) => each.split(";", 1)[0])
      .join("; ");
    const me = await fetch(`${gateway.url}/api/v1/me`, { headers: { cookie } });
    return (await me.json()) as { name: string; permissions: string[] };
  }

  test("who signs in at the provider becomes a user with what their groups give, each time", async () => {
    const berta = await whoHas(await signIn({ account: "berta", groups: ["operators", "others"] }));
    expect(berta).toMatchObject({ name: "berta", permissions: ["http-api", "rest-api", "web"] });
    const later = await whoHas(await signIn({ account: "berta", groups: ["admins"] }));
    expect(later).toMatchObject({ name: "berta", permissions: ALL.toSorted() });
    await problemOf(await signIn({ account: "berta", groups: [] }), 403);
    await gateway.events({ kind: "user.permissions-changed" }, 2);
    await gateway.events({ kind: "session.started", userName: "berta" }, 2);
  });

  test("nobody becomes a user without a group that opens the page, with the name of another, or when no users are made", async () => {
    await problemOf(await signIn({ account: "carl", groups: ["others"] }), 403);
    await problemOf(await signIn({ account: "root", groups: ["admins"] }), 403);
    await set({ "oidc-create-users": "off" });
    await problemOf(await signIn({ account: "carl", groups: ["admins"] }), 403);
    expect((await gateway.command(["user", "list"])).out).not.toContain("carl");
    const [event] = await gateway.events({ kind: "v1.refused" }, 3);
    expect(event?.message).toContain("id-of-carl");
  });

  test("a browser that is refused is sent to the page with the kind of the failure, and the event is the same", async () => {
    const refusedOf = async (answer: Promise<Response>) => {
      const response = await answer;
      expect(response.status).toBe(303);
      expect(response.headers.getSetCookie()).toEqual([]);
      return response.headers.get("location");
    };
    const page = { accept: "text/html,application/xhtml+xml" };
    await provider.next({ account: "carl", groups: ["others"] });
    const { url, headers } = await goToProvider();
    expect(await refusedOf(comeBack({ url, headers: { ...headers, ...page } }))).toBe("/?sign-in=nobody");
    const [event] = await gateway.events({ kind: "v1.refused" }, 1);
    expect(event?.message).toContain("id-of-carl");
    const callback = new URL(`${gateway.url}${CALLBACK}`);
    expect(await refusedOf(comeBack({ url: callback, headers: page }))).toBe("/?sign-in=not-begun");
    await set({ "oidc-issuer": null });
    expect(await refusedOf(comeBack({ url: new URL(`${gateway.url}${START}`), headers: page }))).toBe("/?sign-in=off");
  });

  test("a user is linked by the subject, and keeps their name", async () => {
    await set({ "oidc-create-users": "off", "oidc-groups": null });
    await gateway.addUser("dora", "web");
    const users = (await (await gateway.as("root")("/api/v1/users")).json()) as {
      items: { id: number; name: string }[];
    };
    const id = users.items.find(({ name }) => name === "dora")?.id;
    const link = { method: "PUT", body: JSON.stringify({ subject: "id-of-d.meier" }) };
    expect((await gateway.as("root")(`/api/v1/users/${id}/identity`, link)).status).toBe(204);
    expect(await whoHas(await signIn({ account: "d.meier" }))).toMatchObject({ name: "dora", permissions: ["web"] });
    await gateway.addUser("helper", "users", "rest-api");
    await problemOf(await gateway.as("helper")(`/api/v1/users/${id}/identity`, link), 403);
    await gateway.command(["user", "disable", "dora"]);
    await problemOf(await signIn({ account: "d.meier" }), 403);
  });

  test("identities are listed and unlinked, by oneself, by who manages users, and by the shell", async () => {
    const berta = { account: "berta", groups: ["admins"] };
    const { id } = (await whoHas(await signIn(berta))) as { name: string; permissions: string[]; id: number };
    const listed = async (path: string, user = "root") =>
      ((await (await gateway.as(user)(path)).json()) as { items: { id: string; issuer: string; subject: string }[] })
        .items;
    const [identity] = await listed(`/api/v1/users/${id}/identities`);
    expect(identity).toEqual({ id: expect.any(String), issuer: provider.issuer, subject: "id-of-berta" });
    expect(await listed("/api/v1/me/identities")).toEqual([]);
    const remove = (path: string, user = "root") => gateway.as(user)(path, { method: "DELETE" });
    await problemOf(await remove(`/api/v1/me/identities/${identity?.id}`), 404);
    await gateway.addUser("helper", "rest-api");
    await problemOf(await remove(`/api/v1/users/${id}/identities/${identity?.id}`, "helper"), 403);
    expect((await remove(`/api/v1/users/${id}/identities/${identity?.id}`)).status).toBe(204);
    await problemOf(await remove(`/api/v1/users/${id}/identities/${identity?.id}`), 404);
    // The name is taken: whoever has it here may be somebody else.
    await problemOf(await signIn(berta), 403);
    const [event] = await gateway.events({ kind: "identity.unlinked" });
    expect(event).toMatchObject({ userName: "root", message: "User berta can sign in at the provider no more" });

    const body = JSON.stringify({ subject: "id-of-berta" });
    await gateway.as("root")(`/api/v1/users/${id}/identity`, { method: "PUT", body });
    const cookie = (await signIn(berta)).headers
      .getSetCookie()
      .map((each) => each.split(";", 1)[0])
      .join("; ");
    const own = (path: string, method = "GET") =>
      fetch(`${gateway.url}/api/v1/me/identities${path}`, { method, headers: { cookie } });
    expect(await (await own("")).json()).toEqual({ items: [identity] });
    expect((await own(`/${identity?.id}`, "DELETE")).status).toBe(204);
    expect(await (await own("")).json()).toEqual({ items: [] });

    await gateway.as("root")(`/api/v1/users/${id}/identity`, { method: "PUT", body });
    const shell = (...more: string[]) => gateway.command(["user", "identities", "berta", ...more]);
    expect((await shell()).out).toContain(`${identity?.id}  ${provider.issuer}`);
    expect(await shell("--unlink", "another")).toMatchObject({ status: 1 });
    expect(await shell("--unlink", identity?.id ?? "")).toMatchObject({ status: 0 });
    expect((await shell()).out).toBe("berta is not linked to a provider\n");
  });

  test("a session by the provider needs no second factor here", async () => {
    await set({ "second-factor": "web" });
    const berta = await whoHas(await signIn({ account: "berta", groups: ["admins"] }));
    expect(berta).toMatchObject({ name: "berta", secondFactorRequired: false });
    const cookie = (await signInByPassword()).headers.get("set-cookie")?.split(";")[0] ?? "";
    const me = await fetch(`${gateway.url}/api/v1/me`, { headers: { cookie } });
    expect(await me.json()).toMatchObject({ name: "root", secondFactorRequired: true });
  });

  test("a wrong state, another browser and a used code are refused", async () => {
    await provider.next({ account: "berta", groups: ["admins"] });
    const wrongState = await goToProvider();
    wrongState.url.searchParams.set("state", "wrong");
    await problemOf(await comeBack(wrongState), 403);
    const { url, headers } = await goToProvider();
    await problemOf(await comeBack({ url, headers: { ...headers, cookie: "" } }), 403);
    await problemOf(await comeBack({ url, headers: (await goToProvider()).headers }), 403);
    const changed = headers.cookie.replace(/(aldis-sign-on-\d+=.{30})./, "$1!");
    await problemOf(await comeBack({ url, headers: { ...headers, cookie: changed } }), 403);
    const image = {
      ...headers,
      cookie: `${headers.cookie}; aldis-${new URL(url).port}=of-a-session`,
      "sec-fetch-mode": "no-cors",
    };
    await problemOf(await comeBack({ url, headers: image }), 403);
    expect((await comeBack({ url, headers })).status).toBe(303);
    await problemOf(await comeBack({ url, headers }), 403);
  });

  const hourAgo = Math.floor(Date.now() / 1000) - 3_600;
  test.each([
    ["OAUTH_JWT_CLAIM_COMPARISON_FAILED nonce", { claims: { nonce: "of-another-sign-in" } }],
    ["OAUTH_JWT_CLAIM_COMPARISON_FAILED aud", { claims: { aud: "another-client" } }],
    ["OAUTH_JWT_CLAIM_COMPARISON_FAILED iss", { claims: { iss: "https://login.example.org" } }],
    ["OAUTH_JWT_TIMESTAMP_CHECK_FAILED exp", { claims: { iat: hourAgo - 60, exp: hourAgo } }],
    ["OAUTH_INVALID_RESPONSE", { signedBy: "stranger" as const }],
  ])("an ID token with a wrong claim is refused, and a right one is not: %s", async (code, wrong) => {
    const berta = { account: "berta", groups: ["admins"] };
    await problemOf(await signIn({ ...berta, ...wrong }), 403);
    const [event] = await gateway.events({ kind: "v1.refused" });
    expect(event?.message).toContain(code);
    expect((await gateway.command(["user", "list"])).out).not.toContain("berta");
    expect((await signIn({ ...berta, claims: {} })).status).toBe(303);
  });

  test("passwords are taken until an administrator has signed in at the provider, and for an hour after a new one", async () => {
    await set({ "password-sign-in": "off" });
    expect((await signInByPassword()).status).toBe(201);
    await whoHas(await signIn({ account: "berta", groups: ["operators"] }));
    expect((await signInByPassword()).status).toBe(201);
    await whoHas(await signIn({ account: "berta", groups: ["admins"] }));
    await problemOf(await signInByPassword(), 403);
    expect((await gateway.as("root")("/api/v1/me")).status).toBe(200);
    await gateway.command(["user", "passwd", "root", "--password-stdin"], "secret\n");
    expect((await signInByPassword()).status).toBe(201);
  });

  test("the redirect URI and the cookie follow the public URL", async () => {
    const shared = gateway.database.startsWith("postgres") ? ["--database", gateway.database] : [];
    const options = [
      "--public-url",
      "https://host.example/sms",
      "--oidc-issuer",
      provider.issuer,
      "--oidc-client-id",
      "aldis",
    ];
    await using behind = await startTestGateway(...shared, ...options);
    if (shared.length > 0) {
      // Gateways on one database have one key.
      copyFileSync(join(gateway.data, "secret.key"), join(behind.data, "secret.key"));
      await behind.restart();
    }
    const response = await fetch(`${behind.url}${START}`, { redirect: "manual" });
    const asked = new URL(response.headers.get("location") ?? "").searchParams;
    expect(asked.get("redirect_uri")).toBe(`https://host.example/sms${CALLBACK}`);
    expect(asked.get("code_challenge_method")).toBe("S256");
    const [cookie] = response.headers.getSetCookie();
    expect(cookie).toMatch(
      /^__Secure-aldis-sign-on=[\w-]+; Max-Age=600; Path=\/sms\/api\/v1\/single-sign-on; HttpOnly; SameSite=Lax; Secure$/,
    );
    expect(cookie).not.toContain(asked.get("nonce"));
  });

  test("passwords are taken while the provider cannot be reached", async () => {
    await whoHas(await signIn({ account: "berta", groups: ["admins"] }));
    await set({ "password-sign-in": "off" });
    await problemOf(await signInByPassword(), 403);
    await provider[Symbol.asyncDispose]();
    running = undefined;
    await gateway.restart();
    expect((await signInByPassword()).status).toBe(201);
    await problemOf(await fetch(`${gateway.url}${START}`), 503);
  });
}

describe("on SQLite", () => claims(async () => []));
describe.skipIf(!hasPostgres())("on PostgreSQL", () => claims(async () => ["--database", await createTestDatabase()]));
