import { expect, test } from "bun:test";
import { ModemSpecError, parseModemSpec } from "../../lib/modem/index.ts";

test.each([
  ["/dev/ttyUSB0", { kind: "tty", path: "/dev/ttyUSB0", name: "ttyUSB0", baudRate: 115_200, text: "/dev/ttyUSB0" }],
  [
    "/dev/serial/by-id/usb-X_Y-if02-port0?baud=9600",
    {
      kind: "tty",
      path: "/dev/serial/by-id/usb-X_Y-if02-port0",
      name: "usb-X_Y-if02-port0",
      baudRate: 9600,
      text: "/dev/serial/by-id/usb-X_Y-if02-port0?baud=9600",
    },
  ],
  [
    "tcp://modem.example:2001?name=roof&pool=alarm",
    {
      kind: "tcp",
      host: "modem.example",
      port: 2001,
      name: "roof",
      pool: "alarm",
      baudRate: 115_200,
      text: "tcp://modem.example:2001?name=roof&pool=alarm",
    },
  ],
  [
    "tcp://[::1]:2001",
    { kind: "tcp", host: "::1", port: 2001, name: "::1:2001", baudRate: 115_200, text: "tcp://[::1]:2001" },
  ],
  [
    "simulated?profile=ec25&number=%2B491700000009",
    {
      kind: "simulated",
      profile: "ec25",
      number: "+491700000009",
      name: "ec25",
      baudRate: 115_200,
      text: "simulated?profile=ec25&number=%2B491700000009",
    },
  ],
  [" simulated ", { kind: "simulated", name: "simulated", baudRate: 115_200, text: "simulated" }],
] as const)("%s is understood", (text, spec) => {
  expect(parseModemSpec(text)).toEqual(spec);
});

test("the PIN is read and not shown", () => {
  const spec = parseModemSpec("/dev/ttyUSB0?pin=1234&name=a%20b");
  expect(spec).toMatchObject({ pin: "1234", name: "a b", text: "/dev/ttyUSB0?name=a%20b" });
});

test.each([
  ["", "is not a modem"],
  ["ttyUSB0", "is not a modem"],
  ["/dev/", "is a directory"],
  ["tcp://host", "use tcp://host:port"],
  ["tcp://host:0", "port from 1 to 65535"],
  ["tcp://host:70000", "port from 1 to 65535"],
  ["/dev/ttyUSB0?baud=fast", "not a speed"],
  ["/dev/ttyUSB0?color=red", '"color" is not a setting'],
  ["/dev/ttyUSB0?profile=ec25", '"profile" is not a setting'],
  ["simulated?profile=none-such", "ec25       Quectel EC25"],
  ["simulated?number=12", "not an international number"],
  ["/dev/ttyUSB0?name=a&name=b", "given twice"],
  ["/dev/ttyUSB0?name=", "name is empty"],
  ["/dev/ttyUSB0?pin=12", "4 to 8 digits"],
])("%j is refused with a reason", (text, reason) => {
  expect(() => parseModemSpec(text)).toThrow(ModemSpecError);
  expect(() => parseModemSpec(text)).toThrow(reason);
});

test.each(["/dev/ttyUSB0?pin=97531x", "usb0?pin=97531", "/dev/x?pin=97531&baud=1"])(
  "refusing %s shows no PIN",
  (text) => {
    let message = "";
    try {
      parseModemSpec(text);
    } catch (error) {
      message = String(error);
    }
    expect(message).toStartWith("ModemSpecError: ");
    expect(message).not.toContain("97531");
  },
);
