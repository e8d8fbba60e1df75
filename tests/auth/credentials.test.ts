import { expect, test } from "bun:test";
import { createAuthenticator, createUserAdministration, verifyPassword } from "../../lib/auth/index.ts";
import { createMemoryUsers } from "../support/memory-users.ts";
import { recordEvents } from "../support/recorded-events.ts";

const HOME = "10.0.0.1";
const ELSEWHERE = "10.6.6.6";

/** An authenticator over a user `apiuser` with the password `secret`; `hashes` counts how often the slow check ran. */
async function start(options: { capacity?: number } = {}) {
  const users = createMemoryUsers();
  const events = recordEvents();
  const administration = createUserAdministration({ users, events: recordEvents() });
  await administration.create({ name: "apiuser", password: "secret", permissions: ["http-api"] });
  const time = { now: 1_000_000 };
  const count = { hashes: 0, atOnce: 0, mostAtOnce: 0 };
  const authenticator = createAuthenticator({
    ...options,
    users,
    events,
    now: () => time.now,
    async verify(hash, password) {
      count.hashes++;
      count.mostAtOnce = Math.max(count.mostAtOnce, ++count.atOnce);
      const result = await verifyPassword(hash, password);
      count.atOnce--;
      return result;
    },
  });
  const sign = (password = "secret", address = HOME, name = "apiuser") =>
    authenticator.authenticate({ name, password, address });
  const guess = async (times: number, address: string, name = "apiuser") => {
    for (let i = 0; i < times; i++) await sign(`guess ${i}`, address, name);
  };
  return { users, administration, events, time, count, sign, guess };
}

test("the right password gives the user, without its hash", async () => {
  const { sign } = await start();
  const result = await sign();
  expect(result).toEqual({ ok: true, value: { id: 1, name: "apiuser", disabled: false, permissions: ["http-api"] } });
});

test("the name is compared without case", async () => {
  const { sign } = await start();
  expect(await sign("secret", HOME, "ApiUser")).toMatchObject({ ok: true });
});

test.each([
  ["a wrong password", "wrong!", "apiuser"],
  ["the password in other case", "Secret", "apiuser"],
  ["an unknown user", "secret", "nobody"],
  ["a name longer than any", "secret", "n".repeat(100_000)],
  ["an empty name", "secret", ""],
])("%s is wrong, after the same work", async (_, password, name) => {
  const { sign, count } = await start();
  expect(await sign(password, HOME, name)).toEqual({ ok: false, problem: { kind: "wrong" } });
  expect(count.hashes).toBe(1);
});

test("the slow hash is paid once for many requests", async () => {
  const { sign, count, users } = await start();
  for (let i = 0; i < 50; i++) expect(await sign()).toMatchObject({ ok: true });
  expect(count.hashes).toBe(1);
  expect(users.lookups).toBe(1);
});

test("equal requests that come at once share one hash", async () => {
  const { sign, count } = await start();
  const results = await Promise.all(Array.from({ length: 64 }, () => sign()));
  expect(results.every((result) => result.ok)).toBe(true);
  expect(count.hashes).toBe(1);
});

test("a wrong password that is sent again is looked at once and counts once", async () => {
  const { sign, count } = await start();
  for (let time = 0; time < 100; time++)
    expect(await sign("wrong!")).toEqual({ ok: false, problem: { kind: "wrong" } });
  expect(count.hashes).toBe(1);
  expect(await sign()).toMatchObject({ ok: true });
});

test("a password known to be wrong is looked at again when it may have become the right one", async () => {
  const { sign, administration } = await start();
  expect(await sign("changed")).toEqual({ ok: false, problem: { kind: "wrong" } });
  await administration.changePassword("apiuser", "changed");
  expect(await sign("changed")).toMatchObject({ ok: true });
  await administration.change("apiuser", () => ({ disabled: true }));
  expect(await sign("changed")).toEqual({ ok: false, problem: { kind: "wrong" } });
  await administration.change("apiuser", () => ({ disabled: false }));
  expect(await sign("changed")).toMatchObject({ ok: true });
  expect(await sign("another", HOME, "newcomer")).toEqual({ ok: false, problem: { kind: "wrong" } });
  await administration.create({ name: "newcomer", password: "another", permissions: [] });
  expect(await sign("another", HOME, "newcomer")).toMatchObject({ ok: true });
});

test("a change of one user costs the others no slow hash", async () => {
  const { sign, count, administration } = await start();
  await administration.create({ name: "other", password: "password", permissions: [] });
  await sign();
  await sign("wrong!");
  await administration.changePassword("other", "changed");
  expect(await sign()).toMatchObject({ ok: true });
  expect(await sign("wrong!")).toEqual({ ok: false, problem: { kind: "wrong" } });
  expect(count.hashes).toBe(2);
});

test("wrong passwords do not push right ones out of the memory", async () => {
  const { sign, count } = await start({ capacity: 10 });
  await sign();
  for (let client = 0; client < 50; client++) await sign("guess", `10.1.0.${client}`, `user${client}`);
  expect(count.hashes).toBe(51);
  await sign();
  expect(count.hashes).toBe(51);
});

test("name and password are not mixed up in the cache", async () => {
  const { sign, administration } = await start();
  await administration.create({ name: "apiusers", password: "another", permissions: [] });
  await sign();
  expect(await sign("ecret", HOME, "apiusers")).toEqual({ ok: false, problem: { kind: "wrong" } });
});

test.each([
  [
    "password",
    (a: Administration) => a.changePassword("apiuser", "changed"),
    { ok: false, problem: { kind: "wrong" } },
  ],
  [
    "disabled",
    (a: Administration) => a.change("apiuser", () => ({ disabled: true })),
    { ok: false, problem: { kind: "wrong" } },
  ],
  ["removed", (a: Administration) => a.remove("apiuser"), { ok: false, problem: { kind: "wrong" } }],
  [
    "permissions",
    (a: Administration) => a.change("apiuser", () => ({ permissions: [] })),
    { ok: true, value: { permissions: [] } },
  ],
])("a change (%s) takes effect on the next request", async (_, change, expected) => {
  const { sign, administration } = await start();
  expect(await sign()).toMatchObject({ ok: true });
  expect(await change(administration)).toMatchObject({ ok: true });
  expect(await sign()).toMatchObject(expected);
});

test("a change while the hash runs is not outlived by its result", async () => {
  const { users, administration } = await start();
  const changedMeanwhile = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const authenticator = createAuthenticator({
    users,
    events: recordEvents(),
    now: () => 0,
    async verify(hash, password) {
      begun.resolve();
      await changedMeanwhile.promise;
      return verifyPassword(hash, password);
    },
  });
  const credentials = { name: "apiuser", password: "secret", address: HOME };
  const early = authenticator.authenticate(credentials);
  await begun.promise;
  await administration.changePassword("apiuser", "changed");
  const late = authenticator.authenticate(credentials);
  changedMeanwhile.resolve();
  await early;
  expect(await late).toEqual({ ok: false, problem: { kind: "wrong" } });
  expect(await authenticator.authenticate(credentials)).toEqual({ ok: false, problem: { kind: "wrong" } });
});

test("two hashes run at a time, however many ask", async () => {
  const { count, sign } = await start();
  await Promise.all(Array.from({ length: 8 }, (_, i) => sign(`guess ${i}`, `10.0.1.${i}`, `user${i}`)));
  expect(count.hashes).toBe(8);
  expect(count.mostAtOnce).toBe(2);
});

test("after ten wrong passwords nobody looks at the next, not even at the right one", async () => {
  const { sign, guess, count, time } = await start();
  await guess(10, ELSEWHERE);
  expect(await sign("secret", ELSEWHERE)).toEqual({ ok: false, problem: { kind: "throttled", retryAfterSeconds: 12 } });
  expect(count.hashes).toBe(10);
  time.now += 12_000;
  expect(await sign("secret", ELSEWHERE)).toMatchObject({ ok: true });
});

test("a hundred guesses at once are throttled as those one after another", async () => {
  const { sign, count } = await start();
  const results = await Promise.all(Array.from({ length: 100 }, (_, i) => sign(`guess ${i}`, ELSEWHERE)));
  expect(count.hashes).toBe(10);
  expect(results.filter((result) => !result.ok && result.problem.kind === "throttled")).toHaveLength(90);
});

test("ten minutes of guessing get at most 10 and 5 a minute", async () => {
  const { guess, count, time } = await start();
  for (let second = 0; second < 600; second += 4) {
    await guess(2, ELSEWHERE);
    time.now += 4_000;
  }
  expect(count.hashes).toBeLessThanOrEqual(10 + 50);
});

test("guessing a user's password from elsewhere does not lock the user out at home", async () => {
  const { sign, guess } = await start();
  await sign();
  await guess(200, ELSEWHERE);
  expect(await sign()).toMatchObject({ ok: true });
});

test("the user is not locked out at home when the cache was emptied by a change either", async () => {
  const { sign, guess, administration } = await start();
  await sign();
  await guess(200, ELSEWHERE);
  await administration.create({ name: "another", password: "password", permissions: [] });
  expect(await sign()).toMatchObject({ ok: true });
});

test("a good password does not give its address new guesses", async () => {
  const { sign, guess, count } = await start();
  await sign();
  for (let i = 0; i < 5; i++) {
    await guess(10, HOME, "victim");
    expect(await sign()).toMatchObject({ ok: true });
  }
  expect(count.hashes).toBe(10 + 1);
});

test("a failing store is no wrong password", async () => {
  const users = createMemoryUsers();
  const authenticator = createAuthenticator({
    users: { generation: users.generation, findByName: () => Promise.reject(new Error("disk")) },
    events: recordEvents(),
    now: () => 0,
  });
  for (let i = 0; i < 15; i++) {
    const attempt = authenticator.authenticate({ name: "apiuser", password: `${i}`, address: HOME });
    await expect(attempt).rejects.toThrow("disk");
  }
});

test("throttling is an event that names user and address, never a password", async () => {
  const { guess, events } = await start();
  await guess(10, ELSEWHERE);
  expect(events.ofKind("auth.throttled")).toMatchObject([
    { severity: "warning", userName: "apiuser", address: ELSEWHERE, details: { retryAfterSeconds: 12 } },
  ]);
  expect(JSON.stringify(events.all)).not.toContain("guess");
});

type Administration = ReturnType<typeof createUserAdministration>;
