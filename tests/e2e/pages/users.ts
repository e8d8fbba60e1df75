import type { Page } from "playwright-core";
import { FAILED, failing, heading, nothing, type TestedPage, waiting } from "../states.ts";
import type { Stage } from "../support.ts";

const TITLE = heading(/^(System users|Systembenutzer)$/);

/** A user who sends, one who only reads and is disabled; once for a gateway. */
async function fill(_page: Page, stage: Stage): Promise<void> {
  const call = (path: string, method: string, body: object, type = "application/json") =>
    stage.call(`/api/v1${path}`, { method, headers: { "content-type": type }, body: JSON.stringify(body) });
  const added = await call("/users", "POST", {
    name: "apiuser",
    password: "long-enough-1",
    permissions: ["http-api", "rest-api", "web"],
    requestsPerMinute: 60,
  });
  if (added.status === 409) return;
  const read = await call("/users", "POST", { name: "reader", password: "long-enough-1", permissions: ["web"] });
  const { id } = (await read.json()) as { id: number };
  await call(`/users/${id}`, "PATCH", { disabled: true }, "application/merge-patch+json");
}

const row = (page: Page, name: string) => page.getByRole("option", { name: new RegExp(`^${name}`) });

export const USERS: readonly TestedPage[] = [
  {
    name: "users",
    path: "/users",
    states: {
      filled: {
        before: fill,
        async after(page) {
          await TITLE(page);
          await row(page, "apiuser").waitFor();
        },
      },
      detail: {
        before: fill,
        async after(page) {
          await row(page, "apiuser").click();
          await page.getByRole("heading", { level: 2, name: "apiuser" }).waitFor();
          await page.getByText(/^(Not signed in|Mit keinem Browser)/).waitFor();
        },
      },
      permissions: {
        before: fill,
        async after(page) {
          await row(page, "apiuser").locator(".users-pencil").click();
          await page.getByRole("checkbox").first().waitFor();
        },
      },
      empty: {
        before: nothing("**/api/v1/users?*"),
        async after(page) {
          await page.getByText(/^(No users|Keine Benutzer)$/).waitFor();
        },
      },
      loading: { before: waiting("**/api/v1/users?*"), after: TITLE },
      failed: {
        before: failing("**/api/v1/users?*"),
        expected: FAILED,
        async after(page) {
          await page.getByRole("alert").waitFor();
        },
      },
    },
  },
];
