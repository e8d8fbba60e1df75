import { expect, test } from "bun:test";
import { eventually } from "../../support/eventually.ts";
import { startTestGateway } from "../../support/gateway.ts";
import { sqlOn } from "../../support/sql.ts";
import { signInToV1 } from "../../support/v1-sign-in.ts";

test("a page that opens its stream again and again, with nobody there, is signed out", async () => {
  await using gateway = await startTestGateway();
  await gateway.addUser("anna", "web");
  const { headers } = await signInToV1(gateway, "anna");
  // Three seconds before its 12 hours end.
  await sqlOn(gateway.database, "update sessions set seen_at = seen_at - 43197000");
  const stream = () => fetch(`${gateway.url}/api/v1/events`, { headers, method: "HEAD" });
  expect((await stream()).status).toBe(200);
  await eventually("the session has ended", async () => (await stream()).status === 401);
  expect((await fetch(`${gateway.url}/api/v1/me`, { headers })).status).toBe(401);
});
