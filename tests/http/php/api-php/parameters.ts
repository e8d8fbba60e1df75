import { queryOf } from "../../../support/api-server.ts";
import type { Case } from "./case.ts";

/** What is too long for a URL. */
const posted = (parameters: Record<string, string>) => ({
  query: "",
  headers: { "content-type": "application/x-www-form-urlencoded" },
  body: queryOf(parameters),
});

const MISSING = ["parameter-missing"];

/** What is needed, and what of it may be missing. */
const needed: Case[] = [
  ...(["username", "password", "to", "text"] as const).flatMap((name): Case[] => [
    { claim: `no ${name}`, query: { [name]: undefined }, answer: "missing", reasons: MISSING, says: `: ${name}` },
    { claim: `empty ${name}`, query: { [name]: "" }, answer: "missing", reasons: MISSING, says: `: ${name}` },
  ]),
  { claim: "nothing at all", query: "", answer: "missing", says: "username, password, to, text" },
  {
    claim: "a parameter in other case is another parameter",
    query: { to: undefined, TO: "00491701234567" },
    answer: "missing",
    reasons: MISSING,
  },
  { claim: "a text of blanks is a text", query: { text: " " }, answer: "ok", messages: [{ text: " " }] },
  { claim: "a text of one character", query: { text: "0" }, answer: "ok", messages: [{ text: "0" }] },
  {
    claim: "no text with ring switched off",
    query: { text: undefined, ring: "no" },
    answer: "missing",
    reasons: MISSING,
  },
  { claim: "parameters that nobody knows are ignored", query: { id: "7", priority: "9" }, answer: "ok" },
];

const SWITCHES: readonly [value: string, on: boolean][] = [
  ["", true],
  ["true", true],
  ["1", true],
  ["yes", true],
  ["on", true],
  ["false", false],
  ["FALSE", false],
  ["0", false],
  ["no", false],
  [" no ", false],
];

const switches: Case[] = SWITCHES.flatMap(([value, on]): Case[] => [
  { claim: `flash=“${value}”`, query: { flash: value }, answer: "ok", messages: [{ flash: on }] },
  {
    claim: `ring=“${value}”`,
    query: { ring: value },
    answer: "ok",
    messages: [on ? { kind: "ring", text: "" } : { kind: "text", text: "Test" }],
  },
]);

const GOOD = "username=apiuser&password=secret&to=00491701234567&text=Test";

const named: Case[] = [
  { claim: "flash without a value", query: `flash&${GOOD}`, answer: "ok", messages: [{ flash: true }] },
  { claim: "ring without a value", query: `${GOOD}&ring`, answer: "ok", messages: [{ kind: "ring", text: "" }] },
  {
    claim: "a ring needs no text",
    query: { text: undefined, ring: "" },
    answer: "ok",
    messages: [{ kind: "ring", text: "" }],
  },
  {
    claim: "the text of a ring is ignored, malformed hex too",
    query: { text: "xyz", hexmode: "true", ring: "1" },
    answer: "ok",
    messages: [{ kind: "ring", text: "" }],
  },
  {
    claim: "ring and flash at once",
    query: { ring: "", flash: "" },
    answer: "ok",
    messages: [{ kind: "ring", text: "", flash: true }],
  },
  {
    claim: "in any order",
    query: "text=a&to=01701234567&password=secret&username=apiuser",
    answer: "ok",
    messages: [{ text: "a" }],
  },
  { claim: "the last of two counts", query: `${GOOD}&text=second`, answer: "ok", messages: [{ text: "second" }] },
  { claim: "empty pairs and names are nothing", query: `&&=&x&${GOOD}&`, answer: "ok" },
];

const modes: Case[] = [
  ["absent", undefined],
  ["unknown", "pigeon"],
  ["in other case", "Number"],
  ["empty", ""],
  ["with blanks around it", " number "],
  ["of JavaScript's own", "constructor"],
].map(([what, mode]) => ({ claim: `mode ${what} is number`, query: { mode }, answer: "ok" }) as Case);

const hex: Case[] = [
  ["ASCII", "48616c6c6f", "Hallo"],
  ["upper case", "48616C6C6F", "Hallo"],
  ["UTF-8", "e282ac20f09f9880", "€ 😀"],
  ["a character that was cut", "6162c3", "ab"],
  ["Windows-1252", "4772fcdf65", "Grüße"],
  ["UTF-16 behind its mark, as Windows writes it", "fffe4700fc00", "Gü"],
  ["a byte order mark", "efbbbf4869", "Hi"],
  ["line ends", "610d0a62", "a\nb"],
  [
    "the documented example",
    "48616c6c6f2064696573206973742065696e65205465737420534d53",
    "Hallo dies ist eine Test SMS",
  ],
].map(
  ([what, text, expected]) =>
    ({
      claim: `hexmode: ${what}`,
      query: { text, hexmode: "true" },
      answer: "ok",
      messages: [{ text: expected }],
    }) as Case,
);

const notHex: Case[] = [
  {
    claim: "hexmode=false leaves the text as it is",
    query: { text: "48", hexmode: "false" },
    answer: "ok",
    messages: [{ text: "48" }],
  },
  { claim: "hexmode=1 is true", query: { text: "48", hexmode: "1" }, answer: "ok", messages: [{ text: "H" }] },
  { claim: "hexmode=yes is true", query: { text: "48", hexmode: " Yes" }, answer: "ok", messages: [{ text: "H" }] },
  { claim: "hexmode=on is true", query: { text: "48", hexmode: "on" }, answer: "ok", messages: [{ text: "H" }] },
  { claim: "hexmode=0 is not true", query: { text: "48", hexmode: "0" }, answer: "ok", messages: [{ text: "48" }] },
  { claim: "hexmode=TRUE is true", query: { text: "48", hexmode: "TRUE" }, answer: "ok", messages: [{ text: "H" }] },
  { claim: "malformed hex", query: { text: "4x", hexmode: "true" }, answer: "refused", reasons: ["malformed-hex"] },
  {
    claim: "half a byte of hex",
    query: { text: "486", hexmode: "true" },
    answer: "refused",
    reasons: ["malformed-hex"],
  },
  {
    claim: "hex with blanks",
    query: { text: "48 61", hexmode: "true" },
    answer: "refused",
    reasons: ["malformed-hex"],
  },
];

const to = (claim: string, given: string, ...recipients: string[]): Case => ({
  claim,
  query: { to: given },
  answer: "ok",
  messages: recipients.map((recipient) => ({ recipient })),
});
const notTo = (claim: string, given: string): Case => ({
  claim,
  query: { to: given },
  answer: "refused",
  reasons: ["invalid-number"],
});

const numbers: Case[] = [
  to("a number with 00", "00491701234567", "+491701234567"),
  to("a number with +", "+491701234567", "+491701234567"),
  to("a number with the country's code alone", "491701234567", "+491701234567"),
  to("a national number of the home country", "01701234567", "+491701234567"),
  to("a number of another country", "+43 664 1234567", "+436641234567"),
  to("a number with layout", "(0170) / 123-45.67", "+491701234567"),
  to("a short code", "80808", "80808"),
  to(
    "several, by comma and semicolon, in order",
    "00491701234567,01709999999;+431234567",
    "+491701234567",
    "+491709999999",
    "+431234567",
  ),
  to("several with blanks after the commas", "01701234567, 01709999999", "+491701234567", "+491709999999"),
  to("the same number in three forms gets one message", "01701234567,+491701234567,00491701234567", "+491701234567"),
  to("nothing between two commas", ",01701234567,,", "+491701234567"),
  notTo("no telephone number", "hello"),
  notTo("a number with letters", "0170x234567"),
  notTo("a number too short", "+491"),
  notTo("a number too long", "+4917012345678901234567"),
  notTo("one digit", "1"),
  { claim: "separators alone", query: { to: ",;," }, answer: "refused", reasons: ["no-recipient"] },
  { claim: "a blank", query: { to: " " }, answer: "refused", reasons: ["no-recipient"] },
  {
    claim: "of several, those that are no number are named and the others are sent to",
    query: { to: "hello,01701234567,+1" },
    answer: "ok",
    reasons: ["invalid-number"],
  },
  {
    claim: "several that are all no number",
    query: { to: "hello,world" },
    answer: "refused",
    reasons: ["invalid-number"],
  },
];

const filters: Case[] = [
  {
    claim: "a white list keeps what matches",
    query: { to: "00491701234567,00431234567", regex: "^\\+4917", list: "white" },
    answer: "ok",
    reasons: ["refused-by-list"],
  },
  {
    claim: "a black list keeps what does not match",
    query: { to: "00491701234567,00431234567", regex: "^\\+49", list: "black" },
    answer: "ok",
    messages: [{ recipient: "+431234567" }],
    reasons: ["refused-by-list"],
  },
  {
    claim: "a regex without list is a white list",
    query: { regex: "^\\+43" },
    answer: "refused",
    reasons: ["refused-by-list"],
  },
  { claim: "list in other case", query: { regex: "^\\+43", list: "BLACK" }, answer: "ok" },
  { claim: "an empty regex is none", query: { regex: "" }, answer: "ok" },
  { claim: "an unknown list", query: { regex: "^\\+49", list: "grey" }, answer: "refused", reasons: ["unknown-list"] },
  { claim: "a list without regex", query: { list: "white" }, answer: "refused", reasons: ["list-without-regex"] },
  { claim: "a malformed regex", query: { regex: "(", list: "white" }, answer: "refused", reasons: ["malformed-regex"] },
  {
    claim: "a malformed regex in a black list lets nobody through",
    query: { regex: "(", list: "black" },
    answer: "refused",
    reasons: ["malformed-regex"],
  },
  {
    claim: "a regex beyond linear time",
    query: { regex: "(1)\\1", list: "white" },
    answer: "refused",
    reasons: ["malformed-regex"],
  },
  {
    claim: "a regex made to explode is matched all the same",
    query: { regex: "(\\d+)+\\D$", list: "black" },
    answer: "ok",
  },
  {
    claim: "a regex of 10,000 characters is refused by its size",
    ...posted({ regex: "(a+)+$".repeat(1_667), list: "black" }),
    answer: "refused",
    reasons: ["regex-too-large"],
    says: "1000 characters",
  },
  {
    claim: "a regex of 10,000 characters in the query string is refused by its size",
    query: { regex: "a".repeat(10_000), list: "white" },
    answer: "refused",
    reasons: ["regex-too-large"],
  },
  {
    claim: "a regex whose repetitions multiply is refused by its size",
    query: { regex: "((\\d{30}){30}){30}", list: "black" },
    answer: "refused",
    reasons: ["regex-too-large"],
  },
];

const texts: Case[] = [
  {
    claim: "a text of 255 parts",
    ...posted({ text: "ж".repeat(255 * 67) }),
    answer: "ok",
    messages: [{ text: "ж".repeat(255 * 67) }],
  },
  {
    claim: "a text of 256 parts",
    ...posted({ text: "ж".repeat(255 * 67 + 1) }),
    answer: "refused",
    reasons: ["text-too-long"],
  },
];

export const parameterCases: Case[] = [
  ...needed,
  ...switches,
  ...named,
  ...modes,
  ...hex,
  ...notHex,
  ...numbers,
  ...filters,
  ...texts,
];
