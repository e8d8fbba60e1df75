import { describe, expect, test } from "bun:test";
import { eventually } from "../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { hasPgBouncer, startPgBouncer } from "../support/pgbouncer.ts";
import { createTestDatabase, execute, hasPostgres } from "../support/postgres.ts";

interface Node {
  id: string;
  state: string;
  problem?: string;
  wakeUps: string;
  holds: string[];
  modems: { name: string; state: string }[];
  isThis: boolean;
}

async function nodesOf(gateway: TestGateway): Promise<Node[]> {
  const answer = await gateway.as("watcher")("/api/v1/nodes");
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { items: Node[] }).items;
}

const until = (what: string, gateway: TestGateway, passes: (nodes: readonly Node[]) => boolean) =>
  eventually(what, async () => {
    const nodes = await nodesOf(gateway);
    return passes(nodes) && nodes;
  });

const isReady = ({ state }: Node) => state === "ready";

test("a gateway on SQLite is the only node", async () => {
  await using gateway = await startTestGateway();
  await gateway.addUser("watcher", "rest-api", "network");
  expect(await until("it to be ready", gateway, (nodes) => nodes.every(isReady))).toMatchObject([
    { isThis: true, holds: [], modems: [{ state: "ready" }] },
  ]);
  expect((await gateway.command(["node", "list"])).out).toContain("SQLite");
  expect(await (await gateway.as("watcher")("/api/v1/me")).json()).toMatchObject({ nodes: false });
});

describe.skipIf(!hasPostgres())("nodes on one PostgreSQL", () => {
  test("see each other, hear each other, and see who has stopped", async () => {
    const database = await createTestDatabase();
    await using north = await startTestGateway("--database", database);
    await north.addUser("watcher", "rest-api", "network");
    {
      await using south = await startTestGateway("--database", database, "--modem", "tcp://127.0.0.1:1");
      const seen = await until(
        "both",
        north,
        (nodes) => nodes.length === 2 && nodes.every(({ wakeUps }) => wakeUps === "notify"),
      );
      expect(seen.find(({ isThis }) => isThis)).toMatchObject({ state: "ready", modems: [{ state: "ready" }] });
      expect(seen.find(({ isThis }) => !isThis)).toMatchObject({
        state: "not-ready",
        problem: "The modem is not ready.",
      });
      expect((await nodesOf(south)).filter(({ isThis }) => isThis)).toHaveLength(1);
      for (const { log } of [north, south]) {
        expect(log().filter(({ msg }) => String(msg).startsWith("cannot listen for other gateways"))).toEqual([]);
      }
      const { out } = await north.command(["node", "list"]);
      expect(out).toMatch(/ready .*notify .*ready/);
      expect(out).toContain("The modem is not ready.");
    }
    const left = await nodesOf(north);
    expect(left.map(({ state, isThis }) => ({ state, isThis }))).toContainEqual({ state: "stopped", isThis: false });
  }, 180_000);

  test("a node that has not been heard of is gone", async () => {
    const database = await createTestDatabase();
    await using gateway = await startTestGateway("--database", database);
    await gateway.addUser("watcher", "rest-api", "network");
    await until("itself", gateway, (nodes) => nodes.length === 1);
    await execute(
      database,
      "insert into node_states select 'dead', name, version, newest, state, problem, started_at, state_since, seen_at - 20000, ahead_ms, hears, modems from node_states",
    );
    const [dead] = (await nodesOf(gateway)).filter(({ id }) => id === "dead");
    expect(dead).toMatchObject({ state: "gone" });
  }, 180_000);

  test.skipIf(!hasPgBouncer())(
    "behind PgBouncer's transaction pooling a node says that it polls",
    async () => {
      const database = await createTestDatabase();
      await using bouncer = await startPgBouncer(database, "transaction");
      await using direct = await startTestGateway("--database", database);
      await direct.addUser("watcher", "rest-api", "network");
      await using _pooled = await startTestGateway("--database", bouncer.url);
      const nodes = await until("one of each", direct, (all) => new Set(all.map(({ wakeUps }) => wakeUps)).size === 2);
      expect(nodes.find(({ isThis }) => !isThis)).toMatchObject({ wakeUps: "polling" });
    },
    180_000,
  );
});
