import { expect, test } from "bun:test";
import type { NodeReport } from "../../lib/messages/index.ts";
import type { Store } from "../../lib/store/index.ts";
import { eachDatabase, type TestDatabases } from "../support/database.ts";
import { sqlOn } from "../support/sql.ts";

const LEASE_MS = 10_000;

const reportOf = (node: string): NodeReport => ({
  node,
  name: `${node}.example.org`,
  version: "1.0.0",
  state: "ready",
  startedAt: 1,
  aheadMs: 0,
  hears: true,
  modems: [{ name: "gsm", state: "ready" }],
});

async function heldBy(store: Store, node: string, ...wants: ("backup" | "mqtt")[]): Promise<readonly string[]> {
  return (
    await store.nodes.beat(reportOf(node), { life: `life of ${node}`, wants, leaseMs: LEASE_MS, goneAfterMs: 15_000 })
  ).held.toSorted();
}

async function openOne(databases: TestDatabases): Promise<{ store: Store; url: string }> {
  const url = await databases.create();
  return { store: await databases.open({ url }), url };
}

/** The lease of everything has ended. */
const timePasses = (url: string) => sqlOn(url, `update singletons set until = until - ${LEASE_MS + 1}`);

eachDatabase("what one node does for all", (databases) => {
  test("is done by the first that wants it, until its lease has ended", async () => {
    const { store, url } = await openOne(databases);
    expect(await heldBy(store, "north", "backup", "mqtt")).toEqual(["backup", "mqtt"]);
    expect(await heldBy(store, "south", "backup", "mqtt")).toEqual([]);
    expect(await heldBy(store, "north", "backup", "mqtt")).toEqual(["backup", "mqtt"]);
    await timePasses(url);
    expect(await heldBy(store, "south", "backup")).toEqual(["backup"]);
    expect(await heldBy(store, "north", "backup", "mqtt")).toEqual(["mqtt"]);
  });

  test("is anybody's once it is not wanted any more, and once its node has stopped", async () => {
    const { store } = await openOne(databases);
    await heldBy(store, "north", "backup", "mqtt");
    expect(await heldBy(store, "north", "backup")).toEqual(["backup"]);
    expect(await heldBy(store, "south", "backup", "mqtt")).toEqual(["mqtt"]);
    await store.nodes.leave("north", "life of north");
    expect(await heldBy(store, "south", "backup", "mqtt")).toEqual(["backup", "mqtt"]);
    expect((await store.nodes.list()).map(({ node, state, holds }) => [node, state, holds])).toEqual([
      ["north", "stopped", []],
      ["south", "ready", ["backup", "mqtt"]],
    ]);
  });

  test("is not shared by two processes of one name", async () => {
    const { store } = await openOne(databases);
    await heldBy(store, "north", "backup");
    const other = { life: "another life", wants: ["backup"] as const, leaseMs: LEASE_MS, goneAfterMs: 15_000 };
    expect((await store.nodes.beat(reportOf("north"), other)).held).toEqual([]);
  });
});

eachDatabase("a node on a database of a newer version", (databases) => {
  test("goes on after migrations that say so, and stops after others", async () => {
    const { store, url } = await openOne(databases);
    const beat = () =>
      store.nodes.beat(reportOf("north"), { life: "1", wants: [], leaseMs: LEASE_MS, goneAfterMs: 15_000 });
    expect((await beat()).outdated).toBeUndefined();
    await sqlOn(url, "insert into kysely_migration (name, timestamp) values ('9998-more-columns', 'now')");
    await sqlOn(url, "insert into tolerated_migrations (name) values ('9998-more-columns')");
    expect((await beat()).outdated).toBeUndefined();
    // It may also start again.
    await (await databases.open({ url })).close();
    await sqlOn(url, "insert into kysely_migration (name, timestamp) values ('9999-other-meaning', 'now')");
    expect((await beat()).outdated).toEqual({ isDone: true });
    await expect(databases.open({ url })).rejects.toMatchObject({
      kind: "newer-schema",
      message: expect.stringMatching(/it has 9999-other-meaning\)/),
    });
  });

  test("writes nothing once it is closed to writes, but how it is", async () => {
    const { store } = await openOne(databases);
    store.closeToWrites("Version 2 is here.");
    await expect(store.settings.set({ a: 1 })).rejects.toMatchObject({
      kind: "unavailable",
      message: "Version 2 is here.",
    });
    await heldBy(store, "north");
    expect(await store.nodes.list()).toMatchObject([{ node: "north", holds: [] }]);
  });
});
