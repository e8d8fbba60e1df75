import { expect, test } from "bun:test";
import { createModemDevices } from "../../lib/gateway/modem-devices.ts";
import type { ModemPark } from "../../lib/gateway/modem-park.ts";
import { parseModemSpec } from "../../lib/modem/index.ts";

/** As far as devices go. */
const parked = (name: string, spec: string, port?: string) =>
  ({ spec: parseModemSpec(spec), modem: { name, status: { port } } }) as unknown as ReturnType<
    ModemPark["list"]
  >[number];
const found = (number: number, byId?: string) => ({
  spec: byId ?? `/dev/ttyUSB${number}`,
  label: "Quectel EC25",
  port: { path: `/dev/ttyUSB${number}`, ...(byId !== undefined && { byId }) },
});

test("each serial device is told with the modem that uses it, by whatever name it was given", () => {
  const stable = "/dev/serial/by-id/usb-Quectel-if02-port0";
  const list = () => [
    parked("by-name", "/dev/ttyUSB1"),
    parked("by-port", "/dev/modem", "/dev/ttyUSB2"),
    parked("practice", "simulated"),
  ];
  const devices = createModemDevices(list, () => [found(0), found(1, stable), found(2)]);
  expect(devices()).toEqual([
    { device: "/dev/ttyUSB0", path: "/dev/ttyUSB0", label: "Quectel EC25" },
    { device: stable, path: "/dev/ttyUSB1", label: "Quectel EC25", modem: "by-name" },
    { device: "/dev/ttyUSB2", path: "/dev/ttyUSB2", label: "Quectel EC25", modem: "by-port" },
  ]);
});
