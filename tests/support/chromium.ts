import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

/** The shell draws the same pages, and takes a fifth less of the processor: nothing of a browser's own window is drawn. */
const PATHS = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];
const PATH = PATHS.find((path) => existsSync(path));

/** Whether Debian's Chromium is on this machine. Under CI it has to be. */
export const hasChromium = PATH !== undefined || process.env.CI === "true";

/** Starts Chromium without a window and without requests of its own. The caller closes it. */
export function startChromium() {
  return chromium.launch({
    executablePath: PATH ?? "/usr/bin/chromium-headless-shell",
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

/** A page, and every URL that it asked for so far. */
export async function openWatchedPage(browser: Browser) {
  const page = await browser.newPage();
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  return {
    page,
    asked,
    /** Those that are not of this origin. */
    elsewhere: (origin: string) => asked.filter((url) => !url.startsWith(origin) && !/^(data|blob):/.test(url)),
  };
}
