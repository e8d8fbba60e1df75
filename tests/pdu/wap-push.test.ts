import { expect, test } from "bun:test";
import { readWapPush } from "../../lib/pdu/index.ts";
import { seededRandom } from "../support/seeded-random.ts";

const octets = (...parts: (string | number[])[]) =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === "string" ? [...Buffer.from(part, "utf8")] : part)));
/** A push of this short content type. */
const push = (type: number, ...body: (string | number[])[]) => octets([1, 6, 1, 0x80 | type], ...body);
const [SI, SL] = [46, 48];

test.each([
  [
    "a service indication",
    push(SI, [2, 5, 0x6a, 0, 0x45, 0xc6, 0x0d, 3], "example\0", [0x85, 1, 3], "4 new\0", [1, 1]),
  ],
  [
    "one in the string table",
    push(SI, [2, 5, 0x6a, 6], "4 new\0", [0x45, 0xc6, 0x0d, 3], "example\0", [0x85, 1, 0x83, 0]),
  ],
  ["one as XML", octets([1, 6, 17], "text/vnd.wap.si\0", [0], '<si><indication href="http://www.example.com/">4 new')],
])("%s says its text and its link", (_, data) => {
  expect(readWapPush(data)).toMatchObject({ text: "4 new", link: "http://www.example.com/" });
});

test("a service loading says its link", () => {
  const found = readWapPush(push(SL, [2, 6, 0x6a, 0, 0x85, 0x0b, 3], "shop.example/a\0", [1]));
  expect(found).toMatchObject({ contentType: "application/vnd.wap.slc", link: "https://shop.example/a" });
});

test("a document that names its string table ten thousand times is read in part", () => {
  const table = "x".repeat(10_000);
  const again = Array.from({ length: 10_000 }, () => [0x83, 0]);
  const data = push(SI, [2, 5, 0x6a, 0xce, 0x11], `${table}\0`, [0x45, 0x46], ...again);
  const { text = "" } = readWapPush(data) ?? {};
  expect(text).toBe("x".repeat(2_000));
});

test("nothing that a stranger sends makes it throw", () => {
  const random = seededRandom(7);
  for (let round = 0; round < 20_000; round++) {
    const data = Uint8Array.from({ length: random(60) }, () => random(256));
    data.set([1, 6, 1, 0x80 | [46, 48, 62][round % 3]!].slice(0, data.length));
    const found = readWapPush(data);
    for (const text of [found?.text, found?.link]) expect((text ?? "").isWellFormed()).toBe(true);
  }
});
