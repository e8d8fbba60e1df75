import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { hasChromium } from "../support/chromium.ts";
import { type Stage, startStage } from "./support.ts";

const HANG_MS = 180_000;
const PASSWORD = "a-long-passphrase";

let stage: Stage;
beforeAll(async () => {
  if (hasChromium) stage = await startStage();
}, HANG_MS);
afterAll(() => stage?.[Symbol.asyncDispose]());

const send = (path: string, method: string, body: object) =>
  stage.call(`/api/v1${path}`, {
    method,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

async function add(name: string, permissions: string[]): Promise<number> {
  const answer = await send("/users", "POST", { name, password: PASSWORD, permissions });
  expect(answer.status).toBe(201);
  return ((await answer.json()) as { id: number }).id;
}

describe.skipIf(!hasChromium)("the event log", () => {
  test(
    "what happens appears by itself; its detail tells who changed what, and can be opened by its link",
    async () => {
      await using watched = await stage.open();
      await watched.signIn();
      const { page } = watched;
      await page.goto("/events-log");
      await page
        .getByRole("option", { name: /Signed in/ })
        .first()
        .waitFor();
      const id = await add("live", ["web"]);
      await page.getByRole("option", { name: /User added.*live/ }).waitFor();
      await send(`/users/${id}/permissions`, "PUT", { permissions: ["contacts"] });
      await page.getByRole("option", { name: /Permissions changed.*live/ }).click();
      const detail = page.getByRole("article");
      await detail.getByRole("heading", { name: "Permissions changed" }).waitFor();
      expect(await detail.getByRole("cell").allTextContents()).toEqual([
        "Access to the web interface",
        "Manage contacts",
      ]);
      expect(await detail.getByRole("link", { name: "anna" }).getAttribute("href")).toBe("/events-log?user=anna");

      const link = page.url();
      await page.goto("/events-log?severity=error");
      await page.getByText("No event fits these filters").waitFor();
      await page.goto(`${link}&severity=error`);
      await detail.getByRole("heading", { name: "Permissions changed" }).waitFor();
      expect(watched.problems).toEqual([]);
    },
    HANG_MS,
  );

  test(
    "in German: a setting goes by its name, and the reason of a failure is in words, as in the conversation",
    async () => {
      const changed = await stage.call("/api/v1/settings", {
        method: "PATCH",
        headers: { "content-type": "application/merge-patch+json" },
        body: JSON.stringify({ country: "CH" }),
      });
      expect(changed.status).toBe(200);
      expect((await send("/simulator/faults", "POST", { name: "cms-error", options: { error: 1 } })).ok).toBe(true);
      expect((await send("/messages", "POST", { to: "+491701234567", text: "Lost" })).ok).toBe(true);
      await using watched = await stage.open({ language: "de" });
      await watched.signIn();
      const { page } = watched;
      await page.goto("/events-log");
      await page.getByRole("option", { name: /„Heimatland“ wurde von der Voreinstellung auf CH geändert/ }).click();
      const detail = page.getByRole("article");
      expect(await detail.getByRole("cell").allTextContents()).toEqual(["Voreinstellung", "CH"]);
      await detail.getByRole("definition").getByText("Heimatland", { exact: true }).waitFor();
      const failed = page.getByRole("option", { name: /wurde nicht gesendet: .*\(CMS 1\)/ });
      await failed.waitFor();
      expect(await failed.textContent()).not.toContain("AT+CMGS");
      await failed.click();
      await detail.getByText(/was not sent: .*CMS ERROR: 1/).waitFor();
      await page.goto("/conversations/+491701234567");
      await page
        .getByText(/Der Grund: .*\(CMS 1\)/)
        .first()
        .waitFor();
      expect(await page.getByText("AT+CMGS").count()).toBe(0);
      expect(watched.problems).toEqual([]);
    },
    HANG_MS,
  );

  test(
    "filters are chips, live in the URL, and choose",
    async () => {
      await fetch(`${stage.url}/api.php?username=nobody&password=wrong&to=%2B491701234567&text=x`);
      await using watched = await stage.open();
      await watched.signIn();
      const { page } = watched;
      await page.goto("/events-log");
      await page.getByRole("button", { name: "Severity" }).click();
      await page.getByRole("menuitemcheckbox", { name: "warning" }).click();
      await page
        .getByRole("option", { name: /Request to \/api\.php refused/ })
        .first()
        .waitFor();
      expect(await page.getByRole("option", { name: /Signed in/ }).count()).toBe(0);
      expect(new URL(page.url()).search).toBe("?severity=warning");
      await page.getByRole("button", { name: "Remove the filter Severity" }).click();
      await page.getByRole("button", { name: "User", exact: true }).click();
      await page.getByRole("textbox", { name: "User" }).fill("anna");
      await page.keyboard.press("Enter");
      await page.getByRole("button", { name: "User: anna" }).waitFor();
      expect(new URL(page.url()).search).toBe("?user=anna");
      await page
        .getByRole("option", { name: /Signed in/ })
        .first()
        .waitFor();
      await page.goto("/events-log?user=nobody-known");
      await page.getByText("No event fits these filters").waitFor();
    },
    HANG_MS,
  );

  test(
    "clearing says what is lost, and does it only when it is confirmed",
    async () => {
      await using watched = await stage.open();
      await watched.signIn();
      const { page } = watched;
      await page.goto("/events-log");
      await page.getByRole("button", { name: "Clear old events …" }).click();
      await page.getByText(/These events are lost for good/).waitFor();
      const asked = page.waitForRequest((request) => request.method() === "DELETE");
      await page.getByText("30 days", { exact: true }).click();
      await page.getByRole("button", { name: "Delete these events" }).click();
      const before = Date.parse(new URL((await asked).url()).searchParams.get("before") ?? "");
      expect(Math.abs(Date.now() - 30 * 86_400_000 - before)).toBeLessThan(60_000);
      await page.getByText("0 events were deleted").waitFor();
    },
    HANG_MS,
  );

  test(
    "who may not see it neither sees the page nor gets an answer",
    async () => {
      await add("blind", ["web"]);
      await using watched = await stage.open();
      await watched.signIn({ name: "blind", password: PASSWORD });
      const { page } = watched;
      await page.goto("/events-log");
      await page.getByText(/You may not use “Event log”/).waitFor();
      expect(await page.evaluate(async () => (await fetch("/api/v1/events-log")).status)).toBe(403);
    },
    HANG_MS,
  );

  test(
    "sentences are in the viewer's language where the event's fields say it",
    async () => {
      await using watched = await stage.open({ language: "de" });
      await watched.signIn();
      await watched.page.goto("/events-log?kind=session.started");
      await watched.page
        .getByRole("option", { name: /anna hat sich angemeldet/ })
        .first()
        .click();
      await watched.page.getByRole("article").getByText("anna hat sich angemeldet").waitFor();
      expect(watched.problems).toEqual([]);
    },
    HANG_MS,
  );
});
