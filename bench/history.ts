/**
 * `aldis import gammu` of 1,000,000 messages out of gammu-smsd's SQLite, half of them sent and half received, one in ten of them in two parts: how long it
 * takes and how much memory; then a second time, which adds none. `ALDIS_BENCH_MESSAGES` makes it fewer. It needs Debian's gammu-smsd for its schema.
 */
import { Database } from "bun:sqlite";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { smsdOnSqlite } from "../tests/support/peers/gammu-sql.ts";
import { measureCommand } from "./support/measured-command.ts";

const MESSAGES = Number(process.env.ALDIS_BENCH_MESSAGES ?? 1_000_000);
/** Every tenth is long. */
const LONG_EVERY = 10;
const PARTS = "(select 1 as part union all select 2)";

/** Prints the figures. */
export async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "aldis-bench-"));
  try {
    const { file } = smsdOnSqlite(folder);
    fill(file, MESSAGES / 2);
    console.log(`import of ${MESSAGES} messages of gammu-smsd, ${megabytes(file)} MB:`);
    const words = ["import", "gammu", file, "--data", join(folder, "data"), "--time-zone", "UTC"];
    for (const name of ["first", "again"]) {
      const { seconds, megabytes: memory } = await measureCommand(words);
      console.log(`  ${name}  ${seconds.toFixed(1)} s, peak memory ${memory.toFixed(0)} MB`);
    }
    const imported = join(folder, "data", "aldis.sqlite");
    console.log(`  database ${megabytes(imported)} MB, ${count(imported)} messages`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const megabytes = (file: string) => (statSync(file).size / 1_000_000).toFixed(0);

function fill(file: string, each: number): void {
  using database = new Database(file);
  database.run("pragma synchronous = off");
  const isLong = `n % ${LONG_EVERY} = 0`;
  const rows = `with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < ${each})`;
  // The header of a part: 8 bits of reference, two parts (23.040 §9.2.3.24.1).
  const header = `case when ${isLong} then printf('050003%02X02%02X', n / ${LONG_EVERY} % 256, part) else '' end`;
  const where = `where part = 1 or ${isLong}`;
  const time = "datetime('2020-01-01', '+' || (n * 60) || ' seconds')";
  const text = "'Disk ' || n || ' of server ' || (n % 500) || ' is almost full, part ' || part";
  database.run(
    `${rows} insert into inbox (UpdatedInDB, ReceivingDateTime, Text, SenderNumber, Coding, UDH, Class, TextDecoded, RecipientID, Processed)
     select ${time}, ${time}, '', '+4917' || (10000000 + n % 5000), 'Default_No_Compression', ${header}, -1, ${text}, 'GSM1', 'false'
     from numbers, ${PARTS} ${where} order by n, part`,
  );
  database.run(
    `${rows} insert into sentitems (ID, SequencePosition, UpdatedInDB, InsertIntoDB, SendingDateTime, DeliveryDateTime, Text, DestinationNumber, Coding, UDH, Class,
       TextDecoded, SenderID, Status, TPMR, RelativeValidity, CreatorID)
     select n, part, ${time}, ${time}, ${time}, ${time}, '', '+4917' || (10000000 + n % 5000), 'Default_No_Compression', ${header}, -1,
       ${text}, 'GSM1', 'DeliveryOK', n % 256, 255, '' from numbers, ${PARTS} ${where} order by n, part`,
  );
}

function count(file: string): number {
  using database = new Database(file, { readonly: true });
  const sql = "select (select count(*) from outgoing_messages) + (select count(*) from incoming_messages) as n";
  return (database.query(sql).get() as { n: number }).n;
}
