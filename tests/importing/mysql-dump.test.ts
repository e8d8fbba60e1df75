import { expect, test } from "bun:test";
import { readMysqlDump } from "../../lib/importing/index.ts";
import type { ForeignTables } from "../../lib/messages/index.ts";

/** The rows of a dump that is read in pieces of so many octets. */
async function rowsOf(values: string, octetsAtOnce: number) {
  const rows: (readonly (string | null)[])[] = [];
  const tables: ForeignTables = {
    create() {},
    add: (_table, row) => void rows.push(row),
    read: () => Promise.resolve({ tables: new Map(), rows: async function* () {}, close: () => Promise.resolve() }),
    discard: () => Promise.resolve(),
  };
  const octets = new TextEncoder().encode(
    `CREATE TABLE \`inbox\` (\n  \`ID\` int,\n  \`Text\` text\n);\nINSERT INTO \`inbox\` VALUES ${values};\n`,
  );
  async function* pieces() {
    for (let from = 0; from < octets.length; from += octetsAtOnce) yield octets.subarray(from, from + octetsAtOnce);
  }
  const { refused } = await readMysqlDump(pieces(), { tables, isWanted: () => true });
  expect(refused).toEqual([]);
  return rows;
}

test("a text in a dump may have as many quotation marks as fit into a row", async () => {
  const many = 1_500_000;
  const [first, ...others] = await rowsOf(`(1,'${"''".repeat(many)}'),(2,'after')`, 262_144);
  expect(first?.[1]?.length).toBe(many);
  expect(first?.[1]?.replaceAll("'", "")).toBe("");
  expect(others).toEqual([["2", "after"]]);
});

test("a dump is read the same wherever its pieces end", async () => {
  const values = String.raw`(1, _utf8'a\'b''c') , (2,''''),(3,''),(4,NULL),(5,'\\'),(6,0x6162),(7,-1.5),(8,'), (''')`;
  const rows = [
    ["1", "a'b'c"],
    ["2", "'"],
    ["3", ""],
    ["4", null],
    ["5", "\\"],
    ["6", "ab"],
    ["7", "-1.5"],
    ["8", "), ('"],
  ];
  for (const octetsAtOnce of [1, 2, 3, 7, 10_000]) expect(await rowsOf(values, octetsAtOnce)).toEqual(rows);
});
