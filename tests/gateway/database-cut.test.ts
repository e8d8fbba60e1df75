import { describe, expect, test } from "bun:test";
import { openStore } from "../../lib/store/index.ts";
import { eventually } from "../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { hasPgBouncer, startPgBouncer } from "../support/pgbouncer.ts";
import { createTestDatabase, execute, hasPostgres } from "../support/postgres.ts";
import { type Cut, startPostgresProxy } from "../support/postgres-proxy.ts";

/** More statements than a message takes from its request to its delivery. */
const STATEMENTS = 30;

describe.skipIf(!hasPostgres())("a gateway whose connections to PostgreSQL break", () => {
  for (const how of ["before the server hears it", "before the answer comes back"] satisfies Cut[]) {
    test(`at any statement, ${how}: the next request is accepted, all that was accepted is sent, and it ends when told`, async () => {
      await using proxy = await startPostgresProxy(await createTestDatabase());
      await using gateway = await startTestGateway("--database", proxy.url);
      await gateway.addUser("apiuser", "http-api");
      const accepted: string[] = [];
      const send = sender(gateway, accepted);
      const places = [
        ...Array.from({ length: STATEMENTS }, (_, at) => at + 1),
        // What else a gateway asks meanwhile decides at which of these a number is.
        (statement: string) => statement.startsWith("begin"),
        (statement: string) => statement === "commit",
      ];
      for (const [turn, place] of places.entries()) {
        // Every connection is a new one, so that each turn begins with what a new connection is asked first.
        proxy.cutAll();
        let isCut = false;
        const cut = proxy.cutAt(place, how).then(() => {
          isCut = true;
        });
        await eventually(`a cut in turn ${turn}`, async () => {
          await send(`during ${turn}`);
          return isCut;
        });
        await cut;
        await eventually(`OK after the cut in turn ${turn}`, () => send(`after ${turn}`));
      }

      // One modem sends them all: each step is waited for as long as anything else.
      for (let count = 20; count < accepted.length; count += 20) await gateway.delivered(count);
      const delivered = await eventually("everything accepted is delivered", async () => {
        const texts = (await gateway.delivered(1)).map(({ text }) => text);
        return accepted.every((text) => texts.includes(text)) && texts;
      });
      expect(delivered).toEqual(expect.arrayContaining(accepted));
      const { status } = await gateway.stop();
      expect(status).toBe(0);
    });
  }
});

describe.skipIf(!hasPostgres() || !hasPgBouncer())("a gateway behind PgBouncer", () => {
  for (const poolMode of ["session", "transaction"] as const) {
    test(`that pools by ${poolMode} sends, also after PostgreSQL was away and after its sessions were ended`, async () => {
      const url = await createTestDatabase();
      await using proxy = await startPostgresProxy(url);
      await using bouncer = await startPgBouncer(proxy.url, poolMode);
      await using gateway = await startTestGateway("--database", bouncer.url, "--request-timeout", "2s");
      await gateway.addUser("apiuser", "http-api");
      const accepted: string[] = [];
      const send = sender(gateway, accepted);
      expect(await send("first")).toBe(true);

      proxy.refuse();
      expect(await send("while away")).toBe(false);
      proxy.heal();
      await eventually("OK when PostgreSQL is back", () => send("back"));

      for (let turn = 1; turn <= 10; turn++) {
        await execute(
          url,
          `select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and pid <> pg_backend_pid()`,
        );
        await eventually(`OK after its sessions were ended (${turn})`, () => send(`ended ${turn}`));
      }
      await gateway.delivered(accepted.length);
      expect((await gateway.stop()).status).toBe(0);
    });

    test(`that pools by ${poolMode} commits to the disk and waits for locks with a limit, whatever the server's defaults`, async () => {
      const url = await createTestDatabase();
      const name = new URL(url).pathname.slice(1);
      await execute(url, `alter database ${name} set synchronous_commit = off`);
      await using bouncer = await startPgBouncer(url, poolMode);
      const store = await openStore({ url: bouncer.url, lockWaitMs: 50 });
      await using _closed = { [Symbol.asyncDispose]: () => store.close() };
      await execute(url, "create table seen (synchronous_commit text, lock_timeout text)");
      await execute(
        url,
        `create function see() returns trigger language plpgsql as $$ begin
           insert into seen values (current_setting('synchronous_commit'), current_setting('lock_timeout'));
           return new; end $$`,
      );
      await execute(url, "create trigger see after insert on settings for each row execute function see()");
      await Promise.all([1, 2, 3].map((value) => store.settings.set({ [`key-${value}`]: value })));
      const seen = await execute(url, "select distinct synchronous_commit, lock_timeout from seen");
      expect(seen).toEqual([{ synchronous_commit: "on", lock_timeout: "50ms" }]);
    });
  }
});

/** Asks `/api.php` to send; says whether it was accepted, and notes what was. */
function sender(gateway: TestGateway, accepted: string[]) {
  return async (text: string): Promise<boolean> => {
    const query = new URLSearchParams({ username: "apiuser", password: "secret", to: "00491701234567", text });
    const answer = await fetch(`${gateway.url}/api.php?${query}`);
    const isAccepted = answer.status === 200 && (await answer.text()) === "OK";
    if (isAccepted) accepted.push(text);
    return isAccepted;
  };
}
