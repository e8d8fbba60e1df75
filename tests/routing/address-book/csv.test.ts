import { describe, expect, test } from "bun:test";
import { parse } from "csv-parse/sync";
import type { Contact } from "../../../lib/messages/index.ts";
import { readContactsCsv } from "../../../lib/routing/address-book/csv/reading.ts";
import { writeContactsCsv } from "../../../lib/routing/address-book/csv/writing.ts";
import { createNumberReader } from "../../../lib/routing/index.ts";
import { fuzzContactFiles } from "../../support/fuzz/contact-files.ts";

const numbers = createNumberReader({ country: "DE" });
const utf8 = (text: string) => new TextEncoder().encode(text);
/** ISO 8859-1 is the same as Windows-1252 for these. */
const latin1 = (text: string) => Uint8Array.from(Buffer.from(text, "latin1"));
const utf16 = (text: string) => Uint8Array.from(Buffer.from(`\uFEFF${text}`, "utf16le"));

async function read(file: Uint8Array | string) {
  const result = await readContactsCsv(typeof file === "string" ? utf8(file) : file, numbers);
  if (!result.ok) throw new Error(result.problem);
  return result.value;
}

/** What a file says about its first good contact, on one line. */
async function first(file: Uint8Array | string): Promise<string> {
  const row = (await read(file)).good[0];
  if (row === undefined) return "none";
  const { name, number, email, note } = row.contact;
  return [name, number, email, row.groups.join("+"), note].map((cell) => cell ?? "").join("|");
}

const JUERGEN = "Jürgen|+491701234567|j@example.org|ops+dba|";

describe("a first line that names the delimiter is no row", () => {
  const rows = (delimiter: string) => ["Jürgen", "0170 1234567", "j@example.org", '"ops,dba"'].join(delimiter);
  test.each<[string, Uint8Array | string]>([
    ["sep=;", `sep=;\n${rows(";")}`],
    ["sep=,", `sep=,\r\n${rows(",")}\r\n`],
    ["sep= and a tab", `sep=\t\n${rows("\t")}`],
    ["sep=\\t", `sep=\\t\n${rows("\t")}`],
    ["sep=|", `sep=|\n${rows("|")}`],
    ["in capitals, with blank lines around it", `\nSEP=;\n\n${rows(";")}`],
    ["in quotation marks", `"sep=;"\n${rows(";")}`],
    ["with delimiters behind it", `sep=;;;;\n${rows(";")}`],
    ["behind a byte order mark", `\uFEFFsep=;\n${rows(";")}`],
    ["in UTF-16", utf16(`sep=;\r\n${rows(";")}\r\n`)],
    ["before a header row", `sep=;\nE-Mail;Name;Gruppen;Nummer\nj@example.org;Jürgen;"ops,dba";0170 1234567`],
    ["against what the rows look like", `sep=|\nJürgen|0170 1234567|j@example.org|ops,dba`],
  ])("%s", async (_, file) => {
    const { good, bad } = await read(file);
    expect(bad).toEqual([]);
    expect(good).toHaveLength(1);
    expect(await first(file)).toBe(JUERGEN);
  });

  test("and lines keep their numbers behind it", async () => {
    const { bad } = await read("sep=;\nAnna;112\nBernd;nobody");
    expect(bad).toMatchObject([{ line: 3, name: "Bernd" }]);
  });

  test("but a contact may be called so", async () => {
    expect(await first("sep=;112;;")).toBe("sep=|112|||");
  });
});

describe("what spreadsheets do to keep a text", () => {
  test.each([
    ['Lena;="+491700000003"', "Lena|+491700000003|||"],
    ['="Lena";="+491700000003";="l@example.org";="ops"', "Lena|+491700000003|l@example.org|ops|"],
    ['"=""Lena""";"=""+491700000003"""', "Lena|+491700000003|||"],
    ['="Le ""the"" na";="0170 0000003"', 'Le "the" na|+491700000003|||'],
    ["Lena;\u2019+491700000003", "Lena|+491700000003|||"],
    ["Lena;\u2018+491700000003", "Lena|+491700000003|||"],
    ["Lena;'01700000003", "Lena|+491700000003|||"],
    ["Lena;491700000003.0", "Lena|+491700000003|||"],
    ["Lena;1700000003,0", "Lena|+491700000003|||"],
  ])("%s", async (line, contact) => {
    expect(await first(line)).toBe(contact);
  });

  test.each(["4.9E+11", "1,7E+10", "4.91700000003E+11", "491,700,000,003", "491.700.000.003,0"])(
    "%s is never another number",
    async (cell) => {
      const { good, bad } = await read(`Lena;${cell}`);
      expect(good).toEqual([]);
      expect(bad).toHaveLength(1);
    },
  );
});

describe("a file is read whatever its form", () => {
  test.each<[string, Uint8Array | string, string]>([
    ["the appliances' own", "Jürgen;0170 1234567;j@example.org;ops,dba", JUERGEN],
    ["with a line end", "Jürgen;0170 1234567;j@example.org;ops,dba\n", JUERGEN],
    ["Windows' line ends", "Jürgen;0170 1234567;j@example.org;ops,dba\r\nx;1\r\n", JUERGEN],
    ["old Macs' line ends", "Jürgen;0170 1234567;j@example.org;ops,dba\rx;112\r", JUERGEN],
    ["a byte order mark", "\uFEFFJürgen;0170 1234567;j@example.org;ops,dba", JUERGEN],
    ["Windows-1252", latin1("Jürgen;0170 1234567;j@example.org;ops,dba"), JUERGEN],
    ["the euro sign of Windows-1252", Uint8Array.of(0x80, ...utf8(";112")), "€|112|||"],
    ["UTF-16 with tabs, as Excel's “Unicode text”", utf16("Jürgen\t0170 1234567\tj@example.org\tops,dba"), JUERGEN],
    ["empty email and groups", "Anna;+491701234567;;", "Anna|+491701234567|||"],
    ["name and number alone", "Anna;+491701234567", "Anna|+491701234567|||"],
    ["an email address instead of a number", "Anna;;a@example.org;ops", "Anna||a@example.org|ops|"],
    ["a note as fifth column", "Anna;112;;;hi; there".replace("; there", ""), "Anna|112|||hi"],
    ["empty columns at the end", "Anna;112;;;;;;", "Anna|112|||"],
    ["blank lines and lines of separators alone", "\n\n;;;\n  \nAnna;112\n", "Anna|112|||"],
    ["cells in quotation marks", '"Jürgen";"0170 1234567";"j@example.org";"ops,dba"', JUERGEN],
    ["a name with semicolon and quotation marks", '"Meier; ""the boss""";112', 'Meier; "the boss"|112|||'],
    ["a quotation mark within a cell", 'Anna "the boss";112', 'Anna "the boss"|112|||'],
    ["tabs", "Jürgen\t0170 1234567\tj@example.org\tops,dba", JUERGEN],
    ["commas", 'Jürgen,0170 1234567,j@example.org,"ops,dba"', JUERGEN],
    ["commas between everything", "Jürgen,0170 1234567,j@example.org,ops,dba", JUERGEN],
    ["a header row", "name;number;email;groups\nJürgen;0170 1234567;j@example.org;ops,dba", JUERGEN],
    ["a header row in another order", 'Groups,E-Mail,Phone,Name\n"ops,dba",j@example.org,01701234567,Jürgen', JUERGEN],
    ["a German header row", "Gruppen;Kontakt;Handy;E-Mail\nops,dba;Jürgen;0170/1234567;j@example.org", JUERGEN],
    ["columns that are not ours", "id;name;city;number\n7;Anna;Ulm;112", "Anna|112|||"],
    ["two columns of numbers, the first empty", "name;phone;mobile\nAnna;;112", "Anna|112|||"],
    ["a header without numbers", "name;groups\nAnna;ops", "Anna|||ops|"],
    ["a person called Name in a group called Note", "Name;112;;Note", "Name|112||Note|"],
    ["a note over two lines", 'name;number;note\nAnna;112;"one\ntwo"\n', "Anna|112|||one\ntwo"],
    ["a number that a spreadsheet was told to leave alone", "Anna;'+491701234567", "Anna|+491701234567|||"],
    ["a formula that was made harmless", "'=1+1;112", "=1+1|112|||"],
    ["groups with blanks around them, and twice", "Anna;112;; ops , dba ,,", "Anna|112||ops+dba|"],
    ["a group with a comma", 'Anna;112;;"""ops, night"",dba"', "Anna|112||ops, night+dba|"],
  ])("%s", async (_, file, expected) => expect(await first(file)).toBe(expected));
});

describe("a bad row is named with what is wrong, and spoils no other", () => {
  test.each([
    ["no name", ";112", "the name is empty"],
    ["no number and no email", "Bernd;;;ops", "neither a telephone number nor an email address"],
    ["no telephone number", "Bernd;tomorrow", "not a telephone number"],
    ["too short", "Bernd;+491", "the telephone number is too short"],
    ["too long", "Bernd;+4917012345678901234", "the telephone number is too long"],
    [
      "shortened by a spreadsheet",
      "Bernd;4,91701E+11",
      "a spreadsheet has shortened the telephone number, digits are lost",
    ],
    ["no email address", "Bernd;112;nowhere", "not an email address"],
    ["too many columns", "Bernd;112;;;note;more", "more than 5 columns"],
    ["a name too long", `${"B".repeat(201)};112`, "the name is longer than 200 characters"],
    ["a group's name too long", `Bernd;112;;${"g".repeat(201)}`, "a group: the name is longer than 200 characters"],
    ["a quotation mark that is not closed", 'Bernd;"112', "a quotation mark is opened and not closed"],
    ["a quotation mark closed in another row", 'Bernd;"112;\n"Carl"', "a quotation mark is opened and not closed"],
    ["a row without end", `Bernd;112;;;${"x".repeat(20_000)}`, "the row is longer than 20000 characters"],
    ["an error page instead of a file", "<!DOCTYPE html>", "neither a telephone number nor an email address"],
  ])("%s", async (_, row, problem) => {
    const { good, bad } = await read(`Anna;112\n${row}\nZoe;110\n`);
    expect(bad[0]).toMatchObject({ line: 2 });
    expect(bad[0]?.problems).toContain(problem);
    expect(good.map((each) => [each.line, each.contact.name])).toContainEqual([1, "Anna"]);
    expect(good.at(-1)?.contact.name).toBe("Zoe");
  });

  test("all that is wrong with a row is said at once", async () => {
    expect((await read("Anna;112\n;x;y\n")).bad).toEqual([
      {
        line: 2,
        name: ";x;y",
        problems: ["the name is empty", "not a telephone number", "not an email address"],
      },
    ]);
  });
});

test("a header row without a name, a file too large and a file with too many rows are refused as a whole", async () => {
  expect(await readContactsCsv(utf8("number;email\n112;"), numbers)).toEqual({
    ok: false,
    problem: "the header row names no column “name” (it has number, email)",
  });
  expect(await readContactsCsv(new Uint8Array(8 * 1_048_576 + 1), numbers)).toMatchObject({
    problem: "the file is larger than 8 MiB",
  });
  expect(await readContactsCsv(utf8("a;112\n".repeat(100_001)), numbers)).toMatchObject({
    problem: "the file has more than 100000 rows",
  });
});

test("an empty file has no rows", async () => {
  for (const file of ["", "\n", "\uFEFF", ";;;"]) expect(await read(file)).toMatchObject({ good: [], bad: [] });
});

describe("what is written is harmless for spreadsheets and read back as it was", () => {
  const odd = ["=1+1", "+49 (0)170", "-1", "@sum(a1)", "'=1", "''x", "'x", '"', '"";x', "a,b", "Ö; €😀", "name", "-"];
  const contacts = odd.map(
    (text, index): Contact => ({
      id: index + 1,
      name: text,
      number: "+491701234567",
      email: `${index}@example.org`,
      note: `${text}\n${text}`,
      groups: [
        { id: 1, name: text },
        { id: 2, name: "=ops, night" },
      ],
    }),
  );

  test.each([true, false])("with header: %p", async (header) => {
    const file = writeContactsCsv(contacts, { header, byteOrderMark: header });
    const { good, bad } = await read(file);
    expect(bad).toEqual([]);
    expect(good.map(({ contact, groups }) => ({ ...contact, groups }))).toEqual(
      contacts.map(({ id: _, groups, ...contact }) => ({ ...contact, groups: groups.map((group) => group.name) })),
    );
  });

  test("telephone numbers stay numbers, formulas do not stay formulas", () => {
    const [, line] = writeContactsCsv(contacts.slice(0, 1)).split("\r\n");
    expect(line).toStartWith("'=1+1;+491701234567;0@example.org;");
    const cells: string[][] = parse(writeContactsCsv(contacts, { header: false }), { delimiter: ";" });
    for (const cell of cells.flat()) expect(cell).not.toMatch(/^[=@]|^[+-](?!\d+$)/);
  });
});

test("10,000 random files: rows that are good or named as bad, never an error", async () => {
  const { good, bad } = await fuzzContactFiles({ files: 10_000, seed: 11 });
  expect(good + bad).toBeGreaterThan(10_000);
}, 180_000);
