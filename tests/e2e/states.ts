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
export const failing = (pattern: string) => async (page: Page) => {
  await page.route(pattern, (route) =>
    route.fulfill({
      status: 500,
      contentType: "application/problem+json",
      body: JSON.stringify({ type: "about:blank", title: "Internal Server Error", status: 500 }),
    }),
  );
};
export const FAILED = /Failed to load resource: .* 500/;

/** Calls whose path matches are answered with a page of a list with nothing in it. */
export const nothing = (pattern: string) => async (page: Page) => {
  await page.route(pattern, (route) => route.fulfill({ json: { items: [] } }));
};

/** Calls whose path matches get no answer. */
export const waiting = (pattern: string) => async (page: Page) => {
  await page.route(pattern, () => undefined);
};

const JSON_TYPE = { "content-type": "application/json" };

/** The ID of a contact, who is added when no page has done so before: pages share one gateway. */
export async function contactOf(stage: Stage, name: string, number: string): Promise<number> {
  const { items } = (await (await stage.call(`/api/v1/contacts?q=${encodeURIComponent(name)}`)).json()) as {
    items: { id: number; name: string }[];
  };
  const known = items.find((each) => each.name === name);
  if (known !== undefined) return known.id;
  const body = JSON.stringify({ name, number });
  const answer = await stage.call("/api/v1/contacts", { method: "POST", headers: JSON_TYPE, body });
  if (!answer.ok) throw new Error(await answer.text());
  return ((await answer.json()) as { id: number }).id;
}

export const heading = (name: RegExp) => (page: Page) => page.getByRole("heading", { level: 1, name }).waitFor();
