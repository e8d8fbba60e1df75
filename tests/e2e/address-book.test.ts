import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { hasChromium } from "../support/chromium.ts";
import { eventually } from "../support/eventually.ts";
import { addContact, contactNamed, FILE, fillContacts } from "./pages/address-book.ts";
import { type Stage, startStage } from "./support.ts";

const HANG_MS = 180_000;

let stage: Stage;
beforeAll(async () => {
  if (hasChromium) stage = await startStage();
}, HANG_MS);
afterAll(() => stage?.[Symbol.asyncDispose]());

async function idOf(name: string): Promise<number> {
  const contact = await contactNamed(stage, name);
  if (contact === undefined) throw new Error(`${name} is not there`);
  return contact.id;
}

const patch = (id: number, body: object) =>
  stage.call(`/api/v1/contacts/${id}`, {
    method: "PATCH",
    headers: { "content-type": "application/merge-patch+json" },
    body: JSON.stringify(body),
  });

/** Waits until no panel or question is open any more. */
const closed = (page: Page) => page.getByRole("dialog").waitFor({ state: "detached" });

describe.skipIf(!hasChromium)("the address book", () => {
  test(
    "what is wrong with a contact is said in the page's own words in German, too",
    async () => {
      await using watched = await stage.open({ language: "de" });
      await watched.signIn();
      const { page } = watched;
      await page.goto("/address-book/new?number=%2B491701112233");
      const sheet = page.getByRole("dialog");
      await watched.rest();
      await sheet.getByRole("button", { name: "Anlegen", exact: true }).click();
      await sheet.getByText("Der Name fehlt", { exact: true }).waitFor();
    },
    HANG_MS,
  );

  test(
    "a contact is added from a number, changed, deleted and brought back",
    async () => {
      await using watched = await stage.open();
      await watched.signIn();
      const { page } = watched;
      await page.goto("/address-book/new?number=%2B491701112233");
      const sheet = page.getByRole("dialog");
      expect(await sheet.getByLabel("Number").inputValue()).toBe("+491701112233");
      await sheet.getByRole("button", { name: "Add", exact: true }).click();
      await sheet.getByText("The name is missing").waitFor();
      await sheet.getByLabel("Name").fill("Hanna Holm");
      await sheet.getByLabel("Email").fill("nowhere");
      await sheet.getByRole("button", { name: "Add", exact: true }).click();
      await sheet.getByText("This is no email address").waitFor();
      await sheet.getByLabel("Email").fill("hanna@example.org");
      await sheet.getByRole("button", { name: "Add", exact: true }).click();
      await page.getByRole("heading", { level: 2, name: "Hanna Holm" }).waitFor();
      const id = await idOf("Hanna Holm");
      expect(new URL(page.url()).pathname).toBe(`/address-book/${id}`);
      await closed(page);

      await page.getByRole("button", { name: "Edit" }).click();
      await sheet.getByLabel("Number").fill("0171 9998877");
      await sheet.getByRole("button", { name: "Save" }).click();
      await page.getByText("Hanna Holm is saved").waitFor();
      expect((await contactNamed(stage, "Hanna Holm"))?.number).toBe("+491719998877");
      await page.getByRole("button", { name: "Undo" }).click();
      await eventually(
        "the number from before",
        async () => (await contactNamed(stage, "Hanna Holm"))?.number === "+491701112233",
      );
      await closed(page);

      await page.getByRole("button", { name: "Delete" }).click();
      await page.getByText("Hanna Holm was deleted").waitFor();
      expect(await contactNamed(stage, "Hanna Holm")).toBeUndefined();
      await page.getByRole("button", { name: "Undo" }).last().click();
      await page.getByRole("heading", { level: 2, name: "Hanna Holm" }).waitFor();
      expect(await contactNamed(stage, "Hanna Holm")).toMatchObject({
        number: "+491701112233",
        email: "hanna@example.org",
      });
      expect(watched.problems.filter((problem) => !/ 422 /.test(problem))).toEqual([]);

      await page.getByRole("link", { name: "Write a message" }).click();
      await page.getByRole("heading", { level: 1, name: "Send" }).waitFor();
      await page.locator(".recipient", { hasText: "Hanna Holm" }).waitFor();
      await eventually("a URL without the number", () => new URL(page.url()).search === "");
    },
    HANG_MS,
  );

  test(
    "a group that there is not yet is made from a contact; what was typed for one is never dropped unsaid",
    async () => {
      await using watched = await stage.open();
      await watched.signIn();
      const { page } = watched;
      await page.goto("/address-book/new?name=Greta%20Gut");
      const sheet = page.getByRole("dialog");
      expect(await sheet.getByLabel("Name").inputValue()).toBe("Greta Gut");
      const groups = sheet.getByRole("combobox", { name: "Groups" });
      await groups.fill("Caretakers");
      await page.getByRole("option", { name: "Create group “Caretakers”" }).waitFor();
      await sheet.getByLabel("Note").focus();
      await sheet.getByText("“Caretakers” was not taken").waitFor();
      expect(await groups.inputValue()).toBe("Caretakers");
      await groups.click();
      await page.getByRole("option", { name: "Create group “Caretakers”" }).click();
      await sheet.getByText("Caretakers", { exact: true }).waitFor();
      expect(await groups.inputValue()).toBe("");
      await sheet.getByRole("button", { name: "Add", exact: true }).click();
      await page.getByRole("heading", { level: 2, name: "Greta Gut" }).waitFor();
      const { items } = (await (await stage.call("/api/v1/groups?q=Caretakers")).json()) as {
        items: { id: number; name: string }[];
      };
      expect(items.map(({ name }) => name)).toEqual(["Caretakers"]);
      const members = await stage.call(`/api/v1/groups/${items[0]?.id}/members`);
      expect(await members.json()).toMatchObject({ items: [{ name: "Greta Gut" }] });
      await page.goto("/address-book");
      await page.getByRole("main").getByRole("link", { name: "Groups", exact: true }).click();
      await page.waitForURL("**/groups");
      expect(watched.problems).toEqual([]);
    },
    HANG_MS,
  );

  test(
    "what somebody else changed meanwhile stays, and where both changed the same field one is asked; a name is there once",
    async () => {
      await addContact(stage, { name: "Ida Imhof", number: "+49170222" });
      await addContact(stage, { name: "Ina Imhof" });
      const id = await idOf("Ida Imhof");
      await using watched = await stage.open();
      await watched.signIn();
      const { page } = watched;
      await page.goto(`/address-book/${id}`);
      await page.getByRole("button", { name: "Edit" }).click();
      const sheet = page.getByRole("dialog");
      await sheet.getByLabel("Name").fill("Ina-Irnhof");
      await sheet.getByText("Looks like “Ina Imhof”").waitFor();
      await sheet.getByLabel("Name").fill("Ina Imhof");
      await sheet.getByRole("button", { name: "Save" }).click();
      await sheet.getByText(/^Another contact has this name/).waitFor();
      await sheet.getByLabel("Name").fill("Ida Imhof");
      await sheet.getByLabel("Note").fill("mine");
      expect((await patch(id, { note: "theirs" })).status).toBe(200);
      await sheet.getByRole("button", { name: "Save" }).click();
      await sheet.getByText("Somebody else has changed this contact meanwhile").waitFor();
      await sheet
        .getByRole("definition")
        .filter({ hasText: /^theirs$/ })
        .waitFor();
      expect((await contactNamed(stage, "Ida Imhof"))?.note).toBe("theirs");
      expect(await sheet.getByRole("definition").count()).toBe(1);
      expect((await patch(id, { email: "theirs@example.org" })).status).toBe(200);
      await sheet.getByRole("button", { name: "Save my entries" }).click();
      await closed(page);
      const both = { note: "mine", email: "theirs@example.org" };
      expect(await contactNamed(stage, "Ida Imhof")).toMatchObject(both);

      await page.getByRole("button", { name: "Edit" }).click();
      await page.keyboard.press("Escape");
      await closed(page);
      await page.getByRole("button", { name: "Edit" }).click();
      await sheet.getByLabel("Number").fill("+49170333");
      const question = page.getByRole("dialog", { name: "Discard changes?" });
      await page.keyboard.press("Escape");
      await question.waitFor();
      await page.keyboard.press("Escape");
      await question.waitFor({ state: "detached" });
      expect(await sheet.getByLabel("Number").inputValue()).toBe("+49170333");
      await sheet.getByRole("button", { name: "Close" }).click();
      await question.getByRole("button", { name: "Discard" }).click();
      await closed(page);
      await page.getByRole("button", { name: "Edit" }).click();
      await sheet.getByLabel("Number").fill("+49170333");
      await sheet.getByLabel("Email").fill("mine@example.org");
      expect((await patch(id, { note: "theirs again", email: "again@example.org" })).status).toBe(200);
      await sheet.getByRole("button", { name: "Save" }).click();
      await sheet.getByRole("button", { name: "Discard my entries" }).click();
      await sheet.getByRole("button", { name: "Save" }).click();
      await closed(page);
      const after = { note: "theirs again", email: "again@example.org", number: "+49170333" };
      expect(await contactNamed(stage, "Ida Imhof")).toMatchObject(after);
    },
    HANG_MS,
  );

  test(
    "selected contacts join a group and leave it when that is taken back; who is in one is deleted after a question",
    async () => {
      await fillContacts(stage, FILE);
      await using watched = await stage.open();
      await watched.signIn();
      const { page } = watched;
      await page.goto("/address-book");
      const row = (name: string) => page.getByRole("option", { name: new RegExp(`^${name}`) });
      await row("Ben Kurz").locator(".list-mark").click();
      await row("Clara Lang").locator(".list-mark").click();
      await page.getByRole("button", { name: "Add to a group" }).click();
      await page.getByRole("menuitem", { name: "admins" }).click();
      await page.getByText("2 contacts were added to admins").waitFor();
      expect((await contactNamed(stage, "Clara Lang"))?.groups.map(({ name }) => name)).toEqual(["admins"]);
      await page.getByRole("button", { name: "Undo" }).click();
      await eventually("Clara outside", async () => (await contactNamed(stage, "Clara Lang"))?.groups.length === 0);
      expect((await contactNamed(stage, "Ben Kurz"))?.groups.map(({ name }) => name)).toEqual(["admins"]);

      await row("Ben Kurz").click();
      await page.getByRole("button", { name: "Delete", exact: true }).click();
      const question = page.getByRole("dialog");
      await question.getByText(/also leaves admins/).waitFor();
      await question.getByRole("button", { name: "Delete" }).click();
      await page.getByText("Ben Kurz was deleted").waitFor();
      expect(await contactNamed(stage, "Ben Kurz")).toBeUndefined();
      expect(watched.problems).toEqual([]);
    },
    HANG_MS,
  );
});
