import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { OptOutRecord } from "../../lib/messages/index.ts";
import { eventually } from "../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { createTestDatabase, hasPostgres } from "../support/postgres.ts";
import { onDatabase, queueForTomorrow } from "../support/stored-messages.ts";

const GONE = "You will get no more messages from us. Reply START to get them again.";
const BACK = "You will get messages from us again. Reply STOP to end them.";

function claims(database: () => Promise<string[]>): void {
  let gateway: TestGateway;
  let given = 0;
  beforeAll(async () => {
    gateway = await startTestGateway(...(await database()), "--opt-out", "on");
    await gateway.addUser("anna", "rest-api");
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  const aNumber = () => `+4917012345${String(++given).padStart(2, "0")}`;
  const send = async (to: string) => {
    const init = { method: "POST", body: JSON.stringify({ to, text: "Disk full" }) };
    return (await gateway.as("anna")("/api/v1/messages", init)).status;
  };
  const isOut = (number: string) =>
    onDatabase(gateway, async ({ optOuts }) => (await optOuts.find(number)) !== undefined);
  /** The records of a number, the oldest first, once there are so many. */
  const recorded = (number: string, count: number) =>
    eventually<OptOutRecord[]>(`${count} records of ${number}`, async () => {
      const { records } = await onDatabase(gateway, ({ optOuts }) => optOuts.audit({ number }, { limit: 50 }));
      return records.length >= count && records.toReversed();
    });
  /** Texts that a telephone got, once there are so many. */
  const got = (number: string, count: number) =>
    eventually<string[]>(`${count} messages at ${number}`, async () => {
      const answer = await gateway.as("tester")("/api/v1/simulator/messages");
      const { items } = (await answer.json()) as { items: { to: string; text: string }[] };
      const texts = items.filter(({ to }) => to === number).map(({ text }) => text);
      return texts.length >= count && texts;
    });

  test("START has its confirmation, and no automatic answer of a rule besides", async () => {
    const number = aNumber();
    await gateway.addUser("router", "rest-api", "message-routing");
    const rule = { name: "answer", then: [{ autoReply: { text: "Thank you", everySeconds: 1 } }] };
    const asked = await gateway.as("router")("/api/v1/rules", { method: "POST", body: JSON.stringify(rule) });
    const { id } = (await asked.json()) as { id: number };
    for (const [at, word] of ["STOP", "START"].entries()) {
      await gateway.receive(number, word);
      await recorded(number, at + 1);
      await got(number, at + 1);
    }
    const dry = { message: { from: number, text: "Start!" } };
    const run = await gateway.as("router")("/api/v1/rules/dry-run", { method: "POST", body: JSON.stringify(dry) });
    expect(JSON.stringify(await run.json())).toContain("has a confirmation of its own");
    await gateway.receive(number, "hello");
    expect(await got(number, 3)).toEqual([GONE, BACK, "Thank you"]);
    await gateway.as("router")(`/api/v1/rules/${id}`, { method: "DELETE" });
  });

  test.each([
    ["English", "STOP"],
    ["English, as people write", " unsubscribe. "],
    ["German", "Stopp!"],
    ["German", "Abmelden"],
    ["French", "ARRÊT"],
    ["Italian", "Disiscrivimi"],
    ["Spanish", "baja"],
  ])("%s: %j opts its sender out, is confirmed once and refused from then on, until START", async (_, word) => {
    const number = aNumber();
    expect(await send(number)).toBe(202);
    await got(number, 1);
    await gateway.receive(number, word);
    expect(await got(number, 2)).toEqual(["Disk full", GONE]);
    expect(await recorded(number, 1)).toMatchObject([
      { action: "opt-out", hasChanged: true, door: "message", asked: word, modem: "simulated" },
    ]);
    expect(await send(number)).toBe(422);
    await gateway.receive(number, "Start");
    expect(await got(number, 3)).toEqual(["Disk full", GONE, BACK]);
    expect(await send(number)).toBe(202);
    expect(await got(number, 4)).toEqual(["Disk full", GONE, BACK, "Disk full"]);
    const [first, second] = await recorded(number, 2);
    expect(second).toMatchObject({ action: "opt-in", hasChanged: true });
    const message = await onDatabase(gateway, ({ inbox }) => inbox.find(first?.incomingId ?? 0));
    expect(message).toMatchObject({ sender: number, text: word });
  });

  test("whoever says it twice is confirmed once, and both are on record", async () => {
    const number = aNumber();
    for (const word of ["stop", "STOP!!"]) await gateway.receive(number, word);
    expect(await recorded(number, 2)).toMatchObject([{ hasChanged: true }, { hasChanged: false, asked: "STOP!!" }]);
    for (const word of ["START", "start"]) await gateway.receive(number, word);
    await recorded(number, 4);
    expect(await got(number, 2)).toEqual([GONE, BACK]);
  });

  test("a text with more than the word opts nobody out", async () => {
    const number = aNumber();
    for (const text of ["stop by at the shop", "Please stop", "STOP the pump, START the fan"]) {
      await gateway.receive(number, text);
    }
    await gateway.receive(number, "stop");
    await recorded(number, 1);
    expect(await recorded(number, 1)).toHaveLength(1);
  });

  test("a name or a short code as sender gets no confirmation", async () => {
    await gateway.receive("22922", "STOP");
    await recorded("22922", 1);
    await gateway.receive("BANK", "STOP");
    const number = aNumber();
    await gateway.receive(number, "STOP");
    await got(number, 1);
    expect(await isOut("22922")).toBe(true);
    expect(await isOut("BANK")).toBe(false);
    const all = await gateway.delivered(0);
    expect(all.filter(({ to }) => ["22922", "BANK"].includes(to))).toEqual([]);
  });

  test("what waits is cancelled with that reason, and the event says how much", async () => {
    const number = aNumber();
    const ids = await queueForTomorrow(gateway, 3, { recipient: number });
    const kept = await queueForTomorrow(gateway, 1, { recipient: number, despiteOptOut: true });
    await gateway.receive(number, "STOP");
    const state = (id: number) =>
      onDatabase(gateway, async ({ outbox }) => {
        const found = await outbox.find(id);
        return `${found?.message.state}: ${found?.message.lastError}`;
      });
    await eventually("they are cancelled", async () =>
      (await Promise.all(ids.map(state))).every((text) => text === "cancelled: the recipient has opted out"),
    );
    expect(await state(kept[0] ?? 0)).toBe("queued: undefined");
    const found = await eventually("the event", async () => {
      const events = await gateway.events({ kind: "opt-out.added" });
      return events.find(({ details }) => details?.cancelled === 3);
    });
    expect(found.message).toEndWith(
      "opted out with a message: nothing is sent to it any more, and 3 waiting messages were cancelled",
    );
    expect(found.message).not.toContain(number);
  });

  test("words and confirmations are settings that apply at once", async () => {
    const set = async (...args: string[]) => {
      expect(await gateway.command(["setting", "set", ...args])).toMatchObject({ status: 0 });
    };
    // In this order: once the words apply, the other does too.
    await set("opt-out-confirmation", "none");
    await set("opt-out-words", "Genug, no más");
    const number = aNumber();
    await eventually("the words apply", async () => {
      await gateway.receive(number, "NO MAS");
      return isOut(number);
    });
    await gateway.receive(number, "START");
    expect(await got(number, 1)).toEqual([BACK]);
  });
}

describe("on SQLite", () => claims(async () => []));
describe.skipIf(!hasPostgres())("on PostgreSQL", () => claims(async () => ["--database", await createTestDatabase()]));

test("without --opt-out STOP is a text like others, and who was opted out by hand stays so", async () => {
  await using gateway = await startTestGateway();
  await gateway.addUser("anna", "rest-api");
  const send = (to: string) =>
    gateway.as("anna")("/api/v1/messages", { method: "POST", body: JSON.stringify({ to, text: "x" }) });
  await gateway.receive("+491701234567", "STOP");
  await eventually("it has come in", () =>
    onDatabase(gateway, async ({ inbox }) => (await inbox.list({ limit: 1 })).length === 1),
  );
  expect((await send("+491701234567")).status).toBe(202);
  await gateway.command(["opt-out", "add", "+491719876543"]);
  expect((await send("+491719876543")).status).toBe(422);
});
