import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { hasChromium } from "../support/chromium.ts";
import { eventually } from "../support/eventually.ts";
import { codeBytes, paste } from "./in-page.js";
import { type Stage, startStage, type View } from "./support.ts";

const HANG_MS = 180_000;
const VIEWS: readonly Partial<View>[] = [
  { width: 1280, language: "en" },
  { width: 390, height: 700, language: "de", scheme: "dark" },
];

let stage: Stage;
beforeAll(async () => {
  if (hasChromium) stage = await startStage();
}, HANG_MS);
afterAll(() => stage?.[Symbol.asyncDispose]());

/** How long the simulated modem takes for a part. */
async function modemTakes(latencyMs: number): Promise<void> {
  const headers = { "content-type": "application/merge-patch+json" };
  const body = JSON.stringify({ latencyMs });
  const answer = await stage.call("/api/v1/simulator/state", { method: "PATCH", headers, body });
  expect(answer.status).toBe(200);
}

const post = async (path: string, body: object) => {
  const headers = { "content-type": "application/json" };
  const response = await stage.call(`/api/v1${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as { id: number };
};
interface Sent {
  to: string;
  text: string;
  state: string;
  sendAt: string;
}
const sent = async (query: string) =>
  ((await (await stage.call(`/api/v1/messages?${query}`)).json()) as { items: Sent[] }).items;

const recipients = (page: Page) => page.locator(".recipients-pills input");
const text = (page: Page) => page.locator(".message-field textarea");
const submit = (page: Page) => page.locator(".send-form button[type=submit]");

describe.skipIf(!hasChromium).each([...VIEWS])("sending, %p", (view) => {
  const isGerman = view.language === "de";

  test(
    "to a group and a number: each one's progress, also after a reload in between; the page needs no scrolling",
    async () => {
      const name = `Team ${view.width}`;
      const contact = await post("/contacts", { name: `Anna ${view.width}`, number: `+4917012${view.width ?? 0}1` });
      const other = await post("/contacts", { name: `Ben ${view.width}`, number: `+4917012${view.width ?? 0}2` });
      const group = await post("/groups", { name });
      await post(`/groups/${group.id}/members`, { contacts: [contact.id, other.id] });
      await using watched = await stage.open(view);
      const { page } = watched;
      await watched.signIn();
      await page.goto("/");
      await page.waitForURL("**/send");
      const [height, room] = await page
        .locator("main")
        .evaluate((main) => [main.scrollHeight, main.clientHeight] as const);
      expect(height).toBeLessThanOrEqual(room);

      await recipients(page).fill(name.slice(0, 6));
      await page.getByRole("option", { name: new RegExp(name) }).click();
      await recipients(page).fill("0170 5555555");
      await text(page).fill("The pump has stopped.");
      await submit(page)
        .filter({ hasText: isGerman ? "An 3 Personen senden" : "Send to 3 people" })
        .waitFor();
      const progress = page.locator(".send-batch");
      await page.keyboard.press("Control+Enter");
      await progress.waitFor();
      await page.reload();
      await progress.getByText(isGerman ? "3 von 3 gesendet" : "3 of 3 sent").waitFor();
      for (const each of [`Anna ${view.width}`, `Ben ${view.width}`, "+49 170 5555555"]) {
        await progress
          .locator("li", { hasText: each })
          .getByText(isGerman ? "zugestellt" : "delivered", { exact: true })
          .waitFor();
      }
      // The form is there for the next message, and empty.
      expect(await text(page).inputValue()).toBe("");
      expect(watched.problems).toEqual([]);
    },
    HANG_MS,
  );

  test(
    "who clicks twice sends once, and the form that is empty then complains of nothing",
    async () => {
      await using watched = await stage.open(view);
      const { page } = watched;
      await watched.signIn();
      await page.goto("/send");
      await recipients(page).fill("0170 7654321");
      await text(page).fill("Once");
      await submit(page).dblclick();
      await page.locator(".send-batch").waitFor();
      await eventually("an empty form", async () => (await text(page).inputValue()) === "");
      // By now the form has been emptied, however fast the two clicks were.
      await submit(page).click();
      expect(await page.locator(".send-form [aria-invalid=true]").count()).toBe(0);
      await text(page).fill("Another");
      await submit(page).click();
      await page.locator(".send-form [aria-invalid=true]").waitFor();
      expect(watched.problems).toEqual([]);
    },
    HANG_MS,
  );

  test(
    "what is written survives a reload, with its recipients",
    async () => {
      await using watched = await stage.open(view);
      const { page } = watched;
      await watched.signIn();
      await page.goto("/send");
      await recipients(page).fill("0170 1234567");
      await text(page).fill("Half a sentence");
      await page.reload();
      expect(await text(page).inputValue()).toBe("Half a sentence");
      await page.locator(".recipient", { hasText: "+49 170 1234567" }).waitFor();
      expect(watched.problems).toEqual([]);
    },
    HANG_MS,
  );

  test(
    "500 numbers are pasted, three of them bad: the report says which, and the others are sent to",
    async () => {
      await using watched = await stage.open(view);
      const { page } = watched;
      await watched.signIn();
      await page.goto("/send");
      const prefix = isGerman ? "0171 55" : "0172 55";
      const good = Array.from({ length: 497 }, (_, at) => `${prefix}${String(at).padStart(5, "0")}`);
      await recipients(page).focus();
      await recipients(page).evaluate(
        paste,
        [...good, "Anna Berg", "+49 1", "+49 170 1234567 1234567 1234"].join("\n"),
      );
      const report = page.locator(".paste-report");
      for (const bad of ["Anna Berg", "+49 1", "+49 170 1234567 1234567 1234"]) {
        await report.locator("li", { hasText: bad }).first().waitFor();
      }
      await text(page).fill("To all of you");
      await submit(page)
        .filter({ hasText: isGerman ? "An 497 Personen senden" : "Send to 497 people" })
        .waitFor();
      // However busy the machine is: some wait when they are called back.
      await modemTakes(500);
      await submit(page).click();
      await page.locator(".send-batch").waitFor();
      await page
        .locator(".send-batch")
        .getByText(isGerman ? /von 497 gesendet/ : /of 497 sent/)
        .waitFor();
      // Those that still wait can be called back.
      await page.getByRole("button", { name: isGerman ? /wartende abbrechen$/ : /that waits?$/ }).click();
      await page
        .getByRole("dialog")
        .getByRole("button", { name: isGerman ? /wartende abbrechen$/ : /that waits?$/ })
        .click();
      await page
        .locator(".send-batch li", { hasText: isGerman ? "abgebrochen" : "cancelled" })
        .first()
        .waitFor();
      await modemTakes(0);
      expect(watched.problems).toEqual([]);
    },
    HANG_MS,
  );

  test(
    "a template's variable that is missing is said before anything is sent; then it is filled in",
    async () => {
      const host = `db-${view.width}`;
      await post("/templates", { name: `Disk ${view.width}`, text: "Disk full on {host}" });
      await using watched = await stage.open(view);
      const { page } = watched;
      await watched.signIn();
      await page.goto("/send");
      await recipients(page).fill("0170 7777777");
      await page.getByRole("button", { name: isGerman ? "Vorlagen" : "Templates" }).click();
      await page.getByRole("menuitem", { name: new RegExp(`Disk ${view.width}`) }).click();
      await submit(page).click();
      await page
        .getByText(isGerman ? "Im Text fehlt ein Wert für host." : "The text needs a value for host.")
        .waitFor();
      expect((await sent(`q=${host}`)).length).toBe(0);
      expect(await page.locator(".send-batch").count()).toBe(0);
      await page.getByRole("textbox", { name: "{host}" }).fill(host);
      await submit(page).click();
      await page.locator(".send-batch").getByText(`Disk full on ${host}`).waitFor();
      expect(await sent(`q=${host}`)).toMatchObject([{ to: "+491707777777", text: `Disk full on ${host}` }]);
      expect(watched.problems).toEqual([]);
    },
    HANG_MS,
  );

  test(
    "at a time: it waits until then",
    async () => {
      const wanted = `Later, ${view.width}`;
      await using watched = await stage.open(view);
      const { page } = watched;
      await watched.signIn();
      await page.goto("/send");
      await recipients(page).fill("0170 8888888");
      await text(page).fill(wanted);
      if (isGerman) await page.getByRole("button", { name: /^Jetzt/ }).click();
      await page.getByRole("combobox", { name: isGerman ? "Wann" : "When", exact: true }).click();
      await page.getByRole("option", { name: isGerman ? "Zu einer Zeit" : "At a time" }).click();
      if (isGerman) await page.getByRole("button", { name: "Fertig" }).click();
      await submit(page).click();
      await page
        .locator(".send-batch")
        .getByText(isGerman ? /^Geplant für/ : /^Scheduled for/)
        .waitFor();
      await eventually("the message to be stored", async () => (await sent(`q=${wanted}`)).length === 1);
      const [message] = await sent(`q=${encodeURIComponent(wanted)}`);
      expect(message?.state).toBe("queued");
      const hours = (Date.parse(message?.sendAt ?? "") - Date.now()) / 3_600_000;
      expect(hours > 0.4 && hours < 1.6).toBe(true);
      expect(watched.problems).toEqual([]);
    },
    HANG_MS,
  );
});

test.skipIf(!hasChromium)(
  "script and styles of the first page take at most 350 KB",
  async () => {
    await using watched = await stage.open();
    await watched.signIn();
    await watched.page.goto("/send");
    await submit(watched.page).waitFor();
    const bytes = await watched.page.evaluate(codeBytes);
    expect(bytes).toBeGreaterThan(50_000);
    expect(bytes).toBeLessThanOrEqual(350_000);
  },
  HANG_MS,
);
