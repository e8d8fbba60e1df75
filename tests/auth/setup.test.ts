import { expect, test } from "bun:test";
import { createSetup, PERMISSIONS, SETUP_MINUTES } from "../../lib/auth/index.ts";
import type { Store } from "../../lib/store/index.ts";
import { eachDatabase } from "../support/database.ts";
import { recordEvents } from "../support/recorded-events.ts";

const NOON = 1_700_000_000_000;
const MINUTE = 60_000;
const ADDRESS = "192.0.2.7";
const ANNA = { name: "Anna", password: "secret" };

eachDatabase("the set-up link", (databases) => {
  const time = { now: NOON };

  function setupOn(store: Store) {
    const events = recordEvents();
    const setup = createSetup({ store: store.setup, events, now: () => time.now });
    const complete = async (code: string | undefined, more: Partial<typeof ANNA & { address: string }> = {}) => {
      const { address = ADDRESS, ...asked } = { ...ANNA, ...more };
      const done = await setup.complete({ code: code ?? "", ...asked }, address);
      return done.ok ? done.value.name : done.problem.kind;
    };
    return { setup, events, complete, store };
  }

  async function start() {
    time.now = NOON;
    return setupOn(await databases.open());
  }

  test("makes an administrator, once", async () => {
    const { setup, complete, events, store } = await start();
    const code = await setup.offer();
    expect(await complete(code)).toBe("Anna");
    const users = await store.users.list();
    expect(users).toMatchObject([{ name: "Anna", permissions: Object.keys(PERMISSIONS).sort() }]);
    expect(await complete(code, { name: "Berta" })).toBe("code-not-valid");
    expect(await setup.offer()).toBeUndefined();
    expect(events.all.map(({ kind }) => kind)).toEqual(["setup.offered", "setup.completed"]);
    expect(JSON.stringify(events.all)).not.toContain(code ?? "");
  });

  test("holds for 30 minutes, and until another is made", async () => {
    const { setup, complete } = await start();
    const first = await setup.offer();
    time.now = NOON + SETUP_MINUTES * MINUTE;
    expect(await complete(first)).toBe("code-not-valid");
    const second = await setup.offer();
    const third = await setup.offer();
    expect(await complete(second)).toBe("code-not-valid");
    time.now += SETUP_MINUTES * MINUTE - 1;
    expect(await complete(third)).toBe("Anna");
  });

  test.each(["users", "permissions"] as const)("does not hold once somebody with %s was added", async (held) => {
    const { setup, complete, store } = await start();
    const code = await setup.offer();
    await store.users.add({ name: "berta", passwordHash: "hash", permissions: [held] });
    expect((await setup.check(code ?? "", ADDRESS)).ok).toBe(false);
    expect(await complete(code)).toBe("code-not-valid");
    expect(await setup.offer()).toBeUndefined();
    expect((await store.users.list()).map(({ name }) => name)).toEqual(["berta"]);
  });

  test("outlasts users who manage nobody, so that a gateway with programs alone still gets its administrator", async () => {
    const { setup, complete, store } = await start();
    const code = await setup.offer();
    await store.users.add({ name: "apiuser", passwordHash: "hash", permissions: ["http-api", "web"] });
    expect((await setup.check(code ?? "", ADDRESS)).ok).toBe(true);
    expect(await complete(code)).toBe("Anna");
    expect(await setup.offer()).toBeUndefined();
  });

  test("is not used up by a name or password that is refused", async () => {
    const { setup, complete } = await start();
    const code = await setup.offer();
    expect(await complete(code, { name: "a:b" })).toBe("name-invalid");
    expect(await complete(code, { password: "abc" })).toBe("password-too-short");
    expect(await complete(code, { password: "ANNA", name: "anna" })).toBe("password-too-short");
    expect(await complete(code)).toBe("Anna");
  });

  test("is guessed no oftener than a password, and one network's guesses lock nobody else out", async () => {
    const { setup, complete } = await start();
    const code = await setup.offer();
    const guesses = [];
    for (let guess = 0; guess < 12; guess++) guesses.push(await complete("x".repeat(43)));
    expect(guesses).toEqual([...Array(10).fill("code-not-valid"), "throttled", "throttled"]);
    expect(await complete(code)).toBe("throttled");
    expect(await complete(code, { address: "198.51.100.1" })).toBe("Anna");
  });

  test("used through two gateways at once makes one user", async () => {
    time.now = NOON;
    const url = await databases.create();
    const [one, two] = [setupOn(await databases.open({ url })), setupOn(await databases.open({ url }))];
    const code = await one.setup.offer();
    const made = await Promise.all(
      [one, two, one, two].map((gateway, at) => gateway.complete(code, { name: `anna ${at}` })),
    );
    expect(made.filter((each) => each === "code-not-valid")).toHaveLength(3);
    expect((await two.store.users.list()).map(({ name }) => name)).toEqual(
      made.filter((each) => each !== "code-not-valid"),
    );
  });
});
