import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { hasChromium } from "../support/chromium.ts";
import { eventually } from "../support/eventually.ts";
import { sqlOn } from "../support/sql.ts";
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

  test(
    "the editor says that a rule is damaged, and saves it once somebody has entered a condition or destination",
    async () => {
      const added = await send(stage, "/rules", "POST", {
        name: "Pump",
        enabled: false,
        when: { text: { is: "no" } },
        then: [{ alarm: { policy: "gone" } }],
      });
      const { id } = (await added.json()) as { id: number };
      const damaged = `update rules set definition = '{' where id = ${id} returning id`;
      expect(await sqlOn(`sqlite:${stage.data}/aldis.sqlite`, damaged)).toHaveLength(1);
      await using watched = await stage.open({ language: "en" });
      await watched.signIn();
      const { page } = watched;
      await page.goto("/routing");
      await page.getByRole("button", { name: "Export", exact: true }).click();
      await page.getByText(`Nothing was exported: the rule ${id} ("Pump")`).waitFor();
      await page.goto(`/routing/${id}`);
      const editor = page.locator(".rule-editor");
      const warning = editor.getByText("Was damaged in the database, and does nothing");
      await warning.waitFor();
      expect(await page.getByText(/every message/i).count()).toBe(0);
      await editor.getByRole("switch", { name: "Switched on" }).check();
      await editor.getByText("Give a condition or a destination first").waitFor();
      expect(await page.getByRole("button", { name: "Save" }).isDisabled()).toBe(true);
      expect(await warning.isVisible()).toBe(true);
      await editor.getByRole("button", { name: "Condition", exact: true }).first().click();
      await editor.getByLabel("Value", { exact: true }).fill("stop");
      await warning.waitFor({ state: "detached" });
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("Pump").first().waitFor();
      const kept = await eventually("it to be saved", async () => {
        const rule = (await (await stage.call(`/api/v1/rules/${id}`)).json()) as { when?: object; warnings?: object };
        return rule.when !== undefined && rule;
      });
      expect(kept).toMatchObject({ enabled: true, when: { text: { contains: "stop" } } });
      expect(kept.warnings).toBeUndefined();
      // A browser tells of each answer that refuses.
      expect(watched.problems.filter((problem) => !problem.includes("409"))).toEqual([]);
    },
    HANG_MS,
  );
});
