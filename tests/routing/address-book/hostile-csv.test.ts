import { describe, expect, test } from "bun:test";
import { findRecords } from "../../../lib/routing/address-book/csv/quotes.ts";
import { LARGEST_FILE, readContactsCsv } from "../../../lib/routing/address-book/csv/reading.ts";
import { createNumberReader } from "../../../lib/routing/index.ts";

const numbers = createNumberReader({ country: "DE" });
const fill = (piece: string) => piece.repeat(Math.floor(LARGEST_FILE / piece.length));
const bytes = (text: string) => new TextEncoder().encode(text);

/** Files of 8 MiB, each made to have something looked at again and again. */
const HOSTILE: [string, string][] = [
  ["nothing but quotation marks", fill('"')],
  ["a quotation mark a line", fill('"\n')],
  ["a note that is opened in every line", fill(';;;;"\n')],
  ["the same in lines of usual length", fill(`Anna;112;;;"${"x".repeat(70)}\n`)],
  ["the same in long lines", fill(`Anna;112;;;"${"x".repeat(19_000)}\n`)],
  ["notes that are opened, and closed in the wrong place", fill(';;;;"x\n"y\n')],
  ["pairs of quotation marks", fill('"";')],
  ["commas and quotation marks", fill('","')],
  ["one line of delimiters", fill(";")],
  ["blank lines", fill(" \n")],
  ["rows of many groups in quotation marks", fill(`a;112;;"${'""g"",'.repeat(2_000)}"\n`)],
];

describe("a file made to be looked at for long", () => {
  test.each(HOSTILE)("%s: each character is looked at a few times", async (_, text) => {
    const lines = text.split("\n");
    const { looked, records, bad } = await findRecords(lines, { delimiter: ";", multiline: 4, hasHeader: false });
    expect(looked).toBeLessThan(text.length * 4 + 250_000);
    expect(records.length + bad.length).toBeLessThanOrEqual(100_001);
  });

  test.each(HOSTILE)("%s: the event loop turns meanwhile", async (_, text) => {
    let turns = 0;
    let isRead = false;
    const count = () => {
      turns++;
      if (!isRead) setImmediate(count);
    };
    setImmediate(count);
    const read = await readContactsCsv(bytes(text), numbers);
    isRead = true;
    if (!read.ok) expect(read.problem).toBe("the file has more than 100000 rows");
    else if (read.value.good.length + read.value.bad.length > 100) expect(turns).toBeGreaterThan(3);
  });
});

test("a usual file is looked at once, whatever its notes", async () => {
  const text = 'Anna;112;;;"one\ntwo\nthree"\nBernd;112;;;four\n'.repeat(1_000);
  const { looked, records, bad } = await findRecords(text.split("\n"), {
    delimiter: ";",
    multiline: 4,
    hasHeader: false,
  });
  expect({ records: records.length, bad: bad.length }).toEqual({ records: 2_000, bad: 0 });
  expect(looked).toBeLessThan(text.length + 4_000);
});

describe("a file of more rows than are taken", () => {
  const rowsOf = (count: number) => Array.from({ length: count }, (_, at) => `C${at};112`).join("\n");
  test.each([
    ["without a header row", ""],
    ["with a header row", "name;number\n"],
    ["with the line that names the delimiter", "sep=;\nname;number\n"],
  ])("%s: is refused as a whole, and one of the most rows is taken", async (_, head) => {
    const most = await readContactsCsv(bytes(`${head}${rowsOf(100_000)}\n\n`), numbers);
    expect(most.ok && most.value.good.length).toBe(100_000);
    const refused = { ok: false, problem: "the file has more than 100000 rows" };
    expect(await readContactsCsv(bytes(`${head}${rowsOf(100_001)}`), numbers)).toEqual(refused as never);
    expect(await readContactsCsv(bytes(`${head}${rowsOf(150_000)}`), numbers)).toEqual(refused as never);
  });
});
