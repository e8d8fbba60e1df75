import { afterAll, beforeAll, expect, test } from "bun:test";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser } from "playwright-core";
import { serveGallery } from "../../scripts/gallery.ts";
import { hasChromium, startChromium } from "../support/chromium.ts";

let browser: Browser;
let server: Awaited<ReturnType<typeof serveGallery>>;

beforeAll(async () => {
  if (!hasChromium) return;
  [browser, server] = await Promise.all([startChromium(), serveGallery()]);
}, 60_000);

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
        const { violations } = await new AxeBuilder({ page }).analyze();
        const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
        expect(serious.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
        expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
        expect(complaints).toEqual([]);
        await context.close();
      },
      60_000,
    );
  }
}
