import { expect, test } from "bun:test";
import { createSecondFactors, createSecretBox, SECRET_KEY_BYTES, type User } from "../../lib/auth/index.ts";
import { no, ok } from "../../lib/result.ts";
import type { Store } from "../../lib/store/index.ts";
import { eachDatabase } from "../support/database.ts";
import { codeAt, stepAt } from "../support/one-time-code.ts";
import { recordEvents } from "../support/recorded-events.ts";

const NOON = 1_700_000_000_000;
const NOW = stepAt(NOON);

test.each([
  [59, "287082"],
  [1_111_111_109, "081804"],
  [1_111_111_111, "050471"],
  [1_234_567_890, "005924"],
  [2_000_000_000, "279037"],
])("the tests' own codes are those of RFC 6238, appendix B: at %d", (seconds, code) => {
  // "12345678901234567890"
  expect(codeAt("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", stepAt(seconds * 1_000))).toBe(code);
});

eachDatabase("second factors", (databases) => {
  const time = { now: NOON };

  function factorsOn(store: Store, key = 1) {
    const events = recordEvents();
    const box = createSecretBox(new Uint8Array(SECRET_KEY_BYTES).fill(key));
    const factors = createSecondFactors({
      store: store.secondFactors,
      box: async () => ok(box),
      events,
      now: () => time.now,
    });
    return { factors, events, store };
  }

  async function userOf(store: Store, name = "anna"): Promise<User> {
    const user = await store.users.add({ name, passwordHash: "hash", permissions: [] });
    if (user === "name-taken") throw new Error(name);
    return user;
  }

  /** A gateway with a user whose second factor was turned on at noon. */
  async function start() {
    time.now = NOON;
    const url = await databases.create();
    const gateway = factorsOn(await databases.open({ url }));
    const anna = await userOf(gateway.store);
    const begun = await gateway.factors.begin(anna);
    if (!begun.ok) throw new Error(begun.problem.kind);
    const { key: secret, uri } = begun.value;
    const confirmed = await gateway.factors.confirm(anna, codeAt(secret, NOW));
    if (!confirmed.ok) throw new Error(confirmed.problem.kind);
    const check = async (code?: string, at = gateway.factors) => {
      const checked = await at.check(anna, code);
      return checked.ok ? "in" : checked.problem.kind;
    };
    return { ...gateway, url, anna, secret, uri, codes: confirmed.value, check };
  }

  test("counts once a code of it was shown, and not before", async () => {
    time.now = NOON;
    const { factors, store, events } = factorsOn(await databases.open());
    const anna = await userOf(store);
    expect(await factors.confirm(anna, "123456")).toEqual(no({ kind: "none" }));
    const first = await factors.begin(anna);
    expect(await factors.check(anna, undefined)).toEqual(ok(undefined));
    const second = await factors.begin(anna);
    if (!first.ok || !second.ok) throw new Error("not begun");
    expect(second.value.uri).toBe(
      `otpauth://totp/Aldis:anna?issuer=Aldis&secret=${second.value.key}&algorithm=SHA1&digits=6&period=30`,
    );
    const replaced = await factors.confirm(anna, codeAt(first.value.key, NOW));
    expect(replaced).toEqual(no({ kind: "wrong" }));
    expect(await factors.stateOf(anna)).toEqual({ enabled: false, recoveryCodesLeft: 0 });
    const confirmed = await factors.confirm(anna, codeAt(second.value.key, NOW));
    expect(confirmed).toMatchObject({ ok: true, value: { length: 10 } });
    expect(await factors.stateOf(anna)).toEqual({ enabled: true, recoveryCodesLeft: 10 });
    expect(await factors.check(anna, undefined)).toEqual(no({ kind: "needed" }));
    expect(await factors.begin(anna)).toEqual(no({ kind: "confirmed" }));
    expect(events.all).toMatchObject([{ kind: "second-factor.added", userName: "anna" }]);
  });

  test("takes codes of the step before and after, and none of another", async () => {
    const { secret, check } = await start();
    time.now = NOON + 10 * 30_000;
    const codes = [-2, 2, -1, 0, 1].map((steps) => codeAt(secret, NOW + 10 + steps));
    const outcomes = [];
    for (const code of codes) outcomes.push(await check(code));
    expect(outcomes).toEqual(["wrong", "wrong", "in", "in", "in"]);
  });

  test("takes a code once, in all gateways together, and none of an earlier step after it", async () => {
    const { secret, check, url } = await start();
    expect(await check(codeAt(secret, NOW))).toBe("wrong");
    time.now = NOON + 5 * 30_000;
    const elsewhere = factorsOn(await databases.open({ url })).factors;
    const code = codeAt(secret, NOW + 5);
    const both = await Promise.all([check(code), check(code, elsewhere), check(code), check(code, elsewhere)]);
    expect(both.toSorted()).toEqual(["in", "wrong", "wrong", "wrong"]);
    expect(await check(codeAt(secret, NOW + 4))).toBe("wrong");
    expect(await check(codeAt(secret, NOW + 6), elsewhere)).toBe("in");
  });

  test("takes each recovery code once, however it is typed", async () => {
    const { codes, check, factors, anna, events, url } = await start();
    const [first = "", second = ""] = codes;
    expect(new Set(codes).size).toBe(10);
    expect(await check(` ${first.replace("-", " ").toUpperCase()} `)).toBe("in");
    expect(await check(first)).toBe("wrong");
    const elsewhere = factorsOn(await databases.open({ url })).factors;
    const both = await Promise.all([check(second), check(second, elsewhere)]);
    expect(both.toSorted()).toEqual(["in", "wrong"]);
    expect(await factors.stateOf(anna)).toEqual({ enabled: true, recoveryCodesLeft: 8 });
    expect(events.all[1]).toMatchObject({
      kind: "second-factor.recovery-code-used",
      userName: "anna",
      details: { left: 9 },
    });
  });

  test("is guessed no oftener than a password, and right codes are no guesses", async () => {
    const { secret, check } = await start();
    for (let step = 1; step <= 15; step++) {
      time.now = NOON + step * 30_000;
      expect(await check(codeAt(secret, NOW + step))).toBe("in");
    }
    const outcomes = [];
    for (let guess = 0; guess < 12; guess++) outcomes.push(await check("xxxxx-xxxxx"));
    expect(outcomes).toEqual([...Array(10).fill("wrong"), "throttled", "throttled"]);
    expect(await check(codeAt(secret, NOW + 16))).toBe("throttled");
    time.now += 60_000;
    expect(await check(codeAt(secret, NOW + 17))).toBe("in");
  });

  test("is guessed no oftener at several gateways and over restarts, and no oftener at once than one after another", async () => {
    const { check, url, secret } = await start();
    const gateways = await Promise.all([1, 2, 3].map(async () => factorsOn(await databases.open({ url })).factors));
    const wrong = await Promise.all(Array.from({ length: 60 }, (_, at) => check("xxxxx-xxxxx", gateways[at % 3])));
    expect(wrong.filter((outcome) => outcome === "wrong")).toHaveLength(10);
    const restarted = factorsOn(await databases.open({ url })).factors;
    time.now += 11_000;
    expect(await check("xxxxx-xxxxx", restarted)).toBe("throttled");
    time.now += 1_000;
    const next = await Promise.all([1, 2, 3, 4].map((_, at) => check("xxxxx-xxxxx", gateways[at % 3])));
    expect(next.toSorted()).toEqual(["throttled", "throttled", "throttled", "wrong"]);
    time.now += 24_000;
    expect(await check(codeAt(secret, stepAt(time.now)))).toBe("in");
    expect(await check(codeAt(secret, stepAt(time.now)))).toBe("wrong");
    expect(await check("xxxxx-xxxxx")).toBe("wrong");
    expect(await check("xxxxx-xxxxx")).toBe("throttled");
  });

  test("a clock that is set back locks nobody out", async () => {
    const { check, secret } = await start();
    for (let guess = 0; guess < 11; guess++) await check("xxxxx-xxxxx");
    time.now = NOON - 86_400_000;
    const before = codeAt(secret, stepAt(time.now));
    // Its step is used up by a later one; what counts is that it is looked at.
    expect(await check(before)).toBe("wrong");
  });

  test("says how long to wait", async () => {
    const { factors, anna } = await start();
    for (let guess = 0; guess < 10; guess++) await factors.check(anna, "xxxxx-xxxxx");
    time.now += 500;
    expect(await factors.check(anna, "xxxxx-xxxxx")).toEqual(no({ kind: "throttled", retryAfterSeconds: 12 }));
  });

  test("lies in the database sealed for its user: another key or another user's row opens nothing", async () => {
    const { secret, check, url, store, anna } = await start();
    const kept = await store.secondFactors.find(anna.id);
    expect(kept?.sealed).not.toContain(secret);
    const withOtherKey = factorsOn(await databases.open({ url }), 2).factors;
    expect(await check(codeAt(secret, NOW + 1), withOtherKey)).toBe("unusable");
    const bernd = await userOf(store, "bernd");
    await store.secondFactors.begin(bernd.id, kept?.sealed ?? "");
    const { factors } = factorsOn(store);
    expect(await factors.confirm(bernd, codeAt(secret, NOW + 1))).toMatchObject({
      problem: { kind: "unusable" },
    });
    expect(await check(codeAt(secret, NOW + 1))).toBe("in");
  });

  test("is turned off with its recovery codes, and ends with its user", async () => {
    const { factors, anna, check, codes, events, store } = await start();
    expect(await factors.remove(anna, "admin")).toBe(true);
    expect(await check()).toBe("in");
    expect(await factors.remove(anna, "admin")).toBe(false);
    expect(events.all.at(-1)).toMatchObject({ kind: "second-factor.removed", userName: "admin" });
    const again = await factors.begin(anna);
    if (!again.ok) throw new Error(again.problem.kind);
    await factors.confirm(anna, codeAt(again.value.key, NOW));
    expect(await check(codes[0])).toBe("wrong");
    await store.users.change(anna.id, () => ok("remove" as const));
    expect(await factors.stateOf(anna)).toEqual({ enabled: false, recoveryCodesLeft: 0 });
  });
});
