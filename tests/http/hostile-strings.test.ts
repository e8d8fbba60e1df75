import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { STRANGER_BODY_BYTES } from "../../lib/limits.ts";
import type { TestGateway } from "../support/gateway.ts";
import { NASTY_UNITS, nastyQuery, nastyText } from "../support/nasty-strings.ts";
import { startWebhookGateway, type WebhookGateway } from "../support/telegram/webhook-gateway.ts";
import { costGrowth, leastCost, measureWork } from "../support/work.ts";

/** Of one request: names of users, contacts and groups are folded a few times, and words such as a mode. */
const MOST_FOLDED = 5_000;
/** Of one request, client included. */
const MOST_PROCESSOR_MS = 200;
/** From a quarter of a body to all of it. In proportion it would be 4, squared 16. */
const MOST_GROWTH = 8;
const BODY_BYTES = 1_048_576 - 1_024;
/** Whose body may be this long only: who has not signed in yet. */
const STRANGER_BYTES = STRANGER_BODY_BYTES - 1_024;
const HEAD_BYTES = 12 * 1_024;

let started: WebhookGateway;
let gateway: TestGateway;
beforeAll(async () => {
  started = await startWebhookGateway("--isms-port", "0", "--trusted-proxies", "127.0.0.1");
  gateway = started.gateway;
  const reading = ["incoming-messages", "sent-messages", "contacts", "groups"];
  await gateway.addUser("apiuser", "http-api", "rest-api", "command-api", ...reading);
  for (const name of ["guessed1", "guessed2", "guessed3"]) await gateway.addUser(name, "http-api");
});
afterAll(async () => {
  await started[Symbol.asyncDispose]();
});

/** Each request comes from another address, so that none is refused because of those before. */
let asked = 0;
const from = () => `10.${(++asked >> 16) & 255}.${(asked >> 8) & 255}.${asked & 255}`;
const post = (path: string, body: unknown, headers: Record<string, string> = {}, method = "POST") =>
  fetch(`${gateway.url}${path}`, {
    method,
    body: typeof body === "string" ? body : JSON.stringify(body),
    headers: { "content-type": "application/json", "x-forwarded-for": from(), ...headers },
  });
const get = (url: string, headers: Record<string, string> = {}) =>
  fetch(url, { headers: { "x-forwarded-for": from(), ...headers } });
const BASIC = { authorization: `Basic ${btoa("apiuser:secret")}` };
const GOOD = { username: "apiuser", password: "secret", to: "01701234567", text: "Test" };
const php = (change: (text: string) => Record<string, string>) => (text: string) =>
  post(KNOWN, { ...GOOD, ...change(text) });
/** Who signs in by the query string may send a large body. */
const KNOWN = "/api.php?username=apiuser&password=secret";
const stranger = (change: (text: string) => Record<string, string>) => (text: string) =>
  post("/api.php", { ...GOOD, ...change(text) });
const command = (change: (text: string) => Record<string, string>) => (text: string) =>
  post("/commands.php", { username: "apiuser", password: "secret", mode: "nothing", ...change(text) });
const rest =
  (path: string, body: (text: string) => unknown, headers = BASIC as Record<string, string>) =>
  (text: string) =>
    post(path, body(text), headers);
const alert = (change: (text: string) => Record<string, unknown>) => (text: string) =>
  post("/api/v1/alerts?to=01701234567", { status: "firing", alerts: [{ labels: {}, ...change(text) }] }, BASIC);
const update = (change: (text: string) => Record<string, unknown>) => (text: string) =>
  post(
    "/telegram/webhook",
    {
      update_id: ++asked,
      message: {
        message_id: 1,
        date: 1,
        chat: { id: 7, type: "private" },
        from: { id: 7, is_bot: false, first_name: "A" },
        ...change(text),
      },
    },
    { "x-telegram-bot-api-secret-token": started.secret },
  );

/** Every string that a known client can send in a body. */
const IN_BODIES: Record<string, (text: string) => Promise<Response>> = {
  "/api.php to": php((to) => ({ to })),
  "/api.php to, a contact": php((to) => ({ to, mode: "user" })),
  "/api.php to, a group": php((to) => ({ to, mode: "telgroup" })),
  "/api.php text": php((text) => ({ text })),
  "/api.php text in hexadecimal": php((text) => ({ text, hexmode: "true" })),
  "/api.php mode": php((mode) => ({ mode })),
  "/api.php hexmode": php((hexmode) => ({ hexmode })),
  "/api.php regex": php((regex) => ({ regex })),
  "/api.php list": php((list) => ({ regex: "1", list })),
  "/api.php telauto": php((telauto) => ({ mode: "telnumber", telauto })),
  "/api.php ring": php((ring) => ({ ring, mode: "user", to: "nobody" })),
  "/api.php flash": php((flash) => ({ flash })),
  "/api.php, an unknown name": php((text) => ({ [text]: "1" })),
  "/api.php, the body itself": (text) => post(KNOWN, text),
  "/api.php, a form": (text) => post(KNOWN, text, { "content-type": "application/x-www-form-urlencoded" }),
  "/api.php, a multipart form": (text) =>
    post(KNOWN, `--x\r\ncontent-disposition: form-data; name="to"\r\n\r\n${text}\r\n--x--\r\n`, {
      "content-type": "multipart/form-data; boundary=x",
    }),
  "REST recipient, a number": rest("/api/messages", (to) => ({ recipients: [{ to }], text: "x" })),
  "REST recipient, a contact": rest("/api/messages", (to) => ({ recipients: [{ to, target: "contact" }], text: "x" })),
  "REST recipient, a group": rest("/api/messages", (to) => ({
    recipients: [{ to, target: "contactgroup" }],
    text: "x",
  })),
  "REST target": rest("/api/messages", (target) => ({ recipients: [{ to: "1", target }], text: "x" })),
  "REST provider": rest("/api/messages", (provider) => ({ recipients: [{ to: "1" }], text: "x", provider })),
  "REST text": rest("/api/messages", (text) => ({ recipients: [{ to: "01701234567" }], text })),
  "REST contact name": rest("/api/contacts", (name) => ({ name })),
  "REST contact number": rest("/api/contacts", (number) => ({ name: "a", number })),
  "REST contact email": rest("/api/contacts", (email) => ({ name: "a", email: `a@${email}` })),
  "REST contact groups": rest("/api/contacts", (group) => ({ name: "a", groups: [group] })),
  "REST contact, changed": rest("/api/contacts/1", (name) => ({ name })),
  "REST group name": rest("/api/contactgroups", (name) => ({ name })),
  "REST group, renamed": rest("/api/contactgroups/1", (name) => ({ name })),
  "REST, an unknown name": rest("/api/contacts", (text) => ({ name: "a", [text]: text })),
  "alert label": alert((alertname) => ({ labels: { alertname } })),
  "alert place": alert((instance) => ({ labels: { instance } })),
  "alert summary": alert((summary) => ({ annotations: { summary } })),
  "alert status": alert((status) => ({ status })),
  "Telegram text": update((text) => ({ text })),
  "Telegram command": update((text) => ({ text: `/${text}` })),
  "Telegram name": update((first_name) => ({ from: { id: 7, is_bot: false, first_name } })),
  "Telegram language": update((language_code) => ({
    text: "/start",
    from: { id: 7, is_bot: false, first_name: "A", language_code },
  })),
  "Telegram contact": update((phone_number) => ({ contact: { phone_number, first_name: "A", user_id: 7 } })),
  "simulator text": (text) =>
    post(
      "/api/v1/simulator/messages",
      { from: "+491701111111", text },
      { authorization: `Basic ${btoa("tester:secret")}` },
    ),
  "simulator sender": (sender) =>
    post(
      "/api/v1/simulator/messages",
      { from: sender, text: "x" },
      { authorization: `Basic ${btoa("tester:secret")}` },
    ),
  "simulator fault": (kind) =>
    post("/api/v1/simulator/faults", { kind, command: kind }, { authorization: `Basic ${btoa("tester:secret")}` }),
};

/** Every string that a stranger can send in a body. */
const FROM_STRANGERS: Record<string, (text: string) => Promise<Response>> = {
  "/api.php username": stranger((username) => ({ username })),
  "/api.php password": stranger((password) => ({ username: "guessed1", password })),
  "/commands.php username": command((username) => ({ username })),
  "/commands.php password": command((password) => ({ username: "guessed2", password })),
  "/commands.php mode": command((mode) => ({ mode })),
  "sign-in username": rest("/api/signin", (username) => ({ username, password: "x" }), {}),
  "sign-in password": rest("/api/signin", (password) => ({ username: "guessed3", password }), {}),
};

/** Every string that a client can send in a query string, a path or a header; given percent-encoded. */
const IN_HEADS: Record<string, (text: string) => Promise<Response>> = {
  "/api.php username": (text) => get(`${gateway.url}/api.php?username=${text}&password=x&to=1&text=x`),
  "/api.php to, a contact": (to) =>
    get(`${gateway.url}/api.php?username=apiuser&password=secret&mode=user&to=${to}&text=x`),
  "/api.php mode": (mode) => get(`${gateway.url}/api.php?username=apiuser&password=secret&to=1&text=x&mode=${mode}`),
  "/commands.php mode": (mode) => get(`${gateway.url}/commands.php?username=apiuser&password=secret&mode=${mode}`),
  "/check.php option": (option) => get(`${gateway.url}/check.php?option=${option}`),
  "Basic name": (text) =>
    get(`${gateway.url}/api/state`, { authorization: `Basic ${btoa(`${decodedBytes(text)}:x`).slice(0, HEAD_BYTES)}` }),
  token: (text) => get(`${gateway.url}/api/state`, { authorization: `Bearer ${text}` }),
  "REST path": (text) => get(`${gateway.url}/api/contacts/${text}`, BASIC),
  "REST message": (text) => get(`${gateway.url}/api/messages/${text}`, BASIC),
  "REST number": (text) => get(`${gateway.url}/api/messages?number=${text}`, BASIC),
  "REST user": (text) => get(`${gateway.url}/api/messages?user=${text}`, BASIC),
  "REST type": (text) => get(`${gateway.url}/api/messages?type=${text}`, BASIC),
  "REST dates": (text) => get(`${gateway.url}/api/messages?start_date=${text}&end_date=1`, BASIC),
  "REST limit": (text) => get(`${gateway.url}/api/messages?limit=${text}`, BASIC),
  "REST group of contacts": (text) => get(`${gateway.url}/api/contacts?group=${text}`, BASIC),
  "alerts to": (to) => post(`/api/v1/alerts?mode=group&to=${to}`, { alerts: [{}] }, BASIC),
  "iSMS user": (user) => get(`${gateway.ismsUrl}/sendmsg?user=${user}&passwd=x&cat=1&to=1&text=x`),
  "iSMS contact": (to) => get(`${gateway.ismsUrl}/sendmsg?user=apiuser&passwd=secret&cat=1&ton=${to}&text=x`),
  "iSMS group": (to) => get(`${gateway.ismsUrl}/sendmsg?user=apiuser&passwd=secret&cat=1&group=${to}&text=x`),
  "iSMS number": (to) => get(`${gateway.ismsUrl}/sendmsg?user=apiuser&passwd=secret&cat=1&to=${to}&text=x`),
  "iSMS message": (text) => get(`${gateway.ismsUrl}/querymsg?user=apiuser&passwd=secret&apimsgid=${text}`),
};

const decodedBytes = (text: string) =>
  text.replace(/%(..)/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));

for (const [place, doors, textOf] of [
  ["a body", IN_BODIES, (kind: string) => nastyText(kind, BODY_BYTES / 2)],
  ["a stranger's body", FROM_STRANGERS, (kind: string) => nastyText(kind, STRANGER_BYTES / 2)],
  ["a head", IN_HEADS, (kind: string) => nastyQuery(kind, HEAD_BYTES / 2)],
] as const) {
  describe(`a string in ${place} costs no more than its length, and no failure:`, () => {
    test.each(Object.entries(doors))("%s", async (_, ask) => {
      for (const kind of Object.keys(NASTY_UNITS)) {
        const text = textOf(kind);
        const send = async () => {
          const response = await ask(text);
          await response.arrayBuffer();
          return response.status;
        };
        const { result, foldedCharacters, processorMs: first } = await measureWork(send);
        const processorMs = first > MOST_PROCESSOR_MS ? await leastCost(send, MOST_PROCESSOR_MS) : first;
        const isFailure = result >= 500;
        const folded = foldedCharacters > MOST_FOLDED ? foldedCharacters : "few";
        const took = processorMs > MOST_PROCESSOR_MS ? processorMs : "little";
        expect({ kind, isFailure, folded, took }).toEqual({ kind, isFailure: false, folded: "few", took: "little" });
      }
    });
  });
}

const FORM = "application/x-www-form-urlencoded";
const MULTIPART = "multipart/form-data; boundary=x";
const repeated = (unit: string) => unit.repeat(Math.floor(BODY_BYTES / unit.length));

test.each([
  ["names without a value", FORM, repeated("a&")],
  ["names with an empty value", FORM, repeated("a=&")],
  ["values without a name", FORM, repeated("=&")],
  ["ampersands", FORM, repeated("&")],
  ["equals signs", FORM, repeated("=")],
  ["one name", FORM, repeated("a")],
  ["percent signs", FORM, repeated("%")],
  ["one value of percent signs", FORM, `text=${repeated("%")}`],
  ["one value of blanks", FORM, `text=${repeated("+")}`],
  ["encoded octets that are not UTF-8", FORM, `text=${repeated("%ED%A0")}`],
  ["encoded surrogates", FORM, `text=${repeated("%ED%A0%80")}`],
  ["byte order marks", FORM, repeated("\uFEFF").slice(0, BODY_BYTES / 3)],
  ["parts", MULTIPART, repeated("--x\r\n\r\n\r\n")],
  ["named parts", MULTIPART, repeated("--x\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n")],
  ["line ends", MULTIPART, repeated("\r\n")],
  ["line ends in a part", MULTIPART, `--x${repeated("\n")}`],
  ["headers of a part", MULTIPART, `--x\r\n${repeated("a:\r\n").slice(0, BODY_BYTES - 99)}\r\n\r\n--x--`],
  ["semicolons in a part's header", MULTIPART, `--x\nContent-Disposition:${repeated(";")}\n\n\n--x--`],
  ["half boundaries", MULTIPART, `--x\n${repeated("\n--")}`],
  ["lists in lists", "application/json", `{"to":${repeated("[")}`],
  ["objects in objects", "application/json", repeated('{"to":')],
  ["names", "application/json", `{${repeated('"a":1,').slice(0, -1)}}`],
  ["different names", "application/json", `{${Array.from({ length: 90_000 }, (_, at) => `"${at}":1`).join()}}`],
  ["items of a list", "application/json", `{"to":[${repeated("1,").slice(0, -20)}1]}`],
])("a body of nothing but %s is read in time that grows with its length", async (_, type, body) => {
  const send = async (share: number) => {
    const sent = body.slice(0, body.length * share);
    const response = await post("/api.php?username=apiuser&password=secret&to=1", sent, { "content-type": type });
    await response.arrayBuffer();
    return response.status;
  };
  expect(await send(1)).toBe(400);
  expect(await costGrowth(send, MOST_PROCESSOR_MS)).toBeLessThan(MOST_GROWTH);
});

test.each([
  ["/api/messages", `{"text":"x","recipients":[${repeated('{"to":"1"},').slice(0, -99)}{"to":"1"}]}`],
  ["/api/messages", `{"text":"x","recipients":[${repeated("{},").slice(0, -99)}{}]}`],
  ["/api/messages", `{"text":"x","recipients":[${repeated("1,").slice(0, -99)}1]}`],
  ["/api/messages", `{"text":"x","recipients":[{"to":"${repeated("1,").slice(0, -99)}"}]}`],
  ["/api/contacts", `{"name":"x","groups":[${repeated("1,").slice(0, -99)}1]}`],
  ["/api/contacts", `{"name":"x","groups":[${repeated("[],").slice(0, -99)}1]}`],
  ["/api/contacts", `{${Array.from({ length: 90_000 }, (_, at) => `"${at}":1`).join()}}`],
  ["/api/v1/alerts?to=01701234567", `{"alerts":[${repeated('{"labels":1},').slice(0, -99)}{}]}`],
  ["/api/v1/alerts?to=01701234567", `{"alerts":[${repeated("1,").slice(0, -99)}{}]}`],
  [
    "/api/v1/alerts?to=01701234567",
    `{"alerts":[{"labels":{${Array.from({ length: 70_000 }, (_, at) => `"${at}":"1"`).join()}}}]}`,
  ],
])("a wide body for %s is read in time that grows with its length: %#", async (path, body) => {
  const send = async (share: number) => {
    const response = await post(path, body.slice(0, body.length * share), BASIC);
    await response.arrayBuffer();
    return response.status;
  };
  expect(await send(1)).toBeLessThan(500);
  expect(await costGrowth(send, MOST_PROCESSOR_MS)).toBeLessThan(MOST_GROWTH);
});

test.each(Object.keys(NASTY_UNITS))("on the command line, a name full of %s is refused by its length", async (kind) => {
  const name = nastyText(kind, 100_000);
  const commands: [string[], string?][] = [
    [["user", "add", `a${name}`, "--password-stdin"], "secret\n"],
    [["user", "passwd", `a${name}`, "--password-stdin"], "secret\n"],
    [["user", "remove", `a${name}`]],
    [["contact", "add", `a${name}`]],
    [["contact", "list", "--search", `a${name}`]],
    [["group", "add", `a${name}`]],
    [["contact", "import", "-"], `name;number\na${name};01701234567\nb;${name}\nc;0170;;a${name}\n`],
  ];
  // Migrations are compared with the schema at every start, whatever a command was given.
  const usual = await measureWork(() => gateway.command(["user", "remove", "nobody"]));
  for (const [args, stdin] of commands) {
    const { foldedCharacters } = await measureWork(() => gateway.command(args, stdin));
    expect(foldedCharacters - usual.foldedCharacters).toBeLessThan(10_000);
  }
});
