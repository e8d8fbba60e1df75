import type { Page } from "playwright-core";
import { contactOf, FAILED, failing, heading, nothing, type TestedPage, waiting } from "../states.ts";
import type { Stage } from "../support.ts";

const TITLE = heading(/^(Opt-outs|Abmeldungen)$/);
const ASKED = "+4915112340001";
const KNOWN = "+4915112340002";

/** A number that was opted out by hand, and one of a contact; once for a gateway. */
async function fill(_page: Page, stage: Stage): Promise<void> {
  await contactOf(stage, "Otto Still", KNOWN);
  const { items } = (await (await stage.call("/api/v1/opt-outs")).json()) as { items: unknown[] };
  if (items.length > 0) return;
  for (const [number, reason] of [
    [ASKED, "Asked by telephone, and again at the counter in the town hall"],
    [KNOWN, "Has left the company"],
  ]) {
    const answer = await stage.call("/api/v1/opt-outs", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ number, reason }),
    });
    if (answer.status !== 201) throw new Error(await answer.text());
  }
}

const row = (page: Page, digits: RegExp) => page.getByRole("option", { name: digits });

/** What other pages say of a number that has opted out. */
const LINE = (page: Page) => page.getByRole("link", { name: /^(How it came to that|Wie es dazu kam)$/ }).waitFor();

export const OPT_OUTS: readonly TestedPage[] = [
  {
    name: "opt-outs",
    path: "/opt-outs",
    states: {
      filled: {
        before: fill,
        async after(page) {
          await TITLE(page);
          await row(page, /^\+49 1511 2340001/).waitFor();
        },
      },
      detail: {
        before: fill,
        async after(page) {
          await row(page, /^\+49 1511 2340002/).click();
          await page.getByRole("heading", { level: 2, name: "+49 1511 2340002" }).waitFor();
          await page.getByText("Has left the company").waitFor();
          await page.getByRole("link", { name: "Otto Still" }).waitFor();
        },
      },
      adding: {
        before: fill,
        async after(page) {
          await page.getByRole("button", { name: /^(Opt a number out|Nummer abmelden)$/ }).click();
          await page
            .getByRole("dialog")
            .getByLabel(/^(Reason|Grund)$/)
            .waitFor();
        },
      },
      conversation: {
        before: fill,
        async after(page) {
          await page.goto(`/conversations/${KNOWN}`);
          await LINE(page);
        },
      },
      contact: {
        before: fill,
        async after(page, stage) {
          await page.goto(`/address-book/${await contactOf(stage, "Otto Still", KNOWN)}`);
          await LINE(page);
        },
      },
      empty: {
        before: nothing("**/api/v1/opt-outs?*"),
        async after(page) {
          await page.getByText(/^(Nobody has opted out|Niemand hat sich abgemeldet)$/).waitFor();
          await page.getByRole("link", { name: /^(Switch it on|Einschalten)$/ }).waitFor();
        },
      },
      loading: { before: waiting("**/api/v1/opt-outs?*"), after: TITLE },
      failed: {
        before: failing("**/api/v1/opt-outs?*"),
        expected: FAILED,
        async after(page) {
          await page.getByRole("alert").waitFor();
        },
      },
    },
  },
];
