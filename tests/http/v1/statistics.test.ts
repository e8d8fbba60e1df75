import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { eventually } from "../../support/eventually.ts";
import { startTestGateway, type TestGateway, until } from "../../support/gateway.ts";
import { createTestDatabase, hasPostgres } from "../../support/postgres.ts";
import { problemOf } from "../../support/v1.ts";

interface Item {
  start: string;
  end: string;
  modem?: string;
  user?: { id: number; name?: string };
  channel?: string;
  accepted: number;
  sent: number;
  delivered: number;
  failed: number;
  received?: number;
}

function claims(database: () => Promise<string[]>): void {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway("--time-zone", "Europe/Berlin", ...(await database()));
    await gateway.addUser("anna", "rest-api", "http-api");
    await gateway.addUser("bert", "rest-api", "http-api");
    await gateway.addUser("chief", "rest-api", "sent-messages", "incoming-messages");
    await gateway.addUser("admin", "rest-api", "users", "event-log");
    for (const user of ["anna", "anna", "bert"]) {
      const query = new URLSearchParams({ username: user, password: "secret", text: "Test", to: "+491701234567" });
      expect((await fetch(`${gateway.url}/api.php?${query}`)).status).toBe(200);
    }
    await gateway.receive("+491709999999", "hello");
    await gateway.delivered(3);
    await eventually("3 delivered and 1 received", async () => {
      const [today] = (await ask("chief", "since=2020-01-01T00:00:00Z&per=month")).slice(-1);
      return today?.delivered === 3 && today.received === 1;
    });
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  async function ask(user: string, query = ""): Promise<Item[]> {
    const response = await gateway.as(user)(`/api/v1/statistics?${query}`);
    const answer = (await response.json()) as { items: Item[] };
    expect({ status: response.status, answer }).toMatchObject({ status: 200 });
    return answer.items;
  }
  const sum = (items: readonly Item[], name: "accepted" | "sent" | "delivered" | "failed" | "received") =>
    items.reduce((all, item) => all + (item[name] ?? 0), 0);

  test("every hour, day and month of the time is there, and together they hold every message", async () => {
    for (const [per, periods] of [
      ["hour", 25],
      ["day", 31],
      ["month", 13],
    ] as const) {
      const items = await ask("chief", `per=${per}`);
      expect(Math.abs(items.length - periods)).toBeLessThanOrEqual(1);
      expect(items.slice(1).every(({ start }, at) => start === items[at]?.end)).toBe(true);
      expect([sum(items, "accepted"), sum(items, "sent"), sum(items, "delivered")]).toEqual([3, 3, 3]);
      expect([sum(items, "failed"), sum(items, "received")]).toEqual([0, 1]);
    }
  });

  test("days begin when the zone's clocks show midnight", async () => {
    const berlin = await ask("chief", "per=day&since=2026-03-28T12:00:00Z&until=2026-03-30T12:00:00Z");
    expect(berlin.map(({ start }) => start)).toEqual([
      "2026-03-27T23:00:00.000Z",
      "2026-03-28T23:00:00.000Z",
      "2026-03-29T22:00:00.000Z",
    ]);
    const [nepal] = await ask(
      "chief",
      "per=day&timeZone=Asia/Kathmandu&since=2026-03-28T12:00:00Z&until=2026-03-28T12:00:00Z",
    );
    expect(nepal?.start).toBe("2026-03-27T18:15:00.000Z");
  });

  test("without the permission for messages of others, a user counts its own, and nothing that was received", async () => {
    const items = await ask("anna");
    expect([sum(items, "accepted"), sum(items, "delivered")]).toEqual([2, 2]);
    expect(items.every((item) => item.received === undefined)).toBe(true);
    expect(sum(await ask("anna", "user=anna"), "accepted")).toBe(2);
    expect(await problemOf(await gateway.as("anna")("/api/v1/statistics?user=bert"), 403)).toMatchObject({
      permission: "sent-messages",
    });
  });

  test("modem, user and channel are counted apart, and narrow it down", async () => {
    const byUser = await ask("chief", "per=month&by=user");
    const accepted = byUser.filter((item) => item.accepted > 0).map(({ user, accepted }) => [user?.name, accepted]);
    expect(accepted.toSorted()).toEqual([
      ["anna", 2],
      ["bert", 1],
    ]);
    const byModem = await ask("chief", "per=month&by=modem,channel");
    const sent = byModem.filter((item) => item.sent > 0);
    expect(sent.map(({ channel }) => channel)).toEqual(["sms"]);
    const modem = sent[0]?.modem ?? "";
    expect(modem).not.toBe("");
    expect(sum(await ask("chief", `modem=${modem}`), "sent")).toBe(3);
    expect(sum(await ask("chief", "modem=other"), "sent")).toBe(0);
    expect(sum(await ask("chief", "channel=telegram"), "accepted")).toBe(0);
    expect(sum(await ask("chief", "user=bert"), "sent")).toBe(1);
  });

  test("what cannot be is refused by name", async () => {
    for (const [query, pointer] of [
      ["since=yesterday", "/since"],
      ["until=2026-01-01", "/until"],
      ["timeZone=Middle/Earth", "/timeZone"],
      ["user=nobody", "/user"],
      ["per=hour&since=2020-01-01T00:00:00Z", "/since"],
      ["since=2026-02-01T00:00:00Z&until=2026-01-01T00:00:00Z", "/since"],
    ]) {
      const { errors } = await problemOf(await gateway.as("chief")(`/api/v1/statistics?${query}`), 422);
      expect({ query, errors }).toMatchObject({ query, errors: [{ pointer }] });
    }
    for (const query of ["per=year", "by=weather", "weather=1"]) {
      await problemOf(await gateway.as("chief")(`/api/v1/statistics?${query}`), 422);
    }
  });

  test("a command counts the same", async () => {
    const { out } = await gateway.command(["statistics", "--per", "month", "--by", "user", "--time-zone", "UTC"]);
    expect(out).toMatch(/^MONTH +USER +ACCEPTED +SENT +DELIVERED +FAILED +RECEIVED +CALLS +SILENT +BLOCKED\n/);
    expect(out).toMatch(/^\d{4}-\d\d +anna +2 +2 +2( +0){5}$/m);
    const json = await gateway.command(["statistics", "--user", "bert", "--json"]);
    expect(sum(JSON.parse(json.out) as Item[], "accepted")).toBe(1);
  });

  test("a user's statistics are reset by who may manage users, and those of others stay", async () => {
    const reset = (who: string, user: string) =>
      gateway.as(who)(`/api/v1/statistics?user=${user}`, { method: "DELETE" });
    expect(await problemOf(await reset("chief", "bert"), 403)).toMatchObject({ permission: "users" });
    for (const unknown of ["nobody", "0", "-1"]) {
      expect((await problemOf(await reset("admin", unknown), 422)).errors).toMatchObject([{ pointer: "/user" }]);
    }
    await problemOf(await gateway.as("admin")("/api/v1/statistics", { method: "DELETE" }), 422);
    expect(sum(await ask("chief", "user=bert"), "sent")).toBe(1);
    expect((await reset("admin", "BERT")).status).toBe(204);
    const left = await ask("chief", "user=bert&by=user");
    expect(left).toEqual([]);
    expect(sum(await ask("chief"), "delivered")).toBe(2);
    const { items } = await until<{ items: unknown[] }>(
      "the event",
      () => gateway.as("admin")("/api/v1/events-log?kind=user.statistics-reset"),
      (answer) => answer.items.length > 0,
    );
    expect(items).toMatchObject([{ user: "admin", message: "The statistics of user bert were reset" }]);
    expect((await gateway.command(["user", "reset-statistics", "anna"])).status).toBe(0);
    expect(await ask("chief", "user=anna&by=user")).toEqual([]);
    expect((await gateway.command(["user", "reset-statistics", "nobody"])).status).toBe(1);
  });
}

describe("on SQLite", () => claims(async () => []));
describe.skipIf(!hasPostgres())("on PostgreSQL", () => claims(async () => ["--database", await createTestDatabase()]));
