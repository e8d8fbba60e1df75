import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { NewMessage } from "../../../lib/messages/index.ts";
import { queryOf, startApi } from "../../support/api-server.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { createManualClock } from "../../support/manual-clock.ts";

const numbers = (count: number) => Array.from({ length: count }, (_, at) => `0170${1_000_000 + at}`);
const BASIC = { authorization: `Basic ${btoa("apiuser:secret")}` };
/** 160 characters are one part, 153 one of several. */
const textOf = (parts: number) => "x".repeat(153 * parts);

describe("recipients of one request", () => {
  const post = (url: string, parameters: Record<string, string>) =>
    fetch(`${url}/api.php`, { method: "POST", body: queryOf(parameters), headers: { "content-type": FORM } });
  const FORM = "application/x-www-form-urlencoded";

  test("1,000 are taken, and the IDs that fit into the header are there, with how many there are", async () => {
    const accepted: NewMessage[] = [];
    const accept = async (messages: readonly NewMessage[]) =>
      messages.map((message) => 7_999_999 + accepted.push(message));
    await using api = await startApi({ accept });
    const response = await post(api.url, { to: numbers(1_000).join(",") });
    expect(response.status).toBe(200);
    expect(accepted).toHaveLength(1_000);
    const ids = response.headers.get("x-message-id") ?? "";
    expect(ids.length).toBeWithin(4_000, 4_097);
    expect(ids.split(",")).toEqual(Array.from({ length: 512 }, (_, at) => String(8_000_000 + at)));
    expect(response.headers.get("x-message-count")).toBe("1000");
  });

  test("where all IDs fit, nothing says how many there are", async () => {
    await using api = await startApi();
    const response = await post(api.url, { to: numbers(500).join(";") });
    expect(response.headers.get("x-message-id")?.split(",")).toHaveLength(500);
    expect(response.headers.get("x-message-count")).toBeNull();
  });

  test.each([1_001, 50_000])("%d are refused, none is sent to, and one event says why", async (count) => {
    await using api = await startApi({ limits: { bodyLimitBytes: 4_000_000 } });
    const query = `username=apiuser&password=secret`;
    const response = await fetch(`${api.url}/api.php?${query}`, {
      method: "POST",
      body: new URLSearchParams({ text: "x", to: numbers(count).join(",") }),
    });
    expect(response.status).toBe(400);
    expect(response.headers.get("x-message-id")).toBeNull();
    expect(api.accepted).toEqual([]);
    expect(api.events.all).toMatchObject([{ details: { reason: "too-many-recipients" } }]);
  });

  test("as many that are no numbers are refused in the same way", async () => {
    await using api = await startApi();
    expect((await post(api.url, { to: "x,".repeat(50_000) })).status).toBe(400);
    expect(api.events.all).toMatchObject([{ details: { reason: "too-many-recipients" } }]);
  });

  test("messages of more than 20,000 parts are refused, and of as many are taken", async () => {
    await using api = await startApi();
    const to = numbers(1_000).join(",");
    expect((await post(api.url, { to, text: textOf(21) })).status).toBe(400);
    expect(api.accepted).toEqual([]);
    expect(api.events.all).toMatchObject([{ details: { reason: "too-many-parts" } }]);
    expect((await post(api.url, { to, text: textOf(20) })).status).toBe(200);
  });
});

describe("at every door", () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway("--isms", "on");
    await gateway.addUser("apiuser", "http-api", "rest-api");
    const rows = numbers(1_000).map((number, at) => `person ${at};${number};;everybody`);
    await gateway.command(["contact", "import", "-"], rows.join("\n"));
  });
  afterAll(() => gateway[Symbol.asyncDispose]());
  const rest = (recipients: unknown[]) =>
    fetch(`${gateway.url}/api/messages`, {
      method: "POST",
      body: JSON.stringify({ recipients, text: "x" }),
      headers: BASIC,
    });
  const everybody = (count: number) =>
    Array.from({ length: count }, () => ({ to: "everybody", target: "contactgroup" }));

  test("lists within REST's recipients count one by one", async () => {
    const [one, two] = [numbers(1_000).slice(0, 500).join(), numbers(1_000).slice(499).join()];
    const response = await rest([{ to: one }, { to: two }]);
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ reasons: [expect.stringContaining("1000 recipients")] });
    expect((await rest([{ to: one }, { to: numbers(1_000).slice(500).join() }])).status).toBe(200);
  });

  test("groups are told once however often they are named, but not taken apart for ever", async () => {
    const ten = await rest(everybody(10));
    expect(await ten.json()).toHaveLength(1_000);
    expect((await rest(everybody(11))).status).toBe(422);
  });

  test("alerts and iSMS too", async () => {
    const short = Array.from({ length: 1_001 }, (_, at) => 10_000 + at).join();
    const alert = await fetch(`${gateway.url}/api/v1/alerts?to=${short}`, {
      method: "POST",
      body: JSON.stringify({ alerts: [{}] }),
      headers: BASIC,
    });
    expect(alert.status).toBe(400);
    const isms = `/sendmsg?user=apiuser&passwd=secret&cat=1&text=x&to=${short}`;
    expect(await (await fetch(`${gateway.url}${isms}`)).text()).toBe("Err: 606");
  });
});

describe("what a user may send in a minute", () => {
  async function startLimited(perMinute: number, options: Parameters<typeof startApi>[0] = {}) {
    const clock = createManualClock();
    const api = await startApi({ clock, ...options });
    await api.administration.change("apiuser", () => ({ limits: { requestsPerMinute: perMinute } }));
    const send = async (recipients: number, parts: number) => {
      const response = await api.get({ to: numbers(recipients).join(), text: textOf(parts) });
      return [response.status, response.headers.get("retry-after")];
    };
    return { ...api, clock, send };
  }

  test("is counted in parts of all messages, and what is refused does not count", async () => {
    await using api = await startLimited(6);
    expect(await api.send(2, 2)).toEqual([200, null]);
    await api.clock.advance(20_000);
    expect(await api.send(3, 1)).toEqual([429, "40"]);
    expect(await api.send(1, 2)).toEqual([200, null]);
    expect(await api.send(1, 1)).toEqual([429, "40"]);
    await api.clock.advance(40_000);
    expect(await api.send(4, 1)).toEqual([200, null]);
    expect(api.accepted).toHaveLength(7);
    expect(api.events.all.map((event) => event.details?.reason)).toEqual(["too-many-messages", "too-many-requests"]);
  });

  test("lets a single message pass that has more parts, when nothing else was sent in that minute", async () => {
    await using api = await startLimited(3);
    expect(await api.send(1, 1)).toEqual([200, null]);
    expect(await api.send(1, 5)).toEqual([429, "60"]);
    await api.clock.advance(60_000);
    expect(await api.send(1, 5)).toEqual([200, null]);
    expect(await api.send(1, 1)).toEqual([429, "60"]);
    await api.clock.advance(60_000);
    expect(await api.send(1, 1)).toEqual([200, null]);
  });

  test("refuses for good what never fits, so that nobody waits for it", async () => {
    await using api = await startLimited(3);
    expect(await api.send(4, 1)).toEqual([400, null]);
    expect(await api.send(2, 2)).toEqual([400, null]);
    expect(await api.send(3, 1)).toEqual([200, null]);
  });

  test("is given back when the messages could not be stored", async () => {
    let failing = true;
    const accept = async () => {
      if (failing) throw new Error("the disk is full");
      return [1];
    };
    await using api = await startLimited(2, { accept });
    expect((await api.send(1, 2))[0]).toBe(408);
    failing = false;
    expect(await api.send(1, 2)).toEqual([200, null]);
  });

  test("is one for all doors, and each says in its own words when to try again", async () => {
    await using gateway = await startTestGateway("--isms", "on");
    await gateway.addUser("apiuser", "http-api", "rest-api");
    await gateway.command(["user", "limit", "apiuser", "--per-minute", "10"]);
    const to = numbers(8).join();
    const php = await fetch(`${gateway.url}/api.php?${queryOf({ to })}`);
    expect(php.status).toBe(200);
    const again = [
      await fetch(`${gateway.url}/api.php?${queryOf({ to })}`),
      await fetch(`${gateway.url}/api/messages`, {
        method: "POST",
        body: JSON.stringify({ recipients: [{ to }], text: "x" }),
        headers: BASIC,
      }),
      await fetch(`${gateway.url}/api/v1/alerts?to=${to}`, {
        method: "POST",
        body: JSON.stringify({ alerts: [{}] }),
        headers: BASIC,
      }),
    ];
    expect(again.map(({ status }) => status)).toEqual([429, 429, 503]);
    for (const { headers } of again) expect(Number(headers.get("retry-after"))).toBeWithin(1, 61);
    const isms = await fetch(`${gateway.url}/sendmsg?user=apiuser&passwd=secret&cat=1&text=x&to=${to}`);
    expect(await isms.text()).toBe("Err: 608");
  });
});
