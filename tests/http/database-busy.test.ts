import { expect, test } from "bun:test";
import { join } from "node:path";
import { startTestGateway } from "../support/gateway.ts";
import { lockSqlite } from "../support/sqlite-lock.ts";

const SIGN_IN = "username=apiuser&password=secret";
const ALERT = {
  version: "4",
  status: "firing",
  alerts: [{ status: "firing", labels: { alertname: "DiskFull" }, annotations: {} }],
};

test("a request that was told its time limit passed, because the database was locked for longer, sends nothing", async () => {
  await using gateway = await startTestGateway("--request-timeout", "1s", "--isms", "on");
  await gateway.addUser("apiuser", "http-api", "rest-api", "sent-messages");
  const json = (body: unknown) => ({
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json" },
  });
  const doors: Record<string, () => Promise<Response>> = {
    "/api.php": () => fetch(`${gateway.url}/api.php?${SIGN_IN}&to=00491701234567&text=Test`),
    "/api/messages": () =>
      gateway.as("apiuser")("/api/messages", json({ recipients: [{ to: "+491701234567" }], text: "Test" })),
    "/api/v1/alerts": () => gateway.as("apiuser")("/api/v1/alerts?to=00491701234567", json(ALERT)),
    "/sendmsg": () => fetch(`${gateway.url}/sendmsg?user=apiuser&passwd=secret&cat=1&to=01701234567&text=Test`),
  };
  // Each door takes it, when nothing is in the way.
  for (const [guard, send] of Object.entries(doors))
    expect({ guard, status: (await send()).status }).toEqual({ guard, status: 200 });
  const before = (await gateway.delivered(4)).length;
  expect(before).toBe(4);

  using lock = await lockSqlite(join(gateway.data, "aldis.sqlite"));
  const answers = await Promise.all(
    Object.entries(doors).map(async ([guard, send]) => {
      const answer = await send();
      return [guard, answer.status, (await answer.text()).slice(0, 8)];
    }),
  );
  expect(answers).toEqual([
    ["/api.php", 408, "FAILED -"],
    ["/api/messages", 408, '{"code":'],
    ["/api/v1/alerts", 503, "Error: N"],
    ["/sendmsg", 200, "Err: 608"],
  ]);
  lock.release();

  // This one stands behind them in the queue of the database's writer.
  expect((await doors["/api.php"]?.())?.status).toBe(200);
  const stored = lock.database.query("select count(*) as count from outgoing_messages").get();
  expect(stored).toEqual({ count: 5 });
}, 180_000);
