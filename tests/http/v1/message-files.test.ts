import { afterAll, beforeAll, expect, test } from "bun:test";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { onDatabase, queueForTomorrow } from "../../support/stored-messages.ts";
import { basic } from "../../support/v1.ts";

const ANNA = "+491701234567";
/** More than are read at a time. */
const MANY = 450;

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
  await gateway.addUser("chief", "rest-api", "sent-messages", "contacts", "incoming-messages");
  await gateway.addUser("reader", "rest-api", "sent-messages", "incoming-messages");
  await gateway.addUser("clerk", "rest-api");
  await gateway.command(["contact", "add", "Anna Berg", "--number", ANNA]);
  await queueForTomorrow(gateway, MANY, { recipient: ANNA, reference: "batch" });
  await queueForTomorrow(gateway, 1, { recipient: "+491719876543", text: '=1+1;"two"\nlines' });
  await onDatabase(gateway, ({ inbox }) =>
    inbox.store({
      modem: "simulated",
      sim: "sim-1",
      receivedAt: Date.now(),
      pdu: "00",
      sender: ANNA,
      text: "On my way",
      dedupeKey: "1",
    }),
  );
});
afterAll(() => gateway[Symbol.asyncDispose]());

async function ask(user: string, path: string): Promise<Response> {
  return fetch(`${gateway.url}/api/v1/${path}`, { headers: basic(user) });
}

test("a file has every message that the filter finds, in the order asked for", async () => {
  const response = await ask("chief", "messages/export?reference=batch&order=oldest");
  expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  expect(response.headers.get("content-disposition")).toBe('attachment; filename="messages.csv"');
  const [head, ...rows] = (await response.text()).trimEnd().split("\r\n");
  expect(head).toStartWith("id;createdAt;to;text;state;");
  expect(rows).toHaveLength(MANY);
  const ids = rows.map((row) => Number(row.split(";")[0]));
  expect(ids).toEqual(ids.toSorted((a, b) => a - b));
});

test("no cell is run by a spreadsheet, and separators stay in their cell", async () => {
  const text = await (await ask("chief", "messages/export?q=two")).text();
  expect(text).toContain(`;+491719876543;"'=1+1;""two""\nlines";queued;`);
});

test("a user gets its own messages alone", async () => {
  const text = await (await ask("clerk", "messages/export")).text();
  expect(text.trimEnd().split("\r\n")).toHaveLength(1);
});

test("incoming messages are a file as well", async () => {
  expect(await (await ask("chief", "incoming/export?read=false")).text()).toContain(
    `;${ANNA};On my way;sms;simulated;`,
  );
  expect(await (await ask("chief", "incoming/export?read=true")).text()).not.toContain("On my way");
  expect((await ask("clerk", "incoming/export")).status).toBe(403);
});

test("lists and single messages name the contact, for who may see contacts", async () => {
  for (const path of ["messages?reference=batch&limit=1", "incoming?limit=1"]) {
    const named = (await (await ask("chief", path)).json()) as { items: { id: number; contact?: { name: string } }[] };
    expect(named.items[0]?.contact?.name).toBe("Anna Berg");
    const one = await ask("chief", `${path.split("?")[0]}/${named.items[0]?.id}`);
    expect(await one.json()).toMatchObject({ contact: { name: "Anna Berg" } });
    const unnamed = (await (await ask("reader", path)).json()) as typeof named;
    expect(unnamed.items[0]).toBeDefined();
    expect(unnamed.items[0]?.contact).toBeUndefined();
  }
});
