import { GOOD, queryOf } from "../../../support/api-server.ts";
import { accepted, type Case, CREDENTIALS, textInQuery } from "./case.ts";

const FORM = "application/x-www-form-urlencoded";
const utf8 = new TextEncoder();

/** Bytes of the query string as they are sent, and the text that is meant. */
const inQuery: Case[] = [
  ["blanks as +", "a+b++c", "a b  c"],
  ["blanks as %20", "a%20b", "a b"],
  ["a plus sign", "1%2B1", "1+1"],
  ["ampersand and equals sign", "a%26b%3Dc=d", "a&b=c=d"],
  ["UTF-8", "%C3%BC%E2%82%AC%F0%9F%98%80", "ü€😀"],
  ["UTF-8 sent as it is", "\xc3\xbc", "ü"],
  ["Latin-1", "Gr%FC%DFe", "Grüße"],
  ["Latin-1 with a letter of its own at the end", "caf%E9", "café"],
  ["Windows-1252", "12+%80+%84Caf%E9%93", "12 € „Café“"],
  ["one octet that is not UTF-8", "%C3", "Ã"],
  ["UTF-8 with a cut character within", "%C3%BC%C3%BCab%C3cd", "üüab\uFFFDcd"],
  ["surrogates encoded one by one, as Java does", "%ED%A0%BD%ED%B8%80", "😀"],
  ["percent signs that mean nothing", "100%+sure%zz%", "100% sure%zz%"],
  ["an encoded surrogate", "%ED%A0%80", "\uFFFD"],
  ["a byte order mark", "%EF%BB%BFa", "a"],
  ["two byte order marks", "%EF%BB%BF%EF%BB%BFa", "a"],
  ["a NUL, which no telephone shows", "a%00b", "ab"],
  ["markup and quotation marks", "%3Cb%3E%22%27%60%24%28x%29", "<b>\"'`$(x)"],
].map(([what, text, expected]) => textInQuery(`query string: ${what}`, text, expected));

/** Names and modes as a client may encode them. */
const namesInQuery: Case[] = [
  ["a contact with %20 and UTF-8", "mode=user&to=Bob%20M%C3%BCller", "+491702222222"],
  ["a contact with + and UTF-8", "mode=user&to=Bob+M%C3%BCller", "+491702222222"],
  ["a mode in upper case, encoded", "mode=%55SER&to=alice", "+491701111111"],
].map(([what, part, recipient]) =>
  accepted(`query string: ${what}`, `username=apiuser&password=secret&text=Test&${part}`, {
    recipient: recipient ?? "",
  }),
);

function formData(text: string | File): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(GOOD)) form.append(name, value);
  form.set("text", text);
  return form;
}

const form = (text: string) => `${CREDENTIALS}&text=${text}`;
const octets = (text: string) => Buffer.from(text, "latin1");

/** A multipart body with the boundary `x`. */
function parts(text: string, more = ""): string {
  const fields = Object.entries({ ...GOOD, text }).map(([name, value]) => {
    const head = `Content-Disposition: form-data; name="${name}"${name === "text" ? more : ""}`;
    return `--x\r\n${head}\r\n\r\n${value}\r\n`;
  });
  return `${fields.join("")}--x--\r\n`;
}

const json = (change: object = {}) => JSON.stringify({ ...GOOD, text: "ü €", ...change });
const typed = (type: string) => ({ "content-type": type });

const bodies: Case[] = (
  [
    ["urlencoded", typed(FORM), queryOf({ text: "ü €" }), "ü €"],
    ["urlencoded with a charset", typed(`${FORM}; charset=UTF-8`), queryOf(), "Test"],
    ["urlencoded, cut in the middle of a character", typed(FORM), `${CREDENTIALS}&text=ab%C3`, "ab"],
    ["urlencoded without content type", {}, utf8.encode(queryOf()), "Test"],
    ["urlencoded as text/plain", typed("text/plain"), queryOf(), "Test"],
    ["urlencoded behind a byte order mark", typed(FORM), utf8.encode(`\uFEFF${queryOf()}`), "Test"],
    ["urlencoded behind two byte order marks", typed(FORM), utf8.encode(`\uFEFF\uFEFF${queryOf()}`), "Test"],
    ["urlencoded behind a byte order mark, as text", typed("text/plain"), utf8.encode(`\uFEFF${queryOf()}`), "Test"],
    ["urlencoded with declared ISO-8859-1", typed(`${FORM}; charset=ISO-8859-1`), form("St%F6rung"), "Störung"],
    ["urlencoded with declared ISO-8859-15", typed(`${FORM};charset="iso-8859-15"`), form("12+%A4"), "12 €"],
    ["urlencoded with declared Windows-1251", typed(`${FORM}; charset=windows-1251`), form("%D1%E1%EE%E9"), "Сбой"],
    ["urlencoded with declared Shift_JIS", typed(`${FORM}; charset=Shift_JIS`), form("%8F%E1%8AQ"), "障害"],
    [
      "urlencoded with declared UTF-16",
      typed(`${FORM}; charset=utf-16le`),
      Buffer.from(form("für 12 €"), "utf16le"),
      "für 12 €",
    ],
    ["urlencoded in UTF-16 behind its mark", typed(FORM), Buffer.from(`\uFEFF${form("für")}`, "utf16le"), "für"],
    [
      "urlencoded with a character set that nobody knows",
      typed(`${FORM}; charset=x-mine`),
      form("St%F6rung"),
      "Störung",
    ],
    ["urlencoded in Latin-1, declared as UTF-8", typed(`${FORM}; charset=utf-8`), form("St%F6rung"), "Störung"],
    ["urlencoded, raw octets of UTF-8", typed(FORM), utf8.encode(form("Störung €")), "Störung €"],
    ["urlencoded, raw octets of Windows-1252", typed(FORM), octets(form("St\xf6rung")), "Störung"],
    [
      "urlencoded, raw octets that are declared",
      typed(`${FORM}; charset=iso-8859-15`),
      octets(form("12 \xa4")),
      "12 €",
    ],
    ["raw octets as text", typed("text/plain; charset=latin1"), octets(form("St\xf6rung")), "Störung"],
    ["JSON declared as a form", typed(FORM), json(), "ü €"],
    ["JSON declared as a form, indented behind a mark", typed(FORM), `\uFEFF\n ${json()}`, "ü €"],
    ["JSON declared as multipart", typed("multipart/form-data; boundary=x"), json(), "ü €"],
    ["a form whose first name begins like JSON", typed(FORM), `{x}=1&${form("Test")}`, "Test"],
    ["multipart in Windows-1252", typed("multipart/form-data; boundary=x"), octets(parts("St\xf6rung")), "Störung"],
    [
      "multipart with a part that declares its character set",
      typed("multipart/form-data; boundary=x"),
      octets(parts("12 \xa4", "\r\nContent-Type: text/plain; charset=iso-8859-15")),
      "12 €",
    ],
    [
      "multipart whose lines end without carriage return",
      typed("multipart/form-data; boundary=x"),
      parts("Test").replaceAll("\r", ""),
      "Test",
    ],
    [
      "multipart with text before the first boundary",
      typed("multipart/form-data; boundary=x"),
      `-\r\n${parts("Test")}`,
      "Test",
    ],
    ["multipart with the boundary in its text", typed("multipart/form-data; boundary=x"), parts("a --x b"), "a --x b"],
    ["JSON after two byte order marks", typed("application/json"), utf8.encode(`\uFEFF\uFEFF${json()}`), "ü €"],
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
    claim: "more pairs than any client sends",
    query: {},
    headers: typed(FORM),
    body: "a&".repeat(10_001),
    answer: "refused",
    reasons: ["malformed-body"],
  },
  {
    claim: "more parts than any client sends",
    query: {},
    headers: typed("multipart/form-data; boundary=x"),
    body: `${"--x\nContent-Disposition: form-data; name=a\n\n\n".repeat(10_001)}--x--`,
    answer: "refused",
    reasons: ["malformed-body"],
  },
  {
    claim: "as many pairs as are taken",
    query: "",
    headers: typed(FORM),
    body: `${"a&".repeat(9_996)}${form("Test")}`,
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

const malformed: Case[] = (
  [
    ["JSON", "application/json", "{"],
    ["a JSON list", "application/json", "[]"],
    ["multipart", "multipart/form-data; boundary=x", "nothing of the kind"],
    ["bytes", "application/octet-stream", "\x00\x01\x02"],
    ["JSON in Latin-1", "application/json", octets(`{"to":"01701234567","text":"St\xf6rung"}`)],
    ["JSON in UTF-16", "application/json", Buffer.from("\uFEFF{}", "utf16le")],
    ["40,000 nested lists in JSON", "application/json", "[".repeat(40_000)],
    ["40,000 nested lists as a value", "application/json", `{"to":${"[".repeat(40_000)}${"]".repeat(40_000)}}`],
    ["40,000 nested objects as a value", "application/json", `{"to":${'{"a":'.repeat(40_000)}1${"}".repeat(40_000)}}`],
    ["a number with more digits than JavaScript keeps", "application/json", '{"to":49170123456789012345}'],
    ["multipart without its end", "multipart/form-data; boundary=x", parts("Test").replace("--x--", "")],
    ["JSON that pollutes", "application/json", '{"__proto__":{"username":"apiuser"}}'],
  ] as const
).map(
  ([what, type, body]): Case => ({
    claim: `malformed body: ${what} is a missing parameter`,
    query: "",
    headers: typed(type),
    body,
    answer: "missing",
    reasons: ["parameter-missing"],
  }),
);

export const encodingCases: Case[] = [...inQuery, ...namesInQuery, ...bodies, ...unusual, ...malformed];
