/**
 * P8: the page *Messages* in Chromium, out of 1,000 and out of 1,000,000 messages on SQLite: from its address to the first rows, to the
 * oldest ones, a search, a detail, the time of the page's own request, and the frames while somebody scrolls.
 *
 * `MESSAGES`: another number. `DATA`: a folder in which the filled databases stay, for the next run: filling one takes minutes.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { lastRequest, scrolled } from "../tests/e2e/in-page.js";
import { startChromium } from "../tests/support/chromium.ts";
import { shareOf } from "./support/figures.ts";
import { addUser, spawnGateway } from "./support/gateway.ts";
import { fillWithMessages } from "./support/many-messages.ts";
import { answers, until } from "./support/running.ts";

const FEW = 1_000;
const MANY = Number(process.env.MESSAGES ?? 1_000_000);
const ROUNDS = 5;
const START_LIMIT_MS = 60_000;
const KEPT = process.env.DATA;
const READER = { name: "reader", password: "secret" } as const;
/** 120 turns of a wheel: pages are read meanwhile. */
const TURNS = 120;
const TURN_PIXELS = 400;

/** Prints the medians for few messages and for many. */
export async function run(): Promise<void> {
  console.log(`the page Messages, medians of ${ROUNDS}, in ms`);
  for (const messages of [FEW, MANY]) {
    const folder = KEPT === undefined ? mkdtempSync(join(tmpdir(), "aldis-bench-")) : join(KEPT, String(messages));
    mkdirSync(folder, { recursive: true });
    try {
      await measure(folder, messages);
    } finally {
      if (KEPT === undefined) rmSync(folder, { recursive: true, force: true });
    }
  }
}

async function measure(data: string, messages: number): Promise<void> {
  const file = join(data, "aldis.db");
  const database = `sqlite:${file}`;
  if (!existsSync(file)) {
    const since = performance.now();
    await fillWithMessages(database, messages);
    const grants = "web,rest-api,sent-messages,incoming-messages,contacts";
    await addUser(data, { name: READER.name, grants, database });
    console.log(`filled in ${Math.round((performance.now() - since) / 1_000)} s`);
  }
  const gateway = await spawnGateway(data, { modems: "away", database });
  await until("the gateway", () => answers(`${gateway.url}/health`), START_LIMIT_MS);
  const browser = await startChromium();
  try {
    const context = await browser.newContext({ baseURL: gateway.url, viewport: { width: 1280, height: 800 } });
    await context.request.post("/api/v1/sessions", { data: READER });
    const page = await context.newPage();
    const medianOf = async (path: string, ready: (page: Page) => Promise<unknown>) => {
      const times: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const startedAt = performance.now();
        await page.goto(path);
        await ready(page);
        times.push(performance.now() - startedAt);
      }
      return Math.round(shareOf(times, 0.5));
    };
    /** What the page's last request for rows took, as the browser saw it. */
    const requests = async (path: string) => {
      const times: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        await page.goto(path);
        await rows(page);
        times.push(await page.evaluate(lastRequest, { path: "/api/v1/messages" }));
      }
      return shareOf(times, 0.5).toFixed(1);
    };
    /** In the page that is open: no script is loaded any more. */
    const byLink = async (name: string) => {
      const times: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        await page.goto("/messages/sent");
        await rows(page);
        const before = (await page.getByRole("option").first().textContent()) ?? "";
        const startedAt = performance.now();
        await page.getByText(name).first().click();
        await page.getByRole("option").first().filter({ hasNotText: before }).waitFor();
        times.push(performance.now() - startedAt);
      }
      return Math.round(shareOf(times, 0.5));
    };
    const rows = (of: Page) => of.getByRole("option").first().waitFor();
    console.log(`${messages} messages`);
    console.log("  first rows          ", await medianOf("/messages/sent", rows));
    console.log("  oldest rows         ", await medianOf("/messages/sent?order=oldest", rows));
    console.log("  … by their button   ", await byLink("To the oldest"));
    console.log("  request, first      ", await requests("/messages/sent"));
    console.log("  request, oldest     ", await requests("/messages/sent?order=oldest"));
    console.log("  a word in 1 of 1,000 ", await medianOf("/messages/sent?q=bremen", rows));
    console.log("  failed, 1 in 10,000 ", await medianOf("/messages/sent?state=failed", rows));
    console.log("  incoming            ", await medianOf("/messages/incoming", rows));
    console.log(
      "  a detail            ",
      await medianOf("/messages/sent/17", (of) => of.locator(".timeline").waitFor()),
    );
    await page.goto("/messages/sent");
    await rows(page);
    const frames = await page.evaluate(scrolled, { turns: TURNS, pixels: TURN_PIXELS });
    console.log(
      `  frames while scrolling: median ${shareOf(frames, 0.5).toFixed(1)}, 95 % ${shareOf(frames, 0.95).toFixed(1)}, longest ${shareOf(frames, 1).toFixed(1)}`,
    );
  } finally {
    await browser.close();
    await gateway.stop();
  }
}
