import { expect, test } from "bun:test";
import fc from "fast-check";
import { isSwitchedOn, readBodyParameters, readQuery, readText } from "../../../lib/http/php/php-parameters.ts";
import { decodeFormComponent } from "../../../lib/http/plumbing/percent.ts";
import { GOOD, startApi } from "../../support/api-server.ts";

/** Leading marks are left out of every value. */
const unmarked = (text: string) => text.replace(/^\uFEFF+/, "");

test("every text comes back from a URL as it was encoded", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const wellFormed = text.toWellFormed();
      const expected = unmarked(wellFormed);
      expect(readQuery(`/api.php?text=${encodeURIComponent(wellFormed)}`).text).toBe(expected);
      expect(readQuery(`/api.php?${new URLSearchParams({ text: wellFormed })}`).text).toBe(expected);
    }),
  );
});

test("every text comes back from a multipart and a JSON body", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "grapheme" }), async (text) => {
      const form = new FormData();
      form.append("text", text);
      const multipart = {};
      const sent = new Request("http://g/", { method: "POST", body: form });
      readBodyParameters(multipart, await sent.bytes(), sent.headers.get("content-type"));
      expect(multipart).toEqual({ text: unmarked(text.replace(/\r\n?|\n/g, "\r\n")) });
      const json = {};
      readBodyParameters(json, Buffer.from(JSON.stringify({ text })), "application/json");
      expect(json).toEqual({ text });
    }),
  );
});

test("any bytes decode to well-formed text, and UTF-8 as the standard's decoder reads it", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const encoded = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
      const decoded = decodeFormComponent(encoded);
      const standard = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
      if (!standard.includes("\uFFFD")) expect(decoded).toBe(unmarked(standard));
      expect(decoded.isWellFormed()).toBe(true);
    }),
  );
});

test("any body under any content type is read or is malformed, and never fails", () => {
  const type = fc.constantFrom(
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "multipart/form-data; boundary=x",
    "application/json",
    "text/plain",
    "?",
  );
  const start = fc.constantFrom(
    "",
    "{",
    "--x\r\n",
    '{"text":',
    "text=",
    "--x\r\nContent-Disposition: form-data; name=",
  );
  fc.assert(
    fc.property(type, start, fc.uint8Array({ maxLength: 200 }), (contentType, prefix, bytes) => {
      const reading = readBodyParameters({}, Buffer.concat([Buffer.from(prefix), bytes]), contentType);
      expect(["read", "malformed-json", "malformed-multipart"]).toContain(reading);
    }),
    { numRuns: 1_000 },
  );
});

test("any hexadecimal text decodes, and anything else is refused", () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const text = Buffer.from(bytes).toString("hex");
      expect(readText({ text, hexmode: "true" })).toBeString();
      expect(readText({ text: `${text}0`, hexmode: "true" })).toBeUndefined();
      expect(readText({ text: `${text}g0`, hexmode: "true" })).toBeUndefined();
    }),
  );
});

test.each([
  [undefined, false],
  ["", true],
  ["anything", true],
  [" No ", false],
])("a switch that is %p", (value, on) => {
  expect(isSwitchedOn(value)).toBe(on);
});

test("mutated requests are answered with a documented status, never with 5xx", async () => {
  await using api = await startApi();
  const name = fc.constantFrom("username", "password", "to", "text", "mode", "hexmode", "regex", "list", "ring", "x");
  const value = fc.oneof(fc.string(), fc.constantFrom(...Object.values(GOOD), "true", "white", "(", "%C3", "%", "+"));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(name, value)), async (pairs) => {
      const url = new URL(`http://gateway/api.php?${new URLSearchParams(GOOD)}`);
      const extra = pairs.map(([key, text]) => `&${key}=${text.replaceAll("#", "%23")}`).join("");
      const response = await api.app.handle(new Request(`${url}${extra}`));
      expect([200, 400, 401, 403]).toContain(response.status);
    }),
    { numRuns: 500 },
  );
});
