import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const PATH = "/usr/bin/chromium";

/** Whether Debian's Chromium is on this machine. Under CI it has to be. */
export const hasChromium = existsSync(PATH) || process.env.CI === "true";

/** Starts Chromium without a window and without requests of its own. The caller closes it. */
export function startChromium() {
  return chromium.launch({
    executablePath: PATH,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
