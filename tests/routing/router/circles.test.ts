import { afterAll, beforeAll, expect, test } from "bun:test";
import { eventually } from "../../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { smtpPort, swaks } from "../../support/mail.ts";
import { hasProgram } from "../../support/programs.ts";
import { onDatabase } from "../../support/stored-messages.ts";

const [NUMBER_A, NUMBER_B] = ["+491700000011", "+491700000022"];
let gateways: { a: TestGateway; b: TestGateway };
let carrying = true;
let carrier: Promise<void>;

beforeAll(async () => {
  const start = (number: string, domain: string) =>
    startTestGateway(
      ...[
        "--modem",
        `simulated?number=${number.slice(1)}`,
        "--smtp",
        "on",
        "--smtp-port",
        "0",
        "--smtp-user",
        "router",
      ],
      ...["--smtp-domains", domain, "--smtp-networks", "127.0.0.1"],
    );
  const [a, b] = await Promise.all([start(NUMBER_A, "a.example.org"), start(NUMBER_B, "b.example.org")]);
  gateways = { a, b };
  for (const gateway of [a, b]) await gateway.addUser("router", "rest-api,message-routing,http-api,email-to-sms");
  carrier = carry();
});
afterAll(async () => {
  carrying = false;
  await carrier;
  await Promise.all([gateways.a[Symbol.asyncDispose](), gateways.b[Symbol.asyncDispose]()]);
});

/** The network between the two: what one sends to the other's number comes in there. */
async function carry(): Promise<void> {
  const { a, b } = gateways;
  const ways = [
    { from: a, number: NUMBER_A, to: b, other: NUMBER_B, carried: 0 },
    { from: b, number: NUMBER_B, to: a, other: NUMBER_A, carried: 0 },
  ];
  while (carrying) {
    for (const way of ways) {
      const sent = (await way.from.delivered(0)).filter(({ to }) => to === way.other);
      for (const { text } of sent.slice(way.carried)) {
        await way.to.receive(way.number, text);
        way.carried++;
      }
    }
    await Bun.sleep(20);
  }
}

async function setRules(gateway: TestGateway, ...rules: object[]): Promise<void> {
  const body = JSON.stringify({ mode: "replace", rules });
  const response = await gateway.as("router")("/api/v1/rules/import", { method: "POST", body });
  expect(response.status).toBe(200);
}

async function send(gateway: TestGateway, to: string, text: string): Promise<void> {
  const response = await gateway.as("router")("/api/v1/messages", {
    method: "POST",
    body: JSON.stringify({ to, text }),
  });
  expect(response.status).toBeLessThan(300);
}
const textsTo = async (gateway: TestGateway, to: string) =>
  (await gateway.delivered(0)).filter((each) => each.to === to).map(({ text }) => text);
const matchesOf = async (gateway: TestGateway, name: string) => {
  const { items } = (await (await gateway.as("router")("/api/v1/rules")).json()) as {
    items: { name: string; matched: number }[];
  };
  return items.find((rule) => rule.name === name)?.matched ?? 0;
};

test("two gateways whose rules answer each other stop after one round, and answer others", async () => {
  const { a, b } = gateways;
  const answers = (text: string) => [
    { name: "away", then: [{ autoReply: { text, everySeconds: 1 } }] },
    { name: "away too", then: [{ autoReply: { text: `${text}, too`, everySeconds: 1 } }] },
  ];
  await setRules(a, ...answers("A is away"));
  await setRules(b, ...answers("B is away"));
  await send(b, NUMBER_A, "hello");
  // A answers by two rules, B the first of the answers by two; those come in at A and are asked about.
  await eventually("the answers of B were seen", async () => (await matchesOf(a, "away")) >= 3);
  await eventually("the second answer of A was seen", async () => (await matchesOf(b, "away")) >= 2);
  const marker = "+491709999999";
  await a.receive(marker, "is anybody there?");
  await b.receive(marker, "is anybody there?");
  await eventually("others are answered", async () => {
    return (await textsTo(a, marker)).length === 2 && (await textsTo(b, marker)).length === 2;
  });
  expect((await textsTo(a, NUMBER_B)).toSorted()).toEqual(["A is away", "A is away, too"]);
  expect((await textsTo(b, NUMBER_A)).toSorted()).toEqual(["B is away", "B is away, too", "hello"]);
});

test("neither names nor short codes nor own numbers are answered", async () => {
  const { a } = gateways;
  await setRules(a, { name: "answer", then: [{ autoReply: { text: "away" } }] });
  const before = (await a.delivered(0)).length;
  for (const from of ["AMAZON", "8877", NUMBER_A]) await a.receive(from, "hello");
  await a.receive("+491709999998", "hello");
  await eventually("all were asked about", async () => (await matchesOf(a, "answer")) === 4);
  await eventually("a person is answered", async () => (await textsTo(a, "+491709999998")).length === 1);
  expect((await a.delivered(0)).length).toBe(before + 1);
  // The command knows the gateway's own numbers, too.
  const tried = (...from: string[]) => a.command(["rule", "test", "hello", "--modem", "simulated", ...from]);
  expect((await tried("--from", NUMBER_A)).out).toContain("nothing: The sender is a number of this gateway");
  expect((await tried("--from", "+491709999990")).out).toContain("autoReply to +491709999990");
  await setRules(a, { name: "mine", when: { recipient: { is: NUMBER_A } }, then: [{ number: NUMBER_B }] });
  expect((await tried("--from", NUMBER_B)).out).toContain("mine: matched, by /when/recipient (held)");
});

test("a text that two gateways forward to each other is forwarded three times by each at most, with an event", async () => {
  const { a, b } = gateways;
  const forward = (number: string) => ({ name: "on", when: { text: { contains: "circle" } }, then: [{ number }] });
  await setRules(a, forward(NUMBER_B));
  await setRules(b, forward(NUMBER_A));
  await a.receive("+491709999997", "circle");
  const [event] = await Promise.race([a.events({ kind: "routing.loop" }), b.events({ kind: "routing.loop" })]);
  expect(event?.message).toContain("was forwarded 3 times and keeps coming back");
  const sent = [await textsTo(a, NUMBER_B), await textsTo(b, NUMBER_A)].flat();
  expect(sent.filter((text) => text.includes("circle")).length).toBeLessThanOrEqual(6);
});

test("two gateways whose rules write to each other texts of their own stop after five rounds", async () => {
  const { a, b } = gateways;
  const tell = (number: string, text: string) => ({
    name: "tell",
    when: { text: { contains: "own" } },
    then: [{ number, text }],
  });
  await setRules(a, tell(NUMBER_B, "A has mail {id} of its own"));
  await setRules(b, tell(NUMBER_A, "B has mail {id} of its own, at {time}"));
  const ownTexts = async () =>
    [await textsTo(a, NUMBER_B), await textsTo(b, NUMBER_A)].map((texts) =>
      texts.filter((text) => text.includes("of its own")),
    );
  await a.receive("+491709999996", "own");
  const stopped = async () =>
    (await Promise.all([a, b].map((gateway) => gateway.events({ kind: "routing.loop" }, 0))))
      .flat()
      .filter(({ message }) => message.includes("was forwarded 5 times"));
  await eventually("one of them stops", async () => (await stopped()).length === 1);
  for (const texts of await ownTexts()) {
    expect(texts.length).toBeGreaterThanOrEqual(5);
    expect(texts.length).toBeLessThanOrEqual(6);
  }
});

test.skipIf(!hasProgram("swaks"))(
  "two gateways that answer each other's SMS by mail, of which the other one makes SMS, stop after one round",
  async () => {
    const { a, b } = gateways;
    const pairs = [
      { gateway: a, other: b, back: `${NUMBER_A.slice(1)}@b.example.org`, text: "round one" },
      { gateway: b, other: a, back: `${NUMBER_B.slice(1)}@a.example.org`, text: "round two" },
    ];
    for (const { gateway, other, back } of pairs) {
      const relay = { "mail-host": "127.0.0.1", "mail-port": String(smtpPort(other)), "mail-tls": "off" };
      const body = JSON.stringify({ ...relay, "mail-from": "sms@example.org" });
      expect((await gateway.as("router")("/api/v1/settings", { method: "PATCH", body })).status).toBe(200);
      const email = { to: [back], text: "Away, since you wrote: {text}" };
      await setRules(gateway, { name: "away by mail", when: { text: { contains: "round" } }, then: [{ email }] });
    }
    const sent = async () => [await textsTo(b, NUMBER_A), await textsTo(a, NUMBER_B)];
    const before = (await sent()).map(({ length }) => length);
    // A mail to one becomes an SMS to the other, whose rule answers by a mail that would become the next SMS.
    for (const { other, back, text } of pairs) {
      const data = `Message-ID: <${text.replace(" ", ".")}@example.org>\r\nFrom: anna@example.org\r\n\r\n${text}`;
      expect((await swaks(smtpPort(other), { to: back, data })).answer).toStartWith("250 ");
    }
    for (const { gateway } of pairs) {
      const [job] = await eventually("its mail is refused", async () => {
        const { items } = (await (await gateway.as("router")("/api/v1/jobs?kind=email")).json()) as {
          items: { state: string; attempts: number; error?: string }[];
        };
        return items.length === 1 && items[0]?.state === "dead" && items;
      });
      expect(job).toMatchObject({ attempts: 1, error: expect.stringContaining("answered 554 Refused: routing loop") });
    }
    expect((await sent()).map((texts, at) => texts.slice(before[at]))).toEqual([["round one"], ["round two"]]);
  },
);

/** A policy that calls one contact by one way, and the group that it is for. */
async function setPolicy(gateway: TestGateway, by: "sms" | "email", contact: { number: string; email: string }) {
  await onDatabase(gateway, async ({ policies, addressBook }) => {
    const steps = [{ notify: [{ contact: `Echo ${by}` }], by: [by], waitSeconds: 3_600 }];
    await policies.add({ name: by, steps, rounds: 1, unanswered: [], tellResolved: true }, { now: 0, most: 10 });
    const group = await addressBook.addGroup(`by ${by}`);
    if (!group.ok) throw new Error(group.problem);
    await addressBook.addContact({ name: `Echo ${by}`, groupIds: [group.value.id], ...contact });
    await addressBook.setPolicy(group.value.id, by);
  });
}
const alarmsOf = (gateway: TestGateway) =>
  onDatabase(gateway, async ({ alarms }) => (await alarms.page({}, { limit: 100 })).alarms);

test("an alarm whose message another gateway sends back opens no other alarm, and gets no help text", async () => {
  const { a, b } = gateways;
  await setPolicy(a, "sms", { number: NUMBER_B, email: "echo@example.org" });
  await setRules(a, {
    name: "to the group",
    when: { sender: { is: NUMBER_B } },
    then: [{ group: "by sms" }, { alarm: { policy: "sms" } }],
  });
  await setRules(b, { name: "back", when: { text: { contains: "Pump" } }, then: [{ number: NUMBER_A }] });
  const response = await a.as("router")("/api/v1/messages", {
    method: "POST",
    body: JSON.stringify({ to: { group: "by sms" }, text: "Pump stands still" }),
  });
  expect(response.status).toBe(202);
  await eventually("both destinations refuse what comes back", async () => {
    const events = await a.events({ kind: "routing.loop" }, 0);
    return events.filter(({ message }) => message.includes("to the group")).length === 2;
  });
  expect((await alarmsOf(a)).map(({ title }) => title)).toEqual(["Pump stands still"]);
  expect((await textsTo(a, NUMBER_B)).filter((text) => text.includes("Not understood"))).toEqual([]);
});

test("an alarm whose mail comes back to the group that it was for opens no other one", async () => {
  const { a } = gateways;
  await a.addUser("mailer", "rest-api,http-api,email-to-sms");
  await setPolicy(a, "email", { number: "+491700000099", email: "by.email@a.example.org" });
  const relay = {
    "mail-host": "127.0.0.1",
    "mail-port": String(smtpPort(a)),
    "mail-tls": "off",
    "mail-from": "sms@example.org",
  };
  const set = await a.as("mailer")("/api/v1/settings", { method: "PATCH", body: JSON.stringify(relay) });
  expect(set.status).toBe(200);
  const sent = await a.as("mailer")("/api/v1/messages", {
    method: "POST",
    body: JSON.stringify({ to: { group: "by email" }, text: "Fan stands still" }),
  });
  expect(sent.status).toBe(202);
  const [job] = await eventually("its mail is refused", async () => {
    const jobs = await onDatabase(
      a,
      async (store) => (await store.jobs.page({ kinds: ["email"] }, { limit: 10 })).jobs,
    );
    const [newest] = jobs;
    return newest?.state === "dead" && String(newest.payload.subject).includes("Fan") && jobs;
  });
  expect(job?.lastError).toContain("554 Refused: routing loop, a gateway has made this mail of an alarm");
  expect((await alarmsOf(a)).filter(({ title }) => title.includes("Fan"))).toHaveLength(1);
});
