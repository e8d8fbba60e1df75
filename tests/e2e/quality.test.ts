import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { AxeBuilder } from "@axe-core/playwright";
import { hasChromium } from "../support/chromium.ts";
import { blur, focused, layoutFaults, tabbable } from "./in-page.js";
import { type PageState, TESTED_PAGES, type TestedPage } from "./pages.ts";
import { type Stage, startStage, type View, type WatchedPage } from "./support.ts";

const HANG_MS = 180_000;
const SCHEMES = ["light", "dark"] as const;
const LANGUAGES = ["en", "de"] as const;
/** Half of 1280 pixels is what 200 % leaves. */
const WIDTHS: readonly Omit<View, "scheme" | "language">[] = [
  { width: 390, height: 780 },
  { width: 768 },
  { width: 1280 },
  { width: 1920, height: 1080 },
  { width: 1280, zoom: 2 },
];

let stage: Stage;
beforeAll(async () => {
  if (hasChromium) stage = await startStage();
}, HANG_MS);
afterAll(() => stage?.[Symbol.asyncDispose]());

async function show(tested: TestedPage, state: PageState, view: Partial<View>): Promise<WatchedPage> {
  const watched = await stage.open(view);
  const { page } = watched;
  if (tested.isOpen !== true) await watched.signIn();
  await state.before?.(page, stage);
  await page.goto(tested.path);
  await state.after(page, stage);
  return watched;
}

const problemsOf = ({ problems }: WatchedPage, { expected }: PageState) =>
  problems.filter((problem) => expected?.test(problem) !== true);

for (const tested of TESTED_PAGES) {
  describe.skipIf(!hasChromium)(`the page ${tested.name}`, () => {
    for (const [name, state] of Object.entries(tested.states)) {
      test.each(SCHEMES)(
        `${name}: axe finds nothing serious, and the console is silent, %s`,
        async (scheme) => {
          for (const width of [1280, 390]) {
            await using watched = await show(tested, state, { width, scheme });
            const { violations } = await new AxeBuilder({ page: watched.page }).analyze();
            const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
            expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
            expect(problemsOf(watched, state)).toEqual([]);
          }
        },
        HANG_MS,
      );

      test.each(LANGUAGES)(
        `${name}: nothing overflows, overlaps or is cut, in %s`,
        async (language) => {
          for (const view of WIDTHS) {
            await using watched = await show(tested, state, { ...view, language });
            const faults = await watched.page.evaluate(layoutFaults);
            expect(faults.map((fault) => `${view.width} px${view.zoom === 2 ? " at 200 %" : ""}: ${fault}`)).toEqual(
              [],
            );
          }
        },
        HANG_MS,
      );
    }

    test(
      "Tab reaches everything, and one sees where one is",
      async () => {
        const [state] = Object.values(tested.states);
        if (state === undefined) throw new Error(`${tested.name} has no state`);
        await using watched = await show(tested, state, { width: 1280 });
        const { page } = watched;
        await page.evaluate(blur);
        const wanted = await page.evaluate(tabbable);
        const reached = new Set<string>();
        // Twice around, should the focus have begun in the middle.
        for (let presses = 0; presses < 2 * wanted.length + 4; presses++) {
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
