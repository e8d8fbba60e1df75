/**
 * P8: the first page: script and styles as they go over the wire, compressed; Largest Contentful Paint and Total Blocking Time in
 * Chromium with the processor slowed four times, of the sign-in and of *Send* for somebody who is signed in, each with an empty cache.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { paintSeen, watchPaint } from "../tests/e2e/in-page.js";
import { startChromium } from "../tests/support/chromium.ts";
import { shareOf } from "./support/figures.ts";
import { addUser, startGateway } from "./support/gateway.ts";

const ROUNDS = 5;
const SLOWER = 4;
const READER = { name: "reader", password: "secret" } as const;
/** The last long task ends well within this after the page is there. */
const QUIET_MS = 2_000;

/** Prints sizes, and medians of the times. */
export async function run(): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), "aldis-bench-"));
  try {
    await addUser(data, { name: READER.name, grants: "web,rest-api,contacts" });
    const gateway = await startGateway(data, { modems: "sending" });
    const browser = await startChromium();
    try {
      console.log(`the first page, processor ${SLOWER} times slower, medians of ${ROUNDS}`);
      await measure(browser, { url: gateway.url, name: "sign-in", isSignedIn: false });
      await measure(browser, { url: gateway.url, name: "Send", isSignedIn: true });
    } finally {
      await browser.close();
      await gateway.stop();
    }
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

async function measure(
  browser: Browser,
  { url, name, isSignedIn }: { url: string; name: string; isSignedIn: boolean },
): Promise<void> {
  const seen: { largest: number; blocked: number; bytes: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const context = await browser.newContext({ baseURL: url, viewport: { width: 1280, height: 800 } });
    if (isSignedIn) await context.request.post("/api/v1/sessions", { data: READER });
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
    await session.send("Network.enable");
    const kinds = new Map<string, string>();
    let bytes = 0;
    session.on("Network.responseReceived", ({ requestId, type }) => kinds.set(requestId, type));
    session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
      if (["Script", "Stylesheet"].includes(kinds.get(requestId) ?? "")) bytes += encodedDataLength;
    });
    await page.addInitScript(watchPaint);
    await page.goto("/send");
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.waitForTimeout(QUIET_MS);
    seen.push({ ...(await page.evaluate(paintSeen)), bytes });
    await context.close();
  }
  const median = (of: "largest" | "blocked" | "bytes") =>
    shareOf(
      seen.map((each) => each[of]),
      0.5,
    );
  console.log(
    `  ${name.padEnd(8)} LCP ${median("largest").toFixed(0)} ms, TBT ${median("blocked").toFixed(0)} ms, script and styles ${(median("bytes") / 1_024).toFixed(0)} KiB`,
  );
}
