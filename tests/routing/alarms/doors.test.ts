import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { eventually } from "../../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { smtpPort, swaks } from "../../support/mail.ts";
import { type Mosquitto, startMosquitto } from "../../support/mosquitto.ts";
import { isConnected, mqttGateway } from "../../support/mqtt-gateway.ts";
import { hasProgram } from "../../support/programs.ts";
import { onDatabase } from "../../support/stored-messages.ts";

let gateway: TestGateway;
let broker: Mosquitto | undefined;
const NUMBER = "+491700000021";
let texts = 0;
let text: string;

beforeAll(async () => {
  if (hasProgram("mosquitto") && hasProgram("mosquitto_pub")) broker = await startMosquitto();
  gateway = await startTestGateway(
    ...["--isms", "on", "--smtp", "on", "--smtp-port", "0", "--smtp-domains", "sms.example.org"],
    ...["--smtp-networks", "127.0.0.1", "--smtp-user", "robot"],
    ...(broker === undefined ? [] : ["--mqtt", broker.url, "--mqtt-discovery", "off", "--mqtt-sender", "robot"]),
  );
  await gateway.addUser("robot", "http-api,rest-api,contacts,groups,message-routing");
  await gateway.addUser("admin", "rest-api,network");
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
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await broker?.[Symbol.asyncDispose]();
});
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

const bodyOf = async (asked: Promise<Response>) => {
  const answer = await asked;
  return `${answer.status} ${await answer.text()}`;
};
/** Each gives what the sender is answered. */
const DOORS: Readonly<Record<string, { send: () => Promise<string>; answer: string | RegExp; needs?: string[] }>> = {
  "api.php": {
    send: () =>
      bodyOf(
        fetch(
          `${gateway.url}/api.php?username=robot&password=secret&to=admins&mode=group&text=${encodeURIComponent(text)}`,
        ),
      ),
    answer: /^200 /,
  },
  v1: {
    send: () => bodyOf(robot("/api/v1/messages", "POST", { to: [{ group: "admins" }], text })),
    answer: /^202 \{"messages":\[\],"refused":\[\],"alarms":\[\d+\]\}$/,
  },
  rest: {
    send: () =>
      bodyOf(robot("/api/messages", "POST", { recipients: [{ to: "admins", target: "contactgroup" }], text })),
    answer: "200 []",
  },
  isms: {
    send: () =>
      bodyOf(
        fetch(
          `${gateway.url}/sendmsg?user=robot&passwd=secret&cat=1&group=%22admins%22&text=${encodeURIComponent(text)}`,
        ),
      ),
    answer: "200 ID: 0",
  },
  email: {
    needs: ["swaks"],
    send: async () => {
      const data = `From: nagios@example.org\r\nSubject: ${text}\r\n\r\nsee the log\r\n`;
      return (await swaks(smtpPort(gateway), { to: "admins@sms.example.org", data })).answer;
    },
    answer: /^250 Opened as alarm \d+$/,
  },
  mqtt: {
    needs: ["mosquitto", "mosquitto_pub"],
    async send() {
      if (broker === undefined) throw new Error("mosquitto is missing");
      const { topics = "" } = await mqttGateway(gateway).mqtt(isConnected);
      await using answers = await broker.subscribe(`${topics}/sent/+`, `${topics}/error`);
      await broker.publish(`${topics}/send`, JSON.stringify({ to: "admins", text }));
      const { payload } = await answers.until("an answer", () => true);
      return payload;
    },
    answer: /^\{"messages":\[\],"refused":\[\],"alarms":\[\d+\]\}$/,
  },
};

for (const [door, { send, answer, needs = [] }] of Object.entries(DOORS)) {
  test.skipIf(!needs.every(hasProgram))(
    `a message to it by ${door} opens an alarm, and the same text adds to it`,
    async () => {
      const said = await send();
      if (typeof answer === "string") expect(said).toBe(answer);
      else expect(said).toMatch(answer);
      // The next one waits for its person's minute.
      if (door === "api.php") expect(await arrived(text)).toEqual([expect.stringContaining("Alarm 1 (warning)")]);
      expect(await send()).toBe(said);
      expect(await alarmsNamed(text)).toMatchObject([{ policy: "night", state: "open", count: 2, source: { door } }]);
    },
  );
}

test.skipIf(!hasProgram("swaks"))(
  "a mail to a number, its contact and the group opens the alarm, and the number gets one message",
  async () => {
    const data = `From: nagios@example.org\r\nSubject: ${text}\r\n\r\nsee the log\r\n`;
    for (const to of [
      [`${NUMBER.slice(1)}@sms.example.org`, "admins@sms.example.org", "anna@sms.example.org"],
      ["admins@sms.example.org", "anna@sms.example.org", `${NUMBER.slice(1)}@sms.example.org`],
    ]) {
      const { answer } = await swaks(smtpPort(gateway), { to, data });
      expect(answer).toMatch(/^250 Stored as message \d+, opened as alarm \d+$/);
    }
    expect(await alarmsNamed(text)).toMatchObject([{ state: "open", count: 2, source: { door: "email" } }]);
  },
);

test.skipIf(!hasProgram("swaks"))(
  "a mail to a group with a policy opens an alarm when no member can be reached, and when there is none",
  async () => {
    await onDatabase(gateway, async ({ addressBook }) => {
      for (const name of ["deaf", "deserted"]) {
        const group = await addressBook.addGroup(name);
        if (!group.ok) throw new Error(group.problem);
        if (name === "deaf") await addressBook.addContact({ name: "Mute", groupIds: [group.value.id] });
        await addressBook.setPolicy(group.value.id, "night");
      }
    });
    for (const to of ["deaf@sms.example.org", "deserted@sms.example.org"]) {
      const data = `From: nagios@example.org\r\nSubject: ${text}\r\n\r\n${to}\r\n`;
      expect((await swaks(smtpPort(gateway), { to, data })).answer).toMatch(/^250 Opened as alarm \d+$/);
    }
    expect(await alarmsNamed(text)).toHaveLength(2);
  },
);

test("a text to it at a later time is refused with a reason and an event, and other recipients get theirs", async () => {
  const sendAt = new Date(Date.now() + 3_600_000).toISOString();
  const refused = [{ to: "admins", reason: "alarm-later", detail: expect.stringContaining("cannot be done later") }];
  const alone = await robot("/api/v1/messages", "POST", { to: { group: "admins" }, text, sendAt });
  expect([alone.status, await alone.json()]).toEqual([422, expect.objectContaining({ refused })]);
  const both = await robot("/api/v1/messages", "POST", { to: [{ group: "admins" }, "+491709999992"], text, sendAt });
  expect([both.status, await both.json()]).toMatchObject([202, { messages: [{ to: "+491709999992" }], refused }]);
  expect(await alarmsNamed(text)).toEqual([]);
  const [event] = await gateway.events({ kind: "v1.refused" });
  expect(event).toMatchObject({ details: { reason: "alarm-later", recipient: "admins" } });
  const now = { to: { group: "admins" }, text, sendAt: new Date(Date.now() - 1_000).toISOString() };
  expect((await robot("/api/v1/messages", "POST", now)).status).toBe(202);
  expect(await alarmsNamed(text)).toHaveLength(1);
});

test("alerts to it open one alarm with their severity, add to it and resolve it", async () => {
  const groupKey = text;
  const alerts = async (status: "firing" | "resolved", summary: string, truncatedAlerts = 0) => {
    const labels = { instance: "db1", severity: "critical" };
    const alert = { status, labels: { ...labels, alertname: text }, annotations: { summary } };
    const answer = await robot("/api/v1/alerts?to=admins&mode=group", "POST", {
      groupKey,
      truncatedAlerts,
      alerts: [alert],
    });
    expect([answer.status, await answer.text()]).toEqual([200, "OK"]);
  };
  const title = `${text} on db1 (critical)`;
  await alerts("firing", "/var is full");
  await alerts("firing", "/var is fuller");
  await alerts("resolved", "/var is full", 2);
  const alarm = { key: groupKey, severity: "critical", count: 2, source: { door: "alerts", name: "robot" } };
  expect(await alarmsNamed(title)).toMatchObject([{ ...alarm, state: "open" }]);
  await alerts("resolved", "/var is empty");
  expect(await alarmsNamed(title)).toMatchObject([{ ...alarm, state: "resolved" }]);
  await alerts("resolved", "/var is empty");
  const { alarms } = await onDatabase(gateway, ({ alarms }) => alarms.page({}, { limit: 100 }));
  expect(alarms.filter((each) => each.title.startsWith("RESOLVED"))).toEqual([]);
});

test("a request that is repeated with its key adds nothing, and says so", async () => {
  const send = () =>
    gateway.as("robot")("/api/v1/messages", {
      method: "POST",
      headers: { "idempotency-key": text.replace(" ", "-") },
      body: JSON.stringify({ to: { group: "admins" }, text }),
    });
  expect((await send()).headers.get("idempotency-replayed")).toBeNull();
  expect((await send()).headers.get("idempotency-replayed")).toBe("true");
  expect(await alarmsNamed(text)).toMatchObject([{ count: 1 }]);
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
