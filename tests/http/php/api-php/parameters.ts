import { queryOf } from "../../../support/api-server.ts";
import { accepted, type Case, missing, refused } from "./case.ts";

/** What is too long for a URL. */
const posted = (parameters: Record<string, string>) => ({
  query: "",
  headers: { "content-type": "application/x-www-form-urlencoded" },
  body: queryOf(parameters),
});

/** What is needed, and what of it may be missing. */
const needed: Case[] = [
  ...(["username", "password", "to", "text"] as const).flatMap((name): Case[] => [
    missing(`no ${name}`, { [name]: undefined }, `: ${name}`),
    missing(`empty ${name}`, { [name]: "" }, `: ${name}`),
  ]),
  { claim: "nothing at all", query: "", answer: "missing", says: "username, password, to, text" },
  missing("a parameter in other case is another parameter", { to: undefined, TO: "00491701234567" }),
  accepted("a text of blanks is a text", { text: " " }, { text: " " }),
  accepted("a text of one character", { text: "0" }, { text: "0" }),
  missing("no text with ring switched off", { text: undefined, ring: "no" }),
  accepted("parameters that nobody knows are ignored", { id: "7", priority: "9" }),
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
  accepted(`flash=“${value}”`, { flash: value }, { flash: on }),
  accepted(`ring=“${value}”`, { ring: value }, on ? { kind: "ring", text: "" } : { kind: "text", text: "Test" }),
]);

const GOOD = "username=apiuser&password=secret&to=00491701234567&text=Test";

const named: Case[] = [
  accepted("flash without a value", `flash&${GOOD}`, { flash: true }),
  accepted("ring without a value", `${GOOD}&ring`, { kind: "ring", text: "" }),
  accepted("a ring needs no text", { text: undefined, ring: "" }, { kind: "ring", text: "" }),
  accepted(
    "the text of a ring is ignored, malformed hex too",
    { text: "xyz", hexmode: "true", ring: "1" },
    { kind: "ring", text: "" },
  ),
  accepted("ring and flash at once", { ring: "", flash: "" }, { kind: "ring", text: "", flash: true }),
  accepted("in any order", "text=a&to=01701234567&password=secret&username=apiuser", { text: "a" }),
  accepted("the last of two counts", `${GOOD}&text=second`, { text: "second" }),
  accepted("empty pairs and names are nothing", `&&=&x&${GOOD}&`),
];

const modes: Case[] = [
  ["absent", undefined],
  ["unknown", "pigeon"],
  ["in other case", "Number"],
  ["empty", ""],
  ["with blanks around it", " number "],
  ["of JavaScript's own", "constructor"],
].map(([what, mode]) => accepted(`mode ${what} is number`, { mode }));

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
].map(([what, text, expected]) => accepted(`hexmode: ${what}`, { text, hexmode: "true" }, { text: expected ?? "" }));

const notHex: Case[] = [
  accepted("hexmode=false leaves the text as it is", { text: "48", hexmode: "false" }, { text: "48" }),
  accepted("hexmode=1 is true", { text: "48", hexmode: "1" }, { text: "H" }),
  accepted("hexmode=yes is true", { text: "48", hexmode: " Yes" }, { text: "H" }),
  accepted("hexmode=on is true", { text: "48", hexmode: "on" }, { text: "H" }),
  accepted("hexmode=0 is not true", { text: "48", hexmode: "0" }, { text: "48" }),
  accepted("hexmode=TRUE is true", { text: "48", hexmode: "TRUE" }, { text: "H" }),
  refused("malformed hex", { text: "4x", hexmode: "true" }, "malformed-hex"),
  refused("half a byte of hex", { text: "486", hexmode: "true" }, "malformed-hex"),
  refused("hex with blanks", { text: "48 61", hexmode: "true" }, "malformed-hex"),
];

const to = (claim: string, given: string, ...recipients: string[]): Case =>
  accepted(claim, { to: given }, ...recipients.map((recipient) => ({ recipient })));
const notTo = (claim: string, given: string): Case => refused(claim, { to: given }, "invalid-number");

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
  refused("separators alone", { to: ",;," }, "no-recipient"),
  refused("a blank", { to: " " }, "no-recipient"),
  {
    claim: "of several, those that are no number are named and the others are sent to",
    query: { to: "hello,01701234567,+1" },
    answer: "ok",
    reasons: ["invalid-number"],
  },
  refused("several that are all no number", { to: "hello,world" }, "invalid-number"),
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
  refused("a regex without list is a white list", { regex: "^\\+43" }, "refused-by-list"),
  accepted("list in other case", { regex: "^\\+43", list: "BLACK" }),
  accepted("an empty regex is none", { regex: "" }),
  refused("an unknown list", { regex: "^\\+49", list: "grey" }, "unknown-list"),
  refused("a list without regex", { list: "white" }, "list-without-regex"),
  refused("a malformed regex", { regex: "(", list: "white" }, "malformed-regex"),
  refused("a malformed regex in a black list lets nobody through", { regex: "(", list: "black" }, "malformed-regex"),
  refused("a regex beyond linear time", { regex: "(1)\\1", list: "white" }, "malformed-regex"),
  accepted("a regex made to explode is matched all the same", { regex: "(\\d+)+\\D$", list: "black" }),
  {
    claim: "a regex of 10,000 characters is refused by its size",
    ...posted({ regex: "(a+)+$".repeat(1_667), list: "black" }),
    answer: "refused",
    reasons: ["regex-too-large"],
    says: "1000 characters",
  },
  refused(
    "a regex of 10,000 characters in the query string is refused by its size",
    { regex: "a".repeat(10_000), list: "white" },
    "regex-too-large",
  ),
  refused(
    "a regex whose repetitions multiply is refused by its size",
    { regex: "((\\d{30}){30}){30}", list: "black" },
    "regex-too-large",
  ),
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
