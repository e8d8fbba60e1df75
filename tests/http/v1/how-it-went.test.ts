import { afterAll, beforeAll, expect, test } from "bun:test";
import { eventually } from "../../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { problemOf } from "../../support/v1.ts";

/** What a message says about itself: why it waits, what went wrong, and in which order. */

interface Shown {
  id: number;
  state: string;
  error?: string;
  waitsBecause?: string;
  nextAttemptAt?: string;
  timeline: { at: string; state: string; detail?: string }[];
}

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
  await gateway.addUser("clerk", "rest-api", "sim", "message-routing", "sent-messages", "groups", "contacts");
});
afterAll(() => gateway[Symbol.asyncDispose]());

const call = (method: string, path: string, body?: object) =>
  gateway.as("clerk")(`/api/v1${path}`, { method, ...(body && { body: JSON.stringify(body) }) });
const shown = async (id: number) => (await (await call("GET", `/messages/${id}`)).json()) as Shown;
async function send(body: object): Promise<number> {
  const { messages } = (await (await call("POST", "/messages", body)).json()) as { messages: { id: number }[] };
  return messages[0]?.id ?? 0;
}
const reached = (id: number, state: string) =>
  eventually(`message ${id} is ${state}`, async () => {
    const message = await shown(id);
    return message.state === state && message;
  });

test("a message that went by SMS, since Telegram is not set up, was delivered without an error", async () => {
  const message = await reached(await send({ to: "+491701234567", text: "hello", channel: "auto" }), "delivered");
  expect(message.error).toBeUndefined();
  expect(JSON.stringify(message.timeline)).toContain("Telegram is not set up on this gateway");
  const { out } = await gateway.command(["message", "show", String(message.id)]);
  expect(out).toContain("Telegram is not set up on this gateway");
  expect(out).not.toContain("Last error");
});

test("nothing in a history happened before what led to it", async () => {
  const ids = await Promise.all(
    Array.from({ length: 20 }, (_, at) => send({ to: `+4917012346${String(at).padStart(2, "0")}`, text: "hello" })),
  );
  for (const id of ids) {
    const { timeline } = await reached(id, "delivered");
    const times = timeline.map(({ at }) => at);
    expect(times).toEqual(times.toSorted());
  }
});

test("rules are ordered by all of their IDs, and one that leads to nothing is named", async () => {
  const add = async (name: string) => ((await (await call("POST", "/rules", { name })).json()) as { id: number }).id;
  const [one, two] = [await add("one"), await add("two")];
  const order = (rules: number[]) => call("PUT", "/rules/order", { rules });
  expect(await problemOf(await order([two, 99]), 422)).toMatchObject({
    errors: [{ pointer: "/rules/1", message: "is not the ID of a rule" }],
  });
  expect(await problemOf(await order([two, one, two]), 422)).toMatchObject({
    errors: [{ pointer: "/rules/2", message: "is named twice" }],
  });
  await problemOf(await order([two]), 409);
  expect((await order([two, one])).status).toBe(200);
});

test("what a rule's conditions, a policy and an import name that is not there is a warning, too", async () => {
  await gateway.addUser("planner", "rest-api", "message-routing", "alarm-policies");
  const post = async (path: string, body: object) =>
    (await gateway.as("planner")(`/api/v1${path}`, { method: "POST", body: JSON.stringify(body) })).json();
  const when = { or: [{ sender: { group: "no group" } }, { not: { sender: { contact: "no contact" } } }] };
  const rule = { name: "conditions", when, then: [{ alarm: { policy: "no policy" } }] };
  const ofRule = [
    { pointer: "/when/or/0/sender/group", message: "no group has this name" },
    { pointer: "/when/or/1/not/sender/contact", message: "no contact has this name" },
    { pointer: "/then/0/alarm/policy", message: "no policy has this name" },
  ];
  expect(await post("/rules", rule)).toMatchObject({ warnings: ofRule });
  const imported = (await post("/rules/import", { mode: "merge", rules: [rule] })) as { items: object[] };
  expect(imported.items.at(-1)).toMatchObject({ name: "conditions", warnings: ofRule });
  const steps = [{ notify: [{ next: "no group" }], by: ["sms"] }];
  const policy = { name: "nobody", steps, unanswered: [{ webhook: "no webhook" }] };
  const ofPolicy = [
    { pointer: "/steps/0/notify/0/next", message: "no group has this name" },
    { pointer: "/unanswered/0/webhook", message: "no webhook has this name" },
  ];
  expect(await post("/policies", policy)).toMatchObject({ name: "nobody", warnings: ofPolicy });
  expect(await post("/policies/import", { policies: [policy] })).toMatchObject({ items: [{ warnings: ofPolicy }] });
  expect(JSON.stringify(await (await gateway.as("planner")("/api/v1/policies")).json())).not.toContain("warnings");
});

test("a rule is stored with a warning for each destination that is not there", async () => {
  const then = [{ number: "+491701234567" }, { contact: "Nobody" }, { group: "nowhere" }, { webhook: "nothing" }];
  const added = (await (await call("POST", "/rules", { name: "warned", then })).json()) as { id: number };
  const warnings = [
    { pointer: "/then/1/contact", message: "no contact has this name or ID" },
    { pointer: "/then/2/group", message: "no group has this name or ID" },
    { pointer: "/then/3/webhook", message: "no webhook has this name" },
  ];
  expect(added).toMatchObject({ name: "warned", warnings });
  expect(await (await call("GET", `/rules/${added.id}`)).json()).toMatchObject({ warnings });
  await call("POST", "/groups", { name: "nowhere" });
  await call("POST", "/contacts", { name: "Nobody" });
  const patched = await (await call("PATCH", `/rules/${added.id}`, { stop: true })).json();
  expect(patched).toMatchObject({ stop: true, warnings: warnings.slice(2) });
  expect(await (await call("PATCH", `/rules/${added.id}`, { then: then.slice(0, 3) })).json()).not.toHaveProperty(
    "warnings",
  );
});

test("without any modem a message says what it waits for, and goes once there is one", async () => {
  await call("POST", "/modems", { name: "only", device: "simulated" });
  expect((await call("DELETE", "/modems/only")).status).toBe(204);
  expect(await (await call("GET", "/modems")).json()).toMatchObject({ items: [] });
  const id = await send({ to: "+491701234569", text: "hello" });
  const waiting = await eventually("it is due", async () => {
    const message = await shown(id);
    return message.waitsBecause !== undefined && message;
  });
  expect(waiting.state).toBe("queued");
  expect(waiting.waitsBecause).toStartWith("This gateway has no modem. ");
  expect(waiting.nextAttemptAt).toBeUndefined();
  expect(waiting.timeline.at(-1)?.detail).toBe(waiting.waitsBecause as string);
  await call("POST", "/modems", { name: "another", device: "simulated" });
  expect((await reached(id, "delivered")).waitsBecause).toBeUndefined();
});
