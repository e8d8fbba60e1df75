import { expect, test } from "bun:test";
import { readGammu } from "../../lib/importing/index.ts";
import type { ForeignDatabase, ForeignRow } from "../../lib/messages/index.ts";
import { createNumberReader } from "../../lib/routing/index.ts";

test("parts in gammu's inbox that came more than a day apart are not joined", async () => {
  const row = (id: number, part: number, receivingdatetime: string): ForeignRow => ({
    ...{ id: `${id}`, udh: `05000317020${part}`, receivingdatetime, sendernumber: "+491701234567", class: "-1" },
    ...{ coding: "Default_No_Compression", textdecoded: `part ${part}. `, recipientid: "one" },
  });
  const inbox = [row(1, 1, "2024-03-01 12:00:00"), row(2, 2, "2026-03-01 12:00:00"), row(3, 1, "2026-03-01 23:00:00")];
  const database: ForeignDatabase = {
    tables: new Map([["inbox", Object.keys(inbox[0] ?? {})]]),
    async *rows(table) {
      if (table === "inbox") yield* inbox;
    },
    close: () => Promise.resolve(),
  };
  const options = { numbers: createNumberReader({ country: "DE" }), timeZone: "UTC" };
  const found = await Array.fromAsync(readGammu(database, options));
  const texts = found.flatMap((each) => (each.kind === "message" ? [each.message.text] : []));
  expect(texts).toEqual(["part 1. ", "part 1. part 2. "]);
});
