import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { eventually } from "../../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { createTestDatabase, hasPostgres } from "../../support/postgres.ts";

interface Shown {
  id: number;
  state: string;
  nextAttemptAt?: string;
  waitsBecause?: string;
  timeline: { at: string; state: string; modem?: string; detail?: string }[];
}

const ADVICE = "Add a modem of this name, or cancel the message and send it again by another one.";

function claims(database: () => Promise<string[]>): void {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway("--modem", "simulated?name=fixed", ...(await database()));
    await gateway.addUser("clerk", "rest-api", "sim");
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  const call = async (method: string, path: string, body?: object) => {
    const response = await gateway.as("clerk")(`/api/v1${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return (response.status === 204 ? undefined : await response.json()) as Shown & { items: Shown[] };
  };
  async function send(to: string, more: object): Promise<number> {
    const { messages } = (await call("POST", "/messages", { to, text: "hello", ...more })) as unknown as {
      messages: { id: number }[];
    };
    return messages[0]?.id ?? 0;
  }
  const cli = async (id: number) => (await gateway.command(["message", "show", String(id)])).out;

  test("a message whose modem was removed says so and what to do, until a modem of this name is there", async () => {
    await call("POST", "/modems", { name: "m1", device: "simulated" });
    await call("DELETE", "/modems/m1");
    const [removal] = await gateway.events({ kind: "modem.removed" });
    const id = await send("+491701234501", { modem: "m1" });
    const reason = `Its modem m1 was removed. ${ADVICE}`;
    const shown = await eventually("it is due", async () => {
      const found = await call("GET", `/messages/${id}`);
      return found.waitsBecause !== undefined && found;
    });
    expect(shown).toMatchObject({ state: "queued", waitsBecause: reason });
    expect(shown.nextAttemptAt).toBeUndefined();
    const last = shown.timeline.at(-1);
    expect(last).toMatchObject({ state: "queued", modem: "m1", detail: reason });
    expect(Date.parse(last?.at ?? "")).toBeGreaterThanOrEqual(removal?.at ?? Number.NaN);
    const { items } = await call("GET", "/messages?state=queued");
    expect(items.find((message) => message.id === id)).toMatchObject({
      waitsBecause: `This gateway has no modem m1. ${ADVICE}`,
    });
    const text = await eventually("the file of the modems is written", async () => {
      const out = await cli(id);
      return out.includes("Waits:") && out;
    });
    expect(text).toMatch(new RegExp(`^Waits: +${reason}$`, "m"));
    expect(text).not.toContain("Next attempt:");
    await call("POST", "/modems", { name: "m1", device: "simulated" });
    await eventually("it is sent", async () =>
      ["sent", "delivered"].includes((await call("GET", `/messages/${id}`)).state),
    );
    const sent = await call("GET", `/messages/${id}`);
    expect(sent.waitsBecause).toBeUndefined();
    expect(JSON.stringify(sent.timeline)).not.toContain("was removed");
    expect(await cli(id)).not.toContain("Waits:");
  });

  test("so does one for a pool without a modem; one that waits for its time has that alone", async () => {
    const id = await send("+491701234502", { pool: "nowhere" });
    const { waitsBecause, timeline } = await eventually("it is due", async () => {
      const found = await call("GET", `/messages/${id}`);
      return found.waitsBecause !== undefined && found;
    });
    expect(waitsBecause).toStartWith("This gateway has no modem of the pool nowhere. Add such a modem");
    expect(timeline.at(-1)?.detail).toBe(waitsBecause as string);
    const sendAt = new Date(Date.now() + 3_600_000).toISOString();
    const later = await call("GET", `/messages/${await send("+491701234503", { pool: "nowhere", sendAt })}`);
    expect(later).toMatchObject({ nextAttemptAt: sendAt });
    expect(later.waitsBecause).toBeUndefined();
  });
}

describe("on SQLite", () => claims(async () => []));
describe.skipIf(!hasPostgres())("on PostgreSQL", () => claims(async () => ["--database", await createTestDatabase()]));
