import { expect, test } from "bun:test";
import { EXPORTED, NOT_EXPORTED } from "../../lib/store/configuration/tables.ts";
import { eachDatabase } from "../support/database.ts";
import { tablesIn } from "../support/filled-database.ts";

eachDatabase("an export of the configuration", (databases) => {
  test("has or names as left out every table that there is, and no other", async () => {
    const tables = (await tablesIn(await databases.create())).filter(
      (table) => !/^(outgoing|incoming)_search_(data|idx|docsize|config)$/.test(table),
    );
    const known = [...EXPORTED, ...Object.keys(NOT_EXPORTED)];
    expect(tables.filter((table) => !known.includes(table))).toEqual([]);
    expect(EXPORTED.filter((table) => !tables.includes(table))).toEqual([]);
    expect(new Set(known).size).toBe(known.length);
    for (const reason of Object.values(NOT_EXPORTED)) expect(reason.length).toBeGreaterThan(10);
  });
});
