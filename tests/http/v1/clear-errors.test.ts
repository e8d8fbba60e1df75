import { afterAll, beforeAll, expect, test } from "bun:test";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { problemOf } from "../../support/v1.ts";

let gateway: TestGateway;
let v1: ReturnType<TestGateway["as"]>;
beforeAll(async () => {
  gateway = await startTestGateway();
  await gateway.addUser("clerk", "rest-api", "sim");
  v1 = gateway.as("clerk");
});
afterAll(() => gateway[Symbol.asyncDispose]());

const post = (path: string, body: object) => v1(`/api/v1${path}`, { method: "POST", body: JSON.stringify(body) });

test("an unknown query parameter is named, with those that are known; its value is not repeated", async () => {
  const wrong = await problemOf(await v1("/api/v1/messages?limti=84736251"), 422);
  expect(wrong.detail).toMatch(/^limti: is not known: known are .*limit/);
  expect(wrong.errors).toMatchObject([{ pointer: "/limti" }]);
  expect(JSON.stringify(wrong)).not.toContain("84736251");
  const token = `aldis_${"a".repeat(43)}`;
  const misplaced = await problemOf(await v1(`/api/v1/messages?${token}`), 422);
  expect(misplaced.detail).toMatch(/^The query has an unknown parameter: known are .*limit/);
  expect(JSON.stringify([misplaced, gateway.log(), await gateway.events({ kind: "v1.refused" })])).not.toContain(token);
});

test("a PIN behind the device's name is refused, and is in neither the answer, the event log nor the log", async () => {
  const wrong = await problemOf(await post("/modems", { device: "simulated?pin=84736251" }), 422);
  expect(wrong.detail).toContain("give the device without ?, and each setting as a field of its own");
  const kept = JSON.stringify([wrong, await gateway.events({ kind: "v1.refused" }), gateway.log()]);
  expect(kept).toContain("v1.refused");
  expect(kept).not.toContain("84736251");
});

test("a PIN that is too short is answered in words, not with a pattern", async () => {
  const wrong = await problemOf(await post("/modems", { device: "simulated", pin: "12" }), 422);
  expect(wrong.errors).toEqual([{ pointer: "/pin", message: "must be 4 to 8 digits" }]);
});
