import type { Page } from "playwright-core";
import { eventually } from "../../support/eventually.ts";
import { read, send } from "../roster.ts";
import { FAILED, failing, heading, nothing, type TestedPage, waiting } from "../states.ts";
import type { Stage } from "../support.ts";

const TITLE = heading(/^Webhooks$/);
const DELIVERIES = heading(/^(Deliveries|Zustellungen)$/);

/** Three targets, one with a delivery that was given up, since requests to the own machine are refused; once for a gateway. */
async function fill(_page: Page, stage: Stage): Promise<void> {
  const { items } = await read<{ items: { name: string }[] }>(stage, "/webhooks");
  if (items.length > 0) return;
  const add = async (body: object) =>
    (await (await send(stage, "/webhooks", "POST", body)).json()) as { id: number; name: string };
  const erp = await add({
    name: "erp",
    url: "http://localhost:9/hooks/sms",
    events: ["message.received", "message.failed"],
  });
  await add({ name: "archive", url: "https://archive.example.org/hooks/sms", events: [], enabled: false });
  await add({ name: "tickets", url: "https://tickets.example.org/hooks/sms", events: ["message.received"] });
  await send(stage, `/webhooks/${erp.id}/test`, "POST", {});
  await eventually(
    "the delivery is given up",
    async () =>
      (await read<{ items: unknown[] }>(stage, "/jobs?destination=webhook:erp&state=dead")).items.length === 1,
  );
}

const row = (page: Page, name: string) => page.getByRole("option").filter({ hasText: name }).first();

async function open(page: Page): Promise<void> {
  await row(page, "erp").click();
  await page.getByRole("heading", { level: 2, name: "erp" }).waitFor();
  await page
    .getByRole("button", { name: /^(All deliveries|Alle Zustellungen)$/ })
    .or(page.getByRole("link", { name: /^(All deliveries|Alle Zustellungen)$/ }))
    .waitFor();
}

/** The pages *Webhooks* and *Deliveries*. */
export const WEBHOOKS: readonly TestedPage[] = [
  {
    name: "webhooks",
    path: "/webhooks",
    states: {
      filled: {
        before: fill,
        async after(page) {
          await TITLE(page);
          await page
            .getByText(/^1 (given up|aufgegeben)$/)
            .first()
            .waitFor();
        },
      },
      detail: { before: fill, after: open },
      new: {
        before: fill,
        async after(page) {
          await page.getByRole("button", { name: /^(New webhook|Neuer Webhook)$/ }).click();
          await page.getByRole("dialog").getByRole("textbox").first().waitFor();
        },
      },
      rotate: {
        before: fill,
        async after(page) {
          await open(page);
          await page.getByRole("button", { name: /^(New secret|Neues Geheimnis)$/ }).click();
          await page.getByRole("dialog").waitFor();
        },
      },
      empty: {
        before: nothing("**/api/v1/webhooks"),
        async after(page) {
          await page.getByText(/^(No webhooks yet|Noch keine Webhooks)$/).waitFor();
        },
      },
      loading: { before: waiting("**/api/v1/webhooks"), after: TITLE },
      failed: {
        before: failing("**/api/v1/webhooks"),
        expected: FAILED,
        async after(page) {
          await page.getByRole("alert").waitFor();
        },
      },
    },
  },
  {
    name: "deliveries",
    path: "/deliveries",
    states: {
      filled: {
        before: fill,
        async after(page) {
          await DELIVERIES(page);
          await row(page, "erp").waitFor();
        },
      },
      detail: {
        before: fill,
        async after(page) {
          await row(page, "erp").click();
          await page.locator(".timeline").waitFor();
        },
      },
      delete: {
        before: fill,
        async after(page) {
          await row(page, "erp").click();
          await page.getByRole("button", { name: /^(Delete|Löschen)$/ }).click();
          await page.getByRole("dialog").waitFor();
        },
      },
      empty: { before: nothing("**/api/v1/jobs?*"), after: (page) => page.locator(".empty-state").waitFor() },
      loading: { before: waiting("**/api/v1/jobs?*"), after: DELIVERIES },
      failed: {
        before: failing("**/api/v1/jobs?*"),
        expected: FAILED,
        async after(page) {
          await page.getByRole("alert").waitFor();
        },
      },
    },
  },
];
