import { afterEach, describe, expect, test } from "bun:test";
import { parseDatabaseUrl } from "../../lib/config/parsers.ts";
import { openStore, type Store } from "../../lib/store/index.ts";
import { parsePostgresHosts } from "../../lib/store/postgres-hosts.ts";
import { eventually } from "../support/eventually.ts";
import { hasPgBouncer, startPgBouncer } from "../support/pgbouncer.ts";
import { createTestDatabase, execute, hasPostgres } from "../support/postgres.ts";
import { type PostgresProxy, startPostgresProxy } from "../support/postgres-proxy.ts";
import { accept, stateOf } from "./outgoing.ts";

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

describe("a PostgreSQL URL", () => {
  test.each([
    ["postgres://a/db", ["postgres://a/db"], false],
    ["postgres://a/db?target_session_attrs=primary", ["postgres://a/db"], true],
    ["postgresql://u:p@a:5432,b:5433/db", ["postgresql://u:p@a:5432/db", "postgresql://u:p@b:5433/db"], true],
    [
      "postgres://a,[::1]:1/db?sslmode=require",
      ["postgres://a/db?sslmode=require", "postgres://[::1]:1/db?sslmode=require"],
      true,
    ],
    [
      "postgres://a,b/db?target_session_attrs=any&sslmode=require",
      ["postgres://a/db?sslmode=require", "postgres://b/db?sslmode=require"],
      false,
    ],
    [
      "postgres://u:p%2Cq@a,b/db?target_session_attrs=read-write",
      ["postgres://u:p%2Cq@a/db", "postgres://u:p%2Cq@b/db"],
      true,
    ],
  ])("%s is read, and taken as a setting", (url, urls, mustWrite) => {
    expect(parsePostgresHosts(url)).toEqual({ urls: urls as [string], mustWrite });
    expect(parseDatabaseUrl(url)).toEqual({ ok: true, value: url });
  });

  test.each([
    ["postgres://u:secret@a,b/db?target_session_attrs=standby", "the gateway writes"],
    ["postgres://u:secret@a,,b/db", "one of which is empty"],
    ["postgres://u:secret@a,b:port/db", "a host, or the password, of the database"],
  ])("%s is refused in a sentence without its password", async (url, sentence) => {
    const refused = openStore({ url });
    await expect(refused).rejects.toMatchObject({ kind: "invalid", message: expect.stringContaining(sentence) });
    await expect(refused).rejects.toMatchObject({ message: expect.not.stringContaining("secret") });
  });
});

describe.skipIf(!hasPostgres())("several PostgreSQL servers", () => {
  /** Two ways to one database. `readOnly` turns one into what a standby is to its clients. */
  async function startServers() {
    const url = await createTestDatabase();
    const proxies: [PostgresProxy, PostgresProxy] = [await startPostgresProxy(url), await startPostgresProxy(url)];
    for (const proxy of proxies) cleanUps.push(() => proxy[Symbol.asyncDispose]());
    const [one, two] = proxies.map((proxy) => new URL(proxy.url).host);
    const both = proxies[0].url.replace(`//aldis@${one}`, `//aldis@${one},${two}`);
    return { url, both, proxies };
  }

  async function open(url: string): Promise<Store> {
    const store = await openStore({ url, lockWaitMs: 50 });
    cleanUps.push(() => store.close());
    return store;
  }

  test("the first is used, the next when it is away, and the first again when the other is", async () => {
    const { both, proxies } = await startServers();
    const [one, two] = proxies;
    const store = await open(both);
    await accept(store);
    expect([one.connections > 0, two.connections]).toEqual([true, 0]);
    one.refuse();
    const id = await eventually("accepted by the other", () => accept(store).catch(() => undefined));
    expect(await stateOf(store, id)).toBe("queued");
    one.heal();
    two.refuse();
    await eventually("accepted by the first", () => accept(store).catch(() => undefined));
  });

  test("announcements are heard from the next server too", async () => {
    const { url, both, proxies } = await startServers();
    const store = await open(both);
    const other = await open(url);
    let wakes = 0;
    store.outbox.onAccepted(() => wakes++);
    await eventually("it listens", () => wakes === 1);
    proxies[0].refuse();
    await eventually("it listens again", () => wakes === 2);
    await accept(other);
    await eventually("it hears", () => wakes === 3);
  });

  const makeReadOnly = (url: string) =>
    execute(url, `alter database ${new URL(url).pathname.slice(1)} set default_transaction_read_only = on`);

  test.skipIf(!hasPgBouncer())("a standby is passed over", async () => {
    const standby = await createTestDatabase();
    const primary = await createTestDatabase();
    // Under the standby's name.
    const database = new URL(primary).pathname.slice(1);
    const bouncer = await startPgBouncer(standby, "session", { database });
    cleanUps.push(() => bouncer[Symbol.asyncDispose]());
    await makeReadOnly(standby);
    const store = await open(standby.replace(/(?=\/[^/]*$)/, `,${new URL(bouncer.url).host}`));
    await accept(store);
    expect(await execute(primary, "select count(*)::int as count from outgoing_messages")).toEqual([{ count: 1 }]);
  });

  test("a primary that becomes a standby is left, and used again when it is the primary", async () => {
    const { url, both, proxies } = await startServers();
    const store = await open(both);
    await accept(store);
    // As in a failover, before another has taken over: no server takes writes.
    await makeReadOnly(url);
    proxies[0].cutAll();
    await eventually("refused", () =>
      accept(store).then(
        () => false,
        (error: Error) => error.message.includes("it is a standby"),
      ),
    );
    await expect(openStore({ url: both })).rejects.toMatchObject({ kind: "unavailable" });
    const name = new URL(url).pathname.slice(1);
    await execute(url.replace(`/${name}`, "/postgres"), `alter database ${name} reset default_transaction_read_only`);
    await eventually("accepted", () => accept(store).catch(() => undefined));
  });
});
