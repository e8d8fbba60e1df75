import type { Page } from "playwright-core";
import { eventually } from "../../support/eventually.ts";
import { read, send } from "../roster.ts";
import { FAILED, failing, heading, nothing, type TestedPage, waiting } from "../states.ts";
import type { Stage } from "../support.ts";

const TITLE = heading(/^(Monitoring|Überwachung)$/);

/** Three checks: one that is down, since nothing is looked at on the own machine; once for a gateway. */
async function fill(_page: Page, stage: Stage): Promise<void> {
  const { items } = await read<{ items: unknown[] }>(stage, "/checks");
  if (items.length > 0) return;
  const flapping = { changes: 6, minutes: 60 };
  const shop = { name: "shop", probe: { http: { url: "http://localhost:9/" } }, failures: 1, flapping };
  await send(stage, "/checks", "POST", shop);
  await send(stage, "/checks", "POST", { name: "backup", probe: { heartbeat: {} }, everySeconds: 86_400 });
  await send(stage, "/checks", "POST", {
    name: "router",
    enabled: false,
    probe: { tcp: { host: "192.0.2.8", port: 22 } },
    notify: { group: "admins" },
  });
  await eventually("the shop is down", async () => {
    const checks = await read<{ items: { state: string }[] }>(stage, "/checks");
    return checks.items.some(({ state }) => state === "down");
  });
}

const row = (page: Page, name: string) => page.getByRole("option").filter({ hasText: name }).first();
const down = (page: Page) => page.getByText(/^(Down since|Schlägt fehl seit) /).first();

async function open(page: Page, name: string): Promise<void> {
  await row(page, name).click();
  await page.getByRole("heading", { level: 2, name }).waitFor();
}

/** The page *Monitoring*. */
export const MONITORING: readonly TestedPage[] = [
  {
    name: "monitoring",
    path: "/monitoring",
    states: {
      filled: {
        before: fill,
        async after(page) {
          await TITLE(page);
          await down(page).waitFor();
        },
      },
      detail: {
        before: fill,
        async after(page) {
          await open(page, "shop");
          await page.locator(".timeline").waitFor();
        },
      },
      heartbeat: {
        before: fill,
        async after(page) {
          await open(page, "backup");
          await page.locator(".check-url").waitFor();
        },
      },
      new: {
        before: fill,
        async after(page) {
          await page.getByRole("button", { name: /^(New check|Neue Prüfung)$/ }).click();
          await page.getByRole("dialog").getByRole("textbox").first().waitFor();
        },
      },
      empty: {
        before: nothing("**/api/v1/checks"),
        async after(page) {
          await page.getByText(/^(No checks yet|Noch keine Prüfungen)$/).waitFor();
        },
      },
      loading: { before: waiting("**/api/v1/checks"), after: TITLE },
      failed: {
        before: failing("**/api/v1/checks"),
        expected: FAILED,
        async after(page) {
          await page.getByRole("alert").waitFor();
        },
      },
    },
  },
];
