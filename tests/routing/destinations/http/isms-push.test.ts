import { expect, test } from "bun:test";
import { systemClock } from "../../../../lib/clock.ts";
import type { Job } from "../../../../lib/messages/index.ts";
import { createHttpClient } from "../../../../lib/routing/destinations/http/client.ts";
import { createIsmsPushes } from "../../../../lib/routing/destinations/http/isms-push.ts";
import { aJob } from "../../../support/jobs.ts";
import { type ReceivedRequest, startReceiver } from "../../../support/receivers.ts";

const client = createHttpClient({ clock: systemClock, isNamed: () => true });
const signal = new AbortController().signal;

/** Pushes a message to a receiver that answers with this, and gives what it got. */
async function push(
  message: { text: string; sender?: string; modemNumber?: string },
  {
    answer = "ACCEPTED",
    status = 200,
    credentials,
  }: { answer?: string; status?: number; credentials?: { username: string; password: string } } = {},
) {
  const requests: ReceivedRequest[] = [];
  await using receiver = await startReceiver((request, response) => {
    requests.push(request);
    response.writeHead(status).end(answer);
  });
  const handler = createIsmsPushes({
    client,
    clock: systemClock,
    timeZone: "Europe/Berlin",
    passwordOf: async () => credentials?.password,
  });
  const payload = {
    url: `${receiver.url}/cgi-bin/smsack.cgi`,
    modemNumber: "+491700000001",
    sender: "+491701234567",
    receivedAt: Date.parse("2026-01-31T23:05:09Z"),
    ...message,
    ...(credentials === undefined ? {} : { username: credentials.username }),
  };
  const result = await handler.perform({ ...aJob({ kind: "isms", payload }), id: 1 } as Job, { signal });
  return { result, request: requests[0] };
}

test("a message is pushed to the letter: XMLDATA last, blanks as %20, the date in the gateway's zone", async () => {
  const { result, request } = await push(
    { text: "Größe 5 & <ok>+1" },
    { credentials: { username: "ad min", password: "s+&=" } },
  );
  expect(result).toEqual({ ok: true, status: 200, answer: "ACCEPTED" });
  expect(request).toMatchObject({
    method: "POST",
    url: "/cgi-bin/smsack.cgi",
    headers: { "content-type": "application/x-www-form-urlencoded" },
  });
  expect(request?.body).toBe(
    [
      "username=ad%20min&password=s%2B%26%3D&XMLDATA=",
      "%3C%3Fxml%20version%3D%221.0%22%20encoding%3D%22ISO-8859-1%22%3F%3E",
      "%3CMessageNotification%3E",
      "%3CModemNumber%3E1%3A%2B491700000001%3C%2FModemNumber%3E",
      "%3CSenderNumber%3E%2B491701234567%3C%2FSenderNumber%3E",
      "%3CDate%3E26%2F02%2F01%3C%2FDate%3E",
      "%3CTime%3E00%3A05%3A09%3C%2FTime%3E",
      "%3CMessage%3EGr%F6%DFe%205%20%26amp%3B%20%26lt%3Bok%26gt%3B%2B1%3C%2FMessage%3E",
      "%3C%2FMessageNotification%3E",
    ].join(""),
  );
});

/** The text as it stands in the XML. */
async function written(text: string): Promise<string> {
  const { request } = await push({ text });
  const xml = (request?.body ?? "").replace("XMLDATA=", "");
  const bytes = Buffer.from(
    xml.replace(/%([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  );
  return /<Message>(.*)<\/Message>/s.exec(bytes.toString("latin1"))?.[1] ?? "";
}

test.each([
  ["plain", "plain"],
  ["5 € for 😀", "5 &#8364; for &#128512;"],
  ['"it\'s"', "&quot;it&apos;s&quot;"],
  ["]]></Message>", "]]&gt;&lt;/Message&gt;"],
  ["two\nlines", "two\nlines"],
  ["nul \0 bell \u0007 half \ud800 none \uffff", "nul &#65533; bell &#65533; half &#65533; none &#65533;"],
  ["", ""],
])("the text %j is written as %j", async (text, expected) => {
  expect(await written(text)).toBe(expected);
});

test("without a user nothing stands before XMLDATA", async () => {
  expect((await push({ text: "a" })).request?.body.startsWith("XMLDATA=%3C%3Fxml")).toBe(true);
});

test("an answer without ACCEPTED is a failure, and so is one with an error status", async () => {
  expect((await push({ text: "a" }, { answer: "<html>ok</html>" })).result).toEqual({
    ok: false,
    error: "the receiver did not answer ACCEPTED",
    status: 200,
    answer: "<html>ok</html>",
  });
  expect((await push({ text: "a" }, { status: 503 })).result).toMatchObject({
    ok: false,
    error: "the receiver answered 503",
  });
});

test.each([
  ["NOT ACCEPTED", false],
  ["<b>Not</b> ok: message not ACCEPTED", false],
  ["UNACCEPTED", false],
  ["un-ACCEPTED", false],
  ["<html>ACCEPTED</html>", true],
  ["Status: ACCEPTED\n", true],
])("the answer %j is success: %p", async (answer, isSuccess) => {
  expect((await push({ text: "a" }, { answer })).result.ok).toBe(isSuccess);
});

test("a job whose message cannot be read is given up", async () => {
  const handler = createIsmsPushes({ client, clock: systemClock, timeZone: "UTC" });
  const job = { ...aJob({ kind: "isms", payload: { url: "http://a.example/" } }), id: 1 } as Job;
  expect(await handler.perform(job, { signal })).toMatchObject({ ok: false, isFinal: true });
});
