import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { axeFindings, COLOUR_RULES } from "../support/axe.ts";
import { hasChromium } from "../support/chromium.ts";
import { chooseElsewhere, drawn, forgetAll, frames, hurry, layoutFaults } from "./in-page.js";
import { TESTED_PAGES } from "./pages.ts";
import { FAILED, type PageState, type TestedPage } from "./states.ts";
import { type Stage, startStage, type WatchedPage } from "./support.ts";

const HANG_MS = 180_000;
const SCHEMES = ["light", "dark"] as const;
/** A page is opened in German, whose texts are longer: at every width. It goes on in English, at those that axe looks at. */
const LANGUAGES = ["de", "en"] as const;
/** Half of 1280 pixels is what 200 % leaves. */
const WIDTHS: readonly { width: number; height: number; zoom?: number }[] = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
  { width: 768, height: 800 },
  { width: 1280, height: 800, zoom: 2 },
  { width: 390, height: 780 },
];
const AXE_WIDTHS: ReadonlySet<number> = new Set([1280, 390]);

let stage: Stage;
/**
 * Tabs of who is signed in. Each shows one page after the other, and knows the scripts by then: a new tab would compile them
 * again.
 */
interface Tabs {
  german: WatchedPage;
  /** Beside it, for pages whose calls fail: they ask twice more. */
  hurried: WatchedPage;
  english: WatchedPage;
}
let tabs: Tabs;
beforeAll(async () => {
  if (!hasChromium) return;
  stage = await startStage();
  const [german, english] = [await stage.open({ language: "de" }), await stage.open({ language: "en" })];
  for (const person of [german, english]) await person.signIn();
  const hurried = await stage.open({}, german);
  await hurried.page.addInitScript(hurry);
  tabs = { german, hurried, english };
}, HANG_MS);
afterAll(() => stage?.[Symbol.asyncDispose]());

async function show(tested: TestedPage, state: PageState, tab: keyof Tabs): Promise<WatchedPage> {
  const language = tab === "english" ? "en" : "de";
  const watched = tested.isOpen === true ? await stage.open({ language }) : asNew(tabs[tab]);
  const { page } = watched;
  await state.before?.(page, stage);
  await page.goto(tested.path);
  await state.after(page, stage);
  return watched;
}

/** The tab, which at its end is what it was: drafts, sizes and failing calls of one state are none of the next. */
function asNew(tab: WatchedPage): WatchedPage {
  const { page, problems } = tab;
  return {
    ...tab,
    async [Symbol.asyncDispose]() {
      await page.unrouteAll({ behavior: "ignoreErrors" });
      await page.evaluate(forgetAll);
      await page.goto("about:blank");
      await page.mouse.move(0, 0);
      await page.emulateMedia({ colorScheme: "light" });
      await page.setViewportSize({ width: 1280, height: 800 });
      problems.length = 0;
    },
  };
}

/** The same page at another size, once it is drawn anew: measured parts need a few frames. */
async function look(page: Page, size: { width: number; height: number }): Promise<void> {
  await page.setViewportSize(size);
  await page.evaluate(frames, 6);
}

/** What axe finds in both schemes. In the second it looks at colours alone, unless more than colours has changed. */
async function findingsIn(page: Page): Promise<string[]> {
  const found: string[] = [];
  let before: number | undefined;
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(frames, 2);
    const now = await page.evaluate(drawn);
    const findings = await axeFindings(page, now === before ? COLOUR_RULES : undefined);
    found.push(...findings.map((finding) => `${colorScheme}: ${finding}`));
    before = now;
  }
  return found;
}

const problemsOf = ({ problems }: WatchedPage, { expected }: PageState) =>
  problems.filter((problem) => expected?.test(problem) !== true);

for (const tested of TESTED_PAGES) {
  describe.skipIf(!hasChromium)(`the page ${tested.name}`, () => {
    for (const [name, state] of Object.entries(tested.states)) {
      test(
        `${name}: nothing overflows, overlaps or is cut in either language, axe finds nothing serious, and the console is silent`,
        async () => {
          await using watched = await show(tested, state, state.expected === FAILED ? "hurried" : "german");
          for (const language of LANGUAGES) {
            await watched.page.evaluate(chooseElsewhere, language);
            for (const { width, height, zoom = 1 } of WIDTHS) {
              if (language === "en" && !AXE_WIDTHS.has(width / zoom)) continue;
              await look(watched.page, { width: width / zoom, height: height / zoom });
              const at = `${language}, ${width} px${zoom === 1 ? "" : " at 200 %"}`;
              const faults = await watched.page.evaluate(layoutFaults);
              expect(faults.map((fault) => `${at}: ${fault}`)).toEqual([]);
              if (language === "en") expect(await findingsIn(watched.page)).toEqual([]);
            }
          }
          expect(problemsOf(watched, state)).toEqual([]);
        },
        HANG_MS,
      );
    }
  });
}
