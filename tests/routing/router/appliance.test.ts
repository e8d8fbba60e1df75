import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { eventually } from "../../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { createTestDatabase, hasPostgres } from "../../support/postgres.ts";
import { type ReceivedRequest, type Receiver, startReceiver } from "../../support/receivers.ts";

/** Each ends with a rule that makes a request for every message, by which a test knows that the rules were asked. */
function claims(database: () => Promise<string[]>): void {
  let gateway: TestGateway;
  let receiver: Receiver;
  const requests: ReceivedRequest[] = [];
  beforeAll(async () => {
    receiver = await startReceiver((request, response) => {
      requests.push(request);
      response.end("thanks");
    });
    gateway = await startTestGateway(...(await database()), "--allow-targets", "127.0.0.1");
    await gateway.addUser("router", "rest-api,message-routing,incoming-messages");
  });
  afterAll(async () => {
    await gateway[Symbol.asyncDispose]();
    await receiver[Symbol.asyncDispose]();
  });
  beforeEach(() => requests.splice(0));

  async function rules(...list: object[]): Promise<void> {
    const asked = { name: "asked", then: [{ http: { url: `${receiver.url}/asked?t=$TXT$` } }] };
    const body = JSON.stringify({ mode: "replace", rules: [...list, asked] });
    const response = await gateway.as("router")("/api/v1/rules/import", { method: "POST", body });
    expect(response.status, await response.clone().text()).toBe(200);
  }

  /** Once the rules have seen it. */
  async function receive(from: string, text: string): Promise<void> {
    await gateway.receive(from, text);
    const path = `/asked?t=${encodeURIComponent(text)}`;
    await eventually("the rules are asked", async () => requests.some(({ url }) => url === path));
  }
  const texts = async (to: string) =>
    (await gateway.delivered(0)).filter((each) => each.to === to).map(({ text }) => text);

  test("everything goes to a number", async () => {
    await rules({ name: "all", then: [{ number: "+491701111111" }] });
    await receive("+491709999991", "first");
    await eventually("it is forwarded", async () => (await texts("+491701111111")).length === 1);
    expect(await texts("+491701111111")).toEqual(["+491709999991: first"]);
  });
}

describe("the examples of the appliance's page, on SQLite", () => claims(async () => []));

describe.skipIf(!hasPostgres())("the examples of the appliance's page, on PostgreSQL", () =>
  claims(async () => ["--database", await createTestDatabase()]),
);
