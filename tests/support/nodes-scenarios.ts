import { existsSync } from "node:fs";
import { join } from "node:path";
import { eventually } from "./eventually.ts";
import { type NodesOutcome, rehearseNodes } from "./nodes-rehearsal.ts";
import { startPgBouncer } from "./pgbouncer.ts";
import { createTestDatabase } from "./postgres.ts";
import { startCluster } from "./postgres-cluster.ts";

/** What happens to several nodes, each on an empty folder. Rejects when a program does not do what it should. */
export type Scenario = (folder: string) => Promise<NodesOutcome>;

const TEN_MINUTES = "600";

/** Where the machine has libfaketime. */
export const FAKETIME = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu"]
  .map((folder) => join(folder, "faketime/libfaketime.so.1"))
  .find((file) => existsSync(file));

/** The first node of the new version upgrades the database; the others stop by themselves and are upgraded one after another. */
export const rollingUpgrade: Scenario = async (folder) => {
  const database = await createTestDatabase();
  return await rehearseNodes({
    folder,
    nodes: 3,
    database,
    async play({ nodes, acceptedMore }) {
      const [first, ...others] = nodes;
      await first?.stop();
      await first?.start({ isNext: true });
      for (const other of others) {
        await eventually("an old node to wait for its upgrade", async () => {
          const answer = await other.readyz();
          return answer?.status === 503 && answer.checks.includes("version");
        });
      }
      await acceptedMore(20);
      for (const other of others) {
        await other.stop();
        await other.start({ isNext: true });
        await eventually("the upgraded node to be ready", async () => (await other.readyz())?.status === 200);
      }
    },
  });
};

/** PgBouncer in transaction pooling in front; a node is killed and started again. */
export const throughPgBouncer: Scenario = async (folder) => {
  const database = await createTestDatabase();
  await using bouncer = await startPgBouncer(database, "transaction");
  return await rehearseNodes({
    folder,
    nodes: 2,
    database: bouncer.url,
    truth: () => database,
    async play({ nodes: [first], acceptedMore }) {
      await first?.program.kill();
      await acceptedMore(20);
      await first?.start();
    },
  });
};

export const databaseRestarted: Scenario = async (folder) => {
  await using cluster = await startCluster();
  return await rehearseNodes({
    folder,
    nodes: 2,
    database: cluster.url,
    async play({ acceptedMore }) {
      cluster.restart();
      await acceptedMore(20);
    },
  });
};

/** The primary is lost, and the standby that its commits waited for is promoted. */
export const standbyPromoted: Scenario = async (folder) => {
  await using primary = await startCluster();
  await using standby = await startCluster({ of: primary });
  const both = `postgres://aldis@127.0.0.1:${primary.port},127.0.0.1:${standby.port}/aldis?target_session_attrs=read-write`;
  return await rehearseNodes({
    folder,
    nodes: 2,
    database: both,
    truth: () => standby.url,
    async play({ acceptedMore }) {
      primary.lose();
      standby.promote();
      await acceptedMore(20);
    },
  });
};

/** A node stands still for so long that others have what it held, and then goes on. */
export const stoodStill =
  (ms: number): Scenario =>
  async (folder) => {
    const database = await createTestDatabase();
    return await rehearseNodes({
      folder,
      nodes: 2,
      database,
      async play({ nodes: [first], acceptedMore }) {
        // It has a part on the wire.
        await first?.eachPartTakes(2_000);
        await acceptedMore(10);
        const { pid } = first?.program ?? {};
        if (pid === undefined) return;
        process.kill(pid, "SIGSTOP");
        await Bun.sleep(ms);
        process.kill(pid, "SIGCONT");
        await first?.eachPartTakes(20);
        await eventually("it to be ready again", async () => (await first?.readyz())?.status === 200);
      },
    });
  };

/** The clocks of two machines are ten minutes apart; the one that is ahead is killed and started again. */
export const clocksApart: Scenario = async (folder) => {
  const database = await createTestDatabase();
  return await rehearseNodes({
    folder,
    nodes: 2,
    database,
    env: (at) =>
      at === 0 && FAKETIME !== undefined
        ? { LD_PRELOAD: FAKETIME, FAKETIME: `+${TEN_MINUTES}`, DONT_FAKE_MONOTONIC: "1" }
        : {},
    async play({ nodes: [first], acceptedMore }) {
      await acceptedMore(20);
      await first?.program.kill();
      await acceptedMore(20);
      await first?.start();
    },
  });
};
