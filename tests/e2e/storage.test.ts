import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { hasChromium } from "../support/chromium.ts";
import { type Stage, startStage } from "./support.ts";

const HANG_MS = 180_000;

describe.skipIf(!hasChromium)("what is kept", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage();
  }, HANG_MS);
  afterAll(() => stage?.[Symbol.asyncDispose]());

  const stored = async () => (await stage.aldis(["setting", "list", "keep-events"])).output;

  test(
    "words of retention are German in German, and age and number of the same stand side by side",
    async () => {
      await using watched = await stage.open({ width: 1280, language: "de" });
      const { page } = watched;
      await watched.signIn();
      await page.goto("/settings/storage");
      const field = (name: string) => page.getByRole("textbox", { name });
      const age = field("Ereignisse aufbewahren");
      await age.waitFor();
      await watched.rest();
      for (const kind of ["Ereignisse", "Zugestellte Aufträge"]) {
        const one = await field(`${kind} aufbewahren`).boundingBox();
        const other = await field(`${kind}, höchstens`).boundingBox();
        expect(other?.y).toBe(one?.y ?? Number.NaN);
        expect(other?.x).toBeGreaterThan((one?.x ?? 0) + (one?.width ?? 0));
      }
      expect(await page.locator("main").textContent()).not.toMatch(/forever|\ball\b|\bnone\b/);
      await page.getByText("Voreinstellung: für immer.").first().waitFor();
      const save = async (written: string) => {
        await age.fill(written);
        await page.getByRole("button", { name: "Speichern" }).click();
        await page.getByRole("button", { name: "Speichern" }).waitFor({ state: "detached" });
      };
      await save("30d");
      expect(await stored()).toMatch(/^keep-events +30d /m);
      await save("für immer");
      expect(await stored()).toMatch(/^keep-events +forever /m);
      expect(await age.inputValue()).toBe("für immer");
      expect(watched.problems).toEqual([]);
    },
    HANG_MS,
  );

  test(
    "an error of a field that stands beside another lies over neither help",
    async () => {
      await using watched = await stage.open({ width: 1280 });
      const { page } = watched;
      await watched.signIn();
      await page.goto("/settings/storage");
      await page.getByRole("textbox", { name: "Sent messages kept" }).fill("soon");
      await page.getByRole("button", { name: "Save" }).click();
      const pair = page.locator(".setting-pair").first();
      await pair.locator(".mantine-InputWrapper-error").waitFor();
      const boxes = await pair
        .locator("label, input, .mantine-InputWrapper-error, .mantine-InputWrapper-description")
        .all();
      const found = await Promise.all(boxes.map((box) => box.boundingBox()));
      expect(found).toHaveLength(7);
      const over = found.flatMap((one, at) =>
        found.slice(at + 1).filter((other) => one === null || other === null || overlap(one, other)),
      );
      expect(over).toEqual([]);
    },
    HANG_MS,
  );

  test(
    "on a telephone in German all of the button that takes a change back can be read",
    async () => {
      await using watched = await stage.open({ width: 360, language: "de" });
      const { page } = watched;
      await watched.signIn();
      await page.goto("/settings/storage");
      await page.getByRole("textbox", { name: "Ereignisse aufbewahren" }).fill("40d");
      await page.getByRole("button", { name: "Speichern" }).click();
      const label = page.getByRole("button", { name: "Rückgängig" }).locator(".mantine-Button-label");
      await label.waitFor();
      expect(await label.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
    },
    HANG_MS,
  );

  test(
    "the question before a person is erased shows the number in its international form",
    async () => {
      const sent = JSON.stringify({ to: "+491709876543", text: "Hello" });
      await stage.call("/api/v1/messages", { method: "POST", body: sent });
      await using watched = await stage.open({ width: 390 });
      const { page } = watched;
      await watched.signIn();
      await page.goto("/settings/storage");
      await page.getByRole("textbox", { name: "Telephone number" }).fill("0049 170 9876543");
      await page.getByRole("button", { name: "Show what would be removed" }).click();
      await page.getByRole("button", { name: "Erase this person" }).click();
      await page.getByRole("dialog", { name: "Erase the person with the number +491709876543?" }).waitFor();
    },
    HANG_MS,
  );

  test(
    "on a telephone no button lies over the help of the fields for backups",
    async () => {
      await stage.call("/api/v1/backups", { method: "POST" });
      await using watched = await stage.open({ width: 390, height: 700 });
      const { page } = watched;
      await watched.signIn();
      await page.goto("/backup");
      const make = page.getByRole("button", { name: "Back up now" });
      await make.waitFor();
      await page.getByRole("heading", { name: "Import" }).scrollIntoViewIfNeeded();
      expect((await make.boundingBox())?.y).toBeLessThan(0);
    },
    HANG_MS,
  );
});

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** By more than a rounded pixel. */
const overlap = (a: Box, b: Box) =>
  Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x) > 1 &&
  Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y) > 1;
