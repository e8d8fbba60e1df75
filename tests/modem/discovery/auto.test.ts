import { afterEach, beforeEach, expect, test } from "bun:test";
import { createLog } from "../../../lib/log.ts";
import { type AutoModems, type DeviceSystem, type FoundModem, startAutoModems } from "../../../lib/modem/index.ts";
import { createPortPair, type ListedPort, type PortEnd } from "../../../lib/modem/serial/index.ts";
import {
  createSimulatedModem,
  createSimulatedNetwork,
  type SimulatedModem,
} from "../../../lib/modem/simulator/index.ts";
import { createManualClock, type ManualClock } from "../../support/manual-clock.ts";

const usb = { vendorId: 0x2c7c, productId: 0x0125 };
let clock: ManualClock;
let ports: Map<string, { entry: ListedPort; end: PortEnd }>;
let opened: string[];
let found: FoundModem[];
let taken: string[];
let search: AutoModems;
beforeEach(() => {
  clock = createManualClock();
  ports = new Map();
  opened = [];
  found = [];
  taken = [];
  const system: DeviceSystem = {
    list: () => [...ports.values()].map(({ entry }) => entry),
    exists: (name) => ports.has(name),
    real: (name) => name,
    open(path) {
      opened.push(path);
      const port = ports.get(path)?.end;
      if (port === undefined) throw new Error(`nothing is at ${path}`);
      return port;
    },
  };
  const log = createLog({ level: "silent", format: "json" });
  search = startAutoModems({
    system,
    baudRate: 115_200,
    clock,
    log,
    taken: () => taken,
    found: (modem) => void found.push(modem),
  });
});
afterEach(() => clock.runUntil(search.stop()));

/** One port of a stick; a silent one when no modem is behind it. */
async function plug(
  path: string,
  on: { modem?: SimulatedModem; socket?: string; interfaceNumber?: number; isUsb?: boolean } = {},
): Promise<void> {
  const [near, far] = createPortPair();
  const { socket = "1", interfaceNumber = 0, isUsb = true } = on;
  ports.set(path, {
    end: near,
    entry: {
      path,
      ...(isUsb
        ? { byPath: `/dev/serial/by-path/usb-0:${socket}:1.${interfaceNumber}-port0`, usb: { ...usb, interfaceNumber } }
        : {}),
    },
  });
  if (on.modem) await on.modem.attach(far);
}

/** A modem in a network of its own, so that two ports can be those of one IMEI. */
const modemOf = (number = "+491700000001") =>
  createSimulatedModem({ network: createSimulatedNetwork({ clock }), number });

test("a modem that is plugged in is found, once, under a name of model and IMEI", async () => {
  await clock.advance(5_000);
  expect(found).toEqual([]);
  const modem = modemOf();
  await plug("/dev/ttyUSB0", { modem });
  await clock.advance(10_000);
  const { imei } = modem.state;
  expect(found).toMatchObject([{ name: `Simulated-Modem-${imei.slice(-6)}`, identity: { imei } }]);
  await clock.advance(60_000);
  expect(found).toHaveLength(1);
  expect(opened).toEqual(["/dev/ttyUSB0"]);
});

test("of several ports the one that answers and reports is chosen", async () => {
  const [quiet, reporting] = [modemOf(), modemOf()];
  await plug("/dev/ttyUSB0", { modem: quiet, interfaceNumber: 2 });
  await plug("/dev/ttyUSB1", { interfaceNumber: 3 });
  await plug("/dev/ttyUSB2", { modem: reporting, interfaceNumber: 4 });
  reporting.fault("chatter", { options: { ms: 500, seconds: 600 } });
  await clock.advance(30_000);
  expect(found).toHaveLength(1);
  found[0]?.place.openPort();
  expect(found[0]?.place.path).toBe("/dev/ttyUSB2");
});

test("where no port reports by itself the third interface is chosen", async () => {
  for (const interfaceNumber of [0, 2, 3]) {
    await plug(`/dev/ttyUSB${interfaceNumber}`, { modem: modemOf(), interfaceNumber });
  }
  await clock.advance(30_000);
  found[0]?.place.openPort();
  expect(found[0]?.place.path).toBe("/dev/ttyUSB2");
});

test("a modem that comes back in another socket under another name is the same", async () => {
  const modem = modemOf();
  await plug("/dev/ttyUSB0", { modem });
  await clock.advance(10_000);
  const place = found[0]?.place;
  expect(place?.present).toBe(true);
  ports.delete("/dev/ttyUSB0");
  await modem.detach();
  await clock.advance(3_000);
  expect(place?.present).toBe(false);
  expect(() => place?.openPort()).toThrow("unplugged");
  await plug("/dev/ttyUSB5", { modem, socket: "4" });
  await clock.advance(10_000);
  expect(found).toHaveLength(1);
  expect(place?.present).toBe(true);
  place?.openPort();
  expect(place?.path).toBe("/dev/ttyUSB5");
});

test("two sticks are two modems, and one that was configured is left alone", async () => {
  taken = ["/dev/ttyUSB2"];
  const modems = ["+491700000001", "+491700000002", "+491700000003"].map(modemOf);
  for (const [at, modem] of modems.entries()) await plug(`/dev/ttyUSB${at}`, { modem, socket: String(at) });
  await clock.advance(20_000);
  expect(found.map(({ identity }) => identity.imei)).toEqual(modems.slice(0, 2).map(({ state }) => state.imei));
  expect(opened).not.toContain("/dev/ttyUSB2");
});

test("what does not answer is asked again, ever more seldom; what is not on USB is never asked", async () => {
  await plug("/dev/ttyS0", { modem: modemOf("+491700000009"), isUsb: false });
  await plug("/dev/ttyUSB0");
  await clock.advance(600_000);
  expect(opened.length).toBeWithin(4, 8);
  expect(opened).not.toContain("/dev/ttyS0");
  expect(found).toEqual([]);
  const modem = modemOf();
  ports.delete("/dev/ttyUSB0");
  await clock.advance(2_000);
  await plug("/dev/ttyUSB0", { modem });
  await clock.advance(10_000);
  expect(found).toHaveLength(1);
});

test("a modem with a locked SIM is found, and no PIN is entered", async () => {
  const modem = createSimulatedModem({ network: createSimulatedNetwork({ clock }), pin: "1234" });
  await plug("/dev/ttyUSB0", { modem });
  await clock.advance(10_000);
  expect(found).toHaveLength(1);
  expect(modem.state.sim.pinAttempts).toBe(3);
  expect(JSON.stringify(modem.wire())).not.toContain("AT+CPIN=");
});
