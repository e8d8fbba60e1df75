import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type ApiServer, startApi } from "../../support/api-server.ts";
import { createManualClock } from "../../support/manual-clock.ts";
import { fillAddressBook, NOON } from "./api-php/address-book.ts";
import { type Case, testCases } from "./api-php/case.ts";
import { encodingCases } from "./api-php/encodings.ts";
import { modeCases } from "./api-php/modes.ts";
import { parameterCases } from "./api-php/parameters.ts";
import { methodCases, trapCases } from "./api-php/traps.ts";
import { userCases } from "./api-php/users.ts";

const TABLE: Record<string, Case[]> = {
  "the traps of the contract": trapCases,
  parameters: parameterCases,
  users: userCases,
  methods: methodCases,
  "encodings and bodies": encodingCases,
  "modes, contacts and groups": modeCases,
};

for (const [name, cases] of Object.entries(TABLE)) {
  describe(name, () => {
    let api: ApiServer;
    beforeAll(async () => {
      api = await startApi({ clock: createManualClock(NOON) });
      await fillAddressBook(api.book);
    });
    afterAll(() => api[Symbol.asyncDispose]());
    testCases(cases, () => api);
  });
}

test("every case has a claim of its own", () => {
  const claims = Object.values(TABLE).flatMap((cases) => cases.map((each) => each.claim));
  expect(new Set(claims).size).toBe(claims.length);
});
