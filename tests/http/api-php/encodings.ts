import { GOOD, queryOf } from "../../support/api-server.ts";
import type { Case } from "./case.ts";

const FORM = "application/x-www-form-urlencoded";
const CREDENTIALS = "username=apiuser&password=secret&to=00491701234567";
const utf8 = new TextEncoder();

/** Bytes of the query string as they are sent, and the text that is meant. */
const inQuery: Case[] = [
  ["blanks as +", "a+b++c", "a b  c"],
  ["blanks as %20", "a%20b", "a b"],
  ["a plus sign", "1%2B1", "1+1"],
  ["ampersand and equals sign", "a%26b%3Dc=d", "a&b=c=d"],
  ["UTF-8", "%C3%BC%E2%82%AC%F0%9F%98%80", "ü€😀"],
  ["UTF-8 sent as it is", "\xc3\xbc", "ü"],
  ["Latin-1", "Gr%FC%DFe", "Gr\uFFFD\uFFFDe"],
  ["percent signs that mean nothing", "100%+sure%zz%", "100% sure%zz%"],
  ["an encoded surrogate", "%ED%A0%80", "\uFFFD\uFFFD\uFFFD"],
  ["a byte order mark", "%EF%BB%BFa", "\uFEFFa"],
  ["a NUL, which no telephone shows", "a%00b", "ab"],
  ["markup and quotation marks", "%3Cb%3E%22%27%60%24%28x%29", "<b>\"'`$(x)"],
].map(
  ([what, text, expected]): Case => ({
    claim: `query string: ${what}`,
    raw: `GET /api.php?text=${text}&${CREDENTIALS} HTTP/1.1\r\nHost: gateway\r\n\r\n`,
    answer: "ok",
    messages: [{ text: expected ?? "" }],
  }),
);

/** Names and modes as a client may encode them. */
const namesInQuery: Case[] = [
  ["a contact with %20 and UTF-8", "mode=user&to=Bob%20M%C3%BCller", "+491702222222"],
  ["a contact with + and UTF-8", "mode=user&to=Bob+M%C3%BCller", "+491702222222"],
  ["a mode in upper case, encoded", "mode=%55SER&to=alice", "+491701111111"],
].map(
  ([what, part, recipient]): Case => ({
    claim: `query string: ${what}`,
    query: `username=apiuser&password=secret&text=Test&${part}`,
    answer: "ok",
    messages: [{ recipient: recipient ?? "" }],
  }),
);

function formData(text: string | File): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(GOOD)) form.append(name, value);
  form.set("text", text);
  return form;
}

const json = (change: object = {}) => JSON.stringify({ ...GOOD, text: "ü €", ...change });
const typed = (type: string) => ({ "content-type": type });

const bodies: Case[] = (
  [
    ["urlencoded", typed(FORM), queryOf({ text: "ü €" }), "ü €"],
    ["urlencoded with a charset", typed(`${FORM}; charset=UTF-8`), queryOf(), "Test"],
    ["urlencoded, cut in the middle of a character", typed(FORM), `${CREDENTIALS}&text=ab%C3`, "ab\uFFFD"],
    ["urlencoded without content type", {}, utf8.encode(queryOf()), "Test"],
    ["urlencoded as text/plain", typed("text/plain"), queryOf(), "Test"],
    ["multipart", {}, formData("ü €"), "ü €"],
    ["multipart with a file", {}, formData(new File(["from a file"], "text.txt")), "from a file"],
    ["multipart with Windows' line ends", {}, formData("a\r\nb"), "a\nb"],
    ["JSON", typed("application/json"), json(), "ü €"],
    ["JSON with a charset", typed("application/json;charset=utf-8"), json(), "ü €"],
    ["JSON without content type", {}, utf8.encode(json()), "ü €"],
    ["JSON after a byte order mark", typed("application/json"), `\uFEFF${json()}`, "ü €"],
    ["JSON sent as text", typed("text/json"), json(), "ü €"],
    ["JSON with a number for the text", typed("application/json"), json({ text: 12.5 }), "12.5"],
  ] as const
).map(
  ([what, headers, body, text]): Case => ({
    claim: `body: ${what}`,
    query: "",
    headers,
    body,
    answer: "ok",
    messages: [{ text }],
  }),
);

const unusual: Case[] = [
  {
    claim: "body: JSON with numbers, booleans, lists and null",
    query: "",
    body: json({ to: [491701234567, "01709999999"], text: "x", flash: true, ring: false, regex: null }),
    answer: "ok",
    messages: [
      { text: "x", flash: true },
      { recipient: "+491709999999", text: "x", flash: true },
    ],
  },
  {
    claim: "body: multipart without a boundary in the header is read by its first line",
    query: "",
    headers: typed("multipart/form-data"),
    body: `${Object.entries(GOOD)
      .map(([name, value]) => `--line\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
      .join("")}--line--\r\n`,
    answer: "ok",
  },
  {
    claim: "query string and body are merged, and the body wins",
    query: { text: "from the query", to: undefined },
    headers: typed(FORM),
    body: "text=from+the+body&to=01701234567",
    answer: "ok",
    messages: [{ text: "from the body" }],
  },
  {
    claim: "a mode in the query and a group in the body",
    query: "mode=group&username=apiuser&password=secret",
    headers: typed("application/json"),
    body: '{"to":"admins","text":"Test"}',
    answer: "ok",
    messages: [{ recipient: "+491701111111" }, { recipient: "+491702222222" }],
  },
  {
    claim: "an empty value in the body wins over one in the query",
    query: {},
    headers: typed(FORM),
    body: "text=",
    answer: "missing",
    reasons: ["parameter-missing"],
  },
  {
    claim: "a malformed body does not hide a good query string",
    query: {},
    headers: typed("application/json"),
    body: "{",
    answer: "ok",
  },
  {
    claim: "a body that is too large",
    query: {},
    headers: typed(FORM),
    body: `text=${"x".repeat(1_048_576)}`,
    answer: "too large",
    reasons: ["request-too-large"],
  },
];

const malformed: Case[] = [
  ["JSON", "application/json", "{"],
  ["a JSON list", "application/json", "[]"],
  ["multipart", "multipart/form-data; boundary=x", "nothing of the kind"],
  ["bytes", "application/octet-stream", "\x00\x01\x02"],
  ["JSON that pollutes", "application/json", '{"__proto__":{"username":"apiuser"}}'],
].map(
  ([what, type = "", body = ""]): Case => ({
    claim: `malformed body: ${what} is a missing parameter`,
    query: "",
    headers: typed(type),
    body,
    answer: "missing",
    reasons: ["parameter-missing"],
  }),
);

export const encodingCases: Case[] = [...inQuery, ...namesInQuery, ...bodies, ...unusual, ...malformed];
