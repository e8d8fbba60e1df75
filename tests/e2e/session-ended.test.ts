import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { hasChromium } from "../support/chromium.ts";
import { eventually } from "../support/eventually.ts";
import { type Stage, startStage } from "./support.ts";

const HANG_MS = 180_000;
const ANNA = { name: "anna", password: "correct-horse-battery" };
const BEN = { name: "ben", password: "a-long-passphrase" };
const HOUR_MS = 3_600_000;
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

async function add(path: string, body: object): Promise<{ id: number }> {
  const headers = { "content-type": "application/json" };
  const answer = await stage.call(`/api/v1/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  expect(answer.status).toBe(201);
  return (await answer.json()) as { id: number };
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

async function signInAgain(page: Page, user = ANNA): Promise<void> {
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await page.getByText("Your session has ended. Sign in to go on where you were.").waitFor();
  // Forms of the page are there, too, and hidden.
  const form = page.locator(".sign-in");
  await form.getByLabel("User name").fill(user.name);
  await form.getByLabel("Password", { exact: true }).fill(user.password);
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
      await watched.rest();
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
      // What the page still reads would notice it before the link is pressed.
      await page.waitForLoadState("networkidle");
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

describe.skipIf(!hasChromium)("what is typed and not saved", () => {
  test(
    "is there again for the same user, after one sign-in for all tabs; another user sees nothing of it",
    async () => {
      const rule = await add("rules", { name: "Night watch", then: [] });
      await add("users", { ...BEN, permissions: ["web", "users", "permissions"] });
      await using watched = await stage.open();
      await watched.signIn();
      await using form = await stage.open({}, watched);
      await using editor = await stage.open({}, watched);
      const pages = [watched.page, form.page, editor.page] as const;
      const sheet = watched.page.getByRole("dialog");
      await watched.page.goto("/users");
      await watched.page.getByRole("button", { name: "Add a user" }).click();
      await sheet.getByLabel("Name").fill("apiuser");
      const window = form.page.getByLabel("How long failures count");
      await form.page.goto("/settings/general");
      await window.fill("3h");
      const name = editor.page.getByLabel("Name", { exact: true });
      await editor.page.clock.install();
      await editor.page.goto(`/routing/${rule.id}`);
      await name.fill("Day watch");

      for (const { rest } of [watched, form, editor]) await rest();
      await endSessions();
      for (const page of pages) await page.getByRole("heading", { name: "Sign in" }).waitFor();
      // A hidden sheet neither shows nor takes keys, and what nobody looks at is kept for as long as it takes.
      await watched.page.getByLabel("User name").press("Escape");
      for (const page of pages) {
        expect(await page.getByRole("dialog").count()).toBe(0);
        expect(await page.getByRole("navigation").count()).toBe(0);
      }
      await editor.page.clock.fastForward(HOUR_MS);
      await signInAgain(watched.page);
      await sheet.waitFor();
      expect(await sheet.getByLabel("Name").inputValue()).toBe("apiuser");
      await window.waitFor();
      expect(await window.inputValue()).toBe("3h");
      await name.waitFor();
      expect(await name.inputValue()).toBe("Day watch");
      await form.page.getByRole("button", { name: "Save" }).click();
      await form.page.getByText("The settings are saved.").waitFor();

      for (const { rest } of [watched, form, editor]) await rest();
      await endSessions();
      await signInAgain(watched.page, BEN);
      await sheet.getByRole("button", { name: "Add a user" }).waitFor();
      expect(await sheet.getByLabel("Name").inputValue()).toBe("");
      await editor.page.getByText("You may not use “Message routing”").waitFor();
      for (const page of pages) expect(await page.content()).not.toMatch(/Day watch|apiuser/);
      expect([...watched.problems, ...form.problems, ...editor.problems]).toEqual([]);
    },
    HANG_MS,
  );

  test(
    "is asked about once, by links, Back, Escape and the closing of the tab, and not after it was saved",
    async () => {
      await using watched = await stage.open();
      const { page } = watched;
      await watched.signIn();
      const navigation = page.getByRole("navigation", { name: "Pages" });
      const question = page.getByRole("dialog", { name: "Leave this page?" });
      const window = page.getByLabel("How long failures count");
      const at = (path: string) => page.waitForURL(`${stage.url}${path}`);
      await page.goto("/groups");
      await navigation.getByRole("link", { name: "Settings" }).click();
      await page
        .getByRole("main")
        .getByRole("link", { name: /^General/ })
        .click();
      await window.fill("5h");
      await navigation.getByRole("link", { name: "Dashboard" }).click();
      await question.getByRole("button", { name: "Stay here" }).click();
      await question.waitFor({ state: "detached" });
      await page.goBack();
      await question.waitFor();
      await page.keyboard.press("Escape");
      await question.waitFor({ state: "detached" });
      await at("/settings/general");
      expect(await window.inputValue()).toBe("5h");
      const asked: string[] = [];
      page.on("dialog", async (dialog) => {
        asked.push(dialog.type());
        await dialog.dismiss();
      });
      await page.close({ runBeforeUnload: true });
      await eventually("the question of the browser", async () => asked.length === 1);
      expect(asked).toEqual(["beforeunload"]);

      await page.goBack();
      await question.getByRole("button", { name: "Leave" }).click();
      await at("/settings");
      await page.goForward();
      await at("/settings/general");
      expect(await window.inputValue()).not.toBe("5h");
      await window.fill("6h");
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("The settings are saved.").waitFor();
      await navigation.getByRole("link", { name: "Dashboard" }).click();
      await at("/dashboard");

      // A sheet with a path of its own asks by itself, and then not again.
      await page.goto("/opt-outs/new");
      await page.getByRole("dialog").getByLabel("Number").fill("0170");
      await page.keyboard.press("Escape");
      await page.getByRole("dialog", { name: "Discard changes?" }).getByRole("button", { name: "Discard" }).click();
      await at("/opt-outs");
      await page.getByRole("dialog").waitFor({ state: "detached" });
      await page.goBack();
      await page.getByRole("dialog").getByLabel("Number").fill("0170 1111111");
      await page.getByRole("dialog").getByRole("button", { name: "Opt a number out" }).click();
      await at("/opt-outs/*1111111");
      expect(await question.count()).toBe(0);
      expect(asked).toHaveLength(1);
      expect(watched.problems).toEqual([]);
    },
    HANG_MS,
  );
});

test.skipIf(!hasChromium)(
  "the language that is chosen in one tab is spoken in the others, with what is written there",
  async () => {
    await using watched = await stage.open();
    await using other = await stage.open({}, watched);
    await watched.signIn();
    await watched.page.goto("/dashboard");
    await other.page.goto("/send");
    await other.page.locator(".message-field textarea").fill("The lift is stuck");
    await watched.page.getByRole("button", { name: "Account of anna" }).click();
    await watched.page.getByRole("menuitem", { name: "Deutsch" }).click();
    await other.page.getByRole("heading", { level: 1, name: "Senden" }).waitFor();
    expect(await other.page.locator("html").getAttribute("lang")).toBe("de");
    expect(await other.page.locator(".message-field textarea").inputValue()).toBe("The lift is stuck");
    expect([...watched.problems, ...other.problems]).toEqual([]);
  },
  HANG_MS,
);
