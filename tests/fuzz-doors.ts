/**
 * `bun run tests/fuzz-doors.ts [--requests 100000] [--seed N] [--database sqlite|postgres] [--doors REGEX] [--only INDEX]`: nasty requests to
 * every door of a gateway, on SQLite and then on PostgreSQL. Prints its figures. Exit status 1 for an answer 5xx, none at
 * all or one that takes 5 s, a secret or an unescaped character in the log, more than 200 ms of processor time for one request, memory that grows, or a route that nobody has tried.
 */
import { parseArgs } from "node:util";
import { fuzzDoors } from "./support/fuzz/index.ts";
import { createTestDatabase } from "./support/postgres.ts";

const { values } = parseArgs({
  options: {
    requests: { type: "string", default: "100000" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    database: { type: "string", default: "both" },
    doors: { type: "string" },
    only: { type: "string" },
  },
});
let isGood = true;
for (const database of ["sqlite", "postgres"]) {
  if (values.database !== "both" && values.database !== database) continue;
  console.log(`${database}, seed ${values.seed}`);
  const figures = await fuzzDoors({
    requests: Number(values.requests),
    seed: Number(values.seed),
    ...(database === "postgres" ? { database: await createTestDatabase() } : {}),
    ...(values.only === undefined ? {} : { only: Number(values.only) }),
    ...(values.doors === undefined ? {} : { doors: new RegExp(values.doors) }),
    progress: (line) => console.log(line),
  });
  console.log(JSON.stringify(figures, undefined, 2));
  if (figures.failures.length > 0 || figures.unknownRoutes.length > 0) isGood = false;
}
process.exit(isGood ? 0 : 1);
