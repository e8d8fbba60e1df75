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
        const resend = (which: readonly number[], after?: string) =>
          fetch(`${url}/api/v1/messages/bulk`, {
            method: "POST",
            headers: {
              ...basic("clerk"),
              "content-type": "application/json",
              "idempotency-key": `bulk-${after ?? "all"}`,
            },
            body: JSON.stringify({ action: "resend", ids: which, after }),
          });
        /** As a client does: from answer to answer, since each may end after some seconds. */
        const resendAll = async () => {
          const replayed: boolean[] = [];
          let done = 0;
          let after: string | undefined;
          do {
            const answer = await resend(ids, after);
            expect(answer.status).toBe(200);
            const step = (await answer.json()) as { done: number; skipped: unknown[]; next?: string };
            expect(step.skipped).toEqual([]);
            replayed.push(answer.headers.get("idempotency-replayed") === "true");
            done += step.done;
            after = step.next;
          } while (after !== undefined);
          return { done, isReplayed: replayed.every(Boolean) };
        };
        return { gateway, resend, resendAll };
      };

      const first = await serve();
      const answer = first.resend(ids).catch(() => "no answer");
      await eventually("some were sent again", async () => (await copies()) > 0);
      await first.gateway.kill();
      expect(await answer).toBe("no answer");
      expect(await copies()).toBeLessThan(MESSAGES);

      const { gateway, resend, resendAll } = await serve();
      await using _ = gateway;
      await problemOf(await resend(ids.slice(-1)), 422);
      expect(await resendAll()).toEqual({ done: MESSAGES, isReplayed: false });
      expect(await copies()).toBe(MESSAGES);
      expect(await resendAll()).toEqual({ done: MESSAGES, isReplayed: true });
      expect(await copies()).toBe(MESSAGES);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
