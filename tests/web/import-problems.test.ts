import { expect, test } from "bun:test";
import { readContactsCsv } from "../../lib/routing/address-book/csv/reading.ts";
import { createNumberReader, NUMBER_PROBLEMS } from "../../lib/routing/index.ts";
import { problemKey } from "../../web/pages/address-book/problem-keys.ts";

const numbers = createNumberReader({ country: "DE" });
const read = (text: string) => readContactsCsv(new TextEncoder().encode(text), numbers);

/** One row for each thing that can be wrong with one. */
const BAD = [
  ";112",
  `${"B".repeat(201)};112`,
  '"Bernd\u0007";112',
  "Bernd;;;ops",
  "Bernd;tomorrow",
  "Bernd;+491",
  "Bernd;+4917012345678901234",
  "Bernd;4,91701E+11",
  "Bernd;112;nowhere",
  `Bernd;112;;;"${"x\n".repeat(5_001)}"`,
  `Bernd;112;;;${"x".repeat(10_001)}`,
  "Bernd;112;;;note;more",
  'Bernd;"112',
  `Bernd;112;;;${"x".repeat(20_001)}`,
];

test("the page has a word for everything that can be wrong with a row or a number", async () => {
  const said = new Set<string>(Object.values(NUMBER_PROBLEMS));
  for (const row of BAD) {
    const result = await read(`Anna;112\n${row}\nZoe;110\n`);
    const problems = result.ok ? result.value.bad.flatMap((bad) => bad.problems) : [];
    expect({ row: row.slice(0, 20), isRefused: problems.length > 0 }).toMatchObject({ isRefused: true });
    for (const problem of problems) said.add(problem);
  }
  said.add("line 2 has this name already");
  expect([...said].filter((problem) => problemKey(problem) === undefined)).toEqual([]);
});

test("the page has a word for a file that is none", async () => {
  const header = await read("number;email\n112;a@example.org\n");
  const rows = await read(`${"a;112\n".repeat(100_001)}`);
  for (const result of [header, rows]) {
    expect(result.ok).toBe(false);
    if (!result.ok) expect(problemKey(result.problem)).toBeDefined();
  }
});
