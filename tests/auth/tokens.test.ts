import { expect, test } from "bun:test";
import { decodeJwt, SignJWT, UnsecuredJWT } from "jose";
import {
  createTokens,
  createUserAdministration,
  TOKEN_LIFE_MS,
  type UserAdministration,
} from "../../lib/auth/index.ts";
import { createMemoryUsers } from "../support/memory-users.ts";
import { recordEvents } from "../support/recorded-events.ts";

const SECRET = new Uint8Array(32).fill(7);
const NOON = 1_700_000_000_000;

/** Tokens over users in memory: `anna` with the password `secret`, `bernd` with another. */
async function startTokens() {
  const users = createMemoryUsers();
  const time = { now: NOON };
  const now = () => time.now;
  const administration = createUserAdministration({ users, events: recordEvents() });
  await administration.create({ name: "anna", password: "secret", permissions: ["rest-api"] });
  await administration.create({ name: "bernd", password: "another", permissions: ["web"] });
  const make = (secret = SECRET) => createTokens({ users, secret, now });
  const tokens = make();
  const userOf = async (name: string) => {
    const user = (await users.list()).find((each) => each.name === name);
    if (user === undefined) throw new Error(`no user ${name}`);
    return user;
  };
  const signIn = async (name = "anna") => {
    const issue = await tokens.prepare(name);
    const token = await issue(await userOf(name.toLowerCase()));
    if (token === undefined) throw new Error(`no token for ${name}`);
    return token;
  };
  return { users, time, administration, tokens, signIn, make, userOf };
}

test("a token stands for its user for an hour", async () => {
  const { tokens, signIn, time } = await startTokens();
  const { jwt, expiresAt } = await signIn("ANNA");
  expect(expiresAt).toBe(NOON + TOKEN_LIFE_MS);
  expect(decodeJwt(jwt).exp).toBe(expiresAt / 1000);
  expect(await tokens.read(jwt)).toEqual({ id: 1, name: "anna", disabled: false, permissions: ["rest-api"] });
  time.now = NOON + TOKEN_LIFE_MS - 1;
  expect(await tokens.read(jwt)).toMatchObject({ name: "anna" });
  time.now = NOON + TOKEN_LIFE_MS;
  expect(await tokens.read(jwt)).toBeUndefined();
});

test("a change between the look at the password and the token leaves no token that is good", async () => {
  const { tokens, administration, userOf } = await startTokens();
  const issue = await tokens.prepare("anna");
  const anna = await userOf("anna");
  await administration.changePassword("anna", "new-secret");
  const token = await issue(anna);
  expect(await tokens.read(token?.jwt ?? "")).toBeUndefined();
});

test("there is no token for somebody else, nor for who was not there before", async () => {
  const { tokens, userOf } = await startTokens();
  const bernd = await userOf("bernd");
  expect(await (await tokens.prepare("anna"))(bernd)).toBeUndefined();
  expect(await (await tokens.prepare("nobody"))(bernd)).toBeUndefined();
});

test.each<[string, (users: UserAdministration) => Promise<unknown>]>([
  ["a new password", (users) => users.changePassword("anna", "new-secret")],
  ["the same password once more", (users) => users.changePassword("anna", "secret")],
  [
    "a permission granted",
    (users) => users.change("anna", ({ permissions }) => ({ permissions: [...permissions, "web"] })),
  ],
  ["a permission taken", (users) => users.change("anna", () => ({ permissions: [] }))],
  ["being disabled", (users) => users.change("anna", () => ({ disabled: true }))],
  [
    "being disabled and enabled",
    async (users) => {
      await users.change("anna", () => ({ disabled: true }));
      await users.change("anna", () => ({ disabled: false }));
    },
  ],
  ["being removed", (users) => users.remove("anna")],
  [
    "being removed and made anew",
    async (users) => {
      await users.remove("anna");
      await users.create({ name: "anna", password: "secret", permissions: ["rest-api"] });
    },
  ],
])("%s ends a user's tokens at once, and nobody else's", async (_, change) => {
  const { tokens, signIn, administration } = await startTokens();
  const annas = (await signIn()).jwt;
  const bernds = (await signIn("bernd")).jwt;
  expect(await tokens.read(annas)).toBeDefined();
  await change(administration);
  expect(await tokens.read(annas)).toBeUndefined();
  expect(await tokens.read(bernds)).toMatchObject({ name: "bernd" });
});

test("a token outlives a restart with the same secret, and no other", async () => {
  const { signIn, make } = await startTokens();
  const { jwt } = await signIn();
  expect(await make().read(jwt)).toMatchObject({ name: "anna" });
  expect(await make(new Uint8Array(32).fill(8)).read(jwt)).toBeUndefined();
  expect(() => make(new Uint8Array(31))).toThrow(TypeError);
});

test("what others have made is no token", async () => {
  const { tokens, signIn } = await startTokens();
  const { jwt } = await signIn();
  const claims = { name: "anna", rev: 0, sub: "1", iss: "aldis", exp: NOON / 1000 + 600 };
  const signed = (payload: object, alg = "HS256") =>
    new SignJWT({ ...payload })
      .setProtectedHeader({ alg })
      .sign(new Uint8Array(64).fill(7).subarray(0, alg === "HS256" ? 32 : 64));
  expect(await tokens.read(await signed(claims))).toMatchObject({ name: "anna" });
  const forged = [
    "",
    "a.b.c",
    jwt.slice(0, -2),
    new UnsecuredJWT(claims).encode(),
    await signed(claims, "HS512"),
    await signed({ ...claims, iss: "somebody" }),
    await signed({ ...claims, sub: "2" }),
    await signed({ ...claims, rev: 1 }),
    await signed({ ...claims, name: 7 }),
    await signed({ ...claims, exp: undefined }),
  ];
  for (const token of forged) expect({ token, user: await tokens.read(token) }).toEqual({ token, user: undefined });
});

test("reading a token again asks the store nothing", async () => {
  const { tokens, signIn, users } = await startTokens();
  const { jwt } = await signIn();
  await tokens.read(jwt);
  const before = users.lookups;
  const first = await tokens.read(jwt);
  for (let time = 0; time < 10; time++) expect(await tokens.read(jwt)).toBe(first);
  expect(users.lookups).toBe(before);
});
