import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Scenario } from "../support/nodes-scenarios.ts";
import { hasPostgres } from "../support/postgres.ts";
import { temporaryDirectory } from "../support/run-cli.ts";
import { canMount } from "../support/small-disk.ts";
import { diskFull, diskFullAtStart } from "../support/trouble-scenarios.ts";

let folder = "";
beforeAll(() => {
  folder = temporaryDirectory();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SHORT_MS = 1_000;

async function play(scenario: Scenario): Promise<void> {
  const place = join(folder, crypto.randomUUID());
  mkdirSync(place);
  const { problems, accepted, received } = await scenario(place);
  expect(problems).toEqual([]);
  expect(accepted).toBeGreaterThanOrEqual(40);
  expect(received).toBeGreaterThan(0);
}

/** `bun run tests/trouble.ts` has more of them, and longer. */
describe.skipIf(!canMount())("a gateway under load refuses with 408, goes on by itself and loses nothing", () => {
  test("when the disk with its SQLite is full", () => play(diskFull("sqlite", SHORT_MS)), 600_000);

  test("when the disk is full as it starts: it says so and ends", () => play(diskFullAtStart()), 600_000);

  test.skipIf(!hasPostgres())(
    "when the disk with the tables of PostgreSQL is full",
    () => play(diskFull("postgres", SHORT_MS)),
    600_000,
  );
});
