import type { Page } from "playwright-core";
import { FAILED, failing, heading, nothing, type TestedPage, waiting } from "../states.ts";
import type { Stage } from "../support.ts";

const TITLE = heading(/^(Event log|Ereignisprotokoll)$/);
const LIST = "**/api/v1/events-log?*";

/** A user with other permissions than before, and a refused request. */
async function fill(_page: Page, stage: Stage): Promise<void> {
  const call = (path: string, method: string, body: object) =>
    stage.call(`/api/v1${path}`, {
      method,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  const added = await call("/users", "POST", { name: "logged", password: "long-enough-1", permissions: ["web"] });
  if (added.status === 409) return;
  const { id } = (await added.json()) as { id: number };
  await call(`/users/${id}/permissions`, "PUT", { permissions: ["contacts", "web"] });
  await fetch(`${stage.url}/api.php?username=nobody&password=wrong&to=1&text=x`);
}

const changed = (page: Page) =>
  page
    .getByRole("option", { name: /(Permissions changed|Berechtigungen geändert)/ })
    .filter({ hasText: "logged" })
    .first();

export const EVENTS_LOG: readonly TestedPage[] = [
  {
    name: "events-log",
    path: "/events-log",
    states: {
      filled: {
        before: fill,
        async after(page) {
          await TITLE(page);
          await changed(page).waitFor();
        },
      },
      detail: {
        before: fill,
        async after(page) {
          await changed(page).click();
          await page.getByRole("heading", { level: 2 }).waitFor();
        },
      },
      empty: {
        before: nothing(LIST),
        async after(page) {
          await page.getByText(/^(No events yet|Noch keine Ereignisse)$/).waitFor();
        },
      },
      loading: { before: waiting(LIST), after: TITLE },
      failed: {
        before: failing(LIST),
        expected: FAILED,
        async after(page) {
          await page.getByRole("alert").waitFor();
        },
      },
    },
  },
];
