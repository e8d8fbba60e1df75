import { describe, expect, test } from "bun:test";
import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { eventually } from "../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { hasOtherClock, withClock } from "../support/other-clock.ts";
import { hasPgBouncer, startPgBouncer } from "../support/pgbouncer.ts";
import { createTestDatabase, execute, hasPostgres } from "../support/postgres.ts";
import { startCluster } from "../support/postgres-cluster.ts";
import { startAldis } from "../support/process.ts";
import { temporaryDirectory } from "../support/run-cli.ts";

const SECONDS_PER_GUESS = 12;
const TO = "00491701234567";
const NOWHERE = { url: "http://127.0.0.1:1" };

const start = (url: string) => startTestGateway("--database", url, "--trusted-proxies", "127.0.0.1");

/** Waits until every gateway has been told of the others: each has looked at the database since all of them are there. */
async function know(database: string): Promise<void> {
  const clock = "extract(epoch from clock_timestamp()) * 1000";
  const [row] = await execute(database, `select cast(${clock} as float8) as now`);
  await eventually("both to know each other", async () => {
    const [late] = await execute(database, `select count(*) as count from node_states where seen_at <= ${row?.now}`);
    return Number(late?.count) === 0;
  });
}

async function startTwo(urls: readonly [string, string], database: string = urls[0]) {
  const stack = new AsyncDisposableStack();
  const north = stack.use(await start(urls[0]));
  const south = stack.use(await start(urls[1]));
  await know(database);
  return { north, south, both: [north, south] as const, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

async function startBoth() {
  const database = await createTestDatabase();
  const two = await startTwo([database, database]);
  return { database, ...two };
}

const send = (gateway: Pick<TestGateway, "url">, username: string, password: string, address: string) =>
  fetch(`${gateway.url}/api.php?${new URLSearchParams({ username, password, to: TO, text: "Test" })}`, {
    headers: { "x-forwarded-for": address },
  });

/** Each is another one: what a gateway has found to be wrong, it does not look at again. */
let guessed = 0;

/** Guesses by turns at all gateways; how many passwords were looked at, and how many may have been. */
async function attack(
  gateways: readonly Pick<TestGateway, "url">[],
  guesses: number,
  who: (round: number) => { name: string; address: string },
): Promise<{ lookedAt: number; atMost: number }> {
  const since = performance.now();
  let lookedAt = 0;
  for (let round = 0; round < guesses; round++) {
    const { name, address } = who(round);
    const response = await send(gateways[round % gateways.length] ?? NOWHERE, name, `guess ${guessed++}`, address);
    expect(response.status).toBe(401);
    if (!response.headers.has("retry-after")) lookedAt++;
  }
  return { lookedAt, atMost: 10 + Math.ceil((performance.now() - since) / 1_000 / SECONDS_PER_GUESS) };
}

async function limit(gateway: TestGateway, perMinute: number): Promise<void> {
  await gateway.addUser("limited", "http-api", "rest-api");
  const { status, err } = await gateway.command(["user", "limit", "limited", "--per-minute", String(perMinute)]);
  expect({ status, err }).toMatchObject({ status: 0 });
}

/** Sends at all gateways at once; how many were accepted. Others were told to wait for a minute at most. */
async function sendAtOnce(gateways: readonly Pick<TestGateway, "url">[], requests: number): Promise<number> {
  const responses = await Promise.all(
    Array.from({ length: requests }, (_, at) =>
      send(gateways[at % gateways.length] ?? NOWHERE, "limited", "secret", "192.0.2.1"),
    ),
  );
  const refused = responses.filter(({ status }) => status !== 200);
  for (const response of refused) {
    expect(response.status).toBe(429);
    expect(Number(response.headers.get("retry-after"))).toBeWithin(1, 62);
  }
  return requests - refused.length;
}

describe.skipIf(!hasPostgres())("wrong passwords at two gateways on one PostgreSQL", () => {
  test.each<[string, (round: number) => { name: string; address: string }]>([
    ["one name from ever new addresses", (round) => ({ name: "apiuser", address: `10.0.${round}.1` })],
    ["ever new names from one address", (round) => ({ name: `user${round}`, address: "203.0.113.9" })],
  ])(
    "%s, by turns: ten are looked at, and five a minute after that",
    async (_name, who) => {
      await using two = await startBoth();
      await two.north.addUser("apiuser", "http-api");
      const { lookedAt, atMost } = await attack(two.both, 40, who);
      expect(lookedAt).toBeGreaterThanOrEqual(10);
      expect(lookedAt).toBeLessThanOrEqual(atMost);
      // Of strangers the database has nothing that can be read.
      const rows = await execute(two.database, "select bucket from password_guesses");
      expect(rows.length).toBeGreaterThan(0);
      expect(rows.map(({ bucket }) => String(bucket)).filter((bucket) => !/^[\w-]{22}$/.test(bucket))).toEqual([]);
    },
    180_000,
  );

  test("of one name, as after a machine was cloned: ten are looked at all the same", async () => {
    await using two = await startBoth();
    await two.south.stop();
    copyFileSync(join(two.north.data, "node"), join(two.south.data, "node"));
    await two.south.restart();
    let probed = 0;
    for (const gateway of two.both) {
      await eventually("it to count with the other one", async () => {
        await execute(two.database, "delete from password_guesses");
        expect((await send(gateway, "somebody", `probe ${probed++}`, `10.1.${probed}.1`)).status).toBe(401);
        return (await execute(two.database, "select bucket from password_guesses")).length > 0;
      });
    }
    const { lookedAt, atMost } = await attack(two.both, 40, (round) => ({
      name: "apiuser",
      address: `10.0.${round}.1`,
    }));
    expect(lookedAt).toBeGreaterThanOrEqual(10);
    expect(lookedAt).toBeLessThanOrEqual(atMost);
  }, 180_000);

  test("the right password from elsewhere waits at both, and from a known address gets in at both", async () => {
    await using two = await startBoth();
    await two.north.addUser("apiuser", "http-api");
    // At one of them alone, before anybody guesses.
    expect((await send(two.north, "apiuser", "secret", "192.0.2.10")).status).toBe(200);
    await attack([two.north], 11, (round) => ({ name: "apiuser", address: `10.0.${round}.1` }));
    for (const gateway of two.both) {
      const response = await send(gateway, "apiuser", "secret", "203.0.113.7");
      expect(response.status).toBe(401);
      expect(Number(response.headers.get("retry-after"))).toBeWithin(1, SECONDS_PER_GUESS + 1);
    }
    expect((await send(two.north, "apiuser", "secret", "192.0.2.10")).status).toBe(200);
    await eventually("the other one to let them in too", async () => {
      return (await send(two.south, "apiuser", "secret", "192.0.2.10")).status === 200;
    });
  }, 180_000);

  test("right passwords cost nothing, and none that is known asks the database", async () => {
    await using two = await startBoth();
    await two.north.addUser("apiuser", "http-api");
    for (let time = 0; time < 15; time++) {
      for (const gateway of two.both) expect((await send(gateway, "apiuser", "secret", "192.0.2.10")).status).toBe(200);
    }
    const counted = () => execute(two.database, "select bucket, filled_at from password_guesses order by bucket");
    const given = "select count(*) as count from password_guesses where tokens < 10";
    await eventually("what they took to be given back", async () => {
      const [row] = await execute(two.database, given);
      return Number(row?.count) === 0;
    });
    const before = await counted();
    for (const gateway of two.both) expect(await sendOften(gateway)).toBe(20);
    expect(await counted()).toEqual(before);
    expect(await execute(two.database, "select user_id from request_counts")).toEqual([]);
  }, 180_000);

  test("what a gateway has counted alone, it tells those that come, and a lone one writes nothing", async () => {
    const database = await createTestDatabase();
    await using north = await start(database);
    await north.addUser("apiuser", "http-api");
    await limit(north, 5);
    await attack([north], 12, (round) => ({ name: "apiuser", address: `10.0.${round}.1` }));
    expect(await sendAtOnce([north], 4)).toBe(4);
    expect(await execute(database, "select bucket from password_guesses")).toEqual([]);
    expect(await execute(database, "select user_id from request_counts")).toEqual([]);
    await using south = await start(database);
    await know(database);
    await eventually("the counts", async () => {
      const [row] = await execute(database, "select count(*) as count from request_counts");
      const [spent] = await execute(database, "select count(*) as count from password_guesses where tokens < 2");
      return Number(row?.count) === 1 && Number(spent?.count) === 1;
    });
    const { lookedAt, atMost } = await attack([south], 5, () => ({ name: "apiuser", address: "203.0.113.8" }));
    expect(lookedAt).toBeLessThanOrEqual(atMost - 8);
    expect(await sendAtOnce([south], 4)).toBe(1);
  }, 180_000);
});

async function sendOften(gateway: TestGateway): Promise<number> {
  const all = await Promise.all(
    Array.from({ length: 20 }, () => send(gateway, "apiuser", "secret", "192.0.2.10").then(({ status }) => status)),
  );
  return all.filter((status) => status === 200).length;
}

describe.skipIf(!hasPostgres())("requests a minute of a user at two gateways on one PostgreSQL", () => {
  test("of many at once, by turns, as many are taken as one gateway takes", async () => {
    await using two = await startBoth();
    await limit(two.north, 20);
    expect(await sendAtOnce(two.both, 60)).toBe(20);
    expect(await sendAtOnce(two.both, 2)).toBe(0);
  }, 180_000);

  test("a message counts by its parts, and a request that is repeated at the other one takes nothing", async () => {
    await using two = await startBoth();
    await limit(two.north, 8);
    const post = (gateway: TestGateway, text: string, key: string) =>
      gateway.as("limited")("/api/v1/messages", {
        method: "POST",
        headers: { "idempotency-key": key },
        body: JSON.stringify({ to: [TO], text }),
      });
    // Three parts.
    for (const gateway of two.both) expect((await post(gateway, "x".repeat(400), "first")).status).toBeLessThan(300);
    const [row] = await execute(two.database, "select slices from request_counts");
    const counted = Object.values(JSON.parse(String(row?.slices)) as Record<string, number>);
    // The repeated request itself is one.
    expect(counted.reduce((all, each) => all + each, 0)).toBe(4);
    const tooMany = await post(two.south, "x".repeat(900), "second");
    expect(tooMany.status).toBe(429);
    expect((await post(two.south, "x".repeat(500), "third")).status).toBeLessThan(300);
    expect((await post(two.north, "x", "fourth")).status).toBe(429);
  }, 180_000);

  test.skipIf(!hasPgBouncer())(
    "through PgBouncer's transaction pooling, as wrong passwords",
    async () => {
      const database = await createTestDatabase();
      await using bouncer = await startPgBouncer(database, "transaction");
      await using two = await startTwo([bouncer.url, bouncer.url], database);
      await limit(two.north, 10);
      expect(await sendAtOnce(two.both, 30)).toBe(10);
      const { lookedAt, atMost } = await attack(two.both, 30, (round) => ({ name: "x", address: `10.0.${round}.1` }));
      expect(lookedAt).toBeLessThanOrEqual(atMost);
    },
    180_000,
  );

  test("over a restart of the database, as wrong passwords", async () => {
    await using cluster = await startCluster();
    await using two = await startTwo([cluster.url, cluster.url]);
    await two.north.addUser("apiuser", "http-api");
    await limit(two.north, 6);
    expect(await sendAtOnce(two.both, 5)).toBe(5);
    const who = (round: number) => ({ name: "apiuser", address: `10.0.${round}.1` });
    const before = await attack(two.both, 15, who);
    const since = performance.now();
    cluster.restart();
    await eventually("both to answer again", async () => {
      const all = await Promise.all(two.both.map((each) => send(each, "x", "no password", "198.51.100.1")));
      return all.every(({ status }) => status === 401);
    });
    const after = await attack(two.both, 15, (round) => who(100 + round));
    const between = Math.ceil((performance.now() - since) / 1_000 / SECONDS_PER_GUESS);
    expect(before.lookedAt + after.lookedAt).toBeLessThanOrEqual(before.atMost + between);
  }, 180_000);

  test.skipIf(!hasOtherClock())(
    "with a node whose clock is ten minutes ahead, and after it was killed, as wrong passwords",
    async () => {
      const database = await createTestDatabase();
      await using stack = new AsyncDisposableStack();
      const right = stack.use(await start(database));
      await right.addUser("apiuser", "http-api");
      await limit(right, 10);
      const folder = temporaryDirectory();
      stack.defer(() => rmSync(folder, { recursive: true }));
      const options = ["--data", folder, "--database", database, "--port", "0", "--trusted-proxies", "127.0.0.1"];
      const program = stack.use(startAldis(["serve", ...options], { env: withClock("+10m") }));
      const ahead = { url: (await program.printed(/http:\/\/127\.0\.0\.1:\d+/))[0] };
      await program.printed(/gateway started/);
      await know(database);
      const since = performance.now();
      expect(await sendAtOnce([ahead], 4)).toBe(4);
      expect(await sendAtOnce([ahead, right], 4)).toBe(4);
      const who = (round: number) => ({ name: "apiuser", address: `10.0.${round}.1` });
      const before = await attack([ahead, right], 14, who);
      await program.kill();
      expect(await sendAtOnce([right], 6)).toBe(2);
      const after = await attack([right], 8, (round) => who(100 + round));
      const more = Math.ceil((performance.now() - since) / 1_000 / SECONDS_PER_GUESS);
      expect(before.lookedAt).toBeGreaterThanOrEqual(10);
      expect(before.lookedAt + after.lookedAt).toBeLessThanOrEqual(10 + more);
    },
    180_000,
  );
});
