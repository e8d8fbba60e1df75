import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { eventually } from "../../support/eventually.ts";
import { contactOf, FAILED, failing, heading, nothing, type TestedPage, waiting } from "../states.ts";
import type { Stage } from "../support.ts";

const ANNA = "+491701234567";
const BEN = "+491701234568";
const LONG =
  "The water in the cellar of building 7 has reached the second step. Please bring the large pump, two hoses and somebody who can carry them, and call the caretaker, who has the key of the side entrance.";

/** A message that waited in the spool of another gateway: nobody knows what became of it. */
async function importOne(stage: Stage): Promise<void> {
  const spool = mkdtempSync(join(tmpdir(), "aldis-spool-"));
  for (const folder of ["outgoing", "incoming", "sent"]) mkdirSync(join(spool, folder));
  writeFileSync(join(spool, "outgoing", "send_1"), "To: 4917055501234\n\nPump 2 stands still");
  const imported = await stage.aldis(["import", "smstools", spool]);
  rmSync(spool, { recursive: true });
  if (imported.exit !== 0) throw new Error(imported.output);
}

/** A message of each kind, once for a gateway: arrived, of two parts, refused, not delivered, waiting, unknown; and two that came in. */
async function fill(_page: Page, stage: Stage): Promise<void> {
  const count = async (path: string) => ((await (await stage.call(path)).json()) as { items: unknown[] }).items.length;
  if ((await count("/api/v1/messages?q=cellar")) > 0) return;
  const post = async (path: string, body: object) => {
    const headers = { "content-type": "application/json" };
    return stage.call(`/api/v1${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  };
  await contactOf(stage, "Anna Berg", ANNA);
  const send = async (to: string, text: string, rest: object = {}) => {
    const answer = await post("/messages", { to, text, ...rest });
    if (!answer.ok) throw new Error(await answer.text());
  };
  await send(ANNA, "Disk full on db1: 98 % used");
  await send(BEN, LONG);
  await send("+4917055501021", "Freezer 3 is at −9 °C");
  await send("+4917055502070", "The night shift begins at ten");
  await send("+4917055508009", "Fire alarm, hall 2");
  await send(BEN, "Test of the siren on Saturday at noon", {
    sendAt: new Date(Date.now() + 3 * 3_600_000).toISOString(),
  });
  await importOne(stage);
  for (const text of ["On my way", "Where is the key of the side entrance?"]) {
    await post("/simulator/messages", { from: ANNA, text });
  }
  await eventually("two to arrive", async () => (await count("/api/v1/messages?state=delivered")) >= 2);
  await eventually("one to fail", async () => (await count("/api/v1/messages?state=failed&q=Freezer")) === 1, 30_000);
  await eventually("one to be undelivered", async () => (await count("/api/v1/messages?state=undelivered")) >= 1);
  await eventually("the answers", async () => (await count("/api/v1/incoming?q=key")) === 1);
}

const row = (text: RegExp | string) => (page: Page) =>
  page.getByRole("option").filter({ hasText: text }).first().waitFor();

/** Opens the message with this text, and its details. */
const open = (text: string) => async (page: Page) => {
  const option = page.getByRole("option").filter({ hasText: text }).first();
  await option.click();
  await page.locator(".timeline").waitFor();
  const more = page.locator(".message-technical");
  if ((await more.count()) > 0) await more.click();
};

const SENT = heading(/^(Sent messages|Gesendete Nachrichten)$/);
const INCOMING = heading(/^(Incoming messages|Eingegangene Nachrichten)$/);
/** The pages *Messages*. */
export const MESSAGES: readonly TestedPage[] = [
  {
    name: "messages-sent",
    path: "/messages/sent",
    states: {
      filled: { before: fill, after: row("Disk full") },
      detail: { before: fill, after: open("cellar") },
      failed: { before: fill, after: open("Freezer") },
      empty: { before: nothing("**/api/v1/messages?*"), after: (page) => page.locator(".empty-state").waitFor() },
      loading: { before: waiting("**/api/v1/messages?*"), after: SENT },
      broken: {
        before: failing("**/api/v1/messages?*"),
        expected: FAILED,
        async after(page) {
          await page.getByRole("alert").waitFor();
        },
      },
    },
  },
  {
    name: "messages-queue",
    path: "/messages/queue",
    states: { detail: { before: fill, after: open("siren") } },
  },
  {
    name: "messages-incoming",
    path: "/messages/incoming",
    states: {
      filled: { before: fill, after: row("On my way") },
      empty: { before: nothing("**/api/v1/incoming?*"), after: (page) => page.locator(".empty-state").waitFor() },
      detail: {
        before: fill,
        async after(page) {
          await INCOMING(page);
          await page.getByRole("option").filter({ hasText: "On my way" }).first().click();
          await page.getByRole("textbox", { name: /^(Note|Notiz)/ }).waitFor();
        },
      },
    },
  },
];
