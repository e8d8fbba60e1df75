import { describe, expect, test } from "bun:test";
import { createSessions, createUserAdministration, hashPassword, type Sessions } from "../../lib/auth/index.ts";
import { ok } from "../../lib/result.ts";
import type { Store } from "../../lib/store/index.ts";
import { eachDatabase } from "../support/database.ts";
import { recordEvents } from "../support/recorded-events.ts";
import { sqlOn } from "../support/sql.ts";

const NOON = 1_700_000_000_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const FROM = { address: "192.0.2.7", agent: "Firefox" };

eachDatabase("sessions", (databases) => {
  /** A gateway with the users `anna` and `bernd`. */
  async function start({ idleMs = 12 * HOUR, lifeMs = 30 * DAY } = {}) {
    const url = await databases.create();
    const time = { now: NOON };
    const open = async () => {
      const store = await databases.open({ url });
      const events = recordEvents();
      const now = () => time.now;
      const sessions = createSessions({ store: store.sessions, users: store.users, events, now, idleMs, lifeMs });
      return { store, events, sessions, users: createUserAdministration({ users: store.users, events }) };
    };
    const gateway = await open();
    for (const name of ["anna", "bernd"]) {
      await gateway.store.users.add({ name, passwordHash: await passwordHashOnce, permissions: ["web"] });
    }
    return { ...gateway, url, time, open };
  }

  async function signIn({ store, sessions }: { store: Store; sessions: Sessions }, name = "anna", from = FROM) {
    const begin = await sessions.prepare(name);
    const started = await begin(await userNamed(store, name), from);
    if (started === undefined) throw new Error(`${name} could not sign in`);
    return { ...started, id: started.session.id };
  }

  test("a session calls for its user, and its secret is nowhere in the database", async () => {
    const gateway = await start();
    const { id, secret, session } = await signIn(gateway);
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(id).not.toBe(secret);
    expect(session).toEqual({ id, userId: 1, createdAt: NOON, seenAt: NOON, byProvider: false, ...FROM });
    expect(await gateway.sessions.read(secret)).toEqual({
      user: { id: 1, name: "anna", disabled: false, permissions: ["web"] },
      sessionId: id,
      needsSecondFactor: false,
    });
    expect(await gateway.sessions.read(id)).toBeUndefined();
    expect(JSON.stringify(await sqlOn(gateway.url, "select * from sessions"))).not.toContain(secret);
    expect(gateway.events.all).toMatchObject([
      { kind: "session.started", userName: "anna", address: "192.0.2.7", message: "User anna signed in" },
    ]);
  });

  test.each(["", "x", "x".repeat(43), "x".repeat(100_000)])("a made-up secret calls for nobody", async (text) => {
    const gateway = await start();
    await signIn(gateway);
    expect(await gateway.sessions.read(text)).toBeUndefined();
  });

  test("ends 12 hours after its latest request, and not before", async () => {
    const gateway = await start();
    const { secret, id } = await signIn(gateway);
    for (let hour = 0; hour < 60; hour += 11) {
      gateway.time.now = NOON + hour * HOUR;
      expect(await gateway.sessions.read(secret)).toMatchObject({ sessionId: id });
    }
    gateway.time.now += 12 * HOUR;
    expect(await gateway.sessions.read(secret)).toBeUndefined();
    expect(await gateway.sessions.list({ id: 1 })).toEqual([]);
  });

  test("what a page asks in the background keeps no session alive", async () => {
    const gateway = await start();
    const { secret, id } = await signIn(gateway);
    for (let minute = 0; minute < 12 * 60; minute++) {
      gateway.time.now = NOON + minute * MINUTE;
      expect(await gateway.sessions.read(secret, { inBackground: true })).toMatchObject({ sessionId: id });
    }
    expect(await gateway.sessions.list({ id: 1 })).toMatchObject([{ seenAt: NOON }]);
    gateway.time.now = NOON + 12 * HOUR;
    expect(await gateway.sessions.read(secret, { inBackground: true })).toBeUndefined();
    expect(await gateway.sessions.read(secret)).toBeUndefined();
  });

  test("ends 30 days after its start, however much it is used", async () => {
    const gateway = await start();
    const { secret } = await signIn(gateway);
    for (; gateway.time.now < NOON + 30 * DAY; gateway.time.now += 6 * HOUR) {
      expect(await gateway.sessions.read(secret)).toBeDefined();
    }
    expect(await gateway.sessions.read(secret)).toBeUndefined();
  });

  test.each([
    ["12 hours", 12 * HOUR, 15 * MINUTE],
    ["4 minutes", 4 * MINUTE, MINUTE],
  ])("idle after %s: requests of one gateway keep it open in the others, by few writes", async (_, idleMs, stepMs) => {
    const gateway = await start({ idleMs });
    const elsewhere = await gateway.open();
    const { secret } = await signIn(gateway);
    expect(await elsewhere.sessions.read(secret)).toBeDefined();
    const commits = gateway.store.commits();
    for (; gateway.time.now < NOON + 2 * idleMs; gateway.time.now += stepMs / 5) {
      expect(await gateway.sessions.read(secret)).toBeDefined();
    }
    await gateway.store.idle();
    expect(gateway.store.commits() - commits).toBeLessThanOrEqual((2 * idleMs) / stepMs);
    expect(await elsewhere.sessions.read(secret)).toBeDefined();
  });

  describe("ends at once in every gateway", () => {
    type Gateway = Awaited<ReturnType<typeof start>>;
    test.each<[string, (gateway: Gateway, id: string) => Promise<unknown>]>([
      ["when it is ended", async ({ sessions, store }, id) => sessions.end(await userNamed(store, "anna"), id)],
      ["with all others", async ({ sessions, store }) => sessions.endAll(await userNamed(store, "anna"))],
      [
        "with a new password of its user",
        ({ users }) => users.changePassword("anna", "new secret", { keep: { tokens: true } }),
      ],
      ["when its user is disabled", ({ users }) => users.change("anna", () => ({ disabled: true }))],
      ["when its user is removed", ({ users }) => users.remove("anna")],
    ])("%s", async (_, end) => {
      const gateway = await start();
      const elsewhere = await gateway.open();
      const { id, secret } = await signIn(gateway);
      const other = await signIn(gateway, "bernd");
      for (const { sessions } of [gateway, elsewhere]) expect(await sessions.read(secret)).toBeDefined();
      await end(gateway, id);
      for (const { sessions } of [gateway, elsewhere]) {
        expect(await sessions.read(secret)).toBeUndefined();
        expect(await sessions.read(other.secret)).toMatchObject({ user: { name: "bernd" } });
      }
      await gateway.users.change("anna", () => ({ disabled: false }));
      expect(await gateway.sessions.read(secret)).toBeUndefined();
    });
  });

  test("a new permission counts at the next request", async () => {
    const gateway = await start();
    const { secret } = await signIn(gateway);
    expect((await gateway.sessions.read(secret))?.user.permissions).toEqual(["web"]);
    await gateway.users.change("anna", ({ permissions }) => ({ permissions: [...permissions, "sim"] }));
    expect((await gateway.sessions.read(secret))?.user.permissions).toEqual(["sim", "web"]);
  });

  test("whoever changes the password stays signed in, and nobody else with the old one", async () => {
    const gateway = await start();
    const own = await signIn(gateway);
    const other = await signIn(gateway);
    await gateway.users.changePassword("anna", "new secret", { keep: { session: own.id } });
    expect(await gateway.sessions.read(own.secret)).toMatchObject({ sessionId: own.id });
    expect(await gateway.sessions.read(other.secret)).toBeUndefined();
  });

  test("a change between the look at the password and the session leaves no session", async () => {
    const gateway = await start();
    const begin = await gateway.sessions.prepare("anna");
    const anna = await userNamed(gateway.store, "anna");
    await gateway.users.changePassword("anna", "new secret");
    expect(await begin(anna, FROM)).toBeUndefined();
    expect(await gateway.sessions.list(anna)).toEqual([]);
    expect(gateway.events.ofKind("session.started")).toEqual([]);
  });

  test("a password that changes while a session begins leaves none that the old password began", async () => {
    const gateway = await start();
    const elsewhere = await gateway.open();
    for (let round = 0; round < 10; round++) {
      const begin = await gateway.sessions.prepare("anna");
      const anna = await userNamed(gateway.store, "anna");
      const [started] = await Promise.all([
        begin(anna, FROM),
        elsewhere.store.users.change("anna", () => ok({ passwordHash: `hash ${round}` })),
      ]);
      expect(started && (await gateway.sessions.read(started.secret))).toBeUndefined();
      expect(await gateway.sessions.list(anna)).toEqual([]);
    }
  });

  test("there is no session for somebody else, nor for who was not there before", async () => {
    const gateway = await start();
    const anna = await userNamed(gateway.store, "anna");
    for (const name of ["bernd", "nobody"]) {
      expect(await (await gateway.sessions.prepare(name))(anna, FROM)).toBeUndefined();
    }
  });

  test("the 51st of a user ends the longest unseen, in every gateway", async () => {
    const gateway = await start();
    const elsewhere = await gateway.open();
    const all = [];
    for (let index = 0; index < 50; index++) {
      gateway.time.now = NOON + index * MINUTE;
      all.push(await signIn(gateway));
    }
    const [first, second] = all;
    if (first === undefined || second === undefined) throw new Error("no sessions");
    expect(await elsewhere.sessions.read(first.secret)).toBeDefined();
    gateway.time.now += 30 * MINUTE;
    expect(await gateway.sessions.read(first.secret)).toBeDefined();
    await gateway.store.idle();
    expect(await elsewhere.sessions.read(second.secret)).toBeDefined();
    await elsewhere.store.idle();
    await signIn(gateway);
    const open = await gateway.sessions.list({ id: 1 });
    expect(open.length).toBe(50);
    expect(await elsewhere.sessions.read(first.secret)).toBeDefined();
    expect(await elsewhere.sessions.read(all[2]?.secret ?? "")).toBeUndefined();
  });

  test("what has ended by time is removed with the next sign-in", async () => {
    const gateway = await start();
    await signIn(gateway);
    gateway.time.now += DAY;
    const { id } = await signIn(gateway);
    expect((await sqlOn(gateway.url, "select id_hash from sessions")).map((row) => row.id_hash)).toEqual([id]);
  });

  test("the list has the latest seen first, and what a browser calls itself is short and visible", async () => {
    const gateway = await start();
    const first = await signIn(gateway, "anna", { address: "192.0.2.1", agent: `a\u202e\0${"x".repeat(1_000)}` });
    gateway.time.now += HOUR;
    const second = await signIn(gateway);
    await signIn(gateway, "bernd");
    const list = await gateway.sessions.list({ id: 1 });
    expect(list.map(({ id }) => id)).toEqual([second.id, first.id]);
    expect(list[1]?.agent).toBe(`a\\u202e\\u0000${"x".repeat(197)}`);
  });

  test("nobody ends another user's, and the end of one is an event with who ended it", async () => {
    const gateway = await start();
    const { id, secret } = await signIn(gateway);
    const anna = await userNamed(gateway.store, "anna");
    expect(await gateway.sessions.end(await userNamed(gateway.store, "bernd"), id)).toMatchObject({ ok: false });
    expect(await gateway.sessions.read(secret)).toBeDefined();
    await gateway.sessions.end(anna, id, { userName: "anna", address: "192.0.2.7" });
    await signIn(gateway);
    const own = await signIn(gateway);
    expect(await gateway.sessions.endAll(anna, { except: own.id })).toBe(1);
    expect(await gateway.sessions.endAll(anna, { userName: "root" })).toBe(1);
    expect(await gateway.sessions.endAll(anna)).toBe(0);
    expect(gateway.events.ofKind("session.ended")).toMatchObject([
      { message: "User anna signed out", userName: "anna", address: "192.0.2.7" },
      { message: "1 session of user anna ended" },
      { message: "1 session of user anna ended", userName: "root" },
    ]);
  });
});

const passwordHashOnce = hashPassword("secret");

async function userNamed(store: Store, name: string) {
  const user = await store.users.findByName(name);
  if (user === undefined) throw new Error(`no user ${name}`);
  return user;
}
