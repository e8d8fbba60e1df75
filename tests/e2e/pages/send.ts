import type { Page } from "playwright-core";
import { addGroup, hasGroup } from "../roster.ts";
import { FAILED, failing, heading, type TestedPage, waiting } from "../states.ts";
import type { Stage } from "../support.ts";

const TITLE = heading(/^(Send|Senden)$/);
const submit = (page: Page) => page.locator(".send-form button[type=submit]").click();

/** Two people in a group, once. */
async function team(_page: Page, stage: Stage): Promise<void> {
  if (!(await hasGroup(stage, "Night watch")))
    await addGroup(stage, "Night watch", { members: ["Anna Berg", "Ben Kurz"] });
}

async function write(page: Page, text: string): Promise<void> {
  const to = page.locator(".recipients-pills input");
  await to.fill("Night watch");
  await page.getByRole("option", { name: /Night watch/ }).waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await to.fill("110");
  await page.keyboard.press("Enter");
  await page.locator(".message-field textarea").fill(text);
  await page.locator(".send-refused").waitFor();
}

/** The page *Send*. */
export const SEND: readonly TestedPage[] = [
  {
    name: "send",
    path: "/send",
    states: {
      empty: { after: TITLE },
      missing: {
        before: team,
        async after(page) {
          await write(page, "Disk full on {host} – please look at it ☕");
          await submit(page);
          await page.locator(".send-variables .mantine-InputWrapper-error").waitFor();
        },
      },
      sent: {
        before: team,
        async after(page) {
          await write(page, "The pump has stopped.");
          await submit(page);
          await page.getByText(/2 (of|von) 2/).waitFor();
          await page.locator(".send-batch-refused").waitFor();
        },
      },
      loading: { before: waiting("**/api/v1/modems"), after: TITLE },
      failed: {
        before: failing("**/api/v1/messages"),
        expected: FAILED,
        async after(page) {
          await page.locator(".recipients-pills input").fill("0170 1234567");
          await page.locator(".message-field textarea").fill("Hello");
          await submit(page);
          await page.getByRole("alert").waitFor();
        },
      },
    },
  },
];
