import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { eventually } from "../../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { smtpPort, swaks } from "../../support/mail.ts";
import { createTestDatabase, hasPostgres } from "../../support/postgres.ts";
import { hasProgram } from "../../support/programs.ts";
import { cancelledMessage, onDatabase, queueForTomorrow } from "../../support/stored-messages.ts";

const OUT = "+491701234567";
const OTHER = "+491719876543";
const WHY = "the number has opted out, and the sender does not hold opt-out-override";

/** A way to send, its answer as one line to somebody who may not, and the event of the refusal. */
interface Door {
  name: string;
  send(gateway: TestGateway, user: string): Promise<string>;
  refused: RegExp;
  accepted: RegExp;
  event?: string;
}

const lineOf = async (response: Response) => `${response.status} ${await response.text()}`;
const encode = encodeURIComponent;
const php =
  (more: string, to = OUT) =>
  async ({ url }: TestGateway, user: string) =>
    lineOf(await fetch(`${url}/api.php?username=${user}&password=secret&to=${encode(to)}&text=x${more}`));
const post =
  (path: string, body: (gateway: TestGateway) => unknown | Promise<unknown>) =>
  async (gateway: TestGateway, user: string) =>
    lineOf(await gateway.as(user)(path, { method: "POST", body: JSON.stringify(await body(gateway)) }));
const rest = (type: string) => post("/api/messages", () => ({ recipients: [{ to: OUT }], text: "x", type }));
const v1 = (more: object, to: unknown = OUT) => post("/api/v1/messages", () => ({ to, text: "x", ...more }));

/** As the user that mail without signing in is sent as. */
const mail = (local: string) => async (gateway: TestGateway, user: string) => {
  await gateway.as("clerk")("/api/v1/settings", { method: "PATCH", body: JSON.stringify({ "smtp-user": user }) });
  return (await swaks(smtpPort(gateway), { to: `${local}@sms.example.org` })).answer;
};
const MAIL = { refused: new RegExp(`^550 .*${WHY}$`), accepted: /^250 Stored/, event: "email.refused" };

const PHP = { refused: /^400 Error\. See Gateway logs for more information\.$/, accepted: /^200 OK$/ };
const REST = { refused: new RegExp(`^422 .*${WHY}`), accepted: /^20[01] / };
const V1 = {
  refused: new RegExp(`^422 .*"refused":\\[\\{"to":"\\${OUT}","reason":"opted-out","detail":"${WHY}"`),
  accepted: /^202 /,
};

const DOORS: readonly Door[] = [
  { name: "/api.php", send: php(""), ...PHP, event: "api.php.refused" },
  { name: "/api.php with ring", send: php("&ring=1"), ...PHP, event: "api.php.refused" },
  { name: "/api.php by Telegram first", send: php("&mode=telnumber"), ...PHP, event: "api.php.refused" },
  { name: "/api.php to a contact", send: php("&mode=user", "Olga"), ...PHP, event: "api.php.refused" },
  { name: "/api.php in a national form", send: php("", "0170 1234567"), ...PHP, event: "api.php.refused" },
  { name: "/api/messages", send: rest("default"), ...REST, event: "rest.refused" },
  { name: "/api/messages with ring", send: rest("ring"), ...REST, event: "rest.refused" },
  { name: "/api/v1/messages", send: v1({}), ...V1, event: "v1.refused" },
  { name: "/api/v1/messages with ring", send: v1({ text: undefined, ring: true }), ...V1, event: "v1.refused" },
  { name: "/api/v1/messages with flash", send: v1({ flash: true }), ...V1, event: "v1.refused" },
  { name: "/api/v1/messages by Telegram first", send: v1({ channel: "auto" }), ...V1, event: "v1.refused" },
  { name: "/api/v1/messages to a contact", send: v1({}, { contact: "Olga" }), ...V1, event: "v1.refused" },
  {
    name: "/sendmsg",
    send: async ({ url }, user) =>
      lineOf(await fetch(`${url}/sendmsg?user=${user}&passwd=secret&cat=1&to=${encode(OUT)}&text=x`)),
    refused: /^200 Err: \d+$/,
    accepted: /^200 ID: \d+$/,
    event: "isms.refused",
  },
  {
    name: "/api/v1/alerts",
    send: post(`/api/v1/alerts?to=${encode(OUT)}`, () => ({
      alerts: [{ status: "firing", labels: { alertname: "a" } }],
    })),
    refused: /^400 /,
    accepted: /^200 /,
    event: "alerts.refused",
  },
  ...(hasProgram("swaks")
    ? [
        { name: "mail to the number", send: mail("01701234567"), ...MAIL },
        { name: "mail to a contact", send: mail("olga"), ...MAIL },
      ]
    : []),
  {
    name: "a message that is sent again",
    send: async (gateway, user) => {
      const id = await cancelledMessage(gateway, { recipient: OUT });
      return lineOf(await gateway.as(user)(`/api/v1/messages/${id}/resend`, { method: "POST" }));
    },
    refused: new RegExp(`^422 .*${WHY}`),
    accepted: /^20[02] /,
  },
  {
    name: "messages that are sent again in bulk",
    send: async (gateway, user) => {
      const ids = [await cancelledMessage(gateway, { recipient: OUT })];
      return post("/api/v1/messages/bulk", () => ({ action: "resend", ids }))(gateway, user);
    },
    refused: /^200 .*"reason":"opted-out"/,
    accepted: /^200 (?!.*opted-out)/,
  },
  {
    name: "a waiting message that gets this recipient",
    send: async (gateway, user) => {
      const [id] = await queueForTomorrow(gateway, 1, { recipient: OTHER });
      const headers = { "content-type": "application/merge-patch+json" };
      const init = { method: "PATCH", headers, body: JSON.stringify({ to: OUT }) };
      return lineOf(await gateway.as(user)(`/api/v1/messages/${id}`, init));
    },
    refused: new RegExp(`^422 .*${WHY}`),
    accepted: /^200 /,
  },
];

function claims(database: () => Promise<string[]>): void {
  let gateway: TestGateway;
  beforeAll(async () => {
    const smtp = [
      "--smtp",
      "on",
      "--smtp-port",
      "0",
      "--smtp-domains",
      "sms.example.org",
      "--smtp-networks",
      "127.0.0.1",
    ];
    gateway = await startTestGateway(...(await database()), "--isms", "on", ...smtp);
    const rights = ["http-api", "rest-api", "sent-messages", "contacts", "groups"];
    await gateway.addUser("anna", ...rights);
    await gateway.addUser("boss", ...rights, "opt-out-override");
    await gateway.addUser("clerk", "rest-api", "email-to-sms", "message-routing");
    const inGroup = ["--groups", "everybody"];
    for (const command of [
      ["group", "add", "everybody"],
      ["contact", "add", "Olga", "--number", OUT, ...inGroup],
      ["contact", "add", "Otto", "--number", OTHER, ...inGroup],
    ]) {
      expect(await gateway.command(command)).toMatchObject({ status: 0 });
    }
    expect(await gateway.command(["opt-out", "add", OUT])).toMatchObject({ status: 0 });
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  const newest = () => onDatabase(gateway, ({ archive }) => archive.list(ALL, { limit: 1, offset: 0 }));
  const delivered = async () => (await gateway.delivered(0)).filter(({ to }) => to === OUT).length;

  test.each(DOORS.map((door) => [door.name, door] as const))(
    "%s sends nothing to a number that has opted out, and says why",
    async (_, { send, refused, event }) => {
      expect(await send(gateway, "anna")).toMatch(refused);
      if (event === undefined) return;
      const [recorded] = await gateway.events({ userName: "anna", kind: event });
      expect(recorded).toMatchObject({ message: expect.stringContaining(WHY), details: { reason: "opted-out" } });
    },
  );

  test("rules send nothing to it, whatever the destination, and each says why; others get theirs", async () => {
    const to = [{ number: OUT }, { contact: "Olga" }, { group: "everybody" }, { autoReply: { text: "Thank you" } }];
    const rules = to.map((destination, at) => ({ name: `rule ${at}`, then: [destination] }));
    const body = JSON.stringify({ mode: "replace", rules });
    expect((await gateway.as("clerk")("/api/v1/rules/import", { method: "POST", body })).status).toBe(200);
    await gateway.receive(OUT, "hello");
    const events = await gateway.events({ kind: "routing.refused" }, to.length);
    expect(events.map(({ message }) => message.split(",")[0]).toSorted()).toEqual(
      rules.map(({ name }) => `Rule ${name}`),
    );
    for (const { message, details } of events) {
      expect({ reason: details?.reason, recipient: details?.recipient }).toEqual({
        reason: "opted-out",
        recipient: OUT,
      });
      expect(message).toContain(WHY);
    }
    const tried = await gateway.command(["rule", "test", "hello", "--from", OUT]);
    expect(tried.out.match(new RegExp(`: nothing: .*${WHY}`, "g"))).toHaveLength(to.length);
    const others = await eventually("the other one of the group gets it", async () => {
      const answer = await gateway.as("tester")("/api/v1/simulator/messages");
      const { items } = (await answer.json()) as { items: { to: string; text: string }[] };
      const all = items.filter(({ text }) => text.includes("hello"));
      return all.length > 0 && all;
    });
    expect(others).toMatchObject([{ to: OTHER }]);
    const none = JSON.stringify({ mode: "replace", rules: [] });
    await gateway.as("clerk")("/api/v1/rules/import", { method: "POST", body: none });
  });

  test("none of these was stored or sent", async () => {
    expect(await delivered()).toBe(0);
    for (const { message, direction } of await onDatabase(gateway, ({ archive }) =>
      archive.list({ ...ALL, number: OUT }, { limit: 100, offset: 0 }),
    )) {
      expect({ direction, state: direction === "outgoing" && message.state }).toEqual({
        direction: "outgoing",
        state: "cancelled",
      });
    }
  });

  test("a preview names it", async () => {
    const preview = post("/api/v1/messages/preview", () => ({ to: [OUT, OTHER], text: "x" }));
    expect(await preview(gateway, "anna")).toMatch(/"refused":\[\{"to":"\+491701234567","reason":"opted-out"/);
    expect(await preview(gateway, "boss")).toContain('"refused":[]');
  });

  test("of a group the others get it, and who does not is named", async () => {
    const answer = await v1({}, { group: "everybody" })(gateway, "anna");
    expect(JSON.parse(answer.slice(4))).toMatchObject({
      messages: [{ to: OTHER }],
      refused: [{ to: OUT, reason: "opted-out" }],
    });
    expect(await php("&mode=group", "everybody")(gateway, "anna")).toBe("200 OK");
    const [recorded] = await gateway.events({ userName: "anna", kind: "api.php.refused" });
    expect(recorded).toMatchObject({ details: { reason: "opted-out", recipient: OUT } });
  });

  test.each([
    ["resend", async () => [String(await cancelledMessage(gateway, { recipient: OUT }))]],
    ["edit", async () => [...(await queueForTomorrow(gateway, 1, { recipient: OTHER })).map(String), "--to", OUT]],
  ])("the command message %s does not either", async (action, operands) => {
    const { status, out } = await gateway.command(["message", action, ...(await operands())]);
    expect({ status, out }).toEqual({ status: 1, out: expect.stringContaining(WHY) });
  });

  test("the command modem ring does not either", async () => {
    const { status, err } = await gateway.command(["modem", "ring", "/dev/none", "0170 1234567"]);
    expect({ status, err }).toEqual({ status: 1, err: expect.stringContaining(WHY) });
  });

  test.each(DOORS.map((door) => [door.name, door] as const))(
    "%s sends to it for a user who holds opt-out-override",
    async (_, { send, accepted }) => {
      expect(await send(gateway, "boss")).toMatch(accepted);
      expect(await newest()).toMatchObject([{ message: { recipient: OUT, despiteOptOut: true } }]);
    },
  );

  test("and what they sent arrives", async () => {
    await eventually("it arrives", async () => (await delivered()) > 0);
  });

  test("a token that lacks the permission does not send to it, though its user may", async () => {
    const body = JSON.stringify({ name: "weak", permissions: ["rest-api"] });
    const made = await gateway.as("boss")("/api/v1/tokens", { method: "POST", body });
    const { token } = (await made.json()) as { token: string };
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const init = { method: "POST", headers, body: JSON.stringify({ to: OUT, text: "x" }) };
    expect(await lineOf(await fetch(`${gateway.url}/api/v1/messages`, init))).toMatch(V1.refused);
  });
}

const ALL = { outcomes: ["queued", "sent", "failed"] } as const;

describe("on SQLite", () => claims(async () => []));
describe.skipIf(!hasPostgres())("on PostgreSQL", () => claims(async () => ["--database", await createTestDatabase()]));
