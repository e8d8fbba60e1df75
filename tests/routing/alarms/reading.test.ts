import { expect, test } from "bun:test";
import { readAnswer } from "../../../lib/routing/alarms/reading.ts";
import { ACTING, NOT_ACTING } from "./sentences.ts";
import { UNCLEAR } from "./unclear-sentences.ts";

/** What is written, and what it means: the act, numbers of alarms, and numbers that may be such. */
const ANSWERS: readonly [string, string | undefined, (readonly number[])?, (readonly number[])?][] = [
  ["1", "take"],
  [" 1 ", "take"],
  ["1.", "take"],
  ["1 47", "take", [47]],
  ["1, 47", "take", [47]],
  ["1 alarm 47 and 48", "take", [47, 48]],
  ["1 47 48 49", "take", [47, 48, 49]],
  ["1 2", "take", [2]],
  ["1 um 3 Uhr bin ich da", "take"],
  ["1 danke, Anna", "take"],
  ["2", "pass"],
  ["2 47", "pass", [47]],
  ["0", "resolve"],
  ["0 47", "resolve", [47]],
  ["OK", "take"],
  ["ok!", "take"],
  ["Okay, on my way", "take"],
  ["ACK", "take"],
  ["ack 47", "take", [47]],
  ["Ja", "take"],
  ["ja, mach ich", "take"],
  ["Ich übernehme", "take"],
  ["ÜBERNEHME 47", "take", [47]],
  ["Ich u\u0308bernehme Alarm Nr. 47", "take", [47]],
  ["uebernehme", "take"],
  ["yes, 1", "take", [], [1]],
  ["done", "resolve"],
  ["Done 47", "resolve", [47]],
  ["Erledigt!", "resolve"],
  ["ist behoben", "resolve"],
  ["weiter", "pass"],
  ["Nein", "pass"],
  ["next please", "pass"],
  ["47 ok", "take", [], [47]],
  ["", undefined],
  ["   ", undefined],
  ["47", undefined],
  ["10", undefined],
  ["12 1", undefined],
  ["Who is this?", undefined],
  ["I cannot take it", undefined],
  ["can't take it now", undefined],
  ["Ich kann nicht übernehmen, mach du", undefined],
  ["ok, erledigt", undefined],
  ["a b c d e f g h ok", undefined],
  ["👍", "take"],
  ["👍🏽 47", "take", [47]],
  ["done 20-22", "resolve", [20, 21, 22]],
  ["erledigt 20 bis 21", "resolve", [20, 21]],
  ["weiter 20 – 21", "pass", [20, 21]],
  ["take 18, 20-21", "take", [18, 20, 21]],
  ["0 20-21", "resolve", [20, 21]],
  ["1 ok 20-21", "take", [], [20, 21]],
  ["20-21 erledigt", "resolve", [], [20, 21]],
  ["ok in 20-30 min", "take"],
  ["1 bin 20-21 Uhr da", "take"],
  ["ok 20 bis 30 Minuten", "take"],
  ["1\n--\nAnna, 0170/1234567", "take"],
  ["1, am 3.12. wieder", "take"],
  ["ok danke 47", "take", [], [47]],
];

for (const [act, sentences] of Object.entries(ACTING))
  test.each(sentences)(`%j asks for: ${act}`, (text) => {
    expect(readAnswer(text)?.act).toBe(act as never);
  });

test.each([...NOT_ACTING, ...UNCLEAR])("%j is no answer", (text) => {
  expect(readAnswer(text)).toBeUndefined();
});

/** They may agree to news as well as to a call. */
const AGREEMENTS: readonly unknown[] = ["OK", "ok!", "Ja", "👍"];

test.each(ANSWERS)("%j", (text, act, numbers = [], perhaps = []) => {
  const more = AGREEMENTS.includes(text) ? { isAgreement: true } : {};
  expect(readAnswer(text)).toEqual(act === undefined ? undefined : ({ act, numbers, perhaps, ...more } as never));
});

test("a long text is read as far as its beginning, quickly", () => {
  const began = performance.now();
  expect(readAnswer(`1 ${"47 ".repeat(100_000)}`)?.act).toBe("take");
  expect(readAnswer(`${"a\u0301".repeat(1_000_000)} 1`)).toBeUndefined();
  expect(performance.now() - began).toBeLessThan(1_000);
});
