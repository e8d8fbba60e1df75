import { describe, expect, test } from "bun:test";
import { createLog } from "../lib/log.ts";
import { visible, visibleLines } from "../lib/visible.ts";

/** What speaks to a terminal, or turns the order of what is read. */
const NASTY = {
  "a title set by ESC": "\u001b]0;owned\u0007",
  "a colour by C1's CSI": "\u009b31m",
  "a line that is overwritten": "good\rbad",
  "a new line": "one\ntwo",
  "a line separator": "one\u2028two",
  "a right-to-left override": "\u202egnp.exe",
  "an isolate": "\u2066x\u2069",
  "an Arabic letter mark": "\u061cx",
  "a byte order mark": "\ufeffx",
  "a tag": "\u{e0041}",
  "half a surrogate pair": "\ud800",
  "a deletion": "\u007f\u0008",
};
const SPEAKS = /(?!\n)\p{Cc}|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|[\u{e0000}-\u{e007f}]|\p{Cs}/u;
/** The log's own, on a terminal. */
const COLOUR = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, "g");

describe.each(Object.entries(NASTY))("%s", (_, text) => {
  test("is seen, and is the same character where JSON is read", () => {
    expect(visible(text)).not.toMatch(SPEAKS);
    expect(visible(text)).toContain("\\u");
    expect(JSON.parse(`"${visible(text)}"`)).toBe(text);
  });

  test.each(["json", "pretty"] as const)("is seen in a %s log, as message, value, modem's name and error", (format) => {
    const lines: string[] = [];
    const log = createLog({ level: "info", format, destination: { write: (line) => void lines.push(line) } });
    log.warn({ operator: text, modem: text, err: new Error(text), nested: { answer: text } }, `the network is ${text}`);
    const written = lines.join("");
    expect(written.replaceAll(COLOUR, "")).not.toMatch(SPEAKS);
    if (format === "json") expect(JSON.parse(written)).toMatchObject({ operator: text, msg: `the network is ${text}` });
  });
});

test("ordinary text of any script, emoji and combining marks stay as they are", () => {
  for (const text of ["Vodafone.de", "МегаФон", "עלי", "日本通信", "👩‍👩‍👧 e\u0301", "\\u001b"]) {
    expect(visible(text)).toBe(text);
  }
});

test("lines and columns of an output stay, in one form", () => {
  expect(visibleLines("a\tb\r\nc\n")).toBe("a\tb\nc\n");
});
