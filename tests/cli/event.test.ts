import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { createTestDatabase, hasPostgres } from "../support/postgres.ts";

function claims(database: () => Promise<string[]>): void {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway(...(await database()), "--numbers-blocked", "+49900");
    await gateway.addUser("anna", "http-api");
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  const list = (...args: string[]) => gateway.command(["event", "list", ...args]);
  const kinds = async (...args: string[]) =>
    JSON.parse((await list("--json", ...args)).out).map(({ kind }: { kind: string }) => kind);
  const send = (to: string) =>
    fetch(`${gateway.url}/api.php?${new URLSearchParams({ username: "anna", password: "secret", to, text: "top" })}`);

  test("a refusal is listed with user, address, number and reason, while the gateway runs and after it has ended", async () => {
    await send("+49900123456");
    await gateway.events({ kind: "api.php.refused" });
    const running = await list("--kind", "api.php.refused");
    expect(running).toMatchObject({ status: 0, err: "" });
    const [heading, line, ...rest] = running.out.split("\n");
    expect(heading).toMatch(/^TIME +SEVERITY +KIND +ABOUT +WHAT HAPPENED$/);
    expect(line).toMatch(
      /^\d{4}-\S+Z {2}warning +api\.php\.refused +anna, 127\.0\.0\.1 .*numbers-blocked.*\+49900123456/,
    );
    expect(rest).toEqual([""]);
    expect(running.out).not.toMatch(/secret|top/);
    await gateway.stop();
    expect((await list("--kind", "api.php.refused")).out).toBe(running.out);
    await gateway.restart();
  });

  test("the newest come first, filtered by kind, modem, message, time and number", async () => {
    await send("112");
    await gateway.events({ kind: "api.php.refused" }, 2);
    const refused = JSON.parse((await list("--kind", "api.php.refused", "--json")).out);
    expect(refused.map(({ details }: { details: { recipient: string } }) => details.recipient)).toEqual([
      "112",
      "+49900123456",
    ]);
    expect(await kinds("--limit", "1", "--kind", "api.php.refused")).toHaveLength(1);
    await gateway.events({ kind: "modem.ready" });
    expect(new Set(await kinds("--modem", "simulated"))).toEqual(new Set(["modem.ready"]));
    expect(await kinds("--message", "4711")).toEqual([]);
    expect(await kinds("--since", "1h")).toContain("modem.ready");
    expect(await kinds("--since", "2100-01-01")).toEqual([]);
    expect((await list("--since", "2100-01-01T08:00:00+01:00")).out).toBe("no events\n");
  });

  test("what a command did, without a user, says so", async () => {
    await gateway.command(["group", "add", "Night"]);
    await gateway.command(["user", "grant", "anna", "rest-api"]);
    for (const kind of ["group.added", "user.permissions-changed"]) {
      const [event] = JSON.parse((await list("--json", "--kind", kind)).out);
      expect(event).toMatchObject({ kind, details: { door: "command" } });
      expect(event).not.toHaveProperty("userName");
    }
    const [ready] = await gateway.events({ kind: "modem.ready" });
    expect(ready?.details ?? {}).not.toHaveProperty("door");
  });

  test("a kind that does not exist is a mistake, with the one that was meant", async () => {
    const { status, err } = await list("--kind", "message.faild");
    expect({ status, first: err.split("\n")[0] }).toEqual({
      status: 2,
      first: 'aldis: --kind: unknown kind "message.faild"; did you mean message.failed?',
    });
    expect((await list("--kind", "colour")).err).toStartWith(
      'aldis: --kind: unknown kind "colour"; docs/events.md lists them\n',
    );
    expect(await list("--modem", "nobody")).toEqual({ status: 0, out: "no events\n", err: "" });
  });

  test("message show names the user who sent, also one who has been removed since", async () => {
    await gateway.addUser("carl", "http-api");
    const query = new URLSearchParams({ username: "carl", password: "secret", to: "+491701234567", text: "hello" });
    const id = (await fetch(`${gateway.url}/api.php?${query}`)).headers.get("x-message-id") ?? "";
    const show = async () => (await gateway.command(["message", "show", id])).out;
    expect(await show()).toMatch(/^Accepted: .* by \/api\.php$\n^User: +carl$/m);
    await gateway.command(["user", "remove", "carl"]);
    expect(await show()).toMatch(/^User: +ID \d+, which no longer exists$/m);
  });

  test("a time, a message and a number that are none are refused by name", async () => {
    for (const text of ["yesterday", "2026-02-30", "2026-13-01", "1h30m", "2026-01-05T25:00", "-1h", ""]) {
      const { status, err } = await list(`--since=${text}`);
      expect([status, err]).toEqual([2, expect.stringContaining("--since: must be a time such as 2h")]);
    }
    expect(await list("--message", "in-4")).toMatchObject({ status: 2 });
    expect(await list("--limit", "0")).toMatchObject({ status: 2 });
  });
}

describe("event list, on SQLite", () => claims(async () => []));

describe.skipIf(!hasPostgres())("event list, on PostgreSQL", () =>
  claims(async () => ["--database", await createTestDatabase()]),
);
