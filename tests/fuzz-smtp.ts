/**
 * `bun run tests/fuzz-smtp.ts [--dialogues 10000] [--seed N] [--database sqlite|postgres] [--only INDEX]`: nasty dialogues with a gateway's
 * SMTP server, on SQLite and then on PostgreSQL. Prints its figures. Exit status 1 for an answer that is none of RFC 5321 or says that the
 * gateway could not look at the mail, a connection that does not end, an error or a secret in the log, more than 400 ms of processor time for
 * one dialogue, or memory that grows.
 */
import { parseArgs } from "node:util";
import { defined } from "../lib/defined.ts";
import { fuzzSmtp } from "./support/fuzz/smtp.ts";
import { createTestDatabase } from "./support/postgres.ts";

const { values } = parseArgs({
  options: {
    dialogues: { type: "string", default: "10000" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    database: { type: "string", default: "both" },
    only: { type: "string" },
  },
});
let isGood = true;
for (const database of ["sqlite", "postgres"]) {
  if (values.database !== "both" && values.database !== database) continue;
  console.log(`${database}, seed ${values.seed}`);
  const figures = await fuzzSmtp({
    dialogues: Number(values.dialogues),
    seed: Number(values.seed),
    ...(database === "postgres" ? { database: await createTestDatabase() } : {}),
    ...defined({ only: values.only === undefined ? undefined : Number(values.only) }),
    progress: (line) => console.log(line),
  });
  console.log(JSON.stringify(figures, undefined, 2));
  if (figures.failures.length > 0) isGood = false;
}
process.exit(isGood ? 0 : 1);
