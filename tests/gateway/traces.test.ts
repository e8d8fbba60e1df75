import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { encodeStatusReport } from "../../lib/pdu/index.ts";
import { eventually } from "../support/eventually.ts";
import { freePort } from "../support/free-port.ts";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { type OtlpReceiver, type ReceivedSpan, startOtlpReceiver } from "../support/otlp-receiver.ts";
import { createTestDatabase, hasPostgres } from "../support/postgres.ts";
import { startRawReceiver, startReceiver } from "../support/receivers.ts";

const NUMBER = "+491701234567";
const SECRET = "Basic bWU6Zq7-secret";
const METRICS = "a-token-of-the-metrics";

async function call<Answer>(gateway: TestGateway, path: string, body: object, method = "POST"): Promise<Answer> {
  const answer = await gateway.as("anna")(`/api/v1${path}`, { method, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.status === 204 ? (undefined as Answer) : ((await answer.json()) as Answer);
}

/** Sends to one number, and gives the ID of the message. */
async function send(gateway: TestGateway, text: string, to = NUMBER): Promise<number> {
  const { messages } = await call<{ messages: { id: number }[] }>(gateway, "/messages", { to: [to], text });
  return messages[0]?.id ?? Number.NaN;
}

const stateOf = async (gateway: TestGateway, id: number) =>
  ((await (await gateway.as("anna")(`/api/v1/messages/${id}`)).json()) as { state: string }).state;

/** The network reports that what it took under this reference has arrived. */
async function report(gateway: TestGateway, reference: number): Promise<void> {
  const now = `${new Date().toISOString().slice(0, 19)}+00:00`;
  const { pdu } = encodeStatusReport({
    smsc: "+491710760000",
    to: NUMBER,
    reference,
    timestamp: now,
    dischargedAt: now,
    status: 0,
  });
  await call(gateway, "/simulator/messages", { pdu });
}

const named = (spans: readonly ReceivedSpan[], name: string) => spans.filter((span) => span.name === name);

function claims(database: () => Promise<string[]>): void {
  let receiver: OtlpReceiver;
  let gateway: TestGateway;
  beforeAll(async () => {
    receiver = await startOtlpReceiver();
    gateway = await startTestGateway(
      ...(await database()),
      "--otlp",
      `${receiver.url}/otel`,
      "--otlp-headers",
      `Authorization=${encodeURIComponent(SECRET)}`,
      "--metrics-token",
      METRICS,
    );
    await gateway.addUser("anna", "rest-api", "contacts", "alarms", "alarm-policies", "sim");
  });
  afterAll(async () => {
    await gateway?.[Symbol.asyncDispose]();
    await receiver?.[Symbol.asyncDispose]();
  });

  test("one trace leads from the request to the report, which comes after a restart", async () => {
    await call(gateway, "/simulator/state", { reports: "none" }, "PATCH");
    const text = `Zq7 ${"long ".repeat(40)}`;
    const id = await send(gateway, text);
    const sent = await receiver.ofMessage(id, ["request", "commit", "claim", "part"]);
    const references = named(sent, "part").map(({ attributes }) => Number(attributes["aldis.reference"]));
    expect(references).toHaveLength(2);
    await gateway.restart();
    for (const reference of references) await report(gateway, reference);
    await eventually("the message to be delivered", async () => (await stateOf(gateway, id)) === "delivered");
    const spans = await eventually("two reports", async () => {
      const found = await receiver.ofMessage(id, ["report"]);
      return named(found, "report").length === 2 && found;
    });
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
    expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(spans.length);
    const [request] = named(spans, "request");
    const [claim] = named(spans, "claim");
    expect(request).toMatchObject({ kind: 2, status: {}, attributes: { "aldis.source": "v1", "aldis.messages": 1 } });
    expect(request?.parentSpanId).toBeUndefined();
    for (const span of [...named(spans, "commit"), claim, ...named(spans, "report")])
      expect(span?.parentSpanId).toBe(String(request?.spanId));
    for (const part of named(spans, "part")) expect(part.parentSpanId).toBe(String(claim?.spanId));
    expect(claim?.attributes).toMatchObject({
      "aldis.channel": "sms",
      "aldis.modem": "simulated",
      "aldis.recipient": "+4917…67",
      "aldis.parts": 2,
      "aldis.outcome": "sent",
    });
    expect(named(spans, "part").map(({ attributes }) => attributes["aldis.part"])).toEqual([1, 2]);
    expect(named(spans, "report")[0]?.attributes).toMatchObject({ "aldis.outcome": "completed", "aldis.status": 0 });
    for (const { startTimeUnixNano: start, endTimeUnixNano: end } of spans)
      expect(BigInt(end) >= BigInt(start)).toBe(true);
    expect(request?.resource).toMatchObject({ "service.name": "aldis", "service.instance.id": expect.any(String) });
    expect(receiver.problems).toEqual([]);
  });

  test("nothing that is sent has a text or a whole number in it; the headers are nowhere but in the requests", async () => {
    const id = await send(gateway, "Zq7-text of somebody");
    await receiver.ofMessage(id, ["claim"]);
    expect(receiver.requests.map(({ url }) => url)).toContain("/otel/v1/traces");
    expect(new Set(receiver.requests.map(({ headers }) => headers.authorization))).toEqual(new Set([SECRET]));
    const bodies = receiver.requests.map(({ body }) => body).join("\n");
    for (const secret of ["Zq7", NUMBER.slice(1)]) expect(bodies).not.toContain(secret);
    expect(gateway.output()).not.toContain("Zq7");
  });

  test("each message has a trace of its own, also when one request asked for several", async () => {
    const to = ["+491701234561", "+491701234562"];
    const { messages } = await call<{ messages: { id: number }[] }>(gateway, "/messages", { to, text: "Hello" });
    const roots = await Promise.all(
      messages.map(async ({ id }) => named(await receiver.ofMessage(id, ["request", "claim", "report"]), "request")[0]),
    );
    expect(new Set(roots.map((root) => root?.traceId)).size).toBe(2);
    expect(roots.map((root) => root?.attributes["aldis.messages"])).toEqual([2, 2]);
  });

  test("a call of an alarm, which nobody asked for by a request, begins a trace, too", async () => {
    await call(gateway, "/contacts", { name: "Anna", number: "+491701234563" });
    await call(gateway, "/policies", { name: "night", steps: [{ notify: [{ contact: "Anna" }], by: ["sms"] }] });
    await call(gateway, "/alarms", { policy: "night", text: "Disk full", severity: "critical" });
    const root = await eventually("the trace of the alarm's message", () =>
      receiver.spans.find(({ name, attributes }) => name === "request" && attributes["aldis.source"] === "alarm"),
    );
    const spans = await receiver.ofMessage(Number(root.attributes["aldis.message.id"]), ["claim", "part"]);
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([root.traceId]));
  });

  test("a refused message says in its claim what was wrong, and the metrics count the spans", async () => {
    await call(gateway, "/simulator/faults", { name: "cms-error", options: { error: 1 } });
    const id = await send(gateway, "Hello");
    const spans = await receiver.ofMessage(id, ["claim"]);
    expect(named(spans, "claim").at(-1)).toMatchObject({
      attributes: { "aldis.outcome": "failed" },
      status: { code: 2, message: expect.stringMatching(/\w/) },
    });
    const answer = await fetch(`${gateway.url}/metrics`, { headers: { authorization: `Bearer ${METRICS}` } });
    const metrics = await answer.text();
    expect(Number(/^aldis_trace_spans_exported_total (\d+)$/m.exec(metrics)?.[1])).toBeGreaterThan(0);
    expect(metrics).toContain('aldis_trace_spans_dropped_total{reason="queue-full"} 0');
    expect(receiver.problems).toEqual([]);
  });
}

describe("on SQLite", () => claims(() => Promise.resolve([])));
describe.skipIf(!hasPostgres())("on PostgreSQL", () => claims(async () => ["--database", await createTestDatabase()]));

const TROUBLES = {
  "never answers": () => startRawReceiver(() => undefined),
  "refuses everything": () => startReceiver((_request, response) => response.writeHead(401).end("no")),
  "is busy": () => startReceiver((_request, response) => response.writeHead(503).end("later")),
  async "is away"() {
    const port = await freePort();
    return { port, url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: () => Promise.resolve() };
  },
};

test.each(Object.entries(TROUBLES))("messages go their way while the receiver of traces %s", async (_what, start) => {
  await using receiver = await start();
  await using gateway = await startTestGateway("--otlp", receiver.url, "--metrics-token", METRICS);
  await gateway.addUser("anna", "http-api", "rest-api", "sim");
  for (let at = 1; at <= 20; at++) {
    const query = new URLSearchParams({ username: "anna", password: "secret", to: NUMBER, text: `Number ${at}` });
    const answer = await fetch(`${gateway.url}/api.php?${query}`);
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining("OK")]);
  }
  await gateway.delivered(20);
  const metrics = await fetch(`${gateway.url}/metrics`, { headers: { authorization: `Bearer ${METRICS}` } });
  expect(await metrics.text()).toContain("aldis_trace_spans_exported_total 0\n");
  expect(await gateway.stop()).toMatchObject({ status: 0 });
});

test("the setting of the receiver does not take the headers along to another one", async () => {
  await using gateway = await startTestGateway();
  await gateway.addUser("net", "rest-api", "network");
  const patch = async (body: object) => {
    const answer = await gateway.as("net")("/api/v1/settings", { method: "PATCH", body: JSON.stringify(body) });
    return { status: answer.status, text: await answer.text() };
  };
  const [one, other] = ["http://127.0.0.1:9", "http://127.0.0.2:9"];
  expect(await patch({ otlp: one, "otlp-headers": "Authorization=Zq7-secret" })).toMatchObject({ status: 200 });
  expect(await patch({ otlp: other })).toEqual({
    status: 422,
    text: expect.stringContaining("decides where otlp-headers is sent: give otlp-headers again in the same change"),
  });
  const reset = await patch({ otlp: other, "otlp-headers": null });
  expect([reset.status, reset.text]).toEqual([200, expect.not.stringContaining("Zq7")]);
});
