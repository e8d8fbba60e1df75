import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { hasChromium } from "../support/chromium.ts";
import { type Stage, startStage } from "./support.ts";

const HANG_MS = 120_000;
const NUMBER = "+491701234567";
/** Longer than the page waits before it looks for the gateway again. */
const LOOP_MS = 3_000;
const SIGNED_OUT = /Failed to load resource: .* 401 /;

let stage: Stage;
beforeAll(async () => {
  if (hasChromium) stage = await startStage();
}, HANG_MS);
afterAll(() => stage?.[Symbol.asyncDispose]());

/** Ends every session of the administrator, as another client does. */
async function endSessions(): Promise<void> {
  const { items } = (await (await stage.call("/api/v1/me/sessions")).json()) as { items: { id: string }[] };
  expect(items.length).toBeGreaterThan(0);
  for (const { id } of items) {
    expect((await stage.call(`/api/v1/sessions/${id}`, { method: "DELETE" })).status).toBe(204);
  }
}

/** The calls of a page from now on. */
function callsOf(page: Page): string[] {
  const calls: string[] = [];
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith("/api/")) calls.push(`${request.method()} ${pathname}`);
  });
  return calls;
}

async function signInAgain(page: Page): Promise<void> {
  expect(await page.getByRole("heading", { name: "Sign in" }).count()).toBe(1);
  await page.getByText("Your session has ended. Sign in to go on where you were.").waitFor();
  await page.getByLabel("User name").fill("anna");
  await page.getByLabel("Password", { exact: true }).fill("correct-horse-battery");
  await page.keyboard.press("Enter");
}

describe.skipIf(!hasChromium)("a session that ends elsewhere", () => {
  test(
    "shows one sign-in and asks nothing more; after it the same page is there with its draft, and live",
    async () => {
      await using watched = await stage.open();
      const { page } = watched;
      await watched.signIn();
      await page.goto(`/conversations/${NUMBER}?from=bookmark`);
      const answer = page.getByRole("article").getByRole("textbox");
      await answer.fill("A thought that is not finished");
      await page.getByText("No messages yet").waitFor();
      const calls = callsOf(page);
      await endSessions();
      await page.getByRole("heading", { name: "Sign in" }).waitFor();
      await page.waitForTimeout(LOOP_MS);
      expect(calls).toEqual([]);

      await signInAgain(page);
      await answer.waitFor();
      expect(page.url()).toBe(`${stage.url}/conversations/${NUMBER}?from=bookmark`);
      expect(await answer.inputValue()).toBe("A thought that is not finished");
      const body = JSON.stringify({ from: NUMBER, text: "Still there?" });
      const headers = { "content-type": "application/json" };
      await stage.call("/api/v1/simulator/messages", { method: "POST", headers, body });
      await page.getByRole("article").getByText("Still there?").waitFor();
      expect(calls.filter((call) => call === "POST /api/v1/sessions")).toHaveLength(1);
      expect(watched.problems).toEqual([]);
    },
    HANG_MS,
  );

  test(
    "is noticed by the next calls too, where no stream tells of it: many refusals, still one sign-in",
    async () => {
      await using watched = await stage.open();
      const { page } = watched;
      await page.route("**/api/v1/events", (route) => route.abort());
      await watched.signIn();
      await page.goto("/account");
      await page.getByRole("heading", { level: 1 }).waitFor();
      await endSessions();
      const calls = callsOf(page);
      await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Dashboard" }).click();
      await page.getByRole("heading", { name: "Sign in" }).waitFor();
      await page.waitForTimeout(LOOP_MS);
      // What the dashboard reads, each once.
      expect(calls.length).toBeLessThan(12);
      const before = calls.length;
      await page.waitForTimeout(LOOP_MS);
      expect(calls).toHaveLength(before);

      await signInAgain(page);
      await page.getByRole("heading", { level: 1, name: "Dashboard" }).waitFor();
      expect(watched.problems.filter((problem) => !SIGNED_OUT.test(problem) && !/ERR_FAILED/.test(problem))).toEqual(
        [],
      );
    },
    HANG_MS,
  );
});
