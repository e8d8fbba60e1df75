import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { builtBinary } from "../support/built-binary.ts";
import { hasChromium } from "../support/chromium.ts";
import { eventually } from "../support/eventually.ts";
import { runAldis } from "../support/process.ts";
import { temporaryDirectory } from "../support/run-cli.ts";
import { type Stage, startStage } from "./support.ts";

const HANG_MS = 180_000;
const folder = temporaryDirectory();

let stage: Stage;
beforeAll(async () => {
  if (!hasChromium) return;
  const file = join(folder, "text.keys");
  const added = await runAldis(["text-key", "add", "--text-key-file", file], { binary: await builtBinary() });
  if (added.exit !== 0) throw new Error(added.output);
  stage = await startStage({ args: ["--text-key-file", file] });
  const body = JSON.stringify({ from: "+491701234567", text: "Water in the cellar" });
  const headers = { "content-type": "application/json" };
  expect((await stage.call("/api/v1/simulator/messages", { method: "POST", headers, body })).status).toBe(202);
  await eventually("the message to be in", async () => {
    const { items } = (await (await stage.call("/api/v1/incoming")).json()) as { items: unknown[] };
    return items.length === 1;
  });
}, HANG_MS);
afterAll(async () => {
  await stage?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(!hasChromium)("where texts are encrypted", () => {
  test.each([
    ["en", "Search numbers, not texts", "No number has “cellar” in it. Texts are encrypted and are not searched."],
    [
      "de",
      "Nummern suchen, nicht Texte",
      "Keine Nummer enthält „cellar“. Die Texte sind verschlüsselt und werden nicht durchsucht.",
    ],
  ] as const)(
    "pages show them, search fields say that they find numbers only, and so does an empty list (%s)",
    async (language, label, nothing) => {
      await using watched = await stage.open({ language });
      await watched.signIn();
      const { page } = watched;
      await page.goto("/messages/incoming");
      await page.getByText("Water in the cellar").first().waitFor();
      await page.getByRole("searchbox", { name: label }).waitFor();
      await page.goto("/conversations");
      await page.getByText("Water in the cellar").first().waitFor();
      const search = page.getByRole("searchbox", { name: label });
      await search.fill("cellar");
      await page.getByText(nothing).waitFor();
      await search.fill("1234567");
      await page.getByRole("option", { name: /Water in the cellar/ }).waitFor();
      expect(watched.problems).toEqual([]);
    },
    HANG_MS,
  );
});
