import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { eventually } from "../../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { createTestDatabase, hasPostgres } from "../../support/postgres.ts";
import { type ReceivedRequest, type Receiver, startReceiver } from "../../support/receivers.ts";
import { onDatabase } from "../../support/stored-messages.ts";

/** The last rule makes a request for every message, by which a test knows that the rules above were asked. */
function claims(database: () => Promise<string[]>): void {
  let gateway: TestGateway;
  let receiver: Receiver;
  const requests: ReceivedRequest[] = [];
  beforeAll(async () => {
    receiver = await startReceiver((request, response) => {
      requests.push(request);
      response.end("ACCEPTED");
    });
    gateway = await startTestGateway(...(await database()), "--allow-targets", "127.0.0.1");
    await gateway.addUser("router", "rest-api,message-routing,webhooks");
  });
  afterAll(async () => {
    await gateway[Symbol.asyncDispose]();
    await receiver[Symbol.asyncDispose]();
  });
  beforeEach(() => void requests.splice(0));

  async function rules(...list: object[]): Promise<void> {
    const asked = { name: "asked", then: [{ http: { url: `${receiver.url}/asked?t=$TXT$` } }] };
    const body = JSON.stringify({ mode: "replace", rules: [...list, asked] });
    const response = await gateway.as("router")("/api/v1/rules/import", { method: "POST", body });
    expect({ status: response.status, answer: response.ok || (await response.json()) }).toEqual({
      status: 200,
      answer: true,
    });
  }

  /** Resolves once the rules have seen it. */
  async function receive(from: string, text: string): Promise<void> {
    await gateway.receive(from, text);
    const path = `/asked?t=${encodeURIComponent(text)}`;
    await eventually("the rules are asked", async () => requests.some(({ url }) => url === path));
  }
  /** What has arrived at a telephone, once there are so many. */
  const arrived = (to: string, count: number) =>
    eventually(`${count} messages for ${to}`, async () => {
      const texts = (await gateway.delivered(0)).filter((each) => each.to === to).map(({ text }) => text);
      return texts.length >= count && texts.toSorted();
    });
  const askedOf = (path: string) =>
    requests
      .filter(({ url }) => url.startsWith(path))
      .map(({ url }) => url)
      .toSorted();
  const toHook = (path: string) => [{ http: { url: `${receiver.url}/${path}?t=$TXT$` } }];

  test("everything goes to a number and, as a job, to an address", async () => {
    const to = ["it@example.org", "boss@example.org", "it@example.org"];
    await rules({ name: "all", then: [{ number: "+491701111111" }, { email: { to } }] });
    await receive("+491709999991", "first");
    await receive("AMAZON", "second");
    expect(await arrived("+491701111111", 2)).toEqual(["+491709999991: first", "AMAZON: second"]);
    const { jobs } = await onDatabase(gateway, ({ jobs }) => jobs.page({ kinds: ["email"] }, { limit: 10 }));
    // Each recipient has a job of its own, and an ID for it.
    const shown = jobs.map(({ payload, eventId, incomingId, ruleId }) => [
      eventId.replace(`in-${incomingId}.${ruleId}.`, ""),
      payload,
    ]);
    const mail = (to: string, from: string, text: string) => ({ to, subject: `Message from ${from}`, text });
    expect(shown).toEqual([
      ["1.1", mail("boss@example.org", "AMAZON", "second")],
      ["1", mail("it@example.org", "AMAZON", "second")],
      ["1.1", mail("boss@example.org", "+491709999991", "first")],
      ["1", mail("it@example.org", "+491709999991", "first")],
    ]);
  });

  test("only what one sender writes goes to a number, in whatever form the rule has the sender", async () => {
    await rules({ name: "boss", when: { sender: { is: "0170 9999992" } }, then: [{ number: "+491701111112" }] });
    await receive("+491709999993", "not the boss");
    await receive("+491709999992", "the boss");
    expect(await arrived("+491701111112", 1)).toEqual(["+491709999992: the boss"]);
  });

  test("only a text that contains a word goes to a server, and reaches it as written", async () => {
    await rules({
      name: "alarm",
      when: { text: { contains: "ALARM", ignoreCase: true } },
      then: toHook("alarm"),
    });
    await receive("+491709999991", "all is well");
    await receive("+491709999991", "Alarm & fire + 5 €");
    await eventually("it arrives", async () => askedOf("/alarm").length > 0);
    expect(askedOf("/alarm")).toEqual([`/alarm?t=${encodeURIComponent("Alarm & fire + 5 €")}`]);
  });

  test("only senders of two countries go to a receiver of the iSMS protocol", async () => {
    await rules({
      name: "two countries",
      when: { sender: { matches: "^(49|43)+\\d" } },
      then: [{ isms: { url: `${receiver.url}/isms` } }],
    });
    for (const from of ["+491709999994", "+436641234567", "+33612345678", "AMAZON"]) {
      await receive(from, `from ${from}`);
    }
    const isms = () => requests.filter(({ url }) => url === "/isms").map(({ body }) => decodeURIComponent(body));
    await eventually("both arrive", async () => isms().length >= 2);
    const senders = isms().map((body) => /<SenderNumber>(.*)<\/SenderNumber>/.exec(body)?.[1]);
    expect(senders.toSorted()).toEqual(["+436641234567", "+491709999994"]);
    expect(isms()[0]).toContain("<ModemNumber>1:+491700000001</ModemNumber>");
  });

  test("what providers make of mails of one domain goes on without the address in front", async () => {
    await rules({
      name: "mails",
      when: { text: { matches: "^\\S+@example\\.org\\b" } },
      replace: [{ pattern: "^\\S+@example\\.org\\s*/*\\s*", with: "" }],
      then: [{ number: "+491701111113", text: "Mail: {text}" }],
    });
    await receive("+491709999991", "eve@example.com / buy this");
    await receive("+491709999991", "anna@example.org / disk full");
    expect(await arrived("+491701111113", 1)).toEqual(["Mail: disk full"]);
  });

  test("everything goes on that is not from a number ending in 123, or has no “Test” in it", async () => {
    await rules({
      name: "no tests",
      when: { or: [{ not: { sender: { matches: "123$" } } }, { not: { text: { contains: "Test" } } }] },
      then: [{ number: "+491701111114", text: "{text}" }],
    });
    await receive("+491709999123", "Test 1");
    await receive("+491709999123", "no trial");
    await receive("+491709999124", "Test 2");
    expect(await arrived("+491701111114", 2)).toEqual(["Test 2", "no trial"]);
  });

  test("a webhook that a rule names gets the changed text, and one that picked the event every text as it came", async () => {
    const hook = async (name: string, events: string[]) => {
      const body = JSON.stringify({ name, url: `${receiver.url}/${name}`, events });
      const added = await gateway.as("router")("/api/v1/webhooks", { method: "POST", body });
      expect(added.status).toBe(201);
      return ((await added.json()) as { id: number }).id;
    };
    const ids = [await hook("erp", ["message.sent"]), await hook("all", ["message.received"])];
    const replace = [{ pattern: "^ACK (\\d+)$", with: "acknowledged $1" }];
    await rules({ name: "acks", when: { text: { matches: "^ACK" } }, replace, then: [{ webhook: "erp" }] });
    await receive("+491709999991", "ACK 17");
    await receive("+491709999991", "something else");
    await eventually("all arrive", async () => askedOf("/erp").length === 1 && askedOf("/all").length === 2);
    const bodies = (path: string) =>
      requests.flatMap(({ url, body, headers }) =>
        url === path ? [{ id: headers["webhook-id"], ...JSON.parse(body) }] : [],
      );
    const [erp] = bodies("/erp");
    expect(erp).toMatchObject({
      type: "message.received",
      data: { from: "+491709999991", text: "acknowledged 17", kind: "text", rule: { name: "acks" } },
    });
    expect(erp.id).toMatch(/^in-\d+-\d+-0-erp$/);
    expect(
      bodies("/all")
        .map(({ data }) => data.text)
        .toSorted(),
    ).toEqual(["ACK 17", "something else"]);
    for (const id of ids) await gateway.as("router")(`/api/v1/webhooks/${id}`, { method: "DELETE" });
  });

  test("a call is shown to rules as one, and has no text that a text rule could match", async () => {
    await rules(
      { name: "texts", when: { text: { matches: "^" } }, then: [{ number: "+491701111115" }] },
      { name: "calls", when: { kind: "call" }, then: [{ number: "+491701111116" }] },
    );
    const body = JSON.stringify({ from: "+491709999996" });
    const called = await gateway.as("tester")("/api/v1/simulator/calls", { method: "POST", body });
    expect(called.status).toBe(201);
    await gateway.events({ kind: "call.incoming" });
    const handset = `/api/v1/simulator/handset?number=${encodeURIComponent("+491709999996")}`;
    await gateway.as("tester")(handset, { method: "PATCH", body: JSON.stringify({ call: "hang-up" }) });
    expect(await arrived("+491701111116", 1)).toEqual(["Call from +491709999996"]);
    expect((await gateway.delivered(0)).filter(({ to }) => to === "+491701111115")).toEqual([]);
  });

  test("a rule that ends the run keeps messages from those below, and its counters say how often", async () => {
    await rules({ name: "end", when: { text: { is: "stop" } }, stop: true });
    await gateway.receive("+491709999991", "stop");
    await receive("+491709999991", "go on");
    const answer = await (await gateway.as("router")("/api/v1/rules")).json();
    expect(answer).toMatchObject({
      items: [
        { name: "end", matched: 1, lastMatchedAt: expect.any(String) },
        { name: "asked", then: [{}], matched: expect.any(Number) },
      ],
    });
    expect(askedOf("/asked?t=stop")).toEqual([]);
  });

  test("what one destination cannot do is an event, and the others are done", async () => {
    await rules({ name: "mixed", then: [{ group: "nobody" }, { number: "112" }, ...toHook("mixed")] });
    await receive("+491709999991", "mixed");
    await eventually("it arrives", async () => askedOf("/mixed").length === 1);
    const refusals = await gateway.events({ kind: "routing.refused" }, 2);
    expect(refusals.map(({ details }) => details?.reason).toSorted()).toEqual(["no-such-group", "number-refused"]);
    expect(refusals[0]?.message).toStartWith("Rule mixed, incoming message in-");
    expect(JSON.stringify(refusals)).not.toContain("hook");
  });
}

describe("rules from the modem to the destination, on SQLite", () => claims(async () => []));

describe.skipIf(!hasPostgres())("rules from the modem to the destination, on PostgreSQL", () =>
  claims(async () => ["--database", await createTestDatabase()]),
);
