import { afterEach, expect, test } from "bun:test";
import { systemClock } from "../../../lib/clock.ts";
import { joinPdus } from "../../../lib/pdu/index.ts";
import { eachDatabase } from "../../support/database.ts";
import { eventually } from "../../support/eventually.ts";
import { type GatewayRig, startRig } from "../../support/gateway-rig.ts";

const SENDER = "0C91947190999999";
const TIME = "62103001020300";

const two = (octet: number) => octet.toString(16).toUpperCase().padStart(2, "0");
const hexOf = (octets: Iterable<number>) => [...octets].map(two).join("");
const ucs2 = (text: string) => hexOf(Buffer.from(text, "utf16le").swap16());

interface Place {
  reference: number;
  total: number;
  part: number;
  /** 16-bit concatenation. */
  wide?: boolean;
  /** More elements of the header, in hexadecimal. */
  more?: string;
}

function headerOf({ reference, total, part, wide, more = "" }: Place): string {
  const concat = `${wide ? `080400${two(reference)}` : `0003${two(reference)}`}${two(total)}${two(part)}`;
  return `${two((concat.length + more.length) / 2)}${concat}${more}`;
}

/** A part of UCS2 (`08`) or of 8-bit data (`04`). */
function ofOctets(dcs: "08" | "04", place: Place, octets: string): string {
  const header = headerOf(place);
  return `0044${SENDER}00${dcs}${TIME}${two((header.length + octets.length) / 2)}${header}${octets}`;
}

/** A part of GSM 7-bit. */
function ofSeptets(place: Place, septets: readonly number[]): string {
  const header = Buffer.from(headerOf(place), "hex");
  const skipped = Math.ceil((header.length * 8) / 7);
  let bits = 0n;
  for (const [index, septet] of septets.entries()) bits |= BigInt(septet) << BigInt((skipped + index) * 7);
  for (const [index, octet] of header.entries()) bits |= BigInt(octet) << BigInt(index * 8);
  const length = skipped + septets.length;
  const octets = Array.from({ length: Math.ceil((length * 7) / 8) }, (_, at) =>
    Number((bits >> BigInt(at * 8)) & 255n),
  );
  return `0044${SENDER}0000${TIME}${two(length)}${hexOf(octets)}`;
}

const parts = (reference: number, total: number, make: (place: Place) => string, more: Partial<Place> = {}) =>
  Array.from({ length: total }, (_, index) => make({ reference, total, part: index + 1, ...more }));

/** One long text of UCS2, cut wherever its octets are full. */
function cutOctets(reference: number, text: string, each: number, filler = ""): string[] {
  const octets = ucs2(text).match(new RegExp(`.{1,${each * 2}}`, "g")) ?? [];
  return parts(
    reference,
    octets.length,
    (place) => {
      const own = octets[place.part - 1] ?? "";
      return ofOctets("08", place, place.part < octets.length ? own + filler : own);
    },
    { wide: true },
  );
}

const CYRILLIC = "Съешь ещё этих мягких французских булок да выпей чаю. ".repeat(4);
const CHINESE = "我能吞下玻璃而不伤身体。".repeat(15);
const a = (count: number) => Array.from({ length: count }, () => 0x61);
const ESC = 0x1b;
const TURKISH_SINGLE = "240101";
const TURKISH_LOCKING = "250101";

/** What arrives, and the one text that it is. */
const CUTS: Record<string, { pdus: string[]; text: string; data?: string }> = {
  "a surrogate pair": {
    pdus: parts(1, 2, (place) =>
      ofOctets("08", place, place.part === 1 ? `${ucs2("ж".repeat(66))}D83D` : `DE00${ucs2("!")}`),
    ),
    text: `${"ж".repeat(66)}😀!`,
  },
  "an escape and its septet": {
    pdus: parts(2, 2, (place) => ofSeptets(place, place.part === 1 ? [...a(152), ESC] : [0x65, ...a(3)])),
    text: `${"a".repeat(152)}€aaa`,
  },
  "an escape of the Turkish single shift table": {
    pdus: parts(3, 2, (place) => ofSeptets(place, place.part === 1 ? [...a(148), ESC] : [0x73, 0x61]), {
      more: TURKISH_SINGLE,
    }),
    text: `${"a".repeat(148)}şa`,
  },
  "an escape, once before what the single shift table lacks": {
    pdus: parts(4, 3, (place) => ofSeptets(place, place.part < 3 ? [0x07, ...a(143), ESC] : [0x65, 0x07]), {
      more: TURKISH_LOCKING + TURKISH_SINGLE,
    }),
    text: `ı${"a".repeat(143)}ı${"a".repeat(143)}€ı`,
  },
  "a UCS2 character, in the middle": { pdus: cutOctets(5, CYRILLIC, 133), text: CYRILLIC },
  "a UCS2 character of a script of many": { pdus: cutOctets(6, CHINESE, 133), text: CHINESE },
  "nothing, since half a character only fills the part": { pdus: cutOctets(7, CYRILLIC, 132, "00"), text: CYRILLIC },
  "nothing, filled with what looks like text": { pdus: cutOctets(8, CYRILLIC, 132, "04"), text: CYRILLIC },
  "8-bit data": {
    pdus: parts(9, 2, (place) => ofOctets("04", place, place.part === 1 ? "0102FF" : "00")),
    text: "",
    data: "0102ff00",
  },
};

const running: GatewayRig[] = [];
afterEach(async () => {
  for (const rig of running.splice(0)) await rig.stop();
});

eachDatabase("what is cut between two parts of a message is whole in the inbox", (databases) => {
  test("wherever it is cut, in whatever order the parts come", async () => {
    const url = await databases.create();
    const rig = await startRig({ clock: systemClock, url, modems: [{ name: "m1", profile: "generic" }] });
    running.push(rig);
    await rig.modems[0]?.modem.whenReady();
    const number = rig.modems[0]?.simulated.number ?? "";
    for (const [at, { pdus }] of Object.values(CUTS).entries()) {
      for (const pdu of at % 2 === 0 ? pdus : pdus.toReversed()) {
        await rig.network.sendPdu(number, { pdu, length: pdu.length / 2 - 1 }).taken;
      }
    }
    const wanted = Object.values(CUTS);
    const messages = await eventually("all messages", async () => {
      const list = (await rig.store.inbox.list({ limit: 100 })).filter(({ state }) => state === "complete");
      return list.length === wanted.length && list.reverse();
    });
    for (const [at, name] of Object.keys(CUTS).entries()) {
      const { text, data } = messages[at] ?? {};
      expect({ name, text, data }).toEqual({ name, text: wanted[at]?.text ?? "", data: wanted[at]?.data });
    }
  });
});

test("only neighbours are joined: what is half where a part is missing is not completed by a stranger", () => {
  const surrogates = parts(1, 3, (place) =>
    ofOctets("08", place, ["0041D83D", "DE00D83D", "DE010042"][place.part - 1] ?? ""),
  );
  expect(joinPdus(surrogates.toSpliced(1, 1), "deliver").text).toBe("A\uFFFD\uFFFDB");
  const escapes = parts(1, 3, (place) => ofSeptets(place, [0x65, ESC]));
  expect(joinPdus(escapes.toSpliced(1, 1).reverse(), "deliver").text).toBe("e e ");
  expect(joinPdus(escapes, "deliver").text).toBe("e€€ ");
});
