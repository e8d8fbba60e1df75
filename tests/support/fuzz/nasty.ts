/** Draws from a seeded source: the same seed gives the same requests. */
export type Random = (bound: number) => number;

export function pick<Item>(random: Random, items: readonly Item[]): Item {
  return items[random(items.length)] as Item;
}

/** True once in `times`. */
export const once = (random: Random, times: number): boolean => random(times) === 0;

const LENGTHS = [1, 2, 3, 8, 30, 160, 161, 700] as const;
const LONG = [5_000, 70_000, 260_000] as const;

function lengthOf(random: Random): number {
  return once(random, 100) ? pick(random, LONG) : pick(random, LENGTHS);
}

const repeated = (unit: string) => (random: Random) => unit.repeat(Math.ceil(lengthOf(random) / unit.length));

/** Each class of text that once cost somebody more than its length, or broke something. */
const TEXT_CLASSES: readonly ((random: Random) => string)[] = [
  () => "",
  () => " ",
  repeated("a"),
  // Normalizing sorts combining marks: two classes alternate, then come in the wrong order.
  (random) => `a${"\u0301".repeat(lengthOf(random))}${"\u0316".repeat(lengthOf(random))}`,
  repeated("\u0316\u0301"),
  repeated("\0"),
  (random) => `anna${"\0".repeat(1 + random(3))}x`,
  repeated("\ud800"),
  repeated("\udc00\ud800"),
  // Letters that grow when their case is folded or they are normalized.
  repeated("ß"),
  repeated("İ"),
  repeated("ﬃ"),
  repeated("\ufdfa"),
  repeated("\u202e\u2066"),
  repeated("\u200d👩‍👩‍👧"),
  repeated("𝕏"),
  repeated("\ufeff"),
  repeated("\r\n"),
  repeated("\u001b[2J"),
  repeated("%"),
  repeated("%00"),
  repeated("&="),
  repeated("a&"),
  repeated(","),
  repeated(";"),
  repeated('"'),
  repeated("\\"),
  repeated("("),
  repeated("(a+)+"),
  repeated("(?:a{999}b)"),
  repeated("[\u{1E942}-"),
  repeated("9"),
  (random) => `+49${"0".repeat(lengthOf(random))}`,
  () => "'; drop table users; --",
  () => "\u0024{jndi:ldap://127.0.0.1/a}",
  () => "../../../../etc/passwd",
  () => "__proto__",
  () => "constructor",
  () => "<script>alert(1)</script>",
];

export const nastyText = (random: Random): string => pick(random, TEXT_CLASSES)(random);

const NUMBERS = [
  ...["0", "-0", "1", "-1", "1.5", "1e300", "-1e300", "1e-300", "1e999", "NaN", "Infinity", "0x10", "007", " 1", "1 "],
  ...["2147483647", "2147483648", "-2147483649", "4294967296", "9007199254740993", "9223372036854775807"],
  ...[
    "9223372036854775808",
    "-9223372036854775809",
    "18446744073709551616",
    "१२३",
    "１２３",
    "+1",
    "1,2",
    "1;2",
    "true",
  ],
] as const;

export const nastyNumber = (random: Random): string => pick(random, NUMBERS);

/** A number as JSON writes it, so that it can stand in a body as it is. */
const JSON_NUMBERS = [
  ...["0", "-0", "1", "-1", "1.5", "1e300", "-1e300", "1e999", "2147483648", "9007199254740993"],
  ...["9223372036854775807", "9223372036854775808", "-9223372036854775809"],
] as const;

const MOST_DEPTH = 3;

/** JSON source: scalars, and structures that are deep or wide. */
export function nastyJson(random: Random, depth = 0): string {
  const many = once(random, 200) ? 20_000 : 1 + random(6);
  const inner = () => nastyJson(random, depth + 1);
  switch (random(depth < MOST_DEPTH ? 11 : 7)) {
    case 0:
      return "null";
    case 1:
      return pick(random, ["true", "false"]);
    case 2:
    case 3:
      return pick(random, JSON_NUMBERS);
    case 4:
    case 5:
    case 6:
      return JSON.stringify(nastyText(random));
    case 7:
      return `[${Array.from({ length: Math.min(many, 6) }, inner).join(",")}]`;
    case 8:
      return `{${Array.from({ length: Math.min(many, 6) }, () => `${JSON.stringify(nastyText(random).slice(0, 40))}:${inner()}`).join(",")}}`;
    case 9:
      return `[${Array.from({ length: many }, () => pick(random, JSON_NUMBERS)).join(",")}]`;
    default:
      return "[".repeat(many) + "]".repeat(many);
  }
}
