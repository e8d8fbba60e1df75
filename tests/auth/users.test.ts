import { describe, expect, test } from "bun:test";
import { createUserAdministration, PERMISSIONS, verifyPassword } from "../../lib/auth/index.ts";
import { createMemoryUsers } from "../support/memory-users.ts";
import { recordEvents } from "../support/recorded-events.ts";

function start() {
  const users = createMemoryUsers();
  const events = recordEvents();
  return { users, events, administration: createUserAdministration({ users, events }) };
}

const alice = { name: "alice", password: "secret", permissions: ["http-api"] };

test("a new user is stored with a hash of its password", async () => {
  const { administration, users } = start();
  const result = await administration.create(alice);
  expect(result).toMatchObject({ ok: true, value: { name: "alice", disabled: false, permissions: ["http-api"] } });
  const stored = await users.findByName("ALICE");
  expect(await verifyPassword(stored?.passwordHash, "secret")).toBe(true);
});

describe("refused with a problem by name, and nothing stored", () => {
  test.each([
    ["name-invalid", { name: "" }],
    ["name-invalid", { name: " alice" }],
    ["name-invalid", { name: "ali\nce" }],
    ["name-invalid", { name: "a:b" }],
    ["name-invalid", { name: "a".repeat(65) }],
    ["password-too-short", { password: "12345" }],
    ["password-too-short", { password: "" }],
    ["password-too-long", { password: "x".repeat(257) }],
    ["password-invalid", { password: "sec\nret" }],
    ["password-is-name", { name: "alice-b", password: "Alice-B" }],
    ["permission-unknown", { permissions: ["http-api", "root"] }],
    ["permission-unknown", { permissions: ["toString"] }],
  ])("%s", async (problem, part) => {
    const { administration, users, events } = start();
    const result = await administration.create({ ...alice, ...part });
    expect(result).toMatchObject({ ok: false, problem: { kind: problem } });
    expect(await users.count()).toBe(0);
    expect(events.all).toEqual([]);
  });
});

test.each(["apiuser", "Jürgen Ä", "o-b.c_d+e", "αβγ", "user@example.org", "用户"])("%s may be a name", async (name) => {
  expect(await start().administration.create({ ...alice, name })).toMatchObject({ ok: true });
});

test("a taken name is refused, in other case too", async () => {
  const { administration } = start();
  await administration.create(alice);
  expect(await administration.create({ ...alice, name: "Alice" })).toMatchObject({
    ok: false,
    problem: { kind: "name-taken" },
  });
});

test("a changed password replaces the old one", async () => {
  const { administration, users } = start();
  await administration.create(alice);
  expect(await administration.changePassword("alice", "changed")).toMatchObject({ ok: true });
  const stored = await users.findByName("alice");
  expect(await verifyPassword(stored?.passwordHash, "changed")).toBe(true);
  expect(await verifyPassword(stored?.passwordHash, "secret")).toBe(false);
});

test("permissions become what is wished of those held, in order", async () => {
  const { administration } = start();
  await administration.create(alice);
  const more = ["web", "http-api"];
  expect(
    await administration.change("alice", ({ permissions }) => ({ permissions: [...permissions, ...more] })),
  ).toMatchObject({ ok: true, value: { permissions: ["http-api", "web"] } });
  expect(await administration.change("alice", () => ({ permissions: ["root"] }))).toMatchObject({
    problem: { kind: "permission-unknown" },
  });
});

test.each([
  ["changePassword", (a: Administration) => a.changePassword("nobody", "password")],
  ["change", (a: Administration) => a.change("nobody", () => ({ disabled: true }))],
  ["remove", (a: Administration) => a.remove("nobody")],
])("%s of an unknown user says so", async (_, change) => {
  expect(await change(start().administration)).toMatchObject({ ok: false, problem: { kind: "not-found" } });
});

test.each([
  ["removed", (a: Administration) => a.remove("alice")],
  ["disabled", (a: Administration) => a.change("alice", () => ({ disabled: true }))],
  ["stripped", (a: Administration) => a.change("alice", () => ({ permissions: [] }))],
])("the last administrator is not %s", async (_, change) => {
  const { administration } = start();
  await administration.create({ ...alice, permissions: Object.keys(PERMISSIONS) });
  expect(await change(administration)).toMatchObject({ ok: false, problem: { kind: "last-administrator" } });
});

test("the list is in the order of the names and holds no hash", async () => {
  const { administration } = start();
  for (const name of ["bob", "Alice", "carol"]) await administration.create({ ...alice, name });
  const list = await administration.list();
  expect(list.map((user) => user.name)).toEqual(["Alice", "bob", "carol"]);
  expect(JSON.stringify(list)).not.toContain("argon2");
});

test("every change is an event, what stays as it was is none, and none holds a password", async () => {
  const { administration, events } = start();
  await administration.create(alice);
  await administration.changePassword("alice", "changed");
  await administration.change("alice", () => ({ permissions: ["web"] }));
  await administration.change("alice", () => ({ permissions: ["web"], disabled: true }));
  await administration.change("alice", () => ({ disabled: false }));
  await administration.remove("alice");
  expect(events.all.map((event) => event.kind)).toEqual([
    "user.added",
    "user.password-changed",
    "user.permissions-changed",
    "user.disabled",
    "user.enabled",
    "user.removed",
  ]);
  expect(JSON.stringify(events.all)).not.toMatch(/secret|argon2/);
});

type Administration = ReturnType<typeof createUserAdministration>;
