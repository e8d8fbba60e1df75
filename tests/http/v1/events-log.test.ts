import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { createTestDatabase, hasPostgres } from "../../support/postgres.ts";
import { problemOf } from "../../support/v1.ts";

interface Page {
  items: { id: number; kind: string; at: string; user?: string; message: string; details?: Record<string, unknown> }[];
  next?: string;
}

function claims(database: () => Promise<string[]>): void {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway(...(await database()));
    await gateway.addUser("chief", "rest-api", "event-log", "general");
    for (const value of ["1h", "2h", "3h", "4h", "5h"]) {
      const body = JSON.stringify({ "failed-window": value });
      expect((await gateway.as("chief")("/api/v1/settings", { method: "PATCH", body })).status).toBe(200);
    }
    await gateway.events({ kind: "setting.changed" }, 5);
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  async function ask(query = ""): Promise<Page> {
    const response = await gateway.as("chief")(`/api/v1/events-log?${query}`);
    expect(response.status).toBe(200);
    return (await response.json()) as Page;
  }

  test("an event tells who changed what, with old and new value", async () => {
    const { items } = await ask("kind=setting.changed&limit=1");
    expect(items).toMatchObject([
      { user: "chief", details: { setting: "failed-window", before: "4h", after: "5h" }, severity: "info" },
    ] as never);
  });

  test("pages joined are the whole list, newest first", async () => {
    const whole = (await ask("limit=500")).items.map(({ id }) => id);
    const joined: number[] = [];
    let after: string | undefined;
    do {
      const page = await ask(`limit=2${after === undefined ? "" : `&after=${after}`}`);
      joined.push(...page.items.map(({ id }) => id));
      after = page.next;
    } while (after !== undefined);
    expect(joined).toEqual(whole);
    expect(whole).toEqual(whole.toSorted((a, b) => b - a));
  });

  test("each filter narrows", async () => {
    expect((await ask("user=chief&kind=setting.changed")).items).toHaveLength(5);
    expect((await ask("user=nobody")).items).toEqual([]);
    expect(
      (await ask("severity=error")).items.every((event) => (event as { severity?: string }).severity === "error"),
    ).toBe(true);
    expect((await ask("since=2999-01-01T00:00:00Z")).items).toEqual([]);
    expect((await ask("until=2000-01-01T00:00:00Z")).items).toEqual([]);
    expect((await ask("number=%2B49170123")).items).toEqual([]);
    expect((await ask("messageId=1")).items).toEqual([]);
  });

  test("events that name a number are found by it, with or without the country's code", async () => {
    await gateway.addUser("anna", "http-api");
    const query = new URLSearchParams({ username: "anna", password: "secret", text: "T", to: "112" });
    expect((await fetch(`${gateway.url}/api.php?${query}`)).status).toBe(400);
    await gateway.events({ kind: "api.php.refused" });
    expect((await ask("number=112")).items.map(({ kind }) => kind)).toContain("api.php.refused");
  });

  test("what cannot be is refused by name", async () => {
    for (const [query, pointer] of [
      ["since=yesterday", "/since"],
      ["until=2026-01-01", "/until"],
      ["after=nowhere", "/after"],
      ["number=abc", "/number"],
    ]) {
      const { errors } = await problemOf(await gateway.as("chief")(`/api/v1/events-log?${query}`), 422);
      expect({ query, errors }).toMatchObject({ query, errors: [{ pointer }] });
    }
    await problemOf(await gateway.as("chief")("/api/v1/events-log", { method: "DELETE" }), 422);
    await problemOf(await gateway.as("chief")("/api/v1/events-log?before=now", { method: "DELETE" }), 422);
  });

  test("clearing deletes what is older, and leaves an event of its own", async () => {
    const remove = async (before: string) => {
      const response = await gateway.as("chief")(`/api/v1/events-log?before=${before}`, { method: "DELETE" });
      return (await response.json()) as { deleted: number; done: boolean };
    };
    expect(await remove("2000-01-01T00:00:00Z")).toEqual({ deleted: 0, done: true });
    const { items } = await ask("limit=500");
    const cleared = await remove("2999-01-01T00:00:00Z");
    expect(cleared.done).toBe(true);
    expect(cleared.deleted).toBeGreaterThanOrEqual(items.length);
    const [event] = await gateway.events({ kind: "events.cleared", userName: "chief" });
    expect(event?.details).toEqual({ before: "2999-01-01T00:00:00.000Z", events: cleared.deleted });
    expect((await ask("kind=setting.changed")).items).toEqual([]);
  });
}

describe("on SQLite", () => claims(async () => []));
describe.skipIf(!hasPostgres())("on PostgreSQL", () => claims(async () => ["--database", await createTestDatabase()]));
