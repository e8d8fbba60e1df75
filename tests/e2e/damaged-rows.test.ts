import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { hasChromium } from "../support/chromium.ts";
import { sqlOn } from "../support/sql.ts";
import { send } from "./roster.ts";
import { type Stage, startStage } from "./support.ts";

const HANG_MS = 180_000;
const STATE = { en: "Damaged in the database", de: "In der Datenbank beschädigt" } as const;
const SENTENCE = {
  en: "Was damaged in the database, and does nothing: set it again, or delete it",
  de: "Wurde in der Datenbank beschädigt und tut nichts: neu festlegen oder löschen",
} as const;
const MADE = [
  ["rules", { name: "Pump", then: [{ number: "+491701111111" }] }, "definition"],
  ["checks", { name: "Router", probe: { ping: { host: "192.0.2.8" } }, enabled: false }, "definition"],
  ["policies", { name: "Night", steps: [{ notify: [{ group: "all" }], by: ["sms"], waitSeconds: 300 }] }, "definition"],
  ["webhooks", { name: "erp", url: "https://erp.example/", events: ["message.sent"] }, "events"],
] as const;

let stage: Stage;
beforeAll(async () => {
  if (!hasChromium) return;
  stage = await startStage();
  for (const [table, body] of MADE) await send(stage, `/${table}`, "POST", body);
  const database = `sqlite:${join(stage.data, "aldis.sqlite")}`;
  for (const [table, , column] of MADE) await sqlOn(database, `update ${table} set ${column} = '{' returning id`);
}, HANG_MS);
afterAll(() => stage?.[Symbol.asyncDispose]());

describe.skipIf(!hasChromium)("rows that were damaged in the database", () => {
  test.each(["en", "de"] as const)(
    "a damaged rule, check, policy and webhook says so in its list and where it is opened: %s",
    async (language) => {
      await using watched = await stage.open({ language });
      await watched.signIn();
      const { page } = watched;
      await page.goto("/routing");
      await page.locator(".rule-rows li", { hasText: "Pump" }).getByText(SENTENCE[language]).waitFor();
      await page.getByRole("link", { name: "Pump", exact: true }).click();
      await page.locator(".rule-editor").getByText(SENTENCE[language]).waitFor();
      for (const [path, name] of [
        ["monitoring", "Router"],
        ["policies", "Night"],
        ["webhooks", "erp"],
      ] as const) {
        await page.goto(`/${path}`);
        const row = page.getByRole("option").filter({ hasText: name });
        await row.getByText(STATE[language]).waitFor();
        const [words = "", ...others] = await row.locator(".list-cell").allInnerTexts();
        expect(words).toBe(name);
        const shown = others.filter((text) => text !== "" && text !== "https://erp.example/");
        expect(shown).toEqual([STATE[language]]);
        await row.click();
        await page.locator(".detail").getByText(SENTENCE[language]).waitFor();
        expect(await page.locator(".detail").textContent()).not.toContain("[cannot be read]");
      }
      expect(watched.problems).toEqual([]);
    },
    HANG_MS,
  );

  test(
    "a damaged check is mended by its form, which has nothing but its name",
    async () => {
      await using watched = await stage.open({ language: "en" });
      await watched.signIn();
      const { page } = watched;
      await page.goto("/monitoring");
      await page.getByRole("option").filter({ hasText: "Router" }).click();
      await page.locator(".detail").getByRole("button", { name: "Change" }).click();
      const form = page.getByRole("dialog");
      const address = form.getByRole("textbox", { name: "Address" });
      expect(await address.inputValue()).toBe("https://");
      await address.fill("https://shop.example/");
      await form.getByRole("combobox", { name: "Who is told" }).click();
      await page.getByRole("option", { name: "Nobody" }).click();
      await form.getByRole("button", { name: "Save" }).click();
      await page.getByText("The check Router is saved").waitFor();
      await page.getByText(SENTENCE.en).waitFor({ state: "hidden" });
      await page.locator(".detail").getByText("https://shop.example/").waitFor();
      expect(watched.problems).toEqual([]);
    },
    HANG_MS,
  );
});
