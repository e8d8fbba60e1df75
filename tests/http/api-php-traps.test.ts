import { describe, expect, test } from "bun:test";
import { GOOD, queryOf, startApi } from "../support/api-server.ts";
import { sendRaw } from "../support/raw-http.ts";

const FORM = "application/x-www-form-urlencoded";
const CREDENTIALS = "username=apiuser&password=secret&to=00491701234567";

describe("everything in the query string of a POST with an empty multipart body (Zabbix)", () => {
  test.each([
    ["no boundary", "Content-Type: multipart/form-data\r\nContent-Length: 0\r\n"],
    ["a boundary", "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 0\r\n"],
    ["no content type", "Content-Length: 0\r\n"],
    ["neither type nor length", ""],
    ["JSON as type", "Content-Type: application/json\r\nContent-Length: 0\r\n"],
  ])("%s", async (_, headers) => {
    await using api = await startApi();
    const target = `/api.php?${queryOf({ text: "PROBLEM: disk" })}`;
    const answer = await sendRaw(api.port, `POST ${target} HTTP/1.1\r\nHost: gateway\r\n${headers}\r\n`);
    expect(answer).toMatchObject({ status: 200, body: "OK" });
    expect(api.accepted).toMatchObject([{ text: "PROBLEM: disk" }]);
  });
});

describe("text in the query string", () => {
  test.each([
    ["blanks as +", "a+b++c", "a b  c"],
    ["blanks as %20", "a%20b", "a b"],
    ["a plus sign", "1%2B1", "1+1"],
    ["line ends as %0A", "a%0Ab", "a\nb"],
    ["line ends as %0D%0A", "a%0D%0Ab%0D%0A", "a\nb\n"],
    ["ampersand and equals sign", "a%26b%3Dc=d", "a&b=c=d"],
    ["UTF-8", "%C3%BC%E2%82%AC%F0%9F%98%80", "ü€😀"],
    ["UTF-8 sent as it is", "\xc3\xbc", "ü"],
    ["a character cut after one byte", "ab%C3", "ab\uFFFD"],
    ["a character cut after three bytes", "ab%F0%9F%98", "ab\uFFFD"],
    ["Latin-1", "Gr%FC%DFe", "Gr\uFFFD\uFFFDe"],
    ["a raw byte that is no UTF-8", "ab\xc3", "ab\uFFFD"],
    ["percent signs that mean nothing", "100%+sure%zz%", "100% sure%zz%"],
    ["mixed good and bad", "%C3%BC%C3+%41", "ü\uFFFD A"],
    ["an encoded surrogate", "%ED%A0%80", "\uFFFD\uFFFD\uFFFD"],
    ["a byte order mark", "%EF%BB%BFa", "\uFEFFa"],
  ])("%s", async (_, text, expected) => {
    await using api = await startApi();
    const answer = await sendRaw(
      api.port,
      `GET /api.php?text=${text}&${CREDENTIALS} HTTP/1.1\r\nHost: gateway\r\n\r\n`,
    );
    expect(answer).toMatchObject({ status: 200, body: "OK" });
    expect(api.accepted).toMatchObject([{ text: expected }]);
  });

  test("cut at 156 bytes in the middle of a character", async () => {
    await using api = await startApi();
    const bytes = new TextEncoder().encode(`x${"ü".repeat(100)}`).subarray(0, 156);
    const encoded = [...bytes].map((byte) => `%${byte.toString(16)}`).join("");
    const answer = await sendRaw(api.port, `GET /api.php?text=${encoded}&${CREDENTIALS} HTTP/1.1\r\nHost: g\r\n\r\n`);
    expect(answer.status).toBe(200);
    expect(api.accepted).toMatchObject([{ text: `x${"ü".repeat(77)}\uFFFD` }]);
  });
});

test.each([
  ["a plus sign that arrives as a blank", "+491701234567"],
  ["an encoded plus sign", "%2B491701234567"],
  ["layout", "0170%20/%20123-45.67"],
  ["no prefix at all", "491701234567"],
])("to with %s", async (_, to) => {
  await using api = await startApi();
  await fetch(`${api.url}/api.php?username=apiuser&password=secret&text=Test&to=${to}`);
  expect(api.accepted).toMatchObject([{ recipient: "+491701234567" }]);
});

test("parameters in any order, and the last of two wins", async () => {
  await using api = await startApi();
  await fetch(`${api.url}/api.php?text=first&mode=number&${CREDENTIALS}&&=&x&text=second`);
  expect(api.accepted).toMatchObject([{ text: "second" }]);
});

describe("bodies", () => {
  const encoded = new TextEncoder();
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...GOOD, text: "ü €" })) form.append(name, value);
  const upload = new FormData();
  for (const [name, value] of Object.entries(GOOD)) upload.append(name, value);
  upload.set("text", new File(["from a file"], "text.txt"));
  const json = { ...GOOD, text: "ü €" };

  test.each<[string, RequestInit, string]>([
    ["urlencoded", { body: queryOf({ text: "ü €" }), headers: { "content-type": FORM } }, "ü €"],
    ["urlencoded with a charset", { body: queryOf(), headers: { "content-type": `${FORM}; charset=UTF-8` } }, "Test"],
    ["urlencoded, cut", { body: `${CREDENTIALS}&text=ab%C3`, headers: { "content-type": FORM } }, "ab\uFFFD"],
    ["urlencoded without content type", { body: encoded.encode(queryOf()) }, "Test"],
    ["urlencoded as text/plain", { body: queryOf(), headers: { "content-type": "text/plain" } }, "Test"],
    ["multipart", { body: form }, "ü €"],
    ["multipart with a file", { body: upload }, "from a file"],
    ["JSON", { body: JSON.stringify(json), headers: { "content-type": "application/json" } }, "ü €"],
    [
      "JSON with a charset",
      { body: JSON.stringify(json), headers: { "content-type": "application/json;charset=utf-8" } },
      "ü €",
    ],
    ["JSON without content type", { body: encoded.encode(JSON.stringify(json)) }, "ü €"],
    [
      "JSON after a byte order mark",
      { body: `\uFEFF${JSON.stringify(json)}`, headers: { "content-type": "application/json" } },
      "ü €",
    ],
    ["JSON sent as a form", { body: JSON.stringify(json), headers: { "content-type": "text/json" } }, "ü €"],
  ])("%s", async (_, init, text) => {
    await using api = await startApi();
    const response = await fetch(`${api.url}/api.php`, { method: "POST", ...init });
    expect(await response.text()).toBe("OK");
    expect(api.accepted).toMatchObject([{ text, recipient: "+491701234567" }]);
  });

  test("JSON: numbers, booleans, lists and null", async () => {
    await using api = await startApi();
    const body = { ...GOOD, to: [491701234567, "01709999999"], text: 12.5, flash: true, ring: false, regex: null };
    await fetch(`${api.url}/api.php`, { method: "POST", body: JSON.stringify(body) });
    expect(api.accepted).toMatchObject([
      { recipient: "+491701234567", text: "12.5", flash: true, kind: "text" },
      { recipient: "+491709999999" },
    ]);
  });

  test("a multipart body without a boundary in the header is read by its first line", async () => {
    await using api = await startApi();
    const parts = Object.entries(GOOD).map(
      ([name, value]) => `--line\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    );
    const body = `${parts.join("")}--line--\r\n`;
    await fetch(`${api.url}/api.php`, { method: "POST", body, headers: { "content-type": "multipart/form-data" } });
    expect(api.accepted).toMatchObject([{ text: "Test" }]);
  });

  test("query string and body are merged, and the body wins", async () => {
    await using api = await startApi();
    const query = queryOf({ text: "from the query", to: undefined });
    await fetch(`${api.url}/api.php?${query}`, {
      method: "POST",
      body: "text=from+the+body&to=01701234567",
      headers: { "content-type": FORM },
    });
    expect(api.accepted).toMatchObject([{ text: "from the body", recipient: "+491701234567" }]);
  });

  test("a body is read whatever the method", async () => {
    await using api = await startApi();
    const request = new Request("http://gateway/api.php?text=Test", {
      method: "GET",
      body: CREDENTIALS,
      headers: { "content-type": FORM },
    });
    expect((await api.app.handle(request)).status).toBe(200);
  });

  test.each([
    ["JSON", "application/json", "{"],
    ["a JSON list", "application/json", "[]"],
    ["multipart", "multipart/form-data; boundary=x", "nothing of the kind"],
    ["bytes", "application/octet-stream", "\x00\x01\x02"],
    ["JSON that pollutes", "application/json", '{"__proto__":{"username":"apiuser"}}'],
  ])("malformed %s is a missing parameter", async (_, type, body) => {
    await using api = await startApi();
    const response = await fetch(`${api.url}/api.php`, { method: "POST", body, headers: { "content-type": type } });
    expect(response.status).toBe(400);
    expect(await response.text()).toBe("Error: Parameter miss.");
  });

  test("a malformed body does not hide a good query string", async () => {
    await using api = await startApi();
    const response = await fetch(`${api.url}/api.php?${queryOf()}`, {
      method: "POST",
      body: "{",
      headers: { "content-type": "application/json" },
    });
    expect(response.status).toBe(200);
  });
});
