/**
 * `bun run screenshots`: the pictures of the guides, from the compiled gateway into docs/screenshots.
 *
 * `bun run screenshots --all [FOLDER] [PAGE…]`: a picture of each page, or of those named, in its states, in both languages, schemes
 * and two widths, and `contact-sheet.html` with all of them beside one another. Into dist/screenshots unless told otherwise.
 */
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Page } from "playwright-core";
import { walkFirstHour } from "../tests/e2e/first-hour.ts";
import { TESTED_PAGES } from "../tests/e2e/pages.ts";
import { startStage } from "../tests/e2e/support.ts";
import { startAldis } from "../tests/support/process.ts";

const DOCS = join(import.meta.dir, "../docs/screenshots");
/** As WebP: a third of what PNG takes. */
const QUALITY = 80;
/** As in the guides: addresses are in the pictures. */
const GUIDE_PORT = 8080;
const VIEWS = [
  { width: 1280, height: 800 },
  { width: 390, height: 780 },
] as const;

const [first, folder, ...pages] = process.argv.slice(2);
if (first === "--all") await takeAll(resolve(folder ?? join(import.meta.dir, "../dist/screenshots")), pages);
else await takeGuides();

/** Walks through the guide of the first hour, then the pictures of the README. */
async function takeGuides(): Promise<void> {
  // It is in a picture.
  const device = "/tmp/modem";
  await using modem = startAldis(["simulator", "--pty", device, "--profile", "ec25"]);
  await modem.printed(/\n/);
  await using stage = await startStage({ isFresh: true, modems: 0, port: GUIDE_PORT });
  await using watched = await stage.open(VIEWS[0]);
  let startedAt = performance.now();
  await walkFirstHour({
    stage,
    watched,
    device,
    picture: (name, page) => takeWebp(page, name),
    done(part, actions) {
      console.log(`${part}: ${actions} actions, ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`);
      startedAt = performance.now();
    },
  });
  const { page } = watched;
  await page.goto("/messages/sent");
  await page.getByRole("option").first().click();
  await page.locator(".timeline").waitFor();
  await takeWebp(page, "messages");
}

/** Playwright writes PNG and JPEG alone. */
async function takeWebp(page: Page, name: string): Promise<void> {
  await page.locator(".mantine-Notification-root").first().waitFor({ state: "detached" });
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send("Page.captureScreenshot", { format: "webp", quality: QUALITY });
  await session.detach();
  await Bun.write(join(DOCS, `${name}.webp`), Buffer.from(data, "base64"));
}

async function takeAll(into: string, wanted: readonly string[]): Promise<void> {
  mkdirSync(into, { recursive: true });
  const names: string[] = [];
  await using stage = await startStage();
  for (const language of ["en", "de"] as const) {
    for (const scheme of ["light", "dark"] as const) {
      for (const view of VIEWS) {
        const look = { ...view, language, scheme };
        // One person looks at all pages, so that each script is loaded once.
        await using person = await stage.open(look);
        await person.signIn();
        for (const { name, path, isOpen, states } of TESTED_PAGES) {
          if (wanted.length > 0 && !wanted.includes(name)) continue;
          for (const [state, { before, after }] of Object.entries(states)) {
            await using watched = await stage.open(look, isOpen === true ? undefined : person);
            await watched.page.setViewportSize(view);
            await before?.(watched.page, stage);
            await watched.page.goto(path);
            await after(watched.page, stage);
            const file = `${name}-${state}-${view.width}-${language}-${scheme}.png`;
            await watched.page.screenshot({ path: join(into, file) });
            await watched.page.evaluate(() => localStorage.clear());
            names.push(file);
          }
        }
        console.log(`${view.width} ${language} ${scheme}`);
      }
    }
  }
  await Bun.write(join(into, "contact-sheet.html"), sheetOf(names));
  console.log(`${names.length} pictures in ${into}`);
}

function sheetOf(names: readonly string[]): string {
  const pictures = names
    .toSorted()
    .map((file) => `<figure><img src="${file}" loading="lazy"><figcaption>${file}</figcaption></figure>`);
  const style =
    "body{display:flex;flex-wrap:wrap;gap:16px;font:12px system-ui}figure{margin:0}img{height:400px;border:1px solid #ccc}";
  return `<!doctype html><style>${style}</style>${pictures.join("\n")}`;
}
