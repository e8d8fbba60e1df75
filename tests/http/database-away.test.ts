import { describe, expect, test } from "bun:test";
import { eventually } from "../support/eventually.ts";
import { startTestGateway } from "../support/gateway.ts";
import { createTestDatabase, hasPostgres } from "../support/postgres.ts";
import { startPostgresProxy } from "../support/postgres-proxy.ts";

const ALERT = {
  version: "4",
  status: "firing",
  alerts: [{ status: "firing", labels: { alertname: "DiskFull" }, annotations: {} }],
};
const SIGN_IN = "username=apiuser&password=secret";

/** As each interface has it. */
const FAILED = { status: 408, body: "FAILED - Timeout or see Gateway logs for more information." };
const LATER = { status: 503, body: "Error: Not now, try again. See Gateway logs for more information." };
const UNAVAILABLE = {
  status: 503,
  body: JSON.stringify({
    code: 503,
    message: "Service unavailable",
    reasons: ["The database cannot be used now: try again."],
  }),
};
const OTHERS: Record<string, { status: number; body: unknown }> = {
  "GET /sendmsg": { status: 200, body: "Err: 612" },
  "GET /querymsg": { status: 200, body: "Err: 612" },
  "GET /check.php": { status: 200, body: expect.stringMatching(/^que: \d+\nfailed: 0\n/) },
  "GET /check.php?option=que": { status: 200, body: expect.stringMatching(/^\d+$/) },
};

describe.skipIf(!hasPostgres())("while PostgreSQL is away", () => {
  test("every door answers as it does for what may be tried again, and works when it is back", async () => {
    await using proxy = await startPostgresProxy(await createTestDatabase());
    await using gateway = await startTestGateway("--database", proxy.url, "--isms", "on");
    await gateway.addUser(
      "apiuser",
      "http-api",
      "rest-api",
      "sent-messages",
      "contacts",
      "incoming-messages",
      "groups",
      "command-api",
    );
    const asUser = gateway.as("apiuser");
    const json = (body: unknown) => ({
      method: "POST",
      body: JSON.stringify(body),
      headers: { "content-type": "application/json" },
    });
    const signedIn = await fetch(`${gateway.url}/api/signin`, json({ username: "apiuser", password: "secret" }));
    const { jwt } = (await signedIn.json()) as { jwt: string };
    const calls: Record<string, () => Promise<Response>> = {
      "GET /api.php": () => fetch(`${gateway.url}/api.php?${SIGN_IN}&to=00491701234567&text=Test`),
      "POST /api/signin": () => fetch(`${gateway.url}/api/signin`, json({ username: "apiuser", password: "secret" })),
      "GET /api/messages": () => asUser("/api/messages"),
      "GET /api/messages, by token": () =>
        fetch(`${gateway.url}/api/messages`, { headers: { authorization: `Bearer ${jwt}` } }),
      "GET /api/messages/1": () => asUser("/api/messages/1"),
      "POST /api/messages": () => asUser("/api/messages", json({ to: ["+491701234567"], text: "Test" })),
      "GET /api/contacts": () => asUser("/api/contacts"),
      "GET /sendmsg": () => fetch(`${gateway.url}/sendmsg?user=apiuser&passwd=secret&cat=1&to=01701234567&text=Test`),
      "GET /querymsg": () => fetch(`${gateway.url}/querymsg?user=apiuser&passwd=secret&apimsgid=1`),
      "GET /api/contactgroups": () => asUser("/api/contactgroups"),
      "DELETE /api/contacts/1": () => asUser("/api/contacts/1", { method: "DELETE" }),
      "GET /api/state": () => asUser("/api/state"),
      "POST /api/v1/alerts": () => asUser("/api/v1/alerts?to=00491701234567", json(ALERT)),
      "GET /commands.php": () => fetch(`${gateway.url}/commands.php?${SIGN_IN}&mode=none`),
      "GET /check.php": () => fetch(`${gateway.url}/check.php`),
      "GET /check.php?option=que": () => fetch(`${gateway.url}/check.php?option=que`),
    };
    for (const [name, call] of Object.entries(calls))
      expect({ name, is5xx: (await call()).status >= 500 }).toEqual({ name, is5xx: false });

    proxy.refuse();
    for (const [name, call] of Object.entries(calls)) {
      const answer = await call();
      expect<unknown>({ name, status: answer.status, body: await answer.text() }).toEqual({
        name,
        ...(name.includes("/api/v1/") ? LATER : name.includes("/api/") ? UNAVAILABLE : (OTHERS[name] ?? FAILED)),
      });
    }
    proxy.heal();
    await eventually("OK again", async () => (await calls["GET /api.php"]?.())?.status === 200);
    expect((await asUser("/api/messages")).status).toBe(200);
  });

  test("check.php answers with the last counts when the database is silent", async () => {
    await using proxy = await startPostgresProxy(await createTestDatabase());
    await using gateway = await startTestGateway("--database", proxy.url);
    const page = async (path: string) => (await fetch(`${gateway.url}${path}`)).text();
    expect(await page("/check.php?option=total")).toBe("0");
    proxy.dropSilently({ alsoNew: true });
    // Long before the database is given up.
    expect(await page("/check.php?option=total")).toBe("0");
    expect(await page("/check.php")).toMatch(/^que: 0\nfailed: 0\n/);
    proxy.heal();
  });

  test("check.php says that it cannot tell, when it has never counted", async () => {
    await using proxy = await startPostgresProxy(await createTestDatabase());
    await using gateway = await startTestGateway("--database", proxy.url);
    proxy.refuse();
    const answer = await fetch(`${gateway.url}/check.php`);
    expect({ status: answer.status, body: await answer.text() }).toEqual(LATER);
    proxy.heal();
  });
});
