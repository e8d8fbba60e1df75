import { expect, test } from "bun:test";
import { readSetting, SETTINGS } from "../../lib/config/index.ts";
import { SECTIONS } from "../../web/pages/configuration/sections.ts";
import { DEFAULT_WORDS, helpWithNames } from "../../web/parts/settings/help.ts";
import { phrases } from "../../web/words/de/phrases.ts";
import { words as german } from "../../web/words/de.ts";
import { words as english } from "../../web/words/en.ts";
import { createSaid } from "../../web/words/said.ts";

const names = Object.values(SETTINGS).map(({ flag }) => flag);

test("every setting has a name and a help in both languages, and each word of an option belongs to one", () => {
  const wanted = names.flatMap((name) => [`option.help.${name}`, `option.name.${name}`]).sort();
  const written = (words: object) =>
    Object.keys(words)
      .filter((key) => /^option\.(help|name)\./.test(key))
      .sort();
  expect(written(english)).toEqual(wanted);
  expect(written(german)).toEqual(wanted);
});

test.each([
  ["English", english],
  ["German", german],
])("in the help of a setting in %s, other settings are called as the page calls them", (_language, words) => {
  const texts: Readonly<Record<string, string>> = words;
  const helps = names.map((name) =>
    helpWithNames(texts[`option.help.${name}`] ?? "", (other) => `“${texts[`option.name.${other}`]}”`),
  );
  for (const help of helps) expect(help).not.toMatch(/(^|\s)--|undefined/);
  expect(helps.join("\n")).toContain(`“${words["option.name.snmp-user"]}”`);
});

test("every choice of a setting has a word in both languages, and each word of a choice belongs to one", () => {
  const wanted = Object.values(SETTINGS).flatMap(({ flag, shape }) =>
    typeof shape === "object" ? shape.choices.map((choice) => `option.choice.${flag}.${choice}`) : [],
  );
  const written = (words: object) => Object.keys(words).filter((key) => key.startsWith("option.choice."));
  expect(written(english).toSorted()).toEqual(wanted.toSorted());
  expect(written(german).toSorted()).toEqual(wanted.toSorted());
});

test("a default that a page describes by words has German words", () => {
  const said = createSaid(phrases);
  const texts: Readonly<Record<string, string>> = german;
  const english = Object.values(SETTINGS).flatMap((setting) => {
    const { flag, defaultShown, shape } = setting;
    // The page has words for these.
    if (typeof shape === "object" || /^keep-|-cron$/.test(flag)) return [];
    // A value: the same in every language.
    if (defaultShown === setting.default || !/\p{Ll}/u.test(defaultShown)) return [];
    const isWord = DEFAULT_WORDS.some((word) => word === defaultShown);
    const shown = isWord ? texts[`options.default.${defaultShown}`] : said(defaultShown);
    return shown === undefined || shown === defaultShown ? [`${flag}: ${defaultShown}`] : [];
  });
  expect(english).toEqual([]);
});

test("every setting stands in one place of the pages", () => {
  const placed = Object.values(SECTIONS).flatMap((sections) => sections.flatMap((section) => section.names));
  expect(placed.toSorted()).toEqual(names.toSorted());
});

const many = (what: (at: number) => string) => Array.from({ length: 300 }, (_, at) => what(at)).join(",");
/** Of each kind of setting something that is close to it, and something that is not. */
const NONSENSE = [
  ...["", " ", "-4", "0", "soon", "äöü", "1s", "99999999999999", "a=b", "a:b", "{x}", "x".repeat(2_000), "7d-", "a;b"],
  ...[
    "https://x y",
    "ftp://x",
    "http://a@b:99999",
    "1.2.3.4/99",
    "perHour=x",
    "perHour=0",
    "policy:",
    "user:",
    "none,x",
  ],
  ...["* * *", "60 0 * * *", "0 0 31 2 *", "accept:(", "accept:x;block:(", "+49=zzz:a", "+49=", "a=administrator,b=c"],
  ...[many((at) => `w${at}`), many((at) => `w${at}@example.org`), many((at) => `accept:${at}`).replaceAll(",", ";")],
];
/** Words that no German sentence has. */
const ENGLISH = /\b(?:the|must|or|such|and|be|with|without|by|is|are|to|which|would|has|have|least)\b/;

test("what is wrong with a value of a setting is said in German", () => {
  const said = createSaid(phrases);
  const problems = new Set<string>();
  for (const setting of Object.values(SETTINGS)) {
    // Those of the machine cannot be changed there, and choices are chosen.
    if (setting.applies === "machine" || setting.shape === "switch" || typeof setting.shape === "object") continue;
    for (const text of NONSENSE) {
      const read = readSetting<unknown>(setting, [text]);
      if (!read.ok) problems.add(read.problem);
    }
  }
  expect(problems.size).toBeGreaterThan(50);
  const english = [...problems].filter((problem) => {
    const german = said(problem);
    // Names that are the same in every language, in a row.
    return german === problem || ENGLISH.test(german.replace(/[\w-]+(?:, ?[\w-]+){5,}/g, ""));
  });
  expect(english).toEqual([]);
  const lockedOut = "would shut you out: you would call from 127.0.0.1, which may not use this API";
  expect(said(lockedOut)).not.toMatch(ENGLISH);
});
