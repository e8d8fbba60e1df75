import { queryOf } from "../../../support/api-server.ts";
import { accepted, type Case, CREDENTIALS, refused, textInQuery } from "./case.ts";

const FORM = { "content-type": "application/x-www-form-urlencoded" };

/** Trap 1. */
const emptyPosts: Case[] = [
  ["no boundary", "Content-Type: multipart/form-data\r\nContent-Length: 0\r\n"],
  ["a boundary", "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 0\r\n"],
  ["no content type", "Content-Length: 0\r\n"],
  ["neither type nor length", ""],
  ["JSON as type", "Content-Type: application/json\r\nContent-Length: 0\r\n"],
].map(
  ([what, headers]): Case => ({
    claim: `trap 1: everything in the query string of an empty POST (Zabbix), ${what}`,
    raw: `POST /api.php?${queryOf({ text: "PROBLEM: disk" })} HTTP/1.1\r\nHost: gateway\r\n${headers}\r\n`,
    answer: "ok",
    messages: [{ text: "PROBLEM: disk" }],
  }),
);

/** Trap 2. */
const lineEnds: Case[] = [
  ["%0A", "a%0Ab", "a\nb"],
  ["%0D%0A", "a%0D%0Ab%0D%0A", "a\nb\n"],
  ["%0D", "a%0Db", "a\nb"],
  ["blanks as + and line ends as %0D%0A together", "a+b%0D%0Ac%20d", "a b\nc d"],
].map(([what, text, expected]) =>
  accepted(`trap 2: line ends come as ${what}`, `text=${text}&${CREDENTIALS}`, { text: expected ?? "" }),
);

const bytes = [...new TextEncoder().encode(`x${"ü".repeat(100)}`).subarray(0, 156)];
const cut = bytes.map((byte) => `%${byte.toString(16)}`).join("");

/** Trap 3. */
const cutTexts: Case[] = [
  ["at 156 bytes", cut, `x${"ü".repeat(77)}`],
  ["after one byte of two", "ab%C3", "ab"],
  ["after one byte of three, where ASCII is before it", "12+%E2", "12 "],
  ["after two bytes of three", "ab%E2%82", "ab"],
  ["after three bytes of four", "ab%F0%9F%98", "ab"],
  ["after one byte of four behind others", "%C3%BC%F0", "ü"],
  ["and sent as it is", "ab\xc3", "ab"],
  ["and goes on", "%C3%BC%C3+%41", "ü\uFFFD A"],
].map(([what, text, expected]) =>
  textInQuery(`trap 3: a text cut in the middle of a character, ${what}`, text, expected),
);

export const trapCases: Case[] = [
  ...emptyPosts,
  ...lineEnds,
  accepted("trap 2: the order is arbitrary and mode is absent", `text=b&${CREDENTIALS}`, { text: "b" }),
  ...cutTexts,
  accepted(
    "trap 4: groups are named, not numbered",
    "mode=group&to=admins&text=Test&username=apiuser&password=secret",
    { recipient: "+491701111111" },
    { recipient: "+491702222222" },
  ),
  { claim: "trap 5: PowerShell posts a form", query: "", headers: FORM, body: queryOf(), answer: "ok" },
  {
    claim: "trap 5: PowerShell posts a form with a charset",
    query: "",
    headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
    body: `${CREDENTIALS}&text=Gr%c3%bc%c3%9fe`,
    answer: "ok",
    messages: [{ text: "Grüße" }],
  },
  refused(
    "trap 6: a refusal is final at once, whatever else is asked for",
    { mode: "telgroup", to: "nobody", telauto: "false", flash: "", regex: "1", list: "white" },
    "no-such-group",
  ),
  refused(
    "trap 7: a password in the query string stays out of log and events when all else is wrong",
    { to: "hello", regex: "(", list: "grey", text: "4x", hexmode: "true" },
    "malformed-hex",
  ),
  accepted(
    "trap 8: the right password after a wrong one is looked at for itself",
    { text: "after a wrong one" },
    { text: "after a wrong one" },
  ),
  accepted(
    "a raw + in a query string arrives as a blank: it is the plus sign",
    "username=apiuser&password=secret&text=Test&to=+491701234567",
  ),
  accepted("an encoded + is a plus sign", "username=apiuser&password=secret&text=Test&to=%2B491701234567"),
  accepted(
    "raw plus signs of several recipients",
    "username=apiuser&password=secret&text=Test&to=+491701234567,+436641234567",
    {},
    { recipient: "+436641234567" },
  ),
];

/** What is no request to send, by its method. */
export const methodCases: Case[] = [
  ...["GET", "POST"].map((method): Case => ({ claim: method, method, query: {}, answer: "ok" })),
  {
    claim: "GET with the body that a curl user meant",
    raw: `GET /api.php?text=Test HTTP/1.1\r\nHost: gateway\r\nContent-Type: ${FORM["content-type"]}\r\nContent-Length: ${CREDENTIALS.length}\r\n\r\n${CREDENTIALS}`,
    answer: "missing",
    reasons: ["parameter-missing"],
    says: "the body of a GET request cannot be read here",
  },
  {
    claim: "HEAD sends nothing",
    method: "HEAD",
    query: {},
    answer: "other method, no body",
    reasons: ["method-not-allowed"],
  },
  ...["PUT", "DELETE", "PATCH", "OPTIONS"].map(
    (method): Case => ({ claim: `${method} sends nothing`, method, query: {}, answer: "other method", reasons: [] }),
  ),
];
