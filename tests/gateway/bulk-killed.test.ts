import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eachDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { runAldis, startAldis } from "../support/process.ts";
import { sqlOn } from "../support/sql.ts";
import { onDatabase, queueForTomorrow } from "../support/stored-messages.ts";
import { basic, problemOf } from "../support/v1.ts";

/** As many as one request names: eight steps. */
const MESSAGES = 1_000;

eachDatabase("a bulk resend with a key, in the middle of which the gateway is killed,", (databases) => {
  test("goes on when it is repeated, sends each message again once, and gives its key to no other request", async () => {
    const folder = mkdtempSync(join(tmpdir(), "aldis-bulk-"));
    try {
      const database = await databases.create();
      const data = ["--data", folder, "--database", database];
      await runAldis(["user", "add", "clerk", "--grant", "rest-api", "--password-stdin", ...data], {
        stdin: "secret\n",
      });
      const userId = await onDatabase({ database }, async ({ users }) => (await users.list())[0]?.id ?? 0);
      const ids = await queueForTomorrow({ database }, MESSAGES, { userId });
      const last = Math.max(...ids);
      await sqlOn(database, "update outgoing_messages set state = 'cancelled'");
      const copies = async () => {
        const [row] = await sqlOn(database, `select count(*) as count from outgoing_messages where id > ${last}`);
        return Number(row?.count);
      };
      const serve = async () => {
        const gateway = startAldis(["serve", "--port", "0", ...data]);
        const [, url = ""] = await gateway.printed(/^Gateway: +(\S+)/m);
        await gateway.printed(/"gateway started"/);
        const resend = (which: readonly number[]) =>
          fetch(`${url}/api/v1/messages/bulk`, {
            method: "POST",
            headers: { ...basic("clerk"), "content-type": "application/json", "idempotency-key": "bulk" },
            body: JSON.stringify({ action: "resend", ids: which }),
          });
        return { gateway, resend };
      };

      const first = await serve();
      const answer = first.resend(ids).catch(() => "no answer");
      await eventually("some were sent again", async () => (await copies()) > 0);
      await first.gateway.kill();
      expect(await answer).toBe("no answer");
      expect(await copies()).toBeLessThan(MESSAGES);

      const { gateway, resend } = await serve();
      await using _ = gateway;
      await problemOf(await resend(ids.slice(-1)), 422);
      const repeated = await resend(ids);
      expect([repeated.status, await repeated.json()]).toEqual([200, { done: MESSAGES, skipped: [] }]);
      expect(await copies()).toBe(MESSAGES);
      const again = await resend(ids);
      expect(again.headers.get("idempotency-replayed")).toBe("true");
      expect(await again.json()).toEqual({ done: MESSAGES, skipped: [] });
      expect(await copies()).toBe(MESSAGES);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
