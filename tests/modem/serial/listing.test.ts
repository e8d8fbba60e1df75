import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createPort, getPorts, listPorts } from "../../../lib/modem/serial/index.ts";
import { portInfo } from "../../../lib/modem/serial/listing.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "aldis-sys-"));
  for (const folder of ["dev/serial/by-id", "dev/serial/by-path", "sys/class/tty"]) {
    mkdirSync(join(root, folder), { recursive: true });
  }
});
afterEach(() => rmSync(root, { recursive: true }));

const places = () => ({ dev: join(root, "dev"), sys: join(root, "sys") });

function put(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

function link(name: string, target: string): void {
  mkdirSync(dirname(join(root, name)), { recursive: true });
  symlinkSync(join(root, target), join(root, name));
}

/** A tty as the kernel shows it: its class entry leads to the device's folder. */
function addTty(name: string, device: string): void {
  put(`dev/${name}`, "");
  mkdirSync(join(root, device), { recursive: true });
  link(`sys/class/tty/${name}/device`, device);
}

function addStick(): void {
  const usb = "sys/devices/pci0/usb1/1-1";
  put(`${usb}/idVendor`, "2c7c\n");
  put(`${usb}/idProduct`, "0125\n");
  put(`${usb}/manufacturer`, "Quectel\n");
  put(`${usb}/product`, "EC25\n");
  for (const index of [2, 10]) {
    put(`${usb}/1-1:1.${index}/bInterfaceNumber`, `${index.toString(16).padStart(2, "0")}\n`);
    addTty(`ttyUSB${index}`, `${usb}/1-1:1.${index}/ttyUSB${index}`);
  }
  link("dev/serial/by-id/usb-Quectel_EC25-if02-port0", "dev/ttyUSB2");
  link("dev/serial/by-path/pci-0-usb-0:1:1.2-port0", "dev/ttyUSB2");
}

test("a stick's ports are listed in order, with lasting names and USB identity", () => {
  addStick();
  const usb = { vendorId: 0x2c7c, productId: 0x125, manufacturer: "Quectel", product: "EC25" };
  expect(listPorts(places(), "linux")).toEqual([
    {
      path: join(root, "dev/ttyUSB2"),
      byId: join(root, "dev/serial/by-id/usb-Quectel_EC25-if02-port0"),
      byPath: join(root, "dev/serial/by-path/pci-0-usb-0:1:1.2-port0"),
      usb: { ...usb, interfaceNumber: 2 },
    },
    { path: join(root, "dev/ttyUSB10"), usb: { ...usb, interfaceNumber: 10 } },
  ]);
});

test("virtual terminals, UARTs without a chip, the kernel's console and lost devices are not listed", () => {
  put("sys/class/tty/console/active", "tty0 ttyS1\n");
  put("dev/tty1", "");
  mkdirSync(join(root, "sys/class/tty/tty1"));
  for (const [index, type] of ["4", "4", "0"].entries()) {
    addTty(`ttyS${index}`, `sys/devices/platform/serial8250/ttyS${index}`);
    put(`sys/class/tty/ttyS${index}/type`, `${type}\n`);
  }
  addTty("ttyUSB0", "sys/devices/usb1/ttyUSB0");
  rmSync(join(root, "dev/ttyUSB0"));
  expect(listPorts(places(), "linux")).toEqual([{ path: join(root, "dev/ttyS0") }]);
});

test("a machine without any serial device has an empty list", () => {
  expect(listPorts({ dev: join(root, "none"), sys: join(root, "none") }, "linux")).toEqual([]);
});

test("on macOS the call-out devices are listed", () => {
  for (const name of ["cu.usbmodem1", "tty.usbmodem1", "cu.Bluetooth", "null"]) put(`dev/${name}`, "");
  expect(listPorts(places(), "darwin").map(({ path }) => path)).toEqual([
    join(root, "dev/cu.Bluetooth"),
    join(root, "dev/cu.usbmodem1"),
  ]);
});

test("a port's USB identity is found through its lasting name too", () => {
  addStick();
  const expected = { usbVendorId: 0x2c7c, usbProductId: 0x125 };
  expect(portInfo(join(root, "dev/ttyUSB2"), places())).toEqual(expected);
  expect(portInfo(join(root, "dev/serial/by-id/usb-Quectel_EC25-if02-port0"), places())).toEqual(expected);
  expect(portInfo(join(root, "dev/ttyUSB9"), places())).toEqual({});
});

test("getPorts gives one closed port for each listed device", async () => {
  const ports = await getPorts();
  expect(ports).toHaveLength(listPorts().length);
  expect(ports.every((port) => port.readable === null)).toBe(true);
});

test.each(["/dev/ttyUSB0", "/dev/serial/by-id/x", "tcp://10.0.0.1:4001", "tcp://modem.example:1", "tcp://[::1]:65535"])(
  "%s is an address of a port",
  (address) => {
    expect(createPort(address)).toMatchObject({ readable: null, writable: null, connected: true });
  },
);

test.each(["", "ttyUSB0", "tcp://host", "tcp://host:0", "tcp://host:65536", "tcp://:1", "tcp://a b:1", "http://a:1"])(
  "%p is no address of a port",
  (address) => {
    expect(() => createPort(address)).toThrow(TypeError);
  },
);
