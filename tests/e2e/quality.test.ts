import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { axeFindings } from "../support/axe.ts";
import { hasChromium } from "../support/chromium.ts";
import { blur, focused, forgetAll, frames, layoutFaults, tabbable } from "./in-page.js";
import { TESTED_PAGES } from "./pages.ts";
import type { PageState, TestedPage } from "./states.ts";
import { type Stage, startStage, type WatchedPage } from "./support.ts";

const HANG_MS = 180_000;
const SCHEMES = ["light", "dark"] as const;
const LANGUAGES = ["en", "de"] as const;
type Language = (typeof LANGUAGES)[number];
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
 * Who is signed in, for each language. Each looks at one page after the other in one tab, which knows the scripts by then:
 * a new tab would compile them again.
 */
const people = new Map<Language, WatchedPage>();
beforeAll(async () => {
  if (!hasChromium) return;
  stage = await startStage();
  for (const language of LANGUAGES) {
    const person = await stage.open({ language });
    await person.signIn();
    people.set(language, person);
  }
}, HANG_MS);
afterAll(() => stage?.[Symbol.asyncDispose]());

async function show(tested: TestedPage, state: PageState, language: Language): Promise<WatchedPage> {
  const person = people.get(language);
  const watched = person === undefined || tested.isOpen === true ? await stage.open({ language }) : asNew(person);
  const { page } = watched;
  await state.before?.(page, stage);
  await page.goto(tested.path);
  await state.after(page, stage);
  return watched;
}

/** The tab of this person, which at its end is what it was: drafts, sizes and failing calls of one state are none of the next. */
function asNew(person: WatchedPage): WatchedPage {
  const { page, problems } = person;
  return {
    ...person,
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

async function findingsIn(colorScheme: "light" | "dark", page: Page): Promise<string[]> {
  await page.emulateMedia({ colorScheme });
  await page.evaluate(frames, 2);
  return (await axeFindings(page)).map((finding) => `${colorScheme}: ${finding}`);
}

const problemsOf = ({ problems }: WatchedPage, { expected }: PageState) =>
  problems.filter((problem) => expected?.test(problem) !== true);

for (const tested of TESTED_PAGES) {
  describe.skipIf(!hasChromium)(`the page ${tested.name}`, () => {
    for (const [name, state] of Object.entries(tested.states)) {
      test.each(LANGUAGES)(
        `${name}: nothing overflows, overlaps or is cut, axe finds nothing serious, and the console is silent, in %s`,
        async (language) => {
          await using watched = await show(tested, state, language);
          for (const { width, height, zoom = 1 } of WIDTHS) {
            await look(watched.page, { width: width / zoom, height: height / zoom });
            const at = `${width} px${zoom === 1 ? "" : " at 200 %"}`;
            const faults = await watched.page.evaluate(layoutFaults);
            expect(faults.map((fault) => `${at}: ${fault}`)).toEqual([]);
            if (language === "en" && AXE_WIDTHS.has(width / zoom)) {
              for (const scheme of SCHEMES) expect(await findingsIn(scheme, watched.page)).toEqual([]);
            }
          }
          expect(problemsOf(watched, state)).toEqual([]);
        },
        HANG_MS,
      );
    }

    test(
      "Tab reaches everything, and one sees where one is",
      async () => {
        const [state] = Object.values(tested.states);
        if (state === undefined) throw new Error(`${tested.name} has no state`);
        await using watched = await show(tested, state, "en");
        const { page } = watched;
        await page.evaluate(blur);
        const wanted = await page.evaluate(tabbable);
        const reached = new Set<string>();
        // At most twice around, should the focus have begun in the middle.
        for (let presses = 0; presses < 2 * wanted.length + 4 && reached.size < wanted.length; presses++) {
          await page.keyboard.press("Tab");
          const { index, isVisible } = await page.evaluate(focused);
          if (index === undefined) continue;
          reached.add(index);
          expect({ at: wanted.find((each) => each.startsWith(`${index} `)), isVisible }).toMatchObject({
            isVisible: true,
          });
        }
        expect(wanted.filter((each) => !reached.has(each.split(" ")[0] ?? ""))).toEqual([]);
      },
      HANG_MS,
    );
  });
}
