import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PERMISSIONS } from "../../../lib/auth/index.ts";
import { startTestGateway } from "../../support/gateway.ts";
import { guideCommands, runGuide } from "../../support/guide.ts";
import { tokenOfV1 } from "../../support/v1-sign-in.ts";

const guide = readFileSync(join(import.meta.dir, "../../../docs/api.md"), "utf8");
const [, firstDay = "", rest = ""] = guide.split(/^(?=## The first day|## Signing in)/m);

test("a newcomer sends, lists, follows events and makes a token with the guide's commands as they stand", async () => {
  await using gateway = await startTestGateway();
  await gateway.addUser("apiuser", "rest-api", "sent-messages", "incoming-messages", "sim");
  const { token } = await tokenOfV1(gateway, "apiuser");
  const calls = await runGuide(guideCommands(firstDay), { url: gateway.url, token });
  expect(calls.map(({ status, call }) => `${status} ${call}`)).toEqual([
    "200 GET /api/v1/me",
    "202 POST /api/v1/messages",
    "200 GET /api/v1/messages?limit=5",
    "200 GET /api/v1/messages/1",
    "200 GET /api/v1/events?types=message",
    "202 POST /api/v1/simulator/messages",
    "200 GET /api/v1/incoming?limit=5",
    "200 GET /api/v1/conversations/%2B491701234567",
    "201 POST /api/v1/tokens",
    "200 GET /api/v1/me",
  ]);
});

test("each section of the guide stands once", () => {
  const headings: string[] = guide.match(/^##+ .*$/gm) ?? [];
  expect(headings.filter((heading, place) => headings.indexOf(heading) !== place)).toEqual([]);
});

test("every other command of the guide is a call that the gateway understands", async () => {
  await using gateway = await startTestGateway();
  await gateway.addUser("apiuser", ...Object.keys(PERMISSIONS));
  for (const name of ["Doctors", "Nurses"]) {
    const body = JSON.stringify({ name });
    expect((await gateway.as("apiuser")("/api/v1/groups", { method: "POST", body })).status).toBe(201);
  }
  const calls = await runGuide(guideCommands(rest), { url: gateway.url, token: "" });
  expect(calls.length).toBeGreaterThan(40);
  /** What it names is not there, or not any more as the guide shows it. */
  const ABSENT = [404, 409, 412];
  const misunderstood = calls.filter(({ status }) => status >= 300 && !ABSENT.includes(status));
  expect(misunderstood).toEqual([]);
});
