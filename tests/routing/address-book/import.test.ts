import { expect, test } from "bun:test";
import {
  type BookResult,
  createAddressBook,
  createContactFiles,
  createNumberReader,
  type ImportReport,
} from "../../../lib/routing/index.ts";
import { eachDatabase } from "../../support/database.ts";
import { recordEvents } from "../../support/recorded-events.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

function must<Value>(result: BookResult<Value>): Value {
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
}

/** A report in short: `2 added Bernd`, `3 refused Carl: why`. */
const inShort = (report: ImportReport) => [
  ...report.rows.map((row) => {
    const about = row.outcome === "changed" ? row.fields : row.outcome === "refused" ? row.problems : [];
    return `${row.line} ${row.outcome} ${row.name}${about.length === 0 ? "" : `: ${about.join(", ")}`}`;
  }),
  ...report.removed.map((contact) => `removed ${contact.name}`),
  ...report.addedGroups.map((group) => `new group ${group}`),
  ...report.kept.map(({ name }) => `kept ${name}`),
  ...report.keptGroups.map(({ name }) => `kept group ${name}`),
  ...report.removedGroups.map((group) => `removed group ${group.name}`),
];

eachDatabase("importing contacts", (databases) => {
  async function openBook() {
    const { addressBook: store } = await databases.open();
    const events = recordEvents();
    const parts = { store, numbers: createNumberReader({ country: "DE" }), events };
    const files = createContactFiles(parts);
    return {
      store,
      events,
      book: createAddressBook(parts),
      importCsv: async (text: string, options: { clear?: boolean; dryRun?: boolean } = {}) =>
        must(await files.importCsv(bytes(text), { source: "test.csv", ...options })),
      files,
      names: async () => (await store.listContacts()).map((contact) => contact.name),
    };
  }

  test("adds, changes and leaves alone; a dry run says the same and does nothing", async () => {
    const { store, importCsv, events } = await openBook();
    await importCsv("Anna;+491701;a@example.org;ops\nBernd;+49172345;;\n");
    const before = await store.snapshot();
    const file = "anna;+491701;a@example.org;ops,dba\nBERND;+49172345;;\nCarl;0170 1234567;;new\n;112\n";
    const expected = [
      "1 changed anna: name, groups",
      "2 changed BERND: name",
      "3 added Carl",
      "4 refused ;112: the name is empty",
      "new group dba",
      "new group new",
    ];
    const recorded = events.all.length;
    expect(inShort(await importCsv(file, { dryRun: true }))).toEqual(expected);
    expect(await store.snapshot()).toEqual(before);
    expect(events.all).toHaveLength(recorded);
    expect(inShort(await importCsv(file))).toEqual(expected);
    expect((await store.snapshot()).contacts).toMatchObject([
      { id: before.contacts[0]?.id, name: "anna", groups: [{ name: "dba" }, { name: "ops" }] },
      { id: before.contacts[1]?.id, name: "BERND" },
      { name: "Carl", number: "+491701234567", groups: [{ name: "new" }] },
    ]);
    expect(inShort(await importCsv(file)).slice(0, 3)).toEqual([
      "1 unchanged anna",
      "2 unchanged BERND",
      "3 unchanged Carl",
    ]);
  });

  test("an empty cell takes away; a column that the file has not stays", async () => {
    const { store, book, importCsv } = await openBook();
    must(await book.addContact({ name: "Anna", number: "112", email: "a@example.org", note: "nights" }));
    expect(inShort(await importCsv("Anna;110;;\n"))).toEqual(["1 changed Anna: number, email"]);
    expect(await store.findContact({ name: "Anna" })).toMatchObject({ number: "110", note: "nights" });
    expect(inShort(await importCsv("name;groups\nAnna;ops\n"))).toContain("2 changed Anna: groups");
    expect(inShort(await importCsv("name;number;note\nAnna;110;\n"))).toEqual(["2 changed Anna: note"]);
    expect(await store.findContact({ name: "Anna" })).toMatchObject({ number: "110", groups: [{ name: "ops" }] });
    expect((await store.findContact({ name: "Anna" }))?.note).toBeUndefined();
  });

  test("of two rows with one name the second is refused, and says where the first is", async () => {
    const { importCsv } = await openBook();
    expect(inShort(await importCsv("Anna;112\nBernd;112\nANNA;110\n"))).toEqual([
      "1 added Anna",
      "2 added Bernd",
      "3 refused ANNA: line 1 has this name already",
    ]);
  });

  test("clear removes what no row names, and keeps the rest with IDs, schedules and who is in a refused row", async () => {
    const { store, book, importCsv, names } = await openBook();
    await importCsv("Anna;112;;ops\nBernd;112;;ops\nCarl;112;;old\nDora;112;;dora's\n");
    must(await book.addGroup("unused"));
    const ops = await store.findGroup({ name: "ops" });
    const bernd = await store.findContact({ name: "Bernd" });
    if (ops === undefined || bernd === undefined) throw new Error("not imported");
    const shift = { contactId: bernd.id, weekdays: [1] as const, fromMinute: 0, toMinute: 60 };
    must(await book.setSchedule(ops, { timeZone: "UTC", shifts: [shift] }));

    const file = "Bernd;112;;ops\nDora;twelve;;elsewhere\nEmil;112;;new\n";
    const expected = [
      "1 unchanged Bernd",
      "2 refused Dora: not a telephone number",
      "3 added Emil",
      "removed Anna",
      "removed Carl",
      "new group new",
      "removed group old",
      "removed group unused",
    ];
    expect(inShort(await importCsv(file, { clear: true, dryRun: true }))).toEqual(expected);
    expect(await names()).toEqual(["Anna", "Bernd", "Carl", "Dora"]);
    expect(inShort(await importCsv(file, { clear: true }))).toEqual(expected);
    expect(await names()).toEqual(["Bernd", "Dora", "Emil"]);
    expect(await store.findGroup({ name: "ops" })).toMatchObject({ id: ops.id, schedule: { shifts: [shift] } });
    expect((await store.findContact({ name: "Bernd" }))?.id).toBe(bernd.id);
    expect(await store.findContact({ name: "Dora" })).toMatchObject({ groups: [{ name: "dora's" }] });
  });

  test.each(["", "<!DOCTYPE html>\n<html>\n", "name;number\n"])(
    "clear with nothing to import clears nothing: %p",
    async (file) => {
      const { files, names, importCsv, events } = await openBook();
      await importCsv("Anna;112");
      expect(await files.importCsv(bytes(file), { source: "test.csv", clear: true })).toMatchObject({ ok: false });
      expect(await names()).toEqual(["Anna"]);
      expect(events.all.at(-1)).toMatchObject({ severity: "error", kind: "contacts.import-failed" });
    },
  );

  test("the result is an event that names the refused rows", async () => {
    const { importCsv, events } = await openBook();
    await importCsv(`Anna;112\n${"Bernd;nothing\n".repeat(25)}`);
    expect(events.ofKind("contacts.imported")).toMatchObject([
      {
        severity: "warning",
        message: expect.stringMatching(
          /from test\.csv: 1 added, 0 changed, 0 removed, 0 unchanged, 25 refused\. Refused: line 2 \(Bernd\): not a telephone number; .*; and 5 more$/,
        ),
        details: { added: 1, refused: 25 },
      },
    ]);
  });

  test("10,000 contacts with 500 bad rows: each bad row is named, the good ones are in, export and import change nothing", async () => {
    const { store, files, importCsv } = await openBook();
    const { text, bad } = tenThousand();
    const startedAt = performance.now();
    const report = await importCsv(text);
    console.log(`${databases.dialect}: 10,000 rows imported in ${Math.round(performance.now() - startedAt)} ms`);
    expect(report.counts).toEqual({ added: 9_500, changed: 0, unchanged: 0, refused: 500, removed: 0 });
    const refused = report.rows.filter((row) => row.outcome === "refused");
    expect(refused.map((row) => [row.line, row.problems.join("; ")])).toEqual(bad);
    expect(await store.countContacts()).toBe(9_500);

    const before = await store.snapshot();
    for (const options of [{}, { header: false }, { byteOrderMark: true }]) {
      for (const clear of [false, true]) {
        const exported = await files.exportCsv(options);
        const { counts, ...rest } = must(await files.importCsv(bytes(exported), { source: "export", clear }));
        expect(counts).toEqual({ added: 0, changed: 0, unchanged: 9_500, refused: 0, removed: 0 });
        expect(rest).toMatchObject({ addedGroups: [], removedGroups: [] });
        expect(await store.snapshot()).toEqual(before);
      }
    }
    expect(before.contacts[0]).toMatchObject({
      name: "contact 1",
      number: "+491705000001",
      groups: [{ name: "group 1" }],
    });
  }, 180_000);

  test("an import and changes by others at the same time do not lose each other's work", async () => {
    const { store, importCsv, book } = await openBook();
    const rows = (from: number) =>
      Array.from({ length: 700 }, (_, at) => `contact ${from + at};+491705${from + at};;ops\n`).join("");
    await Promise.all([
      importCsv(rows(1000)),
      book.addContact({ name: "Anna" }),
      importCsv(rows(1500)),
      book.addContact({ name: "contact 1200", note: "first or second" }),
    ]);
    expect(await store.countContacts()).toBe(1_201);
    expect(await store.findGroup({ name: "ops" })).toMatchObject({ members: { length: 1_200 } });
  });
});

/** Every twentieth row is bad, in one of five ways. */
function tenThousand(): { text: string; bad: [line: number, problem: string][] } {
  const faults: [cells: (index: number) => string, problem: string][] = [
    [(index) => `;+49170${index};;`, "the name is empty"],
    [(index) => `bad ${index};none;;`, "not a telephone number"],
    [(index) => `bad ${index};112;nowhere;`, "not an email address"],
    [(index) => `bad ${index};"112;;`, "a quotation mark is opened and not closed"],
    [(index) => `bad ${index};;;group 1`, "neither a telephone number nor an email address"],
  ];
  const bad: [number, string][] = [];
  const lines = Array.from({ length: 10_000 }, (_, at) => {
    const index = at + 1;
    const fault = index % 20 === 0 ? faults[(index / 20) % faults.length] : undefined;
    if (fault === undefined)
      return `contact ${index};0170 5${String(index).padStart(6, "0")};c${index}@example.org;group ${index % 50}`;
    bad.push([index, fault[1]]);
    return fault[0](index);
  });
  return { text: lines.join("\n"), bad };
}
