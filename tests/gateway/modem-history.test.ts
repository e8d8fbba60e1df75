import { describe, expect, test } from "bun:test";
import { modemStates } from "../../lib/gateway/modem-history.ts";
import type { ModemStatus } from "../../lib/modem/index.ts";
import type { StoredEvent } from "../../lib/store/index.ts";
import { eventually } from "../support/eventually.ts";
import { startTestGateway } from "../support/gateway.ts";

const HOUR = 3_600_000;
const SPAN = { since: 10 * HOUR, until: 34 * HOUR };
const said = (kind: string, hour: number, modem = "one"): StoredEvent => ({
  id: hour,
  at: hour * HOUR,
  kind,
  modem,
  severity: "info",
  message: `${kind} at ${hour}`,
});
const status = (state: ModemStatus["state"], hour: number, problem?: string): ModemStatus => ({
  name: "one",
  spec: "simulated",
  state,
  since: hour * HOUR,
  registration: "home",
  ...(problem === undefined ? {} : { problem }),
});
const spans = (told: StoredEvent[], now: ModemStatus) =>
  modemStates(told, { status: now, ...SPAN }).map(({ state, from, until }) => [state, from / HOUR, until / HOUR]);

describe("in which states a modem was", () => {
  test("without events the present alone is known", () => {
    expect(spans([], status("ready", 30))).toEqual([["ready", 30, 34]]);
    expect(spans([], status("ready", 2))).toEqual([["ready", 10, 34]]);
  });

  test("what began before the hours asked for goes on in them", () => {
    expect(spans([said("modem.ready", 3), said("modem.gone", 20)], status("ready", 22))).toEqual([
      ["ready", 10, 20],
      ["gone", 20, 22],
      ["ready", 22, 34],
    ]);
  });

  test("other modems and what came at the present state itself do not count", () => {
    const told = [said("modem.gone", 15, "two"), said("modem.ready", 22)];
    expect(spans(told, status("ready", 22))).toEqual([["ready", 22, 34]]);
  });

  test("a modem that was removed has a gap until it is back", () => {
    const told = [said("modem.ready", 3), said("modem.removed", 12), said("modem.added", 20)];
    expect(spans(told, status("ready", 21))).toEqual([
      ["ready", 10, 12],
      ["starting", 20, 21],
      ["ready", 21, 34],
    ]);
  });

  test("a state that goes on is one stretch; another problem begins another", () => {
    const told = [said("modem.ready", 3), said("modem.ready", 12), said("modem.gone", 15), said("modem.gone", 16)];
    expect(modemStates(told, { status: status("gone", 17, "no answer"), ...SPAN })).toEqual([
      { state: "ready", from: 10 * HOUR, until: 15 * HOUR },
      { state: "gone", from: 15 * HOUR, until: 16 * HOUR, problem: "modem.gone at 15" },
      { state: "gone", from: 16 * HOUR, until: 17 * HOUR, problem: "modem.gone at 16" },
      { state: "gone", from: 17 * HOUR, until: 34 * HOUR, problem: "no answer" },
    ]);
  });
});

test("the API tells states, and what counts against the SIM's budget", async () => {
  await using gateway = await startTestGateway(
    "--modem",
    "simulated?name=one&perDay=5",
    "--modem",
    "simulated?name=two",
  );
  await gateway.addUser("clerk", "rest-api", "sim");
  const ask = async () => (await (await gateway.as("clerk")("/api/v1/modem-history")).json()) as History;
  const body = JSON.stringify({ to: ["+491701234567"], text: "Hello", modem: "one" });
  const sent = await gateway.as("clerk")("/api/v1/messages", { method: "POST", body, headers: JSON_TYPE });
  expect(sent.status).toBe(202);
  await gateway.delivered(1);
  const { items } = await eventually("the part counts", async () => {
    const found = await ask();
    return found.items[0]?.budgets[0]?.parts === 1 ? found : undefined;
  });
  expect(items).toMatchObject([
    { modem: "one", budgets: [{ period: "day", parts: 1, limit: 5, until: expect.any(String) }] },
    { modem: "two", budgets: [] },
  ]);
  expect(items[0]?.states.at(-1)).toMatchObject({ state: "ready" });
  expect((await gateway.as("clerk")("/api/v1/modem-history?hours=0")).status).toBe(422);
});

const JSON_TYPE = { "content-type": "application/json" };
interface History {
  items: { modem: string; states: { state: string }[]; budgets: { period: string; parts: number }[] }[];
}
