import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Delivery } from "../../../lib/messages/index.ts";
import { contextWith, deliveryOf, faultsOf } from "../../support/rules.ts";

type Http = Extract<Delivery, { kind: "http" }>;

function requestOf(http: Record<string, unknown>, text: string, sender = "+491701234567"): Http {
  const delivery = deliveryOf({ http }, { text, sender }, contextWith());
  if (delivery.kind !== "http") throw new Error(JSON.stringify(delivery));
  return delivery;
}

const faultsOfHttp = (http: unknown) =>
  faultsOf({ name: "x", then: [{ http }] }).map((line) => line.replace("/then/0/http", ""));

describe("a request is accepted or refused when the rule is saved", () => {
  test.each<[string, unknown, string[]]>([
    ["the appliance's variables", { url: "https://h/a?n=$NUMBER$&t=$TXT$&m=$MODEM$&i=$ID$&z=$TIME$" }, []],
    ["ours", { url: "https://h/{modem}/{id}?n={sender}&c={senderName}&x={contact.note}" }, []],
    [
      "an unknown one of the appliance's",
      { url: "http://h/?t=$TEXT$" },
      ["/url: unknown variable “$TEXT$”; did you mean “$TXT$”?"],
    ],
    [
      "an unknown one of ours",
      { url: "http://h/?t={body}" },
      [
        "/url: unknown variable “body”; known are sender, senderName, text, time, modem, id, contact.note, $NUMBER$, $TXT$, $TIME$, $MODEM$, $ID$",
      ],
    ],
    ["no URL", {}, ["/url: is missing"]],
    ["another scheme", { url: "file:///etc/passwd" }, ["/url: must be a URL with http:// or https://"]],
    ["a scheme from outside", { url: "{text}" }, ["/url: must be a URL with http:// or https://"]],
    ["a scheme in part from outside", { url: "http{text}://h/" }, ["/url: must be a URL with http:// or https://"]],
    ["no host", { url: "http://" }, ["/url: must be a URL with http:// or https://"]],
    [
      "a host from outside",
      { url: "http://{text}/" },
      ["/url: has a variable in its host: only path and query may have some"],
    ],
    [
      "the end of a host from outside",
      { url: "http://h{text}" },
      ["/url: has a variable in its host: only path and query may have some"],
    ],
    [
      "a port from outside",
      { url: "http://h:8{id}/" },
      ["/url: has a variable in its host: only path and query may have some"],
    ],
    [
      "a user from outside",
      { url: "http://{sender}@h/" },
      ["/url: has a user name or password: put them into the header Authorization in “secretHeaders”"],
    ],
    [
      "a password",
      { url: "http://u:p@h/" },
      ["/url: has a user name or password: put them into the header Authorization in “secretHeaders”"],
    ],
    ["a blank", { url: "http://h/a b" }, ["/url: has blanks, control characters or backslashes"]],
    ["a backslash", { url: "http://h\\{text}" }, ["/url: has blanks, control characters or backslashes"]],
    ["a way up", { url: "http://h/a/../b" }, ["/url: has “.” or “..” in its path"]],
    [
      "a method that does not exist",
      { url: "http://h/", method: "BREW" },
      ["/method: must be GET, POST, PUT, PATCH or DELETE"],
    ],
    [
      "GET with a body",
      { url: "http://h/", method: "GET", body: "x" },
      ["/body: must be absent: a GET request has no body"],
    ],
    ["headers", { url: "http://h/", headers: { Authorization: "Bearer a.b", "X-From": "{sender}" } }, []],
    [
      "a header with a line end",
      { url: "http://h/", headers: { a: "b\r\nc: d" } },
      ["/headers/a: may have printable ASCII characters only, on one line"],
    ],
    ["a name with a colon", { url: "http://h/", headers: { "a:": "b" } }, ["/headers/a:: is not the name of a header"]],
    [
      "a name with a line end",
      { url: "http://h/", headers: { "a\n": "b" } },
      ["/headers/a\n: is not the name of a header"],
    ],
    [
      "a header of the client's",
      { url: "http://h/", headers: { Host: "x" } },
      ["/headers/Host: is a header that the gateway sets itself"],
    ],
    ["a header twice", { url: "http://h/", headers: { a: "b", A: "c" } }, ["/headers/A: is there twice"]],
    [
      "an unknown variable in a header",
      { url: "http://h/", headers: { a: "{x}" } },
      [
        "/headers/a: unknown variable “x”; known are sender, senderName, text, time, modem, id, contact.note, $NUMBER$, $TXT$, $TIME$, $MODEM$, $ID$",
      ],
    ],
    ["JSON", { url: "http://h/", body: '{"a": {"t": "$TXT$", "n": ["{sender}"]}}' }, []],
    [
      "JSON with a bare variable",
      { url: "http://h/", body: '{"a": {text}}' },
      ["/body: must be JSON, with variables within quotation marks; another Content-Type makes it something else"],
    ],
    [
      "JSON with a variable in an escape",
      { url: "http://h/", body: '{"a": "\\{text}"}' },
      ["/body: must be JSON, with variables within quotation marks; another Content-Type makes it something else"],
    ],
    [
      "JSON that ends early",
      { url: "http://h/", headers: { "content-type": "application/json" }, body: "{text}" },
      ["/body: must be JSON, with variables within quotation marks; another Content-Type makes it something else"],
    ],
    ["XML", { url: "http://h/", body: "<m from=\"{sender}\" a='{id}'>{text}</m>" }, []],
    [
      "XML with a variable in a tag",
      { url: "http://h/", body: "<m {text}>" },
      ["/body: may have variables in elements, and in attributes within quotation marks"],
    ],
    [
      "XML with a bare attribute",
      { url: "http://h/", body: "<m a={text}>" },
      ["/body: may have variables in elements, and in attributes within quotation marks"],
    ],
    [
      "a type nobody can write",
      { url: "http://h/", headers: { "Content-Type": "application/octet-stream" }, body: "{text}" },
      ["/body: may have variables in JSON, forms, XML and plain text, which its Content-Type is not"],
    ],
    [
      "a type from outside",
      { url: "http://h/", headers: { "Content-Type": "{text}" }, body: "x" },
      ["/body: has a Content-Type with variables"],
    ],
    [
      "another charset",
      { url: "http://h/", headers: { "Content-Type": "text/plain; charset=ISO-8859-1" }, body: "x" },
      ["/body: is sent as UTF-8, and its Content-Type says otherwise"],
    ],
  ])("%s", (_, http, faults) => expect(faultsOfHttp(http)).toEqual(faults));
});

describe("a value is written as its place takes it", () => {
  const nasty = "a&b=c#d?e+f %25/\"'\\<>;,\r\n\0ä😀\ud83d";
  test("in a URL", () => {
    const { url } = requestOf({ url: "http://h/p/$TXT$?t={text}&end=1" }, nasty);
    const parsed = new URL(url);
    expect([...parsed.searchParams.keys()]).toEqual(["t", "end"]);
    expect(parsed.searchParams.get("t")).toBe(nasty.toWellFormed());
    expect(parsed.pathname.split("/")).toHaveLength(3);
    expect(url).not.toContain("+");
  });

  test.each([".", "..", "%2e%2E", "../../admin", "", "/"])("in a path, where %p leads nowhere else", (text) => {
    const { url } = requestOf({ url: "http://h/api/sms/{text}/read" }, text);
    expect(new URL(url).pathname).toMatch(/^\/api\/sms\/[^/]*\/read$/);
  });

  test("in a header, which a receiver can decode", () => {
    const { headers } = requestOf({ url: "http://h/", headers: { "X-Text": "{text}", "X-From": "{sender}" } }, nasty);
    expect(headers["X-From"]).toBe("+491701234567");
    expect(headers["X-Text"]).toMatch(/^[\x20-\x7e]+$/);
    expect(decodeURIComponent(headers["X-Text"] ?? "")).toBe(nasty.toWellFormed());
  });

  test("in a form, a JSON text, XML and plain text; the Content-Type follows", () => {
    const form = requestOf({ url: "http://h/", body: "n=$NUMBER$&t=$TXT$" }, nasty);
    expect(form.headers).toEqual({ "Content-Type": "application/x-www-form-urlencoded" });
    expect([...new URLSearchParams(form.body)]).toEqual([
      ["n", "+491701234567"],
      ["t", nasty.toWellFormed()],
    ]);
    const json = requestOf({ url: "http://h/", body: '{"t": "$TXT$"}' }, nasty);
    expect(json.headers).toEqual({ "Content-Type": "application/json" });
    expect(JSON.parse(json.body ?? "")).toEqual({ t: nasty.toWellFormed() });
    const xml = requestOf({ url: "http://h/", body: '<m t="{text}"/>' }, nasty);
    expect(xml.body).toBe('<m t="a&amp;b=c#d?e+f %25/&quot;&apos;\\&lt;&gt;;,\r\n\ufffdä😀\ufffd"/>');
    const text = requestOf({ url: "http://h/", body: "{sender}: {text}" }, nasty);
    expect(text).toMatchObject({ method: "POST", headers: { "Content-Type": "text/plain; charset=utf-8" } });
    expect(text.body).toBe(`+491701234567: ${nasty.toWellFormed()}`);
  });

  test("the rule's own Content-Type says how", () => {
    const headers = { "content-type": "application/vnd.api+json" };
    const request = requestOf({ url: "http://h/", method: "PUT", headers, body: '"{text}"' }, '"');
    expect(request).toMatchObject({ method: "PUT", headers, body: '"\\""' });
  });

  test("in the subject of a mail, and in a topic", () => {
    const email = deliveryOf(
      { email: { to: ["a@example.org"], subject: "{text}" } },
      { text: "a\r\nBcc: b@c\0\u2028d" },
    );
    expect(email).toMatchObject({ subject: "a Bcc: b@c d" });
    const topic = (text: string) => deliveryOf({ mqtt: { topic: "{text}" } }, { text });
    expect(topic("$SYS/a+b#\0c")).toMatchObject({ topic: "_SYS_a_b__c" });
    expect(topic("")).toEqual({ kind: "nothing", of: "mqtt", why: "The topic is empty for this message" });
  });

  test("a value is not a template", () => {
    expect(deliveryOf({ group: "g", text: "{text}" }, { text: "{sender} {{ $ID$" })).toMatchObject({
      text: "{sender} {{ $ID$",
    });
    expect(requestOf({ url: "http://h/", body: "$TXT$ {sender}" }, "{id}", "$ID$").body).toBe("{id} $ID$");
  });
});

test("whatever a stranger writes, it stays one value of the request", () => {
  const unit = fc.constantFrom(
    ..."&=#?/\\+% .\"'<>{}[],;:$\r\n\0\u2028äß😀\ud800\udc00a1".split(""),
    "..",
    "%2e",
    "$TXT$",
    "{id}",
    "]]>",
    "-->",
  );
  fc.assert(
    fc.property(
      fc.string({ unit, maxLength: 30 }),
      fc.string({ unit, minLength: 1, maxLength: 10 }),
      (text, sender) => {
        const http = {
          url: "https://h:8443/api/{text}/{sender}?t=$TXT$&n=$NUMBER$",
          headers: { "X-Text": "v={text}", Cookie: "from={sender}; a=b" },
          body: '{"t": "{text}", "n": ["$NUMBER$", 1]}',
        };
        const { url, headers, body } = requestOf(http, text, sender);
        const parsed = new URL(url);
        expect([parsed.origin, parsed.hash]).toEqual(["https://h:8443", ""]);
        expect(parsed.pathname).toMatch(/^\/api\/[^/]*\/[^/]*$/);
        const well = text.toWellFormed();
        expect([...parsed.searchParams]).toEqual([
          ["t", well],
          ["n", sender.toWellFormed()],
        ]);
        expect(new Headers(headers).get("X-Text")).toMatch(/^v=[^=;,"]*$/);
        expect(headers.Cookie?.split(/[;,]/)).toHaveLength(2);
        expect(JSON.parse(body ?? "")).toEqual({ t: well, n: [sender.toWellFormed(), 1] });
      },
    ),
    { numRuns: 300, seed: 14 },
  );
});
