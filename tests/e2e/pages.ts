import type { Page } from "playwright-core";
import type { Stage } from "./support.ts";

/** A state in which a page is looked at. */
export interface PageState {
  /** Before the page is opened: data, or calls that fail or never end ({@link failing}, {@link waiting}). */
  before?(page: Page, stage: Stage): Promise<void>;
  /** After it was opened: brings it to the state, and waits for it. */
  after(page: Page, stage: Stage): Promise<void>;
  /** What the console may say in it: a call that fails on purpose. */
  expected?: RegExp;
}

/** A page that every check of quality looks at. */
export interface TestedPage {
  name: string;
  path: string;
  /** Nobody is signed in. */
  isOpen?: true;
  states: Readonly<Record<string, PageState>>;
}

/** Calls whose path matches are answered with 500. Use with `expected: FAILED`. */
const failing = (pattern: string) => async (page: Page) => {
  await page.route(pattern, (route) =>
    route.fulfill({
      status: 500,
      contentType: "application/problem+json",
      body: JSON.stringify({ type: "about:blank", title: "Internal Server Error", status: 500 }),
    }),
  );
};
const FAILED = /Failed to load resource: .* 500/;

/** Calls whose path matches get no answer. */
const waiting = (pattern: string) => async (page: Page) => {
  await page.route(pattern, () => undefined);
};

const heading = (name: RegExp) => (page: Page) => page.getByRole("heading", { level: 1, name }).waitFor();

/** Each page with the states that it has. A new page adds itself here; see docs/web.md. */
export const TESTED_PAGES: readonly TestedPage[] = [
  {
    name: "sign-in",
    path: "/",
    isOpen: true,
    states: {
      empty: { after: heading(/^(Sign in|Anmelden)$/) },
      refused: {
        async after(page) {
          await page.getByLabel(/^(User name|Benutzername)$/).fill("nobody");
          await page.getByLabel(/^(Password|Passwort)$/).fill("wrong-password");
          await page.keyboard.press("Enter");
          await page.getByRole("alert").waitFor();
        },
      },
    },
  },
  {
    name: "account",
    path: "/account",
    states: {
      filled: {
        async after(page) {
          await heading(/^(Your account|Ihr Konto)$/)(page);
          await page
            .getByText(/Chrome (on|unter) Linux/)
            .first()
            .waitFor();
        },
      },
      loading: { before: waiting("**/api/v1/me/sessions"), after: heading(/^(Your account|Ihr Konto)$/) },
      failed: {
        before: failing("**/api/v1/me/sessions"),
        expected: FAILED,
        async after(page) {
          await page.getByRole("alert").waitFor();
        },
      },
    },
  },
];
