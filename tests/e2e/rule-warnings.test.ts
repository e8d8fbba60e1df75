import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { hasChromium } from "../support/chromium.ts";
import { send } from "./roster.ts";
import { type Stage, startStage } from "./support.ts";

const HANG_MS = 180_000;

let stage: Stage;
beforeAll(async () => {
  if (hasChromium) stage = await startStage();
}, HANG_MS);
afterAll(() => stage?.[Symbol.asyncDispose]());

describe.skipIf(!hasChromium)("warnings of rules", () => {
  test(
    "a rule whose policy is not there says so in its list and where it is written, in both languages",
    async () => {
      await send(stage, "/rules", "POST", { name: "Heat", enabled: false, then: [{ alarm: { policy: "gone" } }] });
      for (const [language, said] of [
        ["en", "No alarm policy is called gone: no alarm is opened"],
        ["de", "Keine Alarmregelung heißt gone: Kein Alarm wird geöffnet"],
      ] as const) {
        await using watched = await stage.open({ language });
        await watched.signIn();
        const { page } = watched;
        await page.goto("/routing");
        await page.getByText(said).waitFor();
        await page.getByRole("link", { name: "Heat", exact: true }).click();
        await page.locator(".rule-editor").getByText(said).waitFor();
        expect(watched.problems).toEqual([]);
      }
    },
    HANG_MS,
  );
});
