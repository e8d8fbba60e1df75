import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { serveGallery } from "../../scripts/gallery.ts";
import { axeFindings } from "../support/axe.ts";
import { hasChromium, startChromium } from "../support/chromium.ts";

let browser: Browser;
let server: Awaited<ReturnType<typeof serveGallery>>;

beforeAll(async () => {
  if (!hasChromium) return;
  [browser, server] = await Promise.all([startChromium(), serveGallery()]);
}, 180_000);

afterAll(async () => {
  if (!hasChromium) return;
  await browser.close();
  await server.stop(true);
});

for (const width of [1280, 390]) {
  for (const scheme of ["light", "dark"]) {
    test.skipIf(!hasChromium)(
      `the parts at ${width} pixels in the ${scheme} scheme: axe finds nothing serious, the policy nothing to refuse`,
      async () => {
        const context = await browser.newContext({ viewport: { width, height: 900 }, reducedMotion: "reduce" });
        const page = await context.newPage();
        const complaints: string[] = [];
        page.on("console", (message) => message.type() !== "info" && complaints.push(message.text()));
        page.on("pageerror", (error) => complaints.push(error.message));
        await page.goto(`${server.url}?scheme=${scheme}`);
        await page.waitForSelector(".recharts-bar");
        expect(await axeFindings(page)).toEqual([]);
        expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
        expect(complaints).toEqual([]);
        await context.close();
      },
      180_000,
    );
  }
}

test.skipIf(!hasChromium)(
  "what is planted is found: a picture without words, and a text hardly to be seen",
  async () => {
    await using context = await browser.newContext();
    const page = await context.newPage();
    await page.setContent(
      '<main><h1>Parts</h1><img src="data:,"><p style="color: #eee; background: #fff">Hello</p></main>',
    );
    for (let look = 0; look < 2; look++) {
      const found = await axeFindings(page);
      expect(found.map((finding) => finding.split(":")[0]).toSorted()).toEqual([
        "color-contrast",
        "document-title",
        "html-has-lang",
        "image-alt",
      ]);
    }
  },
);
