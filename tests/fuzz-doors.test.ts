import { describe, expect, test } from "bun:test";
import { defined } from "../lib/defined.ts";
import { fuzzDoors } from "./support/fuzz/index.ts";
import { problemsOfLog } from "./support/fuzz/log-lines.ts";
import { createTestDatabase, hasPostgres } from "./support/postgres.ts";

const REQUESTS = 20_000;
const SEED = 4711;
/**
 * Nothing is there, nor an asset by a name or a heartbeat by a key that is tried; and nobody who is tried may halt the gateway.
 * All other doors let somebody do something.
 */
const NEVER_DONE = [
  "ALL /api/*",
  "ALL /api/v1/*",
  "GET /assets/:name",
  "GET /commands.php",
  "GET /heartbeat/:key",
  "POST /commands.php",
  "POST /heartbeat/:key",
];
/** Whether these do what they are asked is seen by their examples, `tests/http/v1/document.test.ts`. */
const TRIED_BY_EXAMPLE = /^(?!ALL)\w+ \/api\/v1\/(?!alerts)/;

/** The same with more of them: `bun run tests/fuzz-doors.ts`. */
async function expectHarmless(database?: string): Promise<void> {
  const figures = await fuzzDoors({ requests: REQUESTS, seed: SEED, ...defined({ database }) });
  const { requests, seconds, processorMs, memoryMib, statuses, doors, unknownRoutes, failures } = figures;
  console.log(`fuzz: ${requests} requests in ${seconds} s, ${JSON.stringify({ processorMs, memoryMib, statuses })}`);
  expect(unknownRoutes).toEqual([]);
  expect(failures).toEqual([]);
  expect(requests).toBe(REQUESTS);
  const shut = Object.entries(doors).filter(([door, { done }]) => done === 0 && !TRIED_BY_EXAMPLE.test(door));
  expect(shut.map(([door]) => door).toSorted()).toEqual(NEVER_DONE);
}

test("a log is searched for secrets, for what is not escaped and for what is not JSON", () => {
  const token = `aldis_${"x".repeat(43)}`;
  expect(problemsOfLog(['{"msg":"gateway started"}', "", '{"msg":"\\u001b[2J"}'], ["hidden"])).toEqual([]);
  for (const line of [
    '{"msg":"\u001b"}',
    '{"msg":"\u0085"}',
    '{"msg":"\u202e"}',
    "panic",
    '{"msg":"a hidden one"}',
    `{"msg":"${token}"}`,
  ]) {
    expect({ line, problems: problemsOfLog([line], ["hidden"]).length > 0 }).toEqual({ line, problems: true });
  }
});

describe("20,000 nasty requests to every door: no answer is 5xx, none costs 200 ms, and memory stays", () => {
  test("on SQLite", () => expectHarmless(), 600_000);
  test.skipIf(!hasPostgres())("on PostgreSQL", async () => expectHarmless(await createTestDatabase()), 600_000);
});
