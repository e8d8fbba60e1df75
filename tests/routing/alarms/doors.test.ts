import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { eventually } from "../../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { onDatabase } from "../../support/stored-messages.ts";

let gateway: TestGateway;
const NUMBER = "+491700000021";
let texts = 0;
let text: string;

beforeAll(async () => {
  gateway = await startTestGateway();
  await gateway.addUser("robot", "http-api,rest-api,contacts,groups,message-routing");
  await onDatabase(gateway, async ({ policies, addressBook }) => {
    const step = { notify: [{ group: "admins" }], by: ["sms"] as const, waitSeconds: 300 };
    await policies.add(
      { name: "night", steps: [step], rounds: 1, unanswered: [], tellResolved: true },
      { now: 0, most: 10 },
    );
    const group = await addressBook.addGroup("admins");
    if (!group.ok) throw new Error(group.problem);
    await addressBook.addContact({ name: "Anna", number: NUMBER, groupIds: [group.value.id] });
  });
});
afterAll(() => gateway[Symbol.asyncDispose]());
beforeEach(() => {
  text = `trouble ${++texts}`;
});

const robot = (path: string, method: string, body: object) =>
  gateway.as("robot")(path, { method, body: JSON.stringify(body) });
const setPolicy = (policy: string | null) => robot("/api/v1/groups/1", "PATCH", { policy });
async function alarmsNamed(title: string) {
  const { alarms } = await onDatabase(gateway, ({ alarms }) => alarms.page({}, { limit: 100 }));
  return alarms.filter((alarm) => alarm.title === title);
}
const arrived = (wanted: string) =>
  eventually(`“${wanted}” arrives`, async () => {
    const found = (await gateway.delivered(0)).filter((each) => each.to === NUMBER && each.text.includes(wanted));
    return found.length > 0 && found.map((each) => each.text);
  });

test("a group has a policy by name, which may be taken away; one that there is not is refused", async () => {
  const answer = await setPolicy("NIGHT");
  expect([answer.status, await answer.json()]).toEqual([
    200,
    { id: 1, name: "admins", memberCount: 1, hasSchedule: false, policy: "night" },
  ]);
  expect((await setPolicy("day")).status).toBe(422);
  const removed = await setPolicy(null);
  expect(await removed.json()).toEqual({ id: 1, name: "admins", memberCount: 1, hasSchedule: false });
  await setPolicy("night");
});

const DOORS: Readonly<Record<string, () => Promise<Response>>> = {
  "api.php": () =>
    gateway.as("robot")(
      `/api.php?username=robot&password=secret&to=admins&mode=group&text=${encodeURIComponent(text)}`,
    ),
  v1: () => robot("/api/v1/messages", "POST", { to: [{ group: "admins" }], text }),
};

test.each(Object.keys(DOORS))("a message to it by %s opens an alarm, and the same text adds to it", async (door) => {
  const first = await DOORS[door]?.();
  expect(first?.ok).toBe(true);
  // The next one waits for its person's minute.
  if (door === "api.php") expect(await arrived(text)).toEqual([expect.stringContaining("Alarm 1 (warning)")]);
  await DOORS[door]?.();
  expect(await alarmsNamed(text)).toMatchObject([{ policy: "night", state: "open", count: 2, source: { door } }]);
});

test("a rule that forwards to it opens an alarm with its text", async () => {
  const then = [{ group: "admins", text: "{text}" }];
  expect((await robot("/api/v1/rules", "POST", { name: "to admins", then })).status).toBe(201);
  await gateway.receive("+491709999991", text);
  await eventually("the alarm is open", async () => (await alarmsNamed(text)).length === 1);
  expect(await alarmsNamed(text)).toMatchObject([{ source: { door: "rule", name: "+491709999991" } }]);
});

test("without a policy a message to it is a message", async () => {
  await setPolicy(null);
  await robot("/api/v1/messages", "POST", { to: [{ group: "admins" }], text });
  expect(await arrived(text)).toEqual([text]);
  expect(await alarmsNamed(text)).toEqual([]);
});
