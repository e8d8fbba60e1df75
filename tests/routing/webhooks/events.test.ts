import { expect, test } from "bun:test";
import { type IncomingMessage, type WebhookTarget, webhookJob, webhookJobs } from "../../../lib/messages/index.ts";
import { incomingWebhookEvent } from "../../../lib/routing/index.ts";

const MESSAGE: IncomingMessage = {
  id: 7,
  kind: "text",
  channel: "sms",
  modem: "roof",
  sender: "+491701234567",
  text: "On my way",
  receivedAt: Date.UTC(2026, 0, 31, 7, 2),
  sentAt: Date.UTC(2026, 0, 31, 7, 1, 58),
  state: "complete",
  parts: { total: 1, present: [1] },
};
const target = (name: string, ...events: WebhookTarget["events"]): WebhookTarget => ({
  name,
  events,
  isOrdered: false,
});

test("a received message makes a job for each target that has picked it, and the same jobs when it is made again", () => {
  const targets = [
    target("erp", "message.received"),
    target("other", "message.sent"),
    target("third", "message.received"),
  ];
  const jobs = webhookJobs(incomingWebhookEvent(MESSAGE), targets);
  expect(jobs).toEqual(webhookJobs(incomingWebhookEvent(MESSAGE), targets));
  expect(jobs.map(({ eventId }) => eventId)).toEqual(["in-7-received-erp", "in-7-received-third"]);
  expect(jobs[0]).toEqual({
    eventId: "in-7-received-erp",
    kind: "webhook",
    destination: "webhook:erp",
    isOrdered: false,
    incomingId: 7,
    payload: {
      type: "message.received",
      timestamp: "2026-01-31T07:02:00.000Z",
      data: {
        id: 7,
        from: "+491701234567",
        text: "On my way",
        kind: "text",
        channel: "sms",
        modem: "roof",
        receivedAt: "2026-01-31T07:02:00.000Z",
        sentAt: "2026-01-31T07:01:58.000Z",
      },
    },
  });
});

test("a rule sends the text that it has made, and says who it is, to a target that has picked nothing", () => {
  const event = incomingWebhookEvent(MESSAGE, { text: "acknowledged", rule: { id: 3, name: "Plant answers" } });
  const job = webhookJob(event, { ...target("erp"), isOrdered: true });
  expect(job).toMatchObject({ destination: "webhook:erp", isOrdered: true });
  expect(job.payload.data).toMatchObject({ text: "acknowledged", rule: { id: 3, name: "Plant answers" } });
});

test("what is not text is told in words, with its kind", () => {
  const binary = incomingWebhookEvent({ ...MESSAGE, kind: "binary", text: "", data: "0102" });
  expect(binary.data).toMatchObject({ kind: "binary", text: "[binary SMS, 2 octets: 0102]" });
});

test("a call is an event of its own, with how long it rang", () => {
  const call = incomingWebhookEvent({ ...MESSAGE, kind: "call", text: "", rangMs: 12_400 });
  expect(call).toMatchObject({ type: "call.received", data: { kind: "call", text: "", rangSeconds: 12 } });
});

test("an MMS notice names its host, not its link", () => {
  const mms = { from: "+491709876543", subject: "Holiday", size: 45_568, host: "mms.example.net" };
  const event = incomingWebhookEvent({ ...MESSAGE, kind: "mms", text: "", data: "0106", mms });
  expect(event).toMatchObject({ type: "message.received", data: { kind: "mms", mms } });
});
