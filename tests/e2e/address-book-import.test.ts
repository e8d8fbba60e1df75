import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { hasChromium } from "../support/chromium.ts";
import { addContact, contactNamed, FILE, fillContacts, NEXT_FILE, plan } from "./pages/address-book.ts";
import { type Stage, startStage } from "./support.ts";

const HANG_MS = 180_000;

let stage: Stage;
beforeAll(async () => {
  if (hasChromium) stage = await startStage();
}, HANG_MS);
afterAll(() => stage?.[Symbol.asyncDispose]());

/** Presses Tab until this has the focus. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press("Tab");
    const reached = page.locator(":focus");
    if ((await reached.count()) > 0 && name.test((await reached.textContent()) ?? "")) return;
  }
  throw new Error(`Tab does not reach ${name}`);
}

describe.skipIf(!hasChromium)("the import of contacts", () => {
  test(
    "a file with bad rows is looked at, imported and found in the book, in German on a telephone",
    async () => {
      await fillContacts(stage, FILE);
      await using watched = await stage.open({ width: 390, language: "de", scheme: "dark" });
      await watched.signIn();
      const { page } = watched;
      await page.goto("/address-book/import");
      await plan(page, NEXT_FILE);
      await page.getByText("Noch nicht übernommen: 1 neu, 1 geändert, 3 abgelehnt, 1 unverändert.").waitFor();
      await page.getByText("In Zeile 4 steht dieser Name schon").waitFor();
      const saving = page.waitForEvent("download");
      await page.getByRole("button", { name: "Abgelehnte Zeilen speichern" }).click();
      const saved = await saving;
      expect(saved.suggestedFilename()).toBe("contacts-abgelehnt.csv");
      // `text()` would leave the byte order mark out, without which Excel takes the file for another encoding.
      const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(await Bun.file(await saved.path()).bytes());
      expect(text).toBe(
        "\ufeffname;number;email;groups;note\r\n;0173 4567890;;;\r\nFrieda;tomorrow;nowhere;;\r\nEmil Ernst;0174 5678901;;;\r\n",
      );
      await page.getByRole("tab", { name: "Geändert (1)" }).click();
      await page.locator("del", { hasText: "+49 170 1234567" }).waitFor();
      await page.locator("ins", { hasText: "+49 170 7654321" }).waitFor();
      expect(await contactNamed(stage, "Emil Ernst")).toBeUndefined();
      await page.reload();
      await page.locator("ins", { hasText: "+49 170 7654321" }).waitFor();
      await page.getByRole("button", { name: "2 übernehmen" }).click();
      await page.getByText("Übernommen", { exact: true }).waitFor();
      expect(await contactNamed(stage, "Emil Ernst")).toMatchObject({ number: "+491723456789" });
      await page.getByRole("link", { name: "Zum Adressbuch" }).click();
      await page.getByRole("option", { name: /^Emil Ernst/ }).waitFor();
      expect(watched.problems).toEqual([]);
    },
    HANG_MS,
  );

  test(
    "by keyboard alone: rows are pasted, looked at and imported; a second import says that it was done",
    async () => {
      await using watched = await stage.open();
      await watched.signIn();
      const { page } = watched;
      await page.goto("/address-book/import");
      await page.getByRole("heading", { level: 1 }).waitFor();
      await tabTo(page, /^Paste rows instead$/);
      await page.keyboard.press("Enter");
      await page.getByLabel("Rows").waitFor();
      await page.keyboard.press("Shift+Tab");
      await page.keyboard.type("Karl Keller;0175 1112223;;\nLea Lenz;0175 1112224;;");
      await tabTo(page, /^See what would change$/);
      await page.keyboard.press("Enter");
      await page.getByText(/^Not imported yet: 2 new\.$/).waitFor();
      await using other = await stage.open();
      await other.signIn();
      await other.page.goto(page.url());
      await other.page.getByText(/^The single rows are shown only/).waitFor();
      await tabTo(page, /^Import 2$/);
      await page.keyboard.press("Enter");
      await page.getByText("Imported", { exact: true }).waitFor();
      await other.page.getByText("Imported", { exact: true }).waitFor();
      expect(await contactNamed(stage, "Karl Keller")).toMatchObject({ number: "+491751112223" });
      expect(watched.problems).toEqual([]);
    },
    HANG_MS,
  );

  test(
    "an import whose address book has changed meanwhile is not carried out, and looked at again",
    async () => {
      await using watched = await stage.open();
      await watched.signIn();
      const { page } = watched;
      await page.goto("/address-book/import");
      await plan(page, "Mona Mai;0175 2223334;;\n");
      await addContact(stage, { name: "Mona Mai" });
      await page.getByRole("button", { name: "Import 1" }).click();
      await page.getByText("The address book has changed meanwhile").waitFor();
      expect((await contactNamed(stage, "Mona Mai"))?.number).toBeUndefined();
      await page.getByRole("button", { name: "Try again" }).click();
      await page.getByText(/^Not imported yet: 1 changed\.$/).waitFor();
      await page.getByRole("button", { name: "Import 1" }).click();
      await page.getByText("Imported", { exact: true }).waitFor();
      expect((await contactNamed(stage, "Mona Mai"))?.number).toBe("+491752223334");
      expect(watched.problems.filter((problem) => !/ 409 /.test(problem))).toEqual([]);
    },
    HANG_MS,
  );

  test(
    "an import goes on when its page is closed, and is found again",
    async () => {
      const rows = Array.from({ length: 3_000 }, (_, at) => `Row ${at};+4917${2_000_000 + at};;`).join("\n");
      await using first = await stage.open();
      await first.signIn();
      await first.page.goto("/address-book/import");
      await plan(first.page, rows);
      const begun = first.page.waitForRequest(
        (request) => request.method() === "POST" && /import\/./.test(request.url()),
      );
      await first.page.getByRole("button", { name: "Import 3,000" }).click();
      await begun;
      await first.page.close();
      const again = await first.context.newPage();
      await again.goto("/address-book/import");
      await again.getByText(/^The import of contacts\.csv is/).waitFor();
      await again.getByRole("link", { name: "Look at it" }).click();
      await again.getByText("Imported", { exact: true }).waitFor();
      expect(await contactNamed(stage, "Row 2999")).toBeDefined();
    },
    HANG_MS,
  );

  test(
    "who may only import sees the import and no contacts; who may do neither is told so",
    async () => {
      const user = { name: "importer", password: "a-long-passphrase" };
      const added = await stage.call("/api/v1/users", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ ...user, permissions: ["web", "import-contacts"] }),
      });
      expect(added.status).toBe(201);
      await using watched = await stage.open();
      await watched.signIn(user);
      const { page } = watched;
      await page.goto("/address-book");
      await page.getByRole("heading", { level: 1, name: "Import contacts" }).waitFor();
      expect(new URL(page.url()).pathname).toBe("/address-book/import");
      expect(await page.getByRole("link", { name: "Back to the address book" }).count()).toBe(0);
      expect(watched.problems).toEqual([]);
    },
    HANG_MS,
  );
});
