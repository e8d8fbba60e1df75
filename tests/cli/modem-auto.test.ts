import { afterEach, beforeEach, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { createCommandLine } from "../../lib/cli/index.ts";
import type { ModemStatus } from "../../lib/modem/index.ts";
import { createSimulatedModem, createSimulatedNetwork } from "../../lib/modem/simulator/index.ts";
import { createApp } from "../../server.ts";
import { createDeviceLinks, type DeviceLinks } from "../support/device-links.ts";
import { eventually } from "../support/eventually.ts";
import { runCli, startCli, temporaryDirectory } from "../support/run-cli.ts";

let folder = "";
let devices: DeviceLinks;
beforeEach(() => {
  folder = temporaryDirectory();
  devices = createDeviceLinks(folder);
});
afterEach(async () => {
  await devices.close();
  rmSync(folder, { recursive: true });
});

test("a modem that is plugged in while the gateway runs appears, sends, and is the same after it was pulled out", async () => {
  const aldis = createCommandLine({ createApp, devices: devices.system });
  const data = ["--data", join(folder, "data")];
  const add = ["user", "add", "apiuser", "--grant", "http-api", "--password-stdin", ...data];
  await runCli(aldis, add, { stdin: "secret\n" });
  const gateway = startCli(aldis, ["serve", "--port", "0", "--modem", "auto", ...data]);
  const [, url = ""] = await gateway.printed(/^Gateway: +(\S+)/);
  await gateway.printed(/^Modems: +USB modems are found automatically$/m);
  const send = async (text: string) => {
    const body = new URLSearchParams({ username: "apiuser", password: "secret", to: "0170 1234567", text });
    expect((await fetch(`${url}/api.php`, { method: "POST", body })).status).toBe(200);
  };
  await send("plugged in");

  const network = createSimulatedNetwork();
  const modem = createSimulatedModem({ network, profile: "generic" });
  await modem.attach(devices.cable("usb-stick-if00-port0"));
  await network.until(() => network.messages().length > 0);
  expect(network.messages()).toMatchObject([{ to: "+491701234567", text: "plugged in" }]);

  const listed = async () => {
    const { out } = await runCli(aldis, ["modem", "list", "--json", ...data]);
    return (JSON.parse(out).gateway?.modems ?? []) as ModemStatus[];
  };
  const name = `Simulated-Modem-${modem.state.imei.slice(-6)}`;
  await eventually("the modem in the list", async () => (await listed())[0]?.port === devices.names[0]);
  modem.fault("unplug", { options: { backMs: 100 } });
  await eventually("the modem to be gone", async () => (await listed())[0]?.state !== "ready");
  await send("back again");
  await network.until(() => network.messages().length > 1);
  const [status] = await eventually("the modem under its other name", async () => {
    const all = await listed();
    return all[0]?.port === devices.names[1] && all[0]?.state === "ready" && all;
  });
  expect(status).toMatchObject({ name, state: "ready" });
  expect(network.messages().map(({ text }) => text)).toEqual(["plugged in", "back again"]);
  await gateway.stop();
  await modem.close();
  network.close();
}, 180_000);
