import { expect, test } from "bun:test";
import { createAuthenticator, createKnownAddresses, verifyPassword } from "../../lib/auth/index.ts";
import { ok } from "../../lib/result.ts";
import type { Store } from "../../lib/store/index.ts";
import { eachDatabase } from "../support/database.ts";
import { recordEvents } from "../support/recorded-events.ts";

const SHARED = "192.0.2.1";
const MINUTE_MS = 60_000;
/** Of the password `secret 1` and so on: cheap ones, since what they cost is not the question. */
const hashOf = (password: string) => Bun.password.hash(password, { algorithm: "argon2id", memoryCost: 8, timeCost: 1 });

/** A gateway with `count` users, all of whom have signed in from one address before it was started again. */
async function startShared(store: Store, count: number) {
  const names = Array.from({ length: count }, (_, index) => `script${index}`);
  for (const [index, name] of names.entries()) {
    await store.users.add({ name, passwordHash: await hashOf(`secret ${index}`), permissions: ["http-api"] });
  }
  const time = { now: 1_700_000_000_000 };
  const lookedAt: string[] = [];
  const found: string[] = [];
  const authenticator = createAuthenticator({
    users: {
      generation: store.users.generation,
      findByName(name) {
        found.push(name);
        return store.users.findByName(name);
      },
    },
    events: recordEvents(),
    now: () => time.now,
    known: createKnownAddresses({ now: () => time.now, kept: names.map((name) => ({ name, network: SHARED })) }),
    verify(hash, password) {
      lookedAt.push(password);
      return verifyPassword(hash, password);
    },
  });
  const sign = (name: string, password: string, address = SHARED) =>
    authenticator.authenticate({ name, password, address });
  return { names, time, lookedAt, found, sign };
}

eachDatabase("many users behind one address", (databases) => {
  test("of 39 scripts, 13 with an old password, every other one gets in, and each password is looked at once", async () => {
    const { names, time, lookedAt, sign } = await startShared(await databases.open(), 39);
    const isOld = (index: number) => index % 3 === 0;
    const round = async () => {
      const results = await Promise.all(
        names.map((name, index) => sign(name, isOld(index) ? `old ${index}` : `secret ${index}`)),
      );
      return results.map(({ ok }) => ok);
    };
    const first = await round();
    expect(first.filter((ok) => ok).length).toBeGreaterThanOrEqual(13);
    for (let minute = 0; minute < 10; minute++) {
      time.now += MINUTE_MS;
      expect(await round()).toEqual(names.map((_, index) => !isOld(index)));
    }
    expect(lookedAt).toHaveLength(39);
  });

  test("a change of one password costs the other scripts nothing, even while their address must wait", async () => {
    const store = await databases.open();
    const { names, lookedAt, sign } = await startShared(store, 12);
    for (const [index, name] of names.entries()) await sign(name, `secret ${index}`);
    const passwordHash = await hashOf("changed");
    await store.users.change("script0", () => ok({ passwordHash }));
    for (let guess = 0; guess < 12; guess++) await sign(`stranger${guess}`, "guess");
    expect(await sign("stranger", "guess")).toMatchObject({ problem: { kind: "throttled" } });
    const before = lookedAt.length;
    for (const [index, name] of names.entries()) {
      expect(await sign(name, `secret ${index}`)).toMatchObject(index === 0 ? { ok: false } : { ok: true });
    }
    expect(lookedAt).toHaveLength(before);
  });

  test("guesses at seven users known there get 15 in the first minute, not 15 each", async () => {
    const { names, time, lookedAt, sign } = await startShared(await databases.open(), 7);
    for (let guess = 0; guess < 700; guess++) {
      await sign(names[guess % 7] ?? "", `guess ${guess}`);
      time.now += MINUTE_MS / 700;
    }
    expect(lookedAt.length).toBeLessThanOrEqual(15);
  });

  test("guesses that are not looked at are not compared without end with the password known to be right", async () => {
    const { time, lookedAt, sign } = await startShared(await databases.open(), 1);
    expect(await sign("script0", "secret 0")).toMatchObject({ ok: true });
    for (let guess = 0; guess < 30; guess++) await sign("script0", `guess ${guess}`);
    expect(lookedAt).toHaveLength(11);
    expect(await sign("script0", "secret 0")).toMatchObject({ problem: { kind: "throttled" } });
    // From elsewhere it is not compared at all.
    for (let guess = 0; guess < 10; guess++) await sign(`stranger${guess}`, "guess", "203.0.113.9");
    expect(await sign("script0", "secret 0", "203.0.113.9")).toMatchObject({ problem: { kind: "throttled" } });
    time.now += MINUTE_MS;
    expect(await sign("script0", "secret 0")).toMatchObject({ ok: true });
  });

  test("known names, unknown names and disabled users get the same answers after the same work", async () => {
    const store = await databases.open();
    const { lookedAt, found, sign } = await startShared(store, 5);
    await store.users.change("script1", () => ok({ disabled: true }));
    const names = ["script0", "nobody", "script1", "no body", "script2", "\u0301", "script3", "never", "script4"];
    const results = await Promise.all(names.map((name) => sign(name, `guess at ${name}`)));
    expect(results).toEqual(names.map(() => ({ ok: false, problem: { kind: "wrong" } })));
    expect(lookedAt.toSorted()).toEqual(names.map((name) => `guess at ${name}`).toSorted());
    // Two at a time, in the order in which they came: those who are known there are not taken first.
    expect(found).toEqual(names);
    for (let guess = 0; guess < 10; guess++) await sign("nobody", `${guess}`);
    const waiting = await Promise.all(["script0", "nobody", "script1", "never seen"].map((name) => sign(name, "next")));
    expect(new Set(waiting.map((result) => JSON.stringify(result))).size).toBe(1);
    expect(waiting[0]).toMatchObject({ problem: { kind: "throttled" } });
  });
});
