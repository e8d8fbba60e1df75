import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { createCommandLine } from "../../lib/cli/index.ts";
import { ptyCable } from "../../lib/cli/pty-cable.ts";
import type { ModemStatus } from "../../lib/modem/index.ts";
import { createSimulatedModem, createSimulatedNetwork, type SimulatedModem } from "../../lib/modem/simulator/index.ts";
import { openStore } from "../../lib/store/index.ts";
import { createApp } from "../../server.ts";
import { eventually } from "../support/eventually.ts";
import { type RunningCli, runCli, startCli, temporaryDirectory } from "../support/run-cli.ts";

const aldis = createCommandLine({ createApp });
let folder = "";
let link = "";
let data: string[] = [];
let modem: SimulatedModem;
let closing: (() => Promise<void>)[] = [];
const gateways: RunningCli[] = [];
beforeEach(async () => {
  folder = temporaryDirectory();
  link = join(folder, "modem");
  data = ["--data", join(folder, "data")];
  const network = createSimulatedNetwork();
  const cable = ptyCable(link);
  modem = createSimulatedModem({ network, pin: "4711" });
  await modem.attach(cable);
  closing = [() => modem.close(), () => cable.close(), async () => network.close()];
});
afterEach(async () => {
  await Promise.all(gateways.splice(0).map((gateway) => gateway.stop()));
  for (const close of closing) await close();
  rmSync(folder, { recursive: true });
});

async function serve(spec: string): Promise<RunningCli> {
  const gateway = startCli(aldis, ["serve", "--port", "0", "--modem", spec, ...data]);
  gateways.push(gateway);
  await gateway.printed(/"gateway started"/);
  return gateway;
}

async function listed(): Promise<{ running: boolean; modems: ModemStatus[] } | null> {
  const { out } = await runCli(aldis, ["modem", "list", "--json", ...data]);
  return JSON.parse(out).gateway;
}

const untilListed = (what: string, is: (status: ModemStatus) => boolean) =>
  eventually(`a modem that is ${what}`, async () => {
    const gateway = await listed();
    const [status] = gateway?.modems ?? [];
    return gateway?.running && status !== undefined && is(status) && status;
  });

describe("modem list", () => {
  test("without a gateway shows the devices alone", async () => {
    expect(await listed()).toBeNull();
    const { status, out } = await runCli(aldis, ["modem", "list", ...data]);
    expect({ status, hasModems: out.includes("Modems of the gateway") }).toEqual({ status: 0, hasModems: false });
  });

  test("shows state, operator, signal and device of a running gateway's modem, and how it was when it has stopped", async () => {
    const gateway = await serve(`${link}?pin=4711&name=stick`);
    await untilListed("ready", ({ state }) => state === "ready");
    const { out } = await runCli(aldis, ["modem", "list", ...data]);
    expect(out).toStartWith("Modems of the gateway:\n");
    const row = /^ {2}stick +ready +Aldis Test Network LTE +-\d+ dBm +(\S+) \(\/dev\/pts\/\d+\)$/m;
    expect(row.exec(out)?.[1]).toBe(link);
    expect(out).not.toContain("4711");
    await gateway.stop();
    expect(await listed()).toMatchObject({ running: false, modems: [{ name: "stick", state: "stopped" }] });
    expect((await runCli(aldis, ["modem", "list", ...data])).out).toStartWith(
      "Modems of the gateway, which is not running; their state a moment ago:\n",
    );
  });

  test("says in one sentence what is wrong, which stands in the log and in the event log too", async () => {
    const gateway = await serve(`${link}?name=stick`);
    const sentence = "The SIM asks for its PIN: add ?pin=… to the modem's setting.";
    await untilListed("out of service", ({ problem }) => problem === sentence);
    expect((await runCli(aldis, ["modem", "list", ...data])).out).toContain(sentence);
    const { out } = await gateway.stop();
    expect(out.split("\n").filter((line) => line.includes(sentence))).toHaveLength(1);
    const store = await openStore({ url: `sqlite:${join(folder, "data", "aldis.sqlite")}` });
    const events = await store.events.list({ modem: "stick", limit: 50 });
    await store.close();
    expect(events.filter(({ message }) => message === sentence)).toMatchObject([
      { severity: "warning", kind: "modem.out-of-service", modem: "stick" },
    ]);
  });
});

test("a wrong PIN is entered once and never again over starts of gateway and modem, until the setting changes", async () => {
  const entered = () =>
    modem
      .wire()
      .filter(({ direction, text }) => direction === "in" && text.includes("AT+CPIN="))
      .map(({ text }) => /AT\+CPIN="(\d+)"/.exec(text)?.[1]);
  const refused = ({ problem }: ModemStatus) => problem?.includes("refused the configured PIN") === true;
  const attempts: number[] = [];
  for (const round of [1, 2]) {
    const gateway = await serve(`${link}?pin=1111&name=stick`);
    const { problem } = await untilListed(`refused in round ${round}`, refused);
    expect(problem).toEndWith("2 attempts are left.");
    // The modem starts again as well, and the SIM asks again.
    modem.restart();
    await untilListed("refused after its own start", refused);
    attempts.push(modem.state.sim.pinAttempts);
    await gateway.stop();
  }
  expect({ attempts, entered: entered() }).toEqual({ attempts: [2, 2], entered: ["1111"] });

  await serve(`${link}?pin=4711&name=stick`);
  await untilListed("ready", ({ state }) => state === "ready");
  expect({ attempts: modem.state.sim.pinAttempts, entered: entered() }).toEqual({
    attempts: 3,
    entered: ["1111", "4711"],
  });
});
