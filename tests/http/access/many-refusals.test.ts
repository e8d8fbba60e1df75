import { expect, test } from "bun:test";
import { REFUSALS_SHOWN } from "../../../lib/limits.ts";
import { GOOD, startApi } from "../../support/api-server.ts";

test("a request with hundreds of bad numbers is one event, with the first of them and a count", async () => {
  await using api = await startApi();
  const to = Array.from({ length: 800 }, (_, index) => `x${index}`).join(",");
  const response = await fetch(`${api.url}/api.php`, { method: "POST", body: new URLSearchParams({ ...GOOD, to }) });
  expect(response.status).toBe(400);
  const [event, ...more] = api.events.ofKind("api.php.refused");
  expect(more).toEqual([]);
  expect(event?.message).toEndWith("; and 799 more of the same request");
  expect(event?.details).toMatchObject({ reason: "invalid-number", recipient: "x0", refusals: 800 });
  expect(String(event?.details?.others).split(", ")).toHaveLength(REFUSALS_SHOWN - 1);
  expect(JSON.stringify(event).length).toBeLessThan(2_500);
});

test("recipients that are refused beside good ones are one event too, and long ones are cut", async () => {
  await using api = await startApi();
  const bad = Array.from({ length: 50 }, (_, index) => `${"y".repeat(60)}${index}`);
  expect((await api.get({ to: [...bad, GOOD.to].join(",") })).status).toBe(200);
  expect(api.accepted).toHaveLength(1);
  expect(api.events.ofKind("api.php.refused")).toMatchObject([{ details: { refusals: 50 } }]);
  expect(JSON.stringify(api.events.all).length).toBeLessThan(2_500);
});

test("one refusal is told as before, without a count", async () => {
  await using api = await startApi();
  await api.get({ to: "nobody" });
  expect(api.events.ofKind("api.php.refused")).toMatchObject([
    { details: { reason: "invalid-number", recipient: "nobody" } },
  ]);
  expect(api.events.all[0]?.details).not.toHaveProperty("refusals");
});
