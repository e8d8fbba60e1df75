import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { words } from "../../web/words/en.ts";
import { axeFindings } from "../support/axe.ts";
import { hasChromium } from "../support/chromium.ts";
import { eventually } from "../support/eventually.ts";
import { block } from "./in-page.js";
import { FAILED, failing } from "./states.ts";
import { type Stage, startStage } from "./support.ts";

const HANG_MS = 180_000;

let stage: Stage;
beforeAll(async () => {
  if (!hasChromium) return;
  stage = await startStage();
  for (const [path, body] of [
    ["contacts", { name: "Berta Zimmer", number: "+491701234567" }],
    ["contacts", { name: "Bertram Kurz", number: "+491701234999" }],
    ["messages", { to: "+491701234567", text: "The lift is stuck" }],
    ["messages", { to: "+491707654321", text: "To somebody else" }],
  ] as const) {
    const headers = { "content-type": "application/json" };
    const answer = await stage.call(`/api/v1/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(await answer.text());
  }
}, HANG_MS);
afterAll(() => stage?.[Symbol.asyncDispose]());

/** By keyboard alone: opens the palette, types, goes down to what is meant, and takes it. */
async function take(page: Page, typed: string, wanted: string): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.locator("[role=dialog] input:focus").waitFor();
  await page.keyboard.type(typed);
  await page.locator("[data-action]", { hasText: wanted }).first().waitFor();
  const selected = page.locator("[data-action][data-selected]");
  await eventually(`${wanted} to be selected`, async () => {
    if ((await selected.count()) === 1 && (await selected.textContent())?.includes(wanted)) return true;
    await page.keyboard.press("ArrowDown");
    return false;
  });
  // The focus stays in the field, and a screen reader hears what is selected.
  const field = page.locator("[role=dialog] [role=combobox]");
  expect(await selected.getAttribute("aria-selected")).toBe("true");
  expect(await selected.getAttribute("id")).toBe(await field.getAttribute("aria-activedescendant"));
  expect(await page.locator("[role=dialog] [role=option][aria-selected=true]").count()).toBe(1);
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor({ state: "detached" });
}

const pathOf = (page: Page) => new URL(page.url()).pathname + new URL(page.url()).search;
const hasFocus = (page: Page, id: string) =>
  eventually(`#${id} to have the focus`, async () => (await page.locator(":focus").getAttribute("id")) === id);

describe.skipIf(!hasChromium)("the palette, by keyboard", () => {
  test(
    "finds pages by name, people by name and number, and messages by number",
    async () => {
      await using watched = await stage.open();
      const { page } = watched;
      await watched.signIn();
      await page.goto("/send");
      await page.getByRole("heading", { level: 1 }).waitFor();
      await take(page, "dashb", "Dashboard");
      await page.waitForURL("**/dashboard");
      await take(page, "event", "Event log");
      await page.waitForURL("**/events-log");
      // What a page is about finds it, too.
      await take(page, "unplug", "Modems");
      await page.waitForURL("**/modems");
      await take(page, "gateway logs", "Event log");
      await page.waitForURL("**/events-log");
      await take(page, "rule", "Message routing");
      await page.waitForURL("**/routing");
      await take(page, "restart", "General");
      await page.waitForURL("**/settings/general");
      await take(page, "zimm", "Berta Zimmer");
      await page.waitForURL("**/conversations/*491701234567");
      await take(page, "1234567", "Berta Zimmer");
      await page.waitForURL("**/conversations/*491701234567");
      await take(page, "0170 1234567", "Messages to");
      await page.waitForURL("**/messages/sent?number=*");
      await page.getByRole("option", { name: /The lift is stuck/ }).waitFor();
      expect(await page.getByRole("option", { name: /To somebody else/ }).count()).toBe(0);
      expect(watched.problems).toEqual([]);
    },
    HANG_MS,
  );

  test(
    "whoever types and presses Enter at once gets the first that fits, whatever is listed by then",
    async () => {
      await using watched = await stage.open();
      const { page } = watched;
      await watched.signIn();
      await page.goto("/send");
      await page.getByRole("heading", { level: 1 }).waitFor();
      const type = async (...keys: string[]) => {
        for (const key of keys) await (key.length > 1 ? page.keyboard.press(key) : page.keyboard.type(key));
      };
      // As fast as a machine: before the field is drawn.
      await type("Control+k", ..."dashb", "Enter");
      await page.waitForURL("**/dashboard");
      await type("Control+k", ..."zimm", "Enter");
      await page.waitForURL("**/conversations/*491701234567");

      // What fitted fewer letters is listed, and the answer for all of them is on its way.
      await type("Control+k", ..."bert");
      await page.locator("[data-action]", { hasText: "Bertram Kurz" }).waitFor();
      const [asked, answered] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      await page.route("**/api/v1/contacts?q=bertr&*", async (route) => {
        asked.resolve();
        await answered.promise;
        await route.continue();
      });
      await type("r", "Enter");
      await asked.promise;
      expect(await page.locator("[data-action]").allTextContents()).toEqual(["Bertram Kurz+49 170 1234999"]);
      expect(pathOf(page)).toContain("491701234567");
      answered.resolve();
      await page.waitForURL("**/conversations/*491701234999");

      // The arrows go to a contact, not to a place in the list.
      await type("Control+k", ..."bert");
      await page.locator("[data-action]", { hasText: "Bertram Kurz" }).waitFor();
      const marked = page.locator("[data-action][data-selected]");
      // Those of fewer letters are listed before all is known, and nothing is marked then.
      await marked.waitFor();
      await type("ArrowDown", "ArrowUp", "ArrowUp", "ArrowDown");
      expect(await marked.allTextContents()).toEqual(["Berta Zimmer+49 170 1234567"]);
      await type("ArrowDown", "Enter");
      await page.getByRole("dialog").waitFor({ state: "detached" });
      expect(pathOf(page)).toContain("491701234999");
      expect(watched.problems).toEqual([]);
    },
    HANG_MS,
  );

  test(
    "finds a setting by its name, its option and its help, and puts the focus into its field, each time",
    async () => {
      await using watched = await stage.open();
      const { page } = watched;
      await watched.signIn();
      await page.goto("/send");
      await page.getByRole("heading", { level: 1 }).waitFor();
      await take(page, "home country", "Home country");
      expect(pathOf(page)).toBe("/settings/general?setting=country");
      await hasFocus(page, "setting-country");
      await page.keyboard.press("Tab");
      await take(page, "home country", "Home country");
      await hasFocus(page, "setting-country");
      // By what the command line calls it, and by a word of its help.
      await take(page, "failed-window", "How long failures count");
      await hasFocus(page, "setting-failed-window");
      await take(page, "largest request", "Size of a request");
      await hasFocus(page, "setting-request-size");
      // What only the machine changes is shown, too, and on another page.
      await take(page, "port number", "Port number");
      expect(pathOf(page)).toBe("/settings/network?setting=port");
      await hasFocus(page, "setting-port");
      await page.reload();
      await hasFocus(page, "setting-port");
      expect(watched.problems).toEqual([]);
    },
    HANG_MS,
  );

  test(
    "speaks German, at 390 pixels too, and keeps settings from who may not see them",
    async () => {
      await using watched = await stage.open({ width: 390, height: 780, language: "de" });
      const { page } = watched;
      await watched.signIn();
      await page.goto("/send");
      await page.getByRole("heading", { level: 1 }).waitFor();
      await page.keyboard.press("Control+k");
      await page.locator("[role=dialog] [data-selected]").waitFor();
      expect(await axeFindings(page)).toEqual([]);
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
      await take(page, "heimatl", "Heimatland");
      await hasFocus(page, "setting-country");
      await take(page, "inhalt anfrage", "Größe einer Anfrage");
      await hasFocus(page, "setting-request-size");

      const guest = { name: "guest", password: "a-long-passphrase" };
      const headers = { "content-type": "application/json" };
      const body = JSON.stringify({ ...guest, permissions: ["web", "network"] });
      expect((await stage.call("/api/v1/users", { method: "POST", headers, body })).status).toBe(201);
      await using theirs = await stage.open({ language: "de" });
      await theirs.signIn(guest);
      await theirs.page.goto("/send");
      await theirs.page.getByRole("heading", { level: 1 }).waitFor();
      await theirs.page.keyboard.press("Control+k");
      await theirs.page.locator("[role=dialog] input:focus").waitFor();
      await theirs.page.keyboard.type("heimatland");
      await theirs.page.getByText("Nichts gefunden").waitFor();
      await theirs.page.keyboard.press("Escape");
      await take(theirs.page, "portnummer", "Portnummer");
      await hasFocus(theirs.page, "setting-port");
      expect([...watched.problems, ...theirs.problems]).toEqual([]);
    },
    HANG_MS,
  );

  test(
    "says that it could not search, and not that there is nothing",
    async () => {
      await using watched = await stage.open();
      const { page } = watched;
      await watched.signIn();
      await page.goto("/send");
      await page.getByRole("heading", { level: 1 }).waitFor();
      await failing("**/api/v1/contacts?*")(page);
      await page.keyboard.press("Control+k");
      await page.keyboard.type("zimmer");
      await page.getByText(words["palette.failed"]).waitFor();
      await page.unroute("**/api/v1/contacts?*");
      await page.keyboard.press("Backspace");
      await page.locator("[data-action]", { hasText: "Berta Zimmer" }).waitFor();
      expect(watched.problems.filter((problem) => !FAILED.test(problem))).toEqual([]);
    },
    HANG_MS,
  );
});

describe.skipIf(!hasChromium)("an address with nothing behind it", () => {
  test(
    "says so in place of the page or the detail, and asks the gateway for nothing",
    async () => {
      await using watched = await stage.open();
      const { page } = watched;
      await watched.signIn();
      const asked: string[] = [];
      page.on("request", (request) => asked.push(new URL(request.url()).pathname));
      const lists = ["groups", "users", "webhooks", "deliveries", "events-log", "address-book", "messages/sent"];
      for (const list of [...lists, "messages/incoming"]) {
        await page.goto(`/${list}/x7`);
        await page.getByRole("article").getByText("Nothing here has the ID “x7”.").waitFor();
      }
      for (const path of ["groups/1/members", "send/x7", "messages/lost", "on-call/x7", "settings/general/x7"]) {
        await page.goto(`/${path}`);
        await page.getByText(`No page has the address /${path}.`).waitFor();
      }
      await page.goto("/routing/x7");
      await page.getByRole("alert").getByText(words["error.gone"]).waitFor();
      await page.goto("/modems/100%25");
      await page.getByText(/100%/).waitFor();
      expect(asked.filter((path) => path.startsWith("/api/") && /x7|NaN/.test(path))).toEqual([]);
      expect(watched.problems).toEqual([]);
    },
    HANG_MS,
  );
});

describe.skipIf(!hasChromium)("a browser that blocks site data", () => {
  test(
    "keeps drafts while the page is open, and shows every part of it",
    async () => {
      await using watched = await stage.open();
      const { page } = watched;
      await watched.signIn();
      await page.addInitScript(block);
      await page.goto("/send");
      const text = page.locator(".message-field textarea");
      await text.fill("Not finished yet");
      const navigation = page.getByRole("navigation", { name: "Pages" });
      await navigation.getByRole("button", { name: "Fold the navigation" }).click();
      await navigation.getByRole("link", { name: "Messages" }).click();
      await page.getByRole("option", { name: /The lift is stuck/ }).click();
      await page.getByRole("article").getByText("The lift is stuck").first().waitFor();
      await navigation.getByRole("link", { name: "Send" }).click();
      expect(await text.inputValue()).toBe("Not finished yet");
      expect(watched.problems).toEqual([]);
    },
    HANG_MS,
  );
});
