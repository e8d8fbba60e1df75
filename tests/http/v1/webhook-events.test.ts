import { afterAll, beforeAll, expect, test } from "bun:test";
import { WEBHOOK_EVENTS, WEBHOOK_TEST } from "../../../lib/messages/index.ts";
import { eventually } from "../../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { readDocument } from "../../support/v1.ts";
import {
  describedEvents,
  startWebhookReceiver,
  verified,
  type WebhookReceiver,
} from "../../support/webhook-receiver.ts";

let gateway: TestGateway;
let receiver: WebhookReceiver;
let secret = "";
let described: ReturnType<typeof describedEvents>;
beforeAll(async () => {
  receiver = await startWebhookReceiver();
  gateway = await startTestGateway("--allow-targets", "localhost", "--unknown", "hold");
  await gateway.addUser("anna", "rest-api,webhooks,message-routing,sim");
  const events = ["message.sent", "message.delivered", "message.undelivered", "message.failed", "message.unknown"];
  const body = JSON.stringify({
    name: "all",
    url: receiver.hook,
    events: [...events, "message.received", "modem.state"],
  });
  const added = await gateway.as("anna")("/api/v1/webhooks", { method: "POST", body });
  ({ secret } = (await added.json()) as { secret: string });
  described = describedEvents((await readDocument(gateway)).document);
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await receiver[Symbol.asyncDispose]();
});

const post = async (path: string, body: object) => {
  const done = await gateway.as("anna")(`/api/v1${path}`, { method: "POST", body: JSON.stringify(body) });
  expect({ path, ok: done.ok }).toEqual({ path, ok: true });
  return done.json();
};
const send = async (to: string): Promise<number> => {
  const { messages } = (await post("/messages", { to, text: "Hello" })) as { messages: { id: number }[] };
  return messages[0]?.id ?? 0;
};
const fault = (name: string, options: object = {}) => post("/simulator/faults", { name, options });
const setReports = async (reports: string) => {
  const init = { method: "PATCH", body: JSON.stringify({ reports }) };
  expect((await gateway.as("anna")("/api/v1/simulator/state", init)).ok).toBe(true);
};
/** The events of this type, each as the document says and signed. */
async function told(type: string, count = 1) {
  const events = await receiver.ofType(type, count);
  for (const event of events) expect(described.problemsOf(verified(secret, event))).toBeNull();
  return events;
}

test("the document has each event with an example, which is what its schema says", () => {
  const { examples, problemsOf } = described;
  expect(Object.keys(examples).toSorted()).toEqual([...WEBHOOK_EVENTS, WEBHOOK_TEST].toSorted());
  for (const [type, example] of Object.entries(examples)) {
    expect({ type: example.type, problems: problemsOf(example) }).toEqual({ type, problems: null });
  }
  expect(problemsOf({ type: "webhook.test" })).not.toBeNull();
});

test("what is sent, delivered, undelivered, failed or unknown is told as the document says", async () => {
  const delivered = await send("+491701234501");
  expect(await told("message.sent")).toMatchObject([{ data: { id: delivered, to: "+491701234501" } }]);
  expect(await told("message.delivered")).toMatchObject([{ data: { id: delivered, state: "delivered" } }]);
  await setReports("failed");
  const undelivered = await send("+491701234504");
  expect(await told("message.undelivered")).toMatchObject([{ data: { id: undelivered, state: "undelivered" } }]);
  await fault("cms-error", { error: 1 });
  const failed = await send("+491701234502");
  expect(await told("message.failed")).toMatchObject([
    { data: { id: failed, state: "failed", error: "AT+CMGS was refused: +CMS ERROR: 1" } },
  ]);
  await setReports("none");
  await fault("taken-then-error");
  const unknown = await send("+491701234503");
  expect(await told("message.unknown")).toMatchObject([{ data: { id: unknown, state: "unknown" } }]);
});

test("a message that comes in is told once, and by a rule to the target that it names, with the rule's text", async () => {
  const other = await startWebhookReceiver();
  const { secret: its } = (await post("/webhooks", { name: "ruled", url: other.hook, ordered: true })) as {
    secret: string;
  };
  const replace = [{ pattern: "^ACK (\\d+)$", with: "acknowledged $1" }];
  const rule = (await post("/rules", { name: "Plant", replace, then: [{ webhook: "ruled" }] })) as { id: number };
  await gateway.receive("+491709876543", "ACK 42");
  const [event] = await told("message.received");
  expect(event).toMatchObject({ data: { from: "+491709876543", text: "ACK 42", kind: "text", modem: "simulated" } });
  const [ruled] = await other.ofType("message.received");
  if (event === undefined || ruled === undefined) throw new Error("nothing was received");
  expect(ruled.data).toMatchObject({
    id: event.data.id,
    text: "acknowledged 42",
    rule: { id: rule.id, name: "Plant" },
  });
  expect(described.problemsOf(verified(its, ruled))).toBeNull();
  expect([event.id, ruled.id]).toEqual([`in-${event.data.id}-received-all`, `in-${event.data.id}-${rule.id}-0-ruled`]);
  expect(event.data.rule).toBeUndefined();
  const listed = await gateway.as("anna")("/api/v1/jobs?destination=webhook:ruled");
  expect(await listed.json()).toMatchObject({
    items: [{ eventId: `in-${event.data.id}-${rule.id}-0-ruled`, ordered: true }],
  });
  await other[Symbol.asyncDispose]();
});

test("a modem that comes and goes is told as the document says", async () => {
  await post("/modems", { name: "roof", device: "simulated" });
  expect((await gateway.as("anna")("/api/v1/modems/roof", { method: "DELETE" })).ok).toBe(true);
  const states = await eventually("it is gone", () => {
    const found = receiver.events.filter(({ data }) => data.modem === "roof").map(({ data }) => data.state);
    return found.includes("deleted") && found;
  });
  expect(states.length).toBeGreaterThan(1);
  for (const { data } of await told("modem.state")) expect(data.node).toBeString();
});
