import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { topicLevel } from "../../lib/mqtt/index.ts";
import { createPacketGuard } from "../../lib/mqtt/packet-guard.ts";

describe("a name as one level of a topic", () => {
  test.each([
    ["roof", "roof"],
    ["Büro Süd 😀", "Büro Süd 😀"],
    ["a/b", "a%2Fb"],
    ["+#$", "%2B%23%24"],
    ["100%", "100%25"],
    ["a\u0000b\n", "a%00b%0A"],
    ["\ud800", "\ufffd"],
  ])("%j is %j", (name, level) => expect(topicLevel(name)).toBe(level));

  test("no two names share a level, and none opens another or stands for several", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (one, other) => {
        expect(topicLevel(one)).not.toMatch(/[+#/$\p{Cc}]/u);
        expect(topicLevel(one) === topicLevel(other)).toBe(one.toWellFormed() === other.toWellFormed());
      }),
    );
  });
});

describe("the guard of packets", () => {
  /** A fixed header and as many bytes. */
  const packet = (length: number) => {
    const header = [0x30];
    let rest = length;
    do {
      header.push((rest % 128) + (rest >= 128 ? 128 : 0));
      rest = Math.floor(rest / 128);
    } while (rest > 0);
    return Buffer.concat([Buffer.from(header), Buffer.alloc(length, 0xff)]);
  };

  test("it lets every packet of the allowed length through, however the bytes arrive", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 8 }),
        fc.integer({ min: 1, max: 97 }),
        (sizes, step) => {
          const isTooMuch = createPacketGuard(300);
          const bytes = Buffer.concat(sizes.map(packet));
          for (let at = 0; at < bytes.length; at += step) {
            expect(isTooMuch(bytes.subarray(at, at + step))).toBe(false);
          }
          expect(isTooMuch(packet(301))).toBe(true);
        },
      ),
    );
  });

  test("it says so at the header of a packet of 256 MB, before a byte of it, and of a length without end", () => {
    expect(createPacketGuard(65_536)(Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f]))).toBe(true);
    expect(createPacketGuard(2 ** 40)(Buffer.from([0x30, 0x80, 0x80, 0x80, 0x80]))).toBe(true);
  });
});
