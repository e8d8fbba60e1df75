import { expect, test } from "bun:test";
import { decodeIncoming, fromHex, toHex } from "../../lib/pdu/index.ts";
import { fuzzPdus } from "../support/fuzz/pdus.ts";
import { pduErrorOf } from "../support/pdu-errors.ts";

const COUNT = 1_000_000;

/** Ten times as many: `bun run tests/fuzz-parsers.ts`. */
test(`${COUNT} random and mutated PDUs give a value or a PduError, and values can be written again`, () => {
  const { values, errors } = fuzzPdus({ pdus: COUNT, seed: 20_260_102 });
  expect(values + errors).toBe(COUNT);
  expect(values).toBeGreaterThan(COUNT / 10);
  expect(errors).toBeGreaterThan(COUNT / 10);
}, 180_000);

test("hexadecimal that is none gives a PduError with its octet", () => {
  for (const [hex, offset] of [
    ["0", 0],
    ["0x", 0],
    ["00 1", 1],
    ["0001zz", 2],
    ["00010", 2],
    ["00é0", 1],
  ] as const) {
    expect(pduErrorOf(() => decodeIncoming(hex))).toMatchObject({ kind: "invalid", field: "PDU", offset });
  }
  expect(toHex(fromHex("00aAfF"))).toBe("00AAFF");
});
