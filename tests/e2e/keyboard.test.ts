import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { hasChromium } from "../support/chromium.ts";
import { walkByKeyboard } from "./keyboard.ts";
import { watchActions } from "./keyboard-in-page.js";
import { TESTED_PAGES } from "./pages.ts";
import { heading } from "./states.ts";
import { type Stage, startStage, type WatchedPage } from "./support.ts";

const HANG_MS = 180_000;
/** What stands around every page, once. */
const SHELL = "nav, .header, .skip-link";

describe.skipIf(!hasChromium)("by keyboard alone one reaches everything, sees where one is, and comes back", () => {
  let stage: Stage;
  let watched: WatchedPage;
  /** On a telephone with a keyboard, or as a screen reader's swipes go. */
  let narrow: WatchedPage;
  beforeAll(async () => {
    stage = await startStage();
    watched = await stage.open();
    narrow = await stage.open({ width: 390, height: 780, language: "de" });
    for (const person of [watched, narrow]) {
      await person.page.addInitScript(watchActions);
      await person.signIn();
    }
  }, HANG_MS);
  afterAll(async () => {
    for (const person of [watched, narrow]) await person?.[Symbol.asyncDispose]();
    await stage?.[Symbol.asyncDispose]();
  });

  /** Pages with the same first segment are made of the same parts. */
  const known = new Map<string, Set<string>>();
  const knownOf = (path: string) => {
    const [, segment = ""] = path.split(/[/?]/);
    const set = known.get(segment) ?? new Set();
    known.set(segment, set);
    return set;
  };

  for (const tested of TESTED_PAGES) {
    if (tested.isOpen === true) continue;
    test(
      `on the page ${tested.name}`,
      async () => {
        const { page } = watched;
        const [state] = Object.values(tested.states);
        if (state === undefined) throw new Error(`${tested.name} has no state`);
        await state.before?.(page, stage);
        const { faults } = await walkByKeyboard(page, {
          within: "main",
          known: knownOf(tested.path),
          async open() {
            await page.goto(tested.path);
            await state.after(page, stage);
          },
        });
        await page.unrouteAll({ behavior: "ignoreErrors" });
        expect(faults).toEqual([]);
      },
      HANG_MS,
    );
  }

  for (const [where, of] of [
    ["at a desk", () => watched],
    ["at 390 px, in German", () => narrow],
  ] as const) {
    test(
      `around the page, on that of the settings, ${where}`,
      async () => {
        const { page } = of();
        const { faults, reached } = await walkByKeyboard(page, {
          within: SHELL,
          known: knownOf("/settings"),
          async open() {
            await page.goto("/settings");
            await heading(/^(Settings|Einstellungen)$/)(page);
          },
        });
        expect(faults).toEqual([]);
        expect(reached).toBeGreaterThan(3);
      },
      HANG_MS,
    );
  }

  test(
    "on a list at 390 px, in German",
    async () => {
      const tested = TESTED_PAGES.find(({ name }) => name === "messages-sent");
      const { page } = narrow;
      await tested?.states.filled?.before?.(page, stage);
      const { faults, reached } = await walkByKeyboard(page, {
        within: "main",
        async open() {
          await page.goto("/messages/sent");
          await tested?.states.filled?.after(page, stage);
        },
      });
      expect(faults).toEqual([]);
      expect(reached).toBeGreaterThan(3);
    },
    HANG_MS,
  );
});
