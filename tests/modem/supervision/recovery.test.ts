import { describe, expect, test } from "bun:test";
import { createDeviceFinder, type DeviceSystem } from "../../../lib/modem/index.ts";
import type { ListedPort } from "../../../lib/modem/serial/index.ts";
import { encodeText } from "../../../lib/pdu/index.ts";
import { startModemOnSimulator } from "../../support/simulated-modem.ts";
import { createTestModem, startModem } from "../../support/started-modem.ts";

const HANDSET = "+491701112233";
const [part = { pdu: "", length: 0 }] = encodeText({ to: HANDSET, text: "hello" });

/** A machine whose devices a test plugs in and pulls out. */
function machine(...ports: ListedPort[]) {
  const present = new Set(ports);
  const opened: string[] = [];
  const names = (port: ListedPort) => [port.path, port.byId, port.byPath];
  const find = (name: string) => [...present].find((port) => names(port).includes(name));
  const system: DeviceSystem = {
    list: () => [...present],
    exists: (name) => find(name) !== undefined,
    real: (name) => find(name)?.path ?? name,
    open(name) {
      opened.push(find(name)?.path ?? name);
      return new EventTarget() as SerialPort;
    },
  };
  return {
    system,
    opened,
    plug: (port: ListedPort) => present.add(port),
    pull: (port: ListedPort) => present.delete(port),
  };
}

const usb = { vendorId: 0x2c7c, productId: 0x0125 };
const stick = (path: string, more: Partial<ListedPort> = {}): ListedPort => ({
  path,
  byId: "/dev/serial/by-id/usb-Quectel_EC25-if02-port0",
  byPath: "/dev/serial/by-path/pci-0-usb-0:1:1.2-port0",
  usb: { ...usb, serialNumber: "0123" },
  ...more,
});

describe("a device that was configured as /dev/ttyUSB0", () => {
  test("is found as /dev/ttyUSB3 by its serial number, also in another socket", () => {
    const before = stick("/dev/ttyUSB0");
    const { system, opened, plug, pull } = machine(before);
    const place = createDeviceFinder("/dev/ttyUSB0", system);
    place.openPort();
    pull(before);
    expect(place.present).toBe(false);
    expect(() => place.openPort()).toThrow("/dev/ttyUSB0 does not exist: is the modem plugged in?");
    plug(stick("/dev/ttyUSB3", { byPath: "/dev/serial/by-path/pci-0-usb-0:4:1.2-port0" }));
    expect(place.present).toBe(true);
    place.openPort();
    expect(opened).toEqual(["/dev/ttyUSB0", "/dev/ttyUSB3"]);
    expect(place.path).toBe("/dev/ttyUSB3");
  });

  test("without a serial number is found by its socket, although a twin has its by-id name", () => {
    const before = stick("/dev/ttyUSB0", { usb });
    const { system, opened, plug, pull } = machine(before);
    const place = createDeviceFinder("/dev/ttyUSB0", system);
    place.openPort();
    pull(before);
    plug(stick("/dev/ttyUSB0", { usb, byPath: "/dev/serial/by-path/pci-0-usb-0:2:1.2-port0" }));
    plug({ path: "/dev/ttyUSB1", usb, byPath: before.byPath ?? "" });
    place.openPort();
    expect(opened).toEqual(["/dev/ttyUSB0", "/dev/ttyUSB1"]);
  });

  test("without any lasting name is looked for where it was configured", () => {
    const { system, opened } = machine({ path: "/dev/ttyS0" });
    const place = createDeviceFinder("/dev/ttyS0", system);
    place.openPort();
    place.openPort();
    expect(opened).toEqual(["/dev/ttyS0", "/dev/ttyS0"]);
  });
});

test("a device that is there again is opened within a second, however long it was away; where it is now is told", async () => {
  let path: string | undefined = "/dev/ttyUSB0";
  const place = {
    path: "/dev/ttyUSB0",
    get present() {
      return path !== undefined;
    },
    openPort() {
      if (path === undefined) throw new DOMException("no such device", "NetworkError");
      this.path = path;
      return peer.port;
    },
  };
  const started = await createTestModem({ place });
  const { modem, peer, clock, until } = started;
  modem.start();
  await until(modem.whenReady());
  expect(modem.status.port).toBe("/dev/ttyUSB0");
  path = undefined;
  peer.unplug();
  await clock.advance(200_000);
  expect(modem.status).toMatchObject({ state: "gone", problem: expect.stringContaining("plugged in") });
  await peer.plug();
  path = "/dev/ttyUSB1";
  const backAt = clock.now();
  await until(modem.whenReady());
  expect(clock.now() - backAt).toBe(1_100);
  expect(modem.status).toMatchObject({ port: "/dev/ttyUSB1", recoveries: { reopen: 1, find: 1 } });
});

test("the last rung is the power, for a modem that hangs whatever is tried", async () => {
  const powered: unknown[] = [];
  const started = await startModemOnSimulator({
    async cyclePower(modem) {
      powered.push(modem);
      started.simulated.fault("unplug", { options: { backMs: 1_000 } });
    },
  });
  const { modem, simulated, clock, until } = started;
  const { imei } = simulated.state;
  simulated.fault("hang", { options: { until: "power" } });
  await clock.advance(120_000);
  await until(modem.whenReady());
  expect(powered).toEqual([{ name: "test", imei }]);
  expect(modem.status.recoveries).toMatchObject({ "start-again": 1, reset: 1, reopen: 1, power: 1 });
});

test("the power is switched for a port that stays away two minutes, and not again before two more have passed", async () => {
  const poweredAt: number[] = [];
  const { modem, peer, clock } = await startModem({ cyclePower: async () => void poweredAt.push(clock.now()) });
  const lostAt = clock.now();
  peer.unplug();
  await clock.advance(300_000);
  expect(poweredAt.length).toBe(2);
  expect((poweredAt[0] ?? 0) - lostAt).toBeWithin(120_000, 160_000);
  await clock.runUntil(modem.stop());
});

test("a way to switch the power that fails is logged, and the modem goes on being looked for", async () => {
  const { modem, peer, clock, logged } = await startModem({
    cyclePower: () => Promise.reject(new Error("the relay does not answer")),
  });
  peer.unplug();
  await clock.advance(150_000);
  expect(logged.join("")).toContain("the relay does not answer");
  await peer.plug();
  await clock.runUntil(modem.whenReady());
});

test("a radio that finds no network for ten minutes is started anew, and again after ten more", async () => {
  const { modem, simulated, clock, until } = await startModemOnSimulator();
  simulated.fault("registration-lost", { options: { seconds: 0 } });
  await clock.advance(590_000);
  expect(modem.status).toMatchObject({ state: "searching", problem: expect.stringContaining("antenna") });
  expect(modem.status.recoveries?.reset).toBeUndefined();
  await clock.advance(60_000);
  expect(modem.status.recoveries?.reset).toBe(1);
  await clock.advance(660_000);
  expect(modem.status.recoveries?.reset).toBe(2);
  simulated.clearFaults();
  await until(modem.whenReady());
});

test("a modem that starts by itself into text mode gets no PDU for a text, and is set up again at once", async () => {
  const { modem, simulated, network, until } = await startModemOnSimulator();
  simulated.fault("brown-out");
  simulated.state.messages.format = 1;
  await expect(until(modem.sendPart(part))).rejects.toMatchObject({ kind: "rejected", errorClass: "restart" });
  expect(network.parts()).toEqual([]);
  await until(modem.whenReady());
  await until(modem.sendPart(part));
  expect(network.messages()).toMatchObject([{ to: HANDSET, text: "hello" }]);
});

test("a SIM that is taken out is named as what is wrong, and found by itself when it is back", async () => {
  const { modem, simulated, clock, until, logged } = await startModemOnSimulator();
  simulated.fault("sim-removed", { options: { seconds: 120 } });
  await clock.advance(40_000);
  const sentence = "There is no SIM in the modem: put one in.";
  expect(modem.status).toMatchObject({ state: "out-of-service", problem: sentence, simLock: "ABSENT" });
  expect(logged.filter((line) => line.includes(sentence))).toHaveLength(1);
  await clock.advance(150_000);
  await until(modem.whenReady());
  expect(modem.status.simLock).toBe("READY");
  expect(modem.status.problem).toBeUndefined();
});

test("an error that says the SIM is gone takes the modem out of service with a sentence of its own", async () => {
  const { modem, simulated, clock, until } = await startModemOnSimulator();
  simulated.state.sim.condition = "absent";
  await expect(until(modem.sendPart(part))).rejects.toMatchObject({ errorClass: "out-of-service" });
  await clock.advance(5_000);
  expect(modem.status).toMatchObject({ state: "out-of-service", problem: "There is no SIM in the modem: put one in." });
});

test("a memory that stays full of another program's drafts is told, and noticed when it has room again", async () => {
  const { modem, simulated, network, clock, until, received } = await startModemOnSimulator();
  const memory = simulated.state.messages.memories.get(modem.status.dialect?.storage ?? "SM");
  if (!memory) throw new Error("the modem has a memory");
  for (let slot = 0; slot < memory.total; slot++) memory.add({ kind: "submit", pdu: part.pdu, status: 2 });
  const { taken } = network.send({ from: HANDSET, to: simulated.number, text: "waits for room" });
  await clock.advance(61_000);
  expect(modem.status).toMatchObject({ state: "ready", notice: expect.stringContaining("delete its messages") });
  expect(received).toEqual([]);
  memory.delete(3);
  await until(taken);
  await clock.advance(61_000);
  expect(received).toHaveLength(1);
  expect(modem.status.notice).toBeUndefined();
  expect(memory.used).toBe(memory.total - 1);
});

test("a modem that says of a SIM that is well that it is not is believed a few times, and then works on", async () => {
  const { modem, simulated, clock, until, statuses } = await startModemOnSimulator();
  const begun = statuses.length;
  for (let minute = 0; minute < 12; minute++) {
    simulated.inject({ lines: ["+CPIN: NOT READY"], at: "command" });
    await clock.advance(20_000);
  }
  const starts = statuses
    .slice(begun)
    .filter(({ state }, at, all) => state === "starting" && all[at - 1]?.state === "ready");
  expect(starts.length).toBeWithin(3, 6);
  expect(modem.status.state).toBe("ready");
  await until(modem.sendPart(part));
  // Later on it is believed again.
  await clock.advance(300_000);
  simulated.state.sim.condition = "absent";
  simulated.inject({ lines: ["+CPIN: NOT READY"], at: "command" });
  await clock.advance(40_000);
  expect(modem.status).toMatchObject({ state: "out-of-service", problem: expect.stringContaining("no SIM") });
});
