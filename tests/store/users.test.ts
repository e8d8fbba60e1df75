import { expect, test } from "bun:test";
import type { Permission, User, UserStore } from "../../lib/auth/index.ts";
import { eachDatabase } from "../support/database.ts";

const ADMINISTRATION: Permission[] = ["permissions", "users"];
const user = (name: string, permissions: Permission[] = []) => ({ name, passwordHash: `hash of ${name}`, permissions });

async function addedTo(users: UserStore, added: Parameters<UserStore["add"]>[0]): Promise<User> {
  const outcome = await users.add(added);
  if (outcome === "name-taken") throw new Error(`there is a user ${added.name} already`);
  return outcome;
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
    expect(await users.setPassword("ANNA", "new hash")).toBe(true);
    expect(await users.setPermissions("anna", ["sim", "sim", "contacts"])).toBe("changed");
    expect(await users.setDisabled("anna", true)).toBe("changed");
    expect(await users.findByName("anna")).toMatchObject({
      passwordHash: "new hash",
      permissions: ["contacts", "sim"],
      disabled: true,
    });
    expect(await users.remove("anna")).toBe("changed");
    expect(await users.count()).toBe(0);
    expect(await users.setPassword("anna", "x")).toBe(false);
    expect(await users.setPermissions("anna", [])).toBe("not-found");
    expect(await users.setDisabled("anna", false)).toBe("not-found");
    expect(await users.remove("anna")).toBe("not-found");
  });

  test("limits are kept, replaced whole, and absent when there are none", async () => {
    const users = await usersOn();
    await users.add(user("anna", ["web"]));
    expect(await users.setLimits("ANNA", { networks: ["10.0.0.0/8", "2001:db8::/32"], requestsPerMinute: 60 })).toBe(
      true,
    );
    expect(await users.findByName("anna")).toMatchObject({
      limits: { networks: ["10.0.0.0/8", "2001:db8::/32"], requestsPerMinute: 60 },
    });
    expect(await users.setLimits("anna", { requestsPerMinute: 5 })).toBe(true);
    expect((await users.list())[0]?.limits).toEqual({ requestsPerMinute: 5 });
    expect(await users.setLimits("anna", {})).toBe(true);
    expect((await users.list())[0]).not.toHaveProperty("limits");
    expect(await users.setLimits("nobody", {})).toBe(false);
  });

  test("a removed user's number is never given again", async () => {
    const users = await usersOn();
    const first = await addedTo(users, user("anna"));
    await users.remove("anna");
    expect((await addedTo(users, user("bernd"))).id).toBeGreaterThan(first.id);
  });

  test("the last enabled holder of users or permissions cannot be removed, disabled or stripped", async () => {
    const users = await usersOn();
    await users.add(user("root", ADMINISTRATION));
    await users.add(user("helper", ["users"]));
    await users.add({ ...user("gone", ADMINISTRATION) });
    await users.setDisabled("gone", true);

    expect(await users.remove("root")).toBe("last-administrator");
    expect(await users.setDisabled("root", true)).toBe("last-administrator");
    expect(await users.setPermissions("root", ["users"])).toBe("last-administrator");
    expect(await users.findByName("root")).toMatchObject({ disabled: false, permissions: ADMINISTRATION });
    // The helper holds users too, so only permissions must stay.
    expect(await users.setPermissions("root", ["permissions"])).toBe("changed");
    expect(await users.remove("helper")).toBe("last-administrator");

    expect(await users.setDisabled("gone", false)).toBe("changed");
    expect(await users.remove("root")).toBe("changed");
    expect(await users.remove("gone")).toBe("last-administrator");
  });

  test("two administrators who remove each other at once: one stays", async () => {
    const url = await databases.create();
    const [one, two] = await Promise.all([databases.open({ url }), databases.open({ url })]);
    let left = "root";
    await one.users.add(user(left, ADMINISTRATION));
    for (let round = 0; round < 5; round++) {
      const next = `next ${round}`;
      await one.users.add(user(next, ADMINISTRATION));
      const outcomes = await Promise.all([one.users.remove(left), two.users.remove(next)]);
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
      () => elsewhere.users.setPassword("anna", "other"),
      () => here.users.setPermissions("anna", ["sim"]),
      () => here.users.setLimits("anna", { requestsPerMinute: 5 }),
      () => elsewhere.users.setDisabled("anna", true),
      () => here.users.remove("anna"),
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
