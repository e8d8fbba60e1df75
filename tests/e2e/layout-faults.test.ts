import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { hasChromium, startChromium } from "../support/chromium.ts";
import { layoutFaults } from "./in-page.js";

const HANG_MS = 180_000;
const NARROW = "display: inline-block; width: 60px; white-space: nowrap; overflow: hidden; text-overflow: ellipsis";

/** Each has one fault, and what is said of it. */
const FAULTY: Readonly<Record<string, readonly [html: string, said: RegExp]>> = {
  "an action whose name ends with an ellipsis": [
    `<button><span style="${NARROW}">Delete old events</span></button>`,
    /^\d+ px of a label are not seen: <span> “Delete old events”$/,
  ],
  "an action that a scrolling row cuts": [
    `<div style="width: 120px; overflow-x: auto; white-space: nowrap"><button>Export</button><button>Delete old events</button></div>`,
    /^\d+ px of a label are not seen: <button> “Delete old events”$/,
  ],
  "a heading whose end is not seen": [
    `<h1 style="${NARROW}">Alarm policies</h1>`,
    /^\d+ px of a label are not seen: <h1> “Alarm policies”$/,
  ],
  "a state that a row cuts": [
    `<div role="option"><span style="${NARROW}"><span class="state">not delivered</span></span></div>`,
    /^\d+ px of a label are not seen: <span class="state"> “not delivered”$/,
  ],
  "a text that is cut without an ellipsis": [
    `<p style="width: 60px; white-space: nowrap; overflow: hidden">The gateway does not answer</p>`,
    /^cut by \d+ px: <p> “The gateway does not answer”$/,
  ],
};

describe.skipIf(!hasChromium)("the check of a page's layout", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startChromium();
  }, HANG_MS);
  afterAll(() => browser?.close());

  for (const [what, [html, said]] of Object.entries(FAULTY)) {
    test(
      `finds ${what}`,
      async () => {
        const page = await browser.newPage();
        await page.setContent(html);
        const faults = await page.evaluate(layoutFaults);
        expect(faults).toEqual([expect.stringMatching(said)]);
        await page.close();
      },
      HANG_MS,
    );
  }

  test(
    "finds nothing in names that are read whole, in chips that scroll, and in a row that shows the beginning of a text",
    async () => {
      const page = await browser.newPage();
      await page.setContent(`
        <h1>Messages</h1><button>Delete old events</button>
        <div class="filters" style="width: 120px; overflow-x: auto; white-space: nowrap">
          <button>State</button><button>User or modem</button>
        </div>
        <div role="option"><span style="${NARROW}">The water in the cellar has risen</span></div>`);
      expect(await page.evaluate(layoutFaults)).toEqual([]);
      await page.close();
    },
    HANG_MS,
  );
});
