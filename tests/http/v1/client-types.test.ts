import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { API_CLIENT_TYPES, apiClientTypes } from "../../../scripts/api-client.ts";

test("the types for clients are up to date: `bun run scripts/api-client.ts` writes them", async () => {
  expect(readFileSync(API_CLIENT_TYPES, "utf8")).toBe(await apiClientTypes());
});
