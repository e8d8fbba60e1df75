import type { Page } from "playwright-core";
import { FAILED, failing, heading, nothing, type TestedPage, waiting } from "../states.ts";
import { fillGroups } from "./groups.ts";

const TITLE = heading(/^(On call|Bereitschaft)$/);

/** Of a shift: with name and times. */
const block = (page: Page, name: string) => page.getByRole("button", { name: new RegExp(`^${name}`) }).first();

async function choose(page: Page, name: string): Promise<void> {
  await TITLE(page);
  await page
    .getByRole("combobox", { name: /^(Group|Gruppe)$/ })
    .or(page.getByRole("textbox", { name: /^(Group|Gruppe)$/ }))
    .first()
    .click();
  await page.getByRole("option", { name }).click();
}

export const ON_CALL: readonly TestedPage[] = [
  {
    name: "on-call",
    // A week ahead has all of its days to come, whenever it is looked at.
    path: "/on-call?week=2030-01-07",
    states: {
      filled: {
        before: fillGroups,
        async after(page) {
          await TITLE(page);
          await block(page, "Anna Berg").waitFor();
        },
      },
      menu: {
        before: fillGroups,
        async after(page) {
          await block(page, "Ben Kurz").click();
          await page.getByRole("menuitem").first().waitFor();
        },
      },
      swap: {
        before: fillGroups,
        async after(page) {
          await block(page, "Ben Kurz").click();
          await page.getByRole("menuitem", { name: /^(Swap with|Tauschen mit)/ }).click();
          await page
            .getByRole("dialog")
            .getByRole("button", { name: /^Anna Berg/ })
            .first()
            .waitFor();
        },
      },
      shift: {
        before: fillGroups,
        async after(page) {
          await block(page, "Anna Berg").waitFor();
          await page.getByRole("button", { name: /^(Add a shift|Schicht anlegen)$/ }).click();
          await page
            .getByRole("dialog")
            .getByText(/^(Every week|Jede Woche)$/)
            .waitFor();
        },
      },
      unscheduled: {
        before: fillGroups,
        async after(page) {
          await choose(page, "Building");
          await page.getByText(/^(No schedule yet|Noch kein Bereitschaftsplan)$/).waitFor();
        },
      },
      empty: {
        before: nothing("**/api/v1/groups?*"),
        async after(page) {
          await page.getByText(/^(Who is on call will be here|Hier steht, wer Bereitschaft hat)$/).waitFor();
        },
      },
      loading: { before: waiting("**/api/v1/groups/*/on-call*"), after: TITLE },
      failed: {
        before: failing("**/api/v1/groups/*/on-call*"),
        expected: FAILED,
        async after(page) {
          await page.getByRole("alert").waitFor();
        },
      },
    },
  },
];
