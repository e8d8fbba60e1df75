import { expect, test } from "bun:test";
import { migrations } from "../../migrations/index.ts";
import { eachDatabase } from "../support/database.ts";
import { sqlOn } from "../support/sql.ts";
import { accept, stateOf } from "./outgoing.ts";

const NAMES = Object.keys(migrations);

test("migrations are named in the order in which they run", () => {
  expect(NAMES).toEqual([...NAMES].sort());
  for (const name of NAMES) expect(name).toMatch(/^\d{4}-[a-z-]+$/);
});

eachDatabase("migrations", (databases) => {
  test("an empty database gets all of them, once", async () => {
    const url = await databases.createEmpty();
    const store = await databases.open({ url, migrate: false });
    expect(await store.migrate()).toEqual(NAMES);
    expect(await store.migrate()).toEqual([]);
    expect(await store.users.count()).toBe(0);
  });

  test("opening migrates, and opening again keeps what is there", async () => {
    const url = await databases.createEmpty();
    const first = await databases.open({ url });
    const id = await accept(first);
    await first.close();
    const second = await databases.open({ url });
    expect(await second.migrate()).toEqual([]);
    expect(await stateOf(second, id)).toBe("queued");
  });

  test("several that start on an empty database at once do not collide", async () => {
    const url = await databases.createEmpty();
    const stores = await Promise.all(Array.from({ length: 4 }, () => databases.open({ url })));
    const applied = await sqlOn(url, "select name from kysely_migration");
    expect(applied.map((row) => row.name)).toEqual(NAMES);
    await Promise.all(stores.map((store) => store.health()));
  });

  test("a database of a newer version is refused, named, and left alone", async () => {
    const url = await databases.createEmpty();
    await (await databases.open({ url })).close();
    await sqlOn(url, "insert into kysely_migration (name, timestamp) values ('9999-from-the-future', 'now')");
    const attempt = databases.open({ url });
    await expect(attempt).rejects.toMatchObject({
      name: "StoreFailure",
      kind: "newer-schema",
      message: expect.stringContaining("9999-from-the-future"),
    });
    expect((await sqlOn(url, "select name from kysely_migration")).length).toBe(NAMES.length + 1);
  });

  test("commits are synced before they are answered; a server that was told not to sync is told of", async () => {
    const url = await databases.createEmpty();
    const store = await databases.open({ url });
    const [server] = databases.dialect === "sqlite" ? [] : await sqlOn(url, "select current_setting('fsync') as fsync");
    expect(await store.health()).toEqual({ synced: server?.fsync !== "off" });
  });
});
