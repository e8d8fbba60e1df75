import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createManualClock } from "../../lib/clock.ts";
import { type ApiServer, startApi } from "../support/api-server.ts";
import { fillAddressBook, NOON } from "./api-php/address-book.ts";
import { testCases } from "./api-php/case.ts";
import { modeCases } from "./api-php/modes.ts";

let api: ApiServer;
beforeAll(async () => {
  api = await startApi({ clock: createManualClock(NOON) });
  await fillAddressBook(api.book);
});
afterAll(() => api[Symbol.asyncDispose]());

const TABLE = { modes: modeCases };

for (const [name, cases] of Object.entries(TABLE)) describe(name, () => testCases(cases, () => api));

test("every case has a claim of its own", () => {
  const claims = Object.values(TABLE).flatMap((cases) => cases.map((each) => each.claim));
  expect(new Set(claims).size).toBe(claims.length);
});
