import { describe, expect, test } from "bun:test";
import { decodeDeliver, decodeIncoming, encodeDeliver } from "../../lib/pdu/index.ts";
import { pduErrorOf } from "../support/pdu-errors.ts";

/** Octets of a DELIVER before TP-SCTS: SMSC, first octet, TP-OA (3), TP-PID, TP-DCS. */
const BEFORE = 7;
const deliverOf = (octets: string) => decodeDeliver(`00040181F10000${octets}00`);
const read = (octets: string) => deliverOf(octets).timestamp;
const written = (timestamp: string) =>
  encodeDeliver({ from: "1", timestamp, userData: { alphabet: "gsm7", text: "" } }).pdu.slice(BEFORE * 2, -2);
const two = (value: number) => String(value).padStart(2, "0");
const swapped = (value: number) => [...two(value)].reverse().join("");

describe("TP-SCTS", () => {
  test("all 256 zone octets are a zone of quarter hours, where a digit that is none counts as 0", () => {
    let zones = 0;
    for (let octet = 0; octet < 256; octet++) {
      const zone = octet.toString(16).toUpperCase().padStart(2, "0");
      const isDigit = octet >> 4 <= 9;
      const ones = isDigit ? octet >> 4 : 0;
      const tens = octet & 7;
      const quarters = tens * 10 + ones;
      const sign = (octet & 8) !== 0 && quarters > 0 ? "-" : "+";
      const timestamp = `2026-01-02T03:04:05${sign}${two(Math.floor(quarters / 4))}:${two((quarters % 4) * 15)}`;
      expect(read(`621020304050${zone}`)).toBe(timestamp);
      expect(deliverOf(`621020304050${zone}`).oddTimestamp).toEqual(
        isDigit ? undefined : { octets: `621020304050${zone}`, dated: true },
      );
      if (!isDigit) continue;
      expect(written(timestamp)).toBe(`621020304050${octet === 8 ? "00" : zone}`);
      zones++;
    }
    expect(zones).toBe(160);
  });

  test("every day from 1990 to 2089 comes back", () => {
    const day = 86_400_000;
    for (let time = Date.UTC(1990, 0, 1); time < Date.UTC(2090, 0, 1); time += day) {
      const timestamp = new Date(time).toISOString().replace(".000Z", "+00:00");
      expect(read(written(timestamp))).toBe(timestamp);
    }
  });

  test("every value of each field is read as itself, or runs over into the next and is kept as it came", () => {
    const fields = [
      { name: "month", at: 1, lowest: 1, highest: 12 },
      { name: "day", at: 2, lowest: 1, highest: 31 },
      { name: "hour", at: 3, lowest: 0, highest: 23 },
      { name: "minute", at: 4, lowest: 0, highest: 59 },
      { name: "second", at: 5, lowest: 0, highest: 59 },
    ];
    for (const { name, at, lowest, highest } of fields) {
      for (let value = 1; value < 100; value++) {
        const octets = ["62", "10", "20", "30", "40", "50", "00"];
        octets[at] = swapped(value);
        if (value < lowest || value > highest) {
          const counted = [26, 0, 2, 3, 4, 5];
          counted[at] = at === 1 ? value - 1 : value;
          const [year, ...rest] = counted as [number, number, number, number, number, number];
          const time = new Date(Date.UTC(2000 + year, ...rest)).toISOString().replace(".000Z", "+00:00");
          const { timestamp, oddTimestamp } = deliverOf(octets.join(""));
          const odd = { octets: octets.join(""), dated: at > 2 };
          expect({ name, value, timestamp, oddTimestamp }).toEqual({ name, value, timestamp: time, oddTimestamp: odd });
        } else {
          const parts = [26, 1, 2, 3, 4, 5];
          parts[at] = value;
          const [year, month, day, hour, minute, second] = parts.map(two);
          expect(read(octets.join(""))).toBe(`20${year}-${month}-${day}T${hour}:${minute}:${second}+00:00`);
        }
      }
    }
  });

  test("days that a month does not have are of the next month, and no date", () => {
    expect(read("42209200000000")).toBe("2024-02-29T00:00:00+00:00");
    for (const [octets, time] of [
      ["52209200000000", "2025-03-01"],
      ["42200300000000", "2024-03-01"],
      ["62401300000000", "2026-05-01"],
    ] as const) {
      expect(deliverOf(octets)).toMatchObject({
        timestamp: `${time}T00:00:00+00:00`,
        oddTimestamp: { octets, dated: false },
      });
    }
  });

  test("hour 24 is the next day, and a leap second the next minute", () => {
    expect(deliverOf("62211342000000")).toMatchObject({
      timestamp: "2027-01-01T00:00:00+00:00",
      oddTimestamp: { dated: true },
    });
    expect(read("62211332950600")).toBe("2027-01-01T00:00:00+00:00");
  });

  test("what is no time at all does not lose the message, is remarked on and written as it came", () => {
    for (const octets of ["00000000000000", "FFFFFFFFFFFFFF", "ABCDEFABCDEFAB", "62F02030405060"]) {
      const deliver = deliverOf(octets);
      expect(deliver.oddTimestamp).toEqual({ octets, dated: false });
      expect(encodeDeliver(deliver).pdu.slice(BEFORE * 2, -2)).toBe(octets);
      expect(deliver.remarks).toBeUndefined();
      expect(decodeIncoming(`00040181F10000${octets}00`).remarks).toEqual([`TP-SCTS: ${octets} is not a time`]);
    }
    expect(read("00000000000000")).toBe("2000-01-01T00:00:00+00:00");
    expect(read("FF10F1FFFFFF00")).toBe("2000-01-10T00:00:00+00:00");
  });

  test("octets in place of a time that are not seven are refused", () => {
    const work = () => encodeDeliver({ ...deliverOf("00000000000000"), oddTimestamp: { octets: "00", dated: false } });
    expect(pduErrorOf(work)).toMatchObject({ kind: "invalid", field: "TP-SCTS" });
  });

  test("years from 90 on are of the last century", () => {
    expect(read("09101000000000")).toBe("1990-01-01T00:00:00+00:00");
    expect(read("98101000000000")).toBe("2089-01-01T00:00:00+00:00");
  });
});

describe("a time to send", () => {
  test("may be in UTC and have fractions of a second", () => {
    expect(written("2026-01-02T03:04:05.678Z")).toBe("62102030405000");
  });

  test("is refused when the octets cannot hold it", () => {
    const impossible = [
      "",
      "2026-01-02",
      "2026-01-02T03:04:05",
      "1989-12-31T23:59:59Z",
      "2090-01-01T00:00:00Z",
      "2026-00-10T00:00:00Z",
      "2026-13-10T00:00:00Z",
      "2026-02-29T00:00:00Z",
      "2026-01-00T00:00:00Z",
      "2026-01-02T24:00:00Z",
      "2026-01-02T03:60:00Z",
      "2026-01-02T03:04:60Z",
      "2026-01-02T03:04:05+01:10",
      "2026-01-02T03:04:05+20:00",
      "2026-01-02T03:04:05+01:75",
    ];
    for (const timestamp of impossible) {
      expect(pduErrorOf(() => written(timestamp))).toMatchObject({ kind: "invalid", field: "TP-SCTS" });
    }
  });
});
