import { describe, expect, test } from "bun:test";
import { OPT_IN_WORDS, OPT_OUT_WORDS } from "../../../lib/routing/index.ts";
import { keysOf, readWord, wordKey } from "../../../lib/routing/opt-outs/words.ts";

const WORDS = { optOut: keysOf(OPT_OUT_WORDS), optIn: keysOf(OPT_IN_WORDS) };
const asked = (text: string) => readWord(text, WORDS);

describe("a text that is nothing but one of the words", () => {
  test.each([
    "STOP",
    "stop",
    " Stop. ",
    "«Stopp!»",
    '"STOP"',
    "STOP 🙏",
    "unsubscribe",
    "Abmelden",
    "ARRÊT",
    "arret",
    "ARRE\u0302T",
    "Désabonner",
    "Disiscrivimi!",
    "baja",
    "Dar  de\nbaja",
    "ｓｔｏｐ",
    "\u200eSTOP\u200f",
  ])("%j opts out", (text) => expect(asked(text)).toBe("opt-out"));

  test.each(["START", "start!", "Anmelden", "démarrer", "Alta", "S’abonner", "unstop"])("%j opts in", (text) =>
    expect(asked(text)).toBe("opt-in"),
  );
});

test.each([
  "stop by at the shop",
  "Please stop",
  "STOP the pump",
  "don't stop",
  "stop start",
  "restart",
  "S T O P",
  "Stopping",
  "",
  "   ",
  "!!!",
  "🛑",
  `STOP${" ".repeat(2_000)}STOP`,
])("%j asks for nothing", (text) => expect(asked(text)).toBeUndefined());

test("a text as long as a message can be is not looked into", () => {
  const begun = performance.now();
  for (let time = 0; time < 1_000; time++) expect(asked(`${"!".repeat(39_000)}STOP`)).toBeUndefined();
  expect(performance.now() - begun).toBeLessThan(1_000);
});

test("the usual words are words, each once, and none of them is in both lists", () => {
  for (const words of [OPT_OUT_WORDS, OPT_IN_WORDS]) {
    expect(words.map(wordKey)).not.toContain(undefined);
    expect(keysOf(words).size).toBe(words.length);
  }
  expect(WORDS.optOut.intersection(WORDS.optIn)).toEqual(new Set());
});

test("a word that is in both lists opts out", () => {
  const both = keysOf(["FIN"]);
  expect(readWord("fin", { optOut: both, optIn: both })).toBe("opt-out");
});
