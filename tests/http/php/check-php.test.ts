import { describe, expect, test } from "bun:test";
import { loadavg } from "node:os";
import { join } from "node:path";
import { createAuthenticator } from "../../../lib/auth/index.ts";
import { createAccess, createCheckPhp } from "../../../lib/http/index.ts";
import { NO_MESSAGES } from "../../../lib/messages/index.ts";
import type { ModemStatus } from "../../../lib/modem/index.ts";
import type { MessageCounts } from "../../../lib/routing/index.ts";
import { eventually } from "../../support/eventually.ts";
import { startTestGateway } from "../../support/gateway.ts";
import { createManualClock } from "../../support/manual-clock.ts";
import { createMemoryUsers } from "../../support/memory-users.ts";
import { recordEvents } from "../../support/recorded-events.ts";
import { sqlOn } from "../../support/sql.ts";

const START = 1_451_320_254_000;

const modem = (status: Partial<ModemStatus> = {}): ModemStatus => ({
  name: "modem-1",
  spec: "simulated",
  state: "ready",
  registration: "home",
  since: START,
  ...status,
});

/** The page over given counts and modems, nine minutes after the start. */
async function startPage(
  given: { counts?: Partial<MessageCounts>; modems?: ModemStatus[]; enabled?: boolean; minutes?: number } = {},
) {
  const clock = createManualClock(START - (given.minutes ?? 9) * 60_000);
  const events = recordEvents();
  const app = createCheckPhp({
    enabled: () => given.enabled ?? true,
    authenticator: createAuthenticator({ users: createMemoryUsers(), now: clock.now, events }),
    access: createAccess({ now: clock.now }),
    events,
    clock,
    counts: async () => ({ ...NO_MESSAGES, failedLately: 0, ...given.counts }),
    modems: () => given.modems ?? [modem({ signalDbm: -83 })],
    diskBytes: async () => 647_569_408,
  });
  await clock.advance((given.minutes ?? 9) * 60_000);
  return (query = "") => app.handle(new Request(`http://gateway/check.php${query}`));
}

const LOAD = /\d+\.\d\d;\d+\.\d\d;\d+\.\d\d/;

test("the page is the documented one, line by line", async () => {
  const ask = await startPage();
  const response = await ask();
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8");
  expect((await response.text()).replace(LOAD, "0.00;0.03;0.05")).toBe(
    [
      "que: 0",
      "failed: 0",
      "signal: -83 dBm",
      "total: 0",
      "state: SIGNAL_OK",
      "load: 0.00;0.03;0.05",
      "time: 1451320254",
      "disk: 647569408",
      "uptime: 9 min, 0 users",
      "",
    ].join("\n"),
  );
});

test("an option is one value, without its key", async () => {
  const ask = await startPage({ counts: { queued: 2, sending: 1, unknown: 1, sent: 5, delivered: 7 } });
  const expected = {
    que: "4",
    failed: "0",
    signal: "-83 dBm",
    total: "12",
    state: "SIGNAL_OK",
    time: "1451320254",
    disk: "647569408",
    uptime: "9 min, 0 users",
  };
  for (const [option, value] of Object.entries(expected)) {
    expect({ option, value: await (await ask(`?option=${option}`)).text() }).toEqual({ option, value });
  }
  expect(await (await ask("?option=load")).text()).toMatch(/^\d+\.\d\d;\d+\.\d\d;\d+\.\d\d$/);
  expect(await (await ask("?option=")).text()).toStartWith("que: 4\n");
  expect((await ask("?option=password")).status).toBe(400);
  expect(loadavg()).toHaveLength(3);
});

test("failed are those given up lately, not all that there ever were", async () => {
  const ask = await startPage({ counts: { failed: 1, expired: 2, undelivered: 4, cancelled: 8, failedLately: 3 } });
  expect(await (await ask("?option=failed")).text()).toBe("3");
});

describe("the state follows the best modem's signal", () => {
  test.each<[string, ModemStatus[], string, string]>([
    ["strong", [modem({ signalDbm: -51 })], "-51 dBm", "SIGNAL_OK"],
    ["at the warning's edge", [modem({ signalDbm: -89 })], "-89 dBm", "SIGNAL_OK"],
    ["weaker", [modem({ signalDbm: -90 })], "-90 dBm", "SIGNAL_WARNING"],
    ["at the limit's edge", [modem({ signalDbm: -99 })], "-99 dBm", "SIGNAL_WARNING"],
    ["too weak", [modem({ signalDbm: -100 })], "-100 dBm", "SIGNAL_TOO_WEAK"],
    ["the better of two", [modem({ signalDbm: -105 }), modem({ signalDbm: -91 })], "-91 dBm", "SIGNAL_WARNING"],
    ["one of two gone", [modem({ state: "gone" }), modem({ signalDbm: -70 })], "-70 dBm", "SIGNAL_OK"],
    ["searching", [modem({ state: "searching", registration: "searching", signalDbm: -70 })], "-113 dBm", "NO_SIGNAL"],
    ["denied", [modem({ state: "searching", registration: "denied", signalDbm: -60 })], "-113 dBm", "NO_SIGNAL"],
    [
      "one of two searching",
      [modem({ state: "searching", signalDbm: -60 }), modem({ signalDbm: -95 })],
      "-95 dBm",
      "SIGNAL_WARNING",
    ],
    ["no modem", [], "-113 dBm", "NO_SIGNAL"],
    ["all gone", [modem({ state: "gone", simLock: "ABSENT" })], "-113 dBm", "NO_SIGNAL"],
    ["none tells a signal", [modem({ state: "starting" })], "-113 dBm", "NO_SIGNAL"],
    ["no SIM", [modem({ state: "out-of-service", simLock: "ABSENT" })], "-113 dBm", "SIM_NOT_INSERTED"],
    [
      "the SIM taken out of a modem that had a signal",
      [modem({ state: "out-of-service", simLock: "ABSENT", signalDbm: -75 })],
      "-113 dBm",
      "SIM_NOT_INSERTED",
    ],
    [
      "no SIM in one, a PIN missing in the other",
      [modem({ state: "out-of-service", simLock: "ABSENT" }), modem({ state: "out-of-service", simLock: "SIM PIN" })],
      "-113 dBm",
      "NO_SIGNAL",
    ],
  ])("%s", async (_, modems, signal, state) => {
    const ask = await startPage({ modems });
    expect({
      signal: await (await ask("?option=signal")).text(),
      state: await (await ask("?option=state")).text(),
    }).toEqual({ signal, state });
  });
});

test.each([
  [0, "0 min, 0 users"],
  [59, "59 min, 0 users"],
  [60, "1 h 0 min, 0 users"],
  [192, "3 h 12 min, 0 users"],
  [24 * 60, "1 day 0 h, 0 users"],
  [3 * 24 * 60 + 125, "3 days 2 h, 0 users"],
])("after %p minutes it is up for %s", async (minutes, uptime) => {
  const ask = await startPage({ minutes });
  expect(await (await ask("?option=uptime")).text()).toBe(uptime);
});

test("whatever the state, a plug-in that reads by position, by colons or by words is not misled", async () => {
  const states: ModemStatus[][] = [
    [],
    [modem({ signalDbm: -120 })],
    [modem({ state: "out-of-service", problem: "Blocked: Unknown Trouble", simLock: "ABSENT" })],
  ];
  for (const modems of states) {
    for (const minutes of [0, 61, 24 * 60 * 400]) {
      const page = await (await (await startPage({ modems, minutes }))()).text();
      const lines = page.split("\n").filter((line) => line !== "");
      expect(lines).toHaveLength(9);
      for (const line of lines) expect(line).toMatch(/^[a-z]+: [^:]*$/);
      expect(page).not.toMatch(/blocked|trouble|unknown/i);
      // NETWAYS check_brevisone: the first four lines are whole numbers once the unit is taken off.
      const [que, failed, signal, total] = lines
        .slice(0, 4)
        .map((line) => line.split(":")[1]?.replace("dBm", "").trim());
      for (const number of [que, failed, total]) expect(number).toMatch(/^\d+$/);
      expect(signal).toMatch(/^-\d+$/);
    }
  }
});

test("switched off it is not there", async () => {
  const ask = await startPage({ enabled: false });
  const response = await ask();
  expect({ status: response.status, body: await response.text() }).toEqual({ status: 404, body: "Not found." });
});

test("a gateway tells of itself right after a send, and limits the page to networks", async () => {
  await using gateway = await startTestGateway("--allow-check", "127.0.0.1");
  await gateway.addUser("anna", "http-api");
  const form = { username: "anna", password: "secret", to: "+491701234567", text: "x" };
  expect((await fetch(`${gateway.url}/api.php`, { method: "POST", body: new URLSearchParams(form) })).status).toBe(200);
  const lines = async () => (await (await fetch(`${gateway.url}/check.php`)).text()).split("\n");
  const [que, failed, , total] = await lines();
  expect([`${que} ${total}`, failed]).toEqual([expect.stringMatching(/^que: (1 total: 0|0 total: 1)$/), "failed: 0"]);

  await using limited = await startTestGateway("--allow-check", "192.0.2.0/24");
  const refused = await fetch(`${limited.url}/check.php`);
  expect({ status: refused.status, body: await refused.text() }).toEqual({
    status: 403,
    body: "Your user lacks the permission for this.",
  });
});

test("failed counts what failed within --failed-window, until a person acknowledges it", async () => {
  await using gateway = await startTestGateway("--failed-window", "1h");
  const url = `sqlite:${join(gateway.data, "aldis.sqlite")}`;
  // A count that took long is kept for a while.
  const failed = (count: string) =>
    eventually(`${count} failed`, async () => {
      const shown = await (await fetch(`${gateway.url}/check.php?option=failed`)).text();
      return shown === count;
    });
  const fail = (ago: number) =>
    sqlOn(
      url,
      `insert into outgoing_messages
        (created_at, recipient, text, kind, flash, channel, priority, source, send_at, expires_at, due_at, state, settled_at)
        values (1, '+491701', 'x', 'text', 0, 'sms', 1, 'test', 1, 1, 1, 'failed', ${Date.now() - ago})`,
    );
  await fail(3_700_000);
  await failed("0");
  await fail(3_500_000);
  await fail(0);
  await failed("2");
  expect(await gateway.command(["message", "acknowledge-failed"])).toMatchObject({
    status: 0,
    out: "3 failed messages acknowledged\n",
  });
  await failed("0");
  // A failure after that counts.
  await fail(-1_000);
  await failed("1");
  await gateway.restart();
  await failed("1");
  expect(await gateway.command(["message", "acknowledge-failed"])).toMatchObject({ status: 0 });
});
