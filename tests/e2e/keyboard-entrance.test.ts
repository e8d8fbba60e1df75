import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Locator, Page } from "playwright-core";
import { hasChromium } from "../support/chromium.ts";
import { registeredPages } from "./closed-pages.ts";
import { walkByKeyboard } from "./keyboard.ts";
import { watchActions } from "./keyboard-in-page.js";
import { TESTED_PAGES } from "./pages.ts";
import { speaking, VIEWS } from "./speaking.ts";
import { type Stage, startStage } from "./support.ts";

const HANG_MS = 180_000;
const LINK = /^Set-up: +(\S+\/setup#\S+)/m;
const ADMIN = { name: "admin", password: "correct horse battery" };
const [DESK, TELEPHONE] = VIEWS;
/** Of each page before a session, there are no more controls than this. */
const TURNS = 20;

/** Presses Tab until this has the focus. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  await wanted.waitFor();
  const hasFocus = () => wanted.evaluate((element) => element === element.ownerDocument.activeElement);
  for (let turn = 0; turn < TURNS; turn++) {
    if (await hasFocus()) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not reach ${wanted}`);
}

async function fill(page: Page, field: Locator, text: string): Promise<void> {
  await tabTo(page, field);
  await page.keyboard.press("Control+a");
  await page.keyboard.type(text);
}

async function press(page: Page, button: Locator): Promise<void> {
  await tabTo(page, button);
  await page.keyboard.press("Enter");
}

describe.skipIf(!hasChromium)("before a session, by keyboard alone", () => {
  let stage: Stage;
  let link = "";
  beforeAll(async () => {
    stage = await startStage({ isFresh: true });
    [, link = ""] = await stage.gateway.printed(LINK);
  }, HANG_MS);
  afterAll(() => stage?.[Symbol.asyncDispose]());

  /** The step in which this is has the focus. */
  const goesOnAt = (page: Page, within: Locator) =>
    page.locator('.setup-step[data-state="open"]').filter({ has: within }).locator(":focus").waitFor();

  /** Uses every control of a page; nothing is sent. */
  async function walk(page: Page, path: string, ready: Locator): Promise<void> {
    await page.addInitScript(watchActions);
    const { faults, reached } = await walkByKeyboard(page, {
      within: "main",
      async open() {
        // What differs behind # alone is no other page.
        await page.goto("about:blank");
        await page.goto(path);
        await ready.waitFor();
      },
    });
    expect(faults).toEqual([]);
    expect(reached).toBeGreaterThan(4);
  }

  test(
    "every control of the set-up page",
    async () => {
      const t = speaking(TELEPHONE.language);
      await using watched = await stage.open(TELEPHONE);
      const { page } = watched;
      await walk(page, link, page.getByRole("button", { name: t("setup.make") }));
    },
    HANG_MS,
  );

  test(
    "from the set-up link to the page Send: each step goes on from where one is",
    async () => {
      const t = speaking(TELEPHONE.language);
      await using watched = await stage.open(TELEPHONE);
      const { page } = watched;
      await page.goto(link);
      const password = page.getByLabel(t("signIn.password"), { exact: true });
      await password.waitFor();
      // The name is there already: one begins with the password.
      await page.keyboard.type(ADMIN.password);
      expect(await password.inputValue()).toBe(ADMIN.password);
      await press(page, page.getByRole("button", { name: t("setup.make") }));

      const country = page.getByRole("combobox", { name: t("setup.country") });
      await goesOnAt(page, country);
      await fill(page, country, "öster");
      await page.getByRole("option", { name: "Österreich (+43)" }).waitFor();
      await page.keyboard.press("Enter");
      expect(await country.inputValue()).toBe("Österreich (+43)");
      await press(page, page.getByRole("button", { name: t("account.continue") }));

      const text = page.getByRole("textbox", { name: t("send.text") });
      await goesOnAt(page, text);
      await fill(page, text, "By keyboard alone");
      await press(page, page.getByRole("button", { name: t("setup.sendFirst") }));
      await page.getByText(t("setup.arrivedSimulated")).waitFor();
      await goesOnAt(page, text);
      await press(page, page.getByRole("button", { name: t("setup.finish") }));
      await page.waitForURL("**/send");
      expect(watched.problems).toEqual([]);
    },
    HANG_MS,
  );

  for (const view of VIEWS) {
    test(
      `every control of the sign-in; then a wrong password and the right one: at ${view.width} px, in ${view.language}`,
      async () => {
        const t = speaking(view.language);
        await using watched = await stage.open(view);
        const { page } = watched;
        const submit = page.getByRole("button", { name: t("signIn.submit"), exact: true });
        if (view.width === DESK.width) await walk(page, "/dashboard", submit);

        await page.goto("/dashboard");
        const name = page.getByLabel(t("signIn.name"));
        const password = page.getByLabel(t("signIn.password"), { exact: true });
        await name.waitFor();
        await page.keyboard.type(ADMIN.name);
        expect(await name.inputValue()).toBe(ADMIN.name);
        await fill(page, password, "wrong");
        await press(page, submit);
        await page.getByRole("alert").getByText(t("signIn.wrong")).waitFor();
        await fill(page, password, ADMIN.password);
        await press(page, submit);
        await page.getByRole("heading", { level: 1, name: t("dashboard.title") }).waitFor();
        expect(new URL(page.url()).pathname).toBe("/dashboard");
        expect(watched.problems).toEqual([]);
      },
      HANG_MS,
    );
  }
});

test("every page of the registry is looked at", async () => {
  const looked = TESTED_PAGES.map(({ path }) => path);
  const registered = await registeredPages();
  expect(registered.length).toBeGreaterThan(20);
  const missing = registered.filter(
    ({ path }) => !looked.some((each) => each === path || each.startsWith(`${path}/`) || each.startsWith(`${path}?`)),
  );
  expect(missing).toEqual([]);
});
