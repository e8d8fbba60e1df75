import type { Page } from "playwright-core";
import { FAILED, failing, heading, nothing, type TestedPage, waiting } from "../states.ts";
import type { Stage } from "../support.ts";

const TITLE = heading(/^(Address book|Adressbuch)$/);
const IMPORT = heading(/^(Import contacts|Kontakte importieren)$/);

export const FILE = [
  "name;number;email;groups;note",
  "Anna Berg;0170 1234567;anna@example.org;admins,night shift;",
  "Ben Kurz;0171 2345678;;admins;",
  "Clara Lang;;clara@example.org;;holidays in May",
  "Dr. Maximiliane von und zu Wartenburg-Langenfeld;+43 660 1234567;maximiliane.wartenburg@example.org;management;",
].join("\n");

/** Every kind of row: new, changed, as it is, refused for each of some reasons. */
export const NEXT_FILE = [
  "name;number;email;groups;note",
  "Anna Berg;0170 7654321;;night shift,visitors;moved",
  "Ben Kurz;0171 2345678;;admins;",
  "Emil Ernst;0172 3456789;emil@example.org;admins;",
  ";0173 4567890;;;",
  "Frieda;tomorrow;nowhere;;",
  "Emil Ernst;0174 5678901;;;",
].join("\n");

/** The address book has what the file has, and nothing else. */
export async function fillContacts(stage: Stage, file: string): Promise<void> {
  const headers = { "content-type": "text/csv" };
  const planned = await stage.call("/api/v1/contacts/import?existing=clear", { method: "POST", headers, body: file });
  const { id } = (await planned.json()) as { id: string };
  const done = await stage.call(`/api/v1/contacts/import/${id}`, { method: "POST" });
  if (done.status !== 200) throw new Error(await done.text());
}

interface BookContact {
  id: number;
  name: string;
  number?: string;
  note?: string;
  groups: { id: number; name: string }[];
}

export async function contactNamed(stage: Stage, name: string): Promise<BookContact | undefined> {
  const answer = await stage.call(`/api/v1/contacts?limit=10&q=${encodeURIComponent(name)}`);
  const { items } = (await answer.json()) as { items: BookContact[] };
  return items.find((contact) => contact.name === name);
}

export const addContact = (stage: Stage, contact: object) =>
  stage.call("/api/v1/contacts", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(contact),
  });

const fill = (_page: Page, stage: Stage) => fillContacts(stage, FILE);
const row = (page: Page, name: string) => page.getByRole("option", { name: new RegExp(`^${name}`) });

/** Chooses a file and looks at what it would do. */
export async function plan(page: Page, file: string): Promise<void> {
  const buffer = Buffer.from(file);
  await page.locator("input[type=file]").setInputFiles({ name: "contacts.csv", mimeType: "text/csv", buffer });
  await page.getByText("contacts.csv", { exact: true }).waitFor();
  await page.getByRole("button", { name: /^(See what would change|Zeigen, was sich ändern würde)$/ }).click();
  await heading(/^Import (of|von) contacts\.csv$/)(page);
  await page.getByRole("tab").first().waitFor();
}

export const ADDRESS_BOOK: readonly TestedPage[] = [
  {
    name: "address-book",
    path: "/address-book",
    states: {
      filled: {
        before: fill,
        async after(page) {
          await TITLE(page);
          await row(page, "Anna Berg").waitFor();
        },
      },
      detail: {
        before: fill,
        async after(page) {
          await row(page, "Anna Berg").click();
          await page.getByRole("heading", { level: 2, name: "Anna Berg" }).waitFor();
        },
      },
      new: {
        before: fill,
        async after(page) {
          await page
            .getByRole("link", { name: /^(Add a contact|Kontakt anlegen)$/ })
            .first()
            .click();
          await page.getByRole("dialog").getByLabel("Name").fill("Gerda");
        },
      },
      empty: {
        before: nothing("**/api/v1/contacts?*"),
        async after(page) {
          await page.getByText(/^(Nobody is in the address book yet|Noch niemand im Adressbuch)$/).waitFor();
        },
      },
      loading: { before: waiting("**/api/v1/contacts?*"), after: TITLE },
      failed: {
        before: failing("**/api/v1/contacts?*"),
        expected: FAILED,
        async after(page) {
          await page.getByRole("alert").waitFor();
        },
      },
    },
  },
  {
    name: "address-book import",
    path: "/address-book/import",
    states: {
      empty: {
        async after(page) {
          await IMPORT(page);
          await page.getByLabel(/^(Address of the file|Adresse der Datei)/).waitFor();
        },
      },
      planned: {
        before: fill,
        async after(page) {
          await plan(page, NEXT_FILE);
        },
      },
      imported: {
        before: fill,
        async after(page) {
          await plan(page, NEXT_FILE);
          await page.getByRole("button", { name: /^(Import 2|2 übernehmen)$/ }).click();
          await page.getByText(/^(Imported|Übernommen)$/).waitFor();
        },
      },
      failed: {
        before: failing("**/api/v1/contacts/import?*"),
        expected: FAILED,
        async after(page) {
          const buffer = Buffer.from(FILE);
          await page.locator("input[type=file]").setInputFiles({ name: "contacts.csv", mimeType: "text/csv", buffer });
          await page.getByRole("button", { name: /^(See what would change|Zeigen, was sich ändern würde)$/ }).click();
          await page.getByRole("alert").waitFor();
        },
      },
    },
  },
];
