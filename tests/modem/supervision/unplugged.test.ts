import { afterEach, beforeEach, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { systemClock } from "../../../lib/clock.ts";
import { createDeviceFinder } from "../../../lib/modem/index.ts";
import type { Cable } from "../../../lib/modem/simulator/index.ts";
import { createDeviceLinks, type DeviceLinks } from "../../support/device-links.ts";
import { eventually } from "../../support/eventually.ts";
import { type GatewayRig, startRig } from "../../support/gateway-rig.ts";
import { temporaryDirectory } from "../../support/run-cli.ts";

const HANDSET = "+491701112233";
const LONG = "A long message in four parts. ".repeat(17);
let folder = "";
let devices: DeviceLinks;
let cable: Cable;
let rig: GatewayRig;
beforeEach(async () => {
  folder = temporaryDirectory();
  devices = createDeviceLinks(folder);
  cable = devices.cable("usb-stick-if02-port0");
  const first = `${folder}/ttyUSB0`;
  rig = await startRig({
    clock: systemClock,
    network: { latencyMs: 100 },
    settings: { unknownGraceMs: 500 },
    modems: [{ name: "stick", profile: "generic", cable, place: createDeviceFinder(first, devices.system) }],
  });
});
afterEach(async () => {
  await rig.stop();
  await devices.close();
  rmSync(folder, { recursive: true });
});

test("a modem taken away in a long message and back under another name goes on from the first open part", async () => {
  const [stick] = rig.modems;
  if (!stick) throw new Error("the rig has a modem");
  await stick.modem.whenReady();
  const id = await rig.accept({ recipient: HANDSET, text: LONG });
  await rig.network.until(() => rig.network.parts().length === 2);
  // The second part's report comes back before it is known whether the modem heard of it.
  stick.simulated.fault("unplug", { options: { backMs: 300 } });
  const message = await eventually("the message to be sent", async () => {
    const found = await rig.store.outbox.find(id);
    return found && ["sent", "delivered"].includes(found.message.state) && found;
  });
  expect(stick.modem.status).toMatchObject({
    port: devices.names[1],
    recoveries: { reopen: 1, find: 1 },
  });
  expect(devices.names.map((name) => name.slice(folder.length))).toEqual(["/ttyUSB0", "/ttyUSB1"]);
  // The first part went once; only the one on the wire may have gone twice, and then the message says so.
  const numbers = rig.network.parts().map(({ submit }) => submit.userData.concat?.part);
  expect(numbers.filter((part) => part === 1)).toHaveLength(1);
  expect([...new Set(numbers)]).toEqual([1, 2, 3, 4]);
  expect(numbers.length).toBeLessThanOrEqual(message.message.mayBeDuplicate ? 5 : 4);
  await rig.network.until(() => rig.network.messages().length > 0);
  expect(rig.network.messages()).toMatchObject([{ to: HANDSET, text: LONG, parts: 4 }]);
});
