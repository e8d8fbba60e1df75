import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { openStore, type Store } from "../../../lib/store/index.ts";
import { eventually } from "../../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";

let gateway: TestGateway;
let store: Store;
beforeAll(async () => {
  gateway = await startTestGateway(
    "--isms",
    "on",
    "--numbers-allowed",
    "DE,AT,110,112,0112,1121",
    "--numbers-blocked",
    "+49900",
  );
  await gateway.addUser("anna", "http-api", "rest-api");
  for (const [name, number] of [
    ["Police", "110"],
    ["Swiss", "+41791234567"],
  ]) {
    await command("contact", "add", name ?? "", "--number", number ?? "");
  }
  store = await openStore({ url: `sqlite:${join(gateway.data, "aldis.sqlite")}`, migrate: false });
});
afterAll(async () => {
  await store.close();
  await gateway[Symbol.asyncDispose]();
});

async function command(...args: string[]): Promise<void> {
  expect(await gateway.command(args)).toMatchObject({ status: 0 });
}

const encode = encodeURIComponent;
const php = (more: string) => async (to: string) => {
  const answer = await fetch(`${gateway.url}/api.php?username=anna&password=secret&to=${encode(to)}&text=x${more}`);
  return `${answer.status} ${await answer.text()}`;
};
const rest = (type: string) => async (to: string) => {
  const body = JSON.stringify({ recipients: [{ to }], text: "x", type });
  const answer = await gateway.as("anna")("/api/messages", { method: "POST", body });
  return `${answer.status} ${await answer.text()}`;
};

const PHP_ANSWER = /^400 Error\. See Gateway logs for more information\.$/;
const REST_ANSWER =
  /^422 .*"[^"]+: the number is (?:an emergency number, and --emergency-allowed does not name it|one of --numbers-blocked|not one of --numbers-allowed)"/;
const DOORS: [string, (to: string) => Promise<string>, RegExp, string][] = [
  ["/api.php", php(""), PHP_ANSWER, "api.php.refused"],
  ["/api.php with ring", php("&ring=1"), PHP_ANSWER, "api.php.refused"],
  ["/api.php by Telegram first", php("&mode=telnumber"), PHP_ANSWER, "api.php.refused"],
  ["/api/messages", rest("default"), REST_ANSWER, "rest.refused"],
  ["/api/messages with ring", rest("ring"), REST_ANSWER, "rest.refused"],
  [
    "/sendmsg",
    async (to) => {
      const query = `user=anna&passwd=secret&cat=1&to=${encode(to)}&text=x`;
      const answer = await fetch(`${gateway.url}/sendmsg?${query}`);
      return `${answer.status} ${await answer.text()}`;
    },
    /^200 Err: \d+$/,
    "isms.refused",
  ],
  [
    "/api/v1/alerts",
    async (to) => {
      const body = JSON.stringify({ alerts: [{ status: "firing", labels: { alertname: "a" } }] });
      const answer = await gateway.as("anna")(`/api/v1/alerts?to=${encode(to)}`, { method: "POST", body });
      return `${answer.status} ${await answer.text()}`;
    },
    /^400 /,
    "alerts.refused",
  ],
];

describe.each(DOORS)("%s", (_, send, expected, kind) => {
  test.each([
    ["112", "an emergency number"],
    ["0112", "an emergency number"],
    ["0049112", "an emergency number"],
    ["+49 110", "an emergency number"],
    ["+43 133", "an emergency number"],
    ["0900 1234567", "one of --numbers-blocked"],
    ["+41 79 123 45 67", "not one of --numbers-allowed"],
    ["22922", "not one of --numbers-allowed"],
  ])("sends nothing to %s, says so, and leaves an event", async (to, why) => {
    const before = new Set((await store.events.list({ limit: 500 })).map(({ id }) => id));
    expect(await send(to)).toMatch(expected);
    const events = await eventually("the event", async () => {
      const found = (await store.events.list({ limit: 500 })).filter(
        (event) => !before.has(event.id) && event.kind.endsWith(".refused"),
      );
      return found.length > 0 && found;
    });
    expect(events).toMatchObject([
      { kind, userName: "anna", message: expect.stringContaining(`the number is ${why}`), address: "127.0.0.1" },
    ]);
  });
});

test("contacts and groups are no way around: members whose numbers are refused get nothing", async () => {
  await command("group", "add", "everybody");
  for (const name of ["Police", "Swiss"]) await command("contact", "change", name, "--groups", "everybody");
  expect(await php("&mode=user")("Police")).toMatch(PHP_ANSWER);
  expect(await php("&mode=group")("everybody")).toMatch(PHP_ANSWER);
  // A group with nobody in it would be refused with the same answer.
  const [ofGroup, ofContact] = await gateway.events({ kind: "api.php.refused" }, 2);
  expect(ofContact?.details).toEqual({ reason: "number-refused", recipient: "110" });
  expect(ofGroup?.details).toMatchObject({
    reason: "number-refused",
    recipient: "110",
    others: "+41791234567 (number-refused)",
  });
});

test("of several recipients the others are sent to, and nothing was sent to any of those refused", async () => {
  expect(await php("")("112,+491701234567,+41791234567")).toBe("200 OK");
  expect(await gateway.delivered(1)).toMatchObject([{ to: "+491701234567" }]);
  const answer = await gateway.as("anna")("/api/messages?type=sent,queued,failed");
  expect(await answer.json()).toHaveLength(1);
});

test("a number that --emergency-allowed names may be sent to", async () => {
  await using trial = await startTestGateway("--emergency-allowed", "112");
  await trial.addUser("anna", "http-api");
  const send = (to: string) => fetch(`${trial.url}/api.php?username=anna&password=secret&to=${to}&text=x`);
  expect((await send("112")).status).toBe(200);
  expect((await send("110")).status).toBe(400);
  expect(await trial.delivered(1)).toMatchObject([{ to: "112" }]);
});
