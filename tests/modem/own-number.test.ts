import { expect, test } from "bun:test";
import { ModemSpecError, modemSettingsOf, parseModemSpec } from "../../lib/modem/index.ts";

test("any modem may be given its own number, but those that are found automatically", () => {
  const spec = parseModemSpec("/dev/ttyUSB2?number=491701234567&pool=alarms");
  expect(spec.number).toBe("+491701234567");
  expect(modemSettingsOf(spec)).toMatchObject({ device: "/dev/ttyUSB2", number: "+491701234567", pool: "alarms" });
  expect(parseModemSpec("tcp://192.0.2.1:3001?number=%2B491701234567").number).toBe("+491701234567");
  expect(parseModemSpec("/dev/ttyUSB2").number).toBeUndefined();
  for (const wrong of ["/dev/ttyUSB2?number=0170123", "auto?number=491701234567"])
    expect(() => parseModemSpec(wrong)).toThrow(ModemSpecError);
});
