import { expect, test } from "bun:test";
import type { Permission, User, UserChange, UserStore } from "../../lib/auth/index.ts";
import { no, ok } from "../../lib/result.ts";
import { eachDatabase } from "../support/database.ts";

const ADMINISTRATION: Permission[] = ["permissions", "users"];
const user = (name: string, permissions: Permission[] = []) => ({ name, passwordHash: `hash of ${name}`, permissions });

async function addedTo(users: UserStore, added: Parameters<UserStore["add"]>[0]): Promise<User> {
  const outcome = await users.add(added);
  if (outcome === "name-taken") throw new Error(`there is a user ${added.name} already`);
  return outcome;
}

/** `changed`, or why not. */
async function change(users: UserStore, who: string | number, change: UserChange | "remove"): Promise<string> {
  const outcome = await users.change<never>(who, () => ok(change));
  return outcome.ok ? "changed" : outcome.problem;
}

eachDatabase("users", (databases) => {
  const usersOn = async () => (await databases.open()).users;

  test("a user is found by name without regard to case, in any language and form", async () => {
    const users = await usersOn();
    const added = await addedTo(users, user("Jürgen Öz", ["web", "http-api"]));
    expect(added).toEqual({ id: added.id, name: "Jürgen Öz", disabled: false, permissions: ["http-api", "web"] });
    for (const name of ["Jürgen Öz", "jürgen öz", "JÜRGEN ÖZ", "Ju\u0308rgen O\u0308z"]) {
      expect(await users.findByName(name)).toEqual({ ...added, passwordHash: "hash of Jürgen Öz", revision: 0 });
    }
    expect(await users.findByName("jurgen oz")).toBeUndefined();
  });

  test("a name that is taken is told, and nothing changes", async () => {
    const users = await usersOn();
    await users.add(user("anna", ["web"]));
    expect(await users.add(user("ANNA", ["sim"]))).toBe("name-taken");
    expect(await users.count()).toBe(1);
    expect((await users.findByName("anna"))?.permissions).toEqual(["web"]);
  });

  test("the list is by name and holds no password", async () => {
    const users = await usersOn();
    for (const name of ["carl", "Anna", "bernd"]) await users.add(user(name, ["web"]));
    const list = await users.list();
    expect(list.map((each) => each.name)).toEqual(["Anna", "bernd", "carl"]);
    expect(JSON.stringify(list)).not.toContain("hash");
    expect(list[0]?.permissions).toEqual(["web"]);
  });

  test("passwords, permissions and being disabled change; a stranger's do not", async () => {
    const users = await usersOn();
    await users.add(user("anna", ["web"]));
    expect(await change(users, "ANNA", { passwordHash: "new hash" })).toBe("changed");
    expect(await change(users, "anna", { permissions: ["sim", "sim", "contacts"] })).toBe("changed");
    expect(await change(users, "anna", { disabled: true })).toBe("changed");
    expect(await users.findByName("anna")).toMatchObject({
      passwordHash: "new hash",
      permissions: ["contacts", "sim"],
      disabled: true,
    });
    expect(await change(users, "anna", "remove")).toBe("changed");
    expect(await users.count()).toBe(0);
    expect(await change(users, "anna", { passwordHash: "x" })).toBe("not-found");
    expect(await change(users, "anna", { permissions: [] })).toBe("not-found");
    expect(await change(users, "anna", { disabled: false })).toBe("not-found");
    expect(await change(users, "anna", "remove")).toBe("not-found");
  });

  test("who changes a user decides by what the user is then, and by ID as well", async () => {
    const users = await usersOn();
    const { id } = await addedTo(users, user("anna", ["web"]));
    const before = await users.findByName("anna");
    expect(await users.change(id, ({ name }) => no(`not ${name}`))).toEqual(no("not anna"));
    expect(await users.change(id, () => ok({}))).toMatchObject({ ok: true });
    expect(await users.findByName("anna")).toEqual(before);
    const changed = await users.change(id, ({ disabled }) => ok({ disabled: !disabled }));
    expect(changed).toMatchObject({ value: { before: { id, disabled: false }, after: { id, disabled: true } } });
    expect(await change(users, id + 1, {})).toBe("not-found");
  });

  test("limits are kept, replaced whole, and absent when there are none", async () => {
    const users = await usersOn();
    await users.add(user("anna", ["web"]));
    expect(
      await change(users, "ANNA", { limits: { networks: ["10.0.0.0/8", "2001:db8::/32"], requestsPerMinute: 60 } }),
    ).toBe("changed");
    expect(await users.findByName("anna")).toMatchObject({
      limits: { networks: ["10.0.0.0/8", "2001:db8::/32"], requestsPerMinute: 60 },
    });
    expect(await change(users, "anna", { limits: { requestsPerMinute: 5 } })).toBe("changed");
    expect((await users.list())[0]?.limits).toEqual({ requestsPerMinute: 5 });
    expect(await change(users, "anna", { limits: {} })).toBe("changed");
    expect((await users.list())[0]).not.toHaveProperty("limits");
    expect(await change(users, "nobody", { limits: {} })).toBe("not-found");
  });

  test("a removed user's number is never given again", async () => {
    const users = await usersOn();
    const first = await addedTo(users, user("anna"));
    await change(users, "anna", "remove");
    expect((await addedTo(users, user("bernd"))).id).toBeGreaterThan(first.id);
  });

  test("the last enabled holder of users or permissions cannot be removed, disabled or stripped", async () => {
    const users = await usersOn();
    await users.add(user("root", ADMINISTRATION));
    await users.add(user("helper", ["users"]));
    await users.add({ ...user("gone", ADMINISTRATION) });
    await change(users, "gone", { disabled: true });

    expect(await change(users, "root", "remove")).toBe("last-administrator");
    expect(await change(users, "root", { disabled: true })).toBe("last-administrator");
    expect(await change(users, "root", { permissions: ["users"] })).toBe("last-administrator");
    expect(await users.findByName("root")).toMatchObject({ disabled: false, permissions: ADMINISTRATION });
    // The helper holds users too, so only permissions must stay.
    expect(await change(users, "root", { permissions: ["permissions"] })).toBe("changed");
    expect(await change(users, "helper", "remove")).toBe("last-administrator");

    expect(await change(users, "gone", { disabled: false })).toBe("changed");
    expect(await change(users, "root", "remove")).toBe("changed");
    expect(await change(users, "gone", "remove")).toBe("last-administrator");
  });

  test("two administrators who remove each other at once: one stays", async () => {
    const url = await databases.create();
    const [one, two] = await Promise.all([databases.open({ url }), databases.open({ url })]);
    let left = "root";
    await one.users.add(user(left, ADMINISTRATION));
    for (let round = 0; round < 5; round++) {
      const next = `next ${round}`;
      await one.users.add(user(next, ADMINISTRATION));
      const outcomes = await Promise.all([change(one.users, left, "remove"), change(two.users, next, "remove")]);
      expect([...outcomes].sort()).toEqual(["changed", "last-administrator"]);
      const users = await one.users.list();
      expect(users.length).toBe(1);
      left = users[0]?.name ?? "";
    }
  });

  test("the generation differs after every change, also by another process, and only then", async () => {
    const url = await databases.create();
    const here = await databases.open({ url });
    const elsewhere = await databases.open({ url });
    const changes = [
      () => elsewhere.users.add(user("anna", ["web"])),
      () => change(elsewhere.users, "anna", { passwordHash: "other" }),
      () => change(here.users, "anna", { permissions: ["sim"] }),
      () => change(here.users, "anna", { limits: { requestsPerMinute: 5 } }),
      () => change(elsewhere.users, "anna", { disabled: true }),
      () => change(here.users, "anna", "remove"),
    ];
    let last = await here.users.generation();
    for (const change of changes) {
      await change();
      const now = await here.users.generation();
      expect(now).not.toBe(last);
      await new Promise<void>((resolve) => setImmediate(resolve));
      expect(await elsewhere.users.generation()).toBe(now);
      last = now;
    }
    await here.settings.set({ unrelated: 1 });
    expect(await here.users.generation()).toBe(last);
  });

  test("an own change is seen at once, even by who looked just before it", async () => {
    const users = await usersOn();
    const [before] = await Promise.all([users.generation(), users.generation()]);
    await users.add(user("anna"));
    expect(await users.generation()).not.toBe(before);
  });
});
