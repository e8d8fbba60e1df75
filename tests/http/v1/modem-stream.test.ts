import { describe, expect, test } from "bun:test";
import { openEvents, type SentEvent } from "../../support/event-stream.ts";
import { startTestGateway } from "../../support/gateway.ts";
import { createTestDatabase, hasPostgres } from "../../support/postgres.ts";

const isRoof = (state: string) => (event: SentEvent) =>
  event.type === "modem" && event.data.name === "roof" && event.data.state === state;
const isGone = ({ type, data }: SentEvent) => type === "modem" && data.name === "roof" && data.deleted === true;

function claims(database: () => Promise<string[]>): void {
  test("a stream tells each state of a modem as its GET shows it, resumes, and hides SIM and settings without sim", async () => {
    await using gateway = await startTestGateway("--modem", "simulated?name=fixed", ...(await database()));
    await gateway.addUser("clerk", "rest-api", "sim");
    await gateway.addUser("sender", "rest-api");
    const call = (method: string, path: string, body?: object) =>
      gateway.as("clerk")(`/api/v1/modems${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    await using clerk = await openEvents(gateway.url, { user: "clerk", query: "?types=modem" });
    await using sender = await openEvents(gateway.url, { user: "sender", query: "?types=modem" });

    await call("POST", "", { name: "roof", device: "simulated", pin: "1234" });
    const [ready] = await clerk.until(isRoof("ready"));
    const shown = (await (await call("GET", "/roof")).json()) as Record<string, unknown>;
    expect(ready?.data).toMatchObject({ source: "database", setting: "simulated?name=roof", hasPin: true });
    expect(Object.keys(shown)).toEqual(expect.arrayContaining(Object.keys(ready?.data ?? {})));
    expect(clerk.events.findIndex(isRoof("starting"))).toBeLessThan(clerk.events.findIndex(isRoof("ready")));
    const [open] = await sender.until(isRoof("ready"));
    for (const hidden of ["setting", "device", "sim", "identity", "hasPin"])
      expect(open?.data).not.toHaveProperty(hidden);

    const lastId = ready?.id ?? "";
    await call("PATCH", "/roof", { pool: "night" });
    await clerk.until((event) => isRoof("ready")(event) && event.data.pool === "night");
    expect(clerk.events.some(isGone)).toBe(false);
    await call("DELETE", "/roof");
    const [gone] = await clerk.until(isGone);
    expect(gone?.data).toEqual({ name: "roof", deleted: true });

    await using again = await openEvents(gateway.url, { user: "clerk", query: "?types=modem", lastEventId: lastId });
    await again.until(isGone);
    expect(again.events.filter(isGone)).toHaveLength(1);
    expect(again.events.some(({ id }) => id === lastId)).toBe(false);
  });
}

describe("on SQLite", () => claims(async () => []));
describe.skipIf(!hasPostgres())("on PostgreSQL", () => claims(async () => ["--database", await createTestDatabase()]));
