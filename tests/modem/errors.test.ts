import { expect, test } from "bun:test";
import { classifyCmsError } from "../../lib/modem/index.ts";
import type { ErrorClass } from "../../lib/send-outcomes.ts";

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, offset) => from + offset);

/** The table of spec and documentation, number by number. */
const table: Record<ErrorClass, number[]> = {
  permanent: [1, 8, 10, 28, 29, 30, 50, 69, 96, 97, 99, ...range(128, 176), 195, 196, 198, 199, 304, 305],
  "permanent-after-restart": [21],
  retry: [22, 27, 41, 42, 47, 98, 111, 127, 192, 194, 331],
  "retry-thrice": [38],
  "already-sent": [197],
  "clean-storage": [208, 209, 211, 321, 322],
  restart: [300, 303],
  wait: [314, 515],
  "out-of-service": [310, 311, 312, 313, 315, 316, 317, 318, 330],
  "unknown-outcome": [332, 340, 500, 512],
};

test("every number from 0 to 1023 has the class of the table, and retry when the table does not name it", () => {
  const expected = new Map(Object.entries(table).flatMap(([name, numbers]) => numbers.map((number) => [number, name])));
  for (const number of range(0, 1023)) {
    const wanted = expected.get(number) ?? "retry";
    expect(`${number}: ${classifyCmsError(number)}`).toBe(`${number}: ${wanted}`);
    expect(classifyCmsError(String(number))).toBe(wanted as ErrorClass);
  }
});

test.each([
  ["SIM PIN required", "out-of-service"],
  ["memory full", "clean-storage"],
  ["Network timeout", "unknown-outcome"],
  ["  unknown error ", "unknown-outcome"],
  ["invalid PDU mode parameter", "permanent"],
  ["SIM busy", "wait"],
  ["COMMAND NOT SUPPORT", "retry"],
  ["", "retry"],
] as const)("the text %j is %s", (text, wanted) => {
  expect(classifyCmsError(text)).toBe(wanted);
});
