import { afterAll, beforeAll, expect, test } from "bun:test";
import { hasChromium } from "../support/chromium.ts";
import { addGroup, send } from "./roster.ts";
import { contactOf } from "./states.ts";
import { type Stage, startStage } from "./support.ts";

const HANG_MS = 180_000;
const ANNA = "+491701234567";

let stage: Stage;
beforeAll(async () => {
  if (!hasChromium) return;
  stage = await startStage();
  await contactOf(stage, "Anna Berg", ANNA);
  await addGroup(stage, "admins", { members: ["Ben Kurz"] });
}, HANG_MS);
afterAll(() => stage?.[Symbol.asyncDispose]());

test.skipIf(!hasChromium)(
  "in German on a telephone: a policy is made by hand, Alertmanager opens an alarm, it is taken by SMS, seen without a reload and resolved",
  async () => {
    const view = { width: 390, height: 780, language: "de" } as const;
    await using desk = await stage.open(view);
    await desk.signIn();
    const { page } = desk;
    await page.goto("/policies");
    // There is none yet: the button at the bottom goes once the one beside these words is there.
    await page.locator(".empty-state").getByRole("button", { name: "Neue Regelung" }).click();
    const sheet = page.getByRole("dialog");
    await sheet.getByLabel("Name der Regelung").fill("nacht");
    const [first, second] = [
      sheet.getByRole("group", { name: "Schritt 1" }),
      sheet.getByRole("group", { name: "Schritt 2" }),
    ];
    await first.getByLabel("Wen").first().click();
    await page.getByRole("option", { name: "Person", exact: true }).click();
    await first.getByLabel("Kontakt").first().fill("Anna Berg");
    await first.getByRole("checkbox", { name: "SMS", exact: true }).check();
    // What is missing is below what the telephone shows: it comes into view.
    await sheet.getByRole("button", { name: "Regelung anlegen" }).click();
    const group = second.getByLabel("Gruppe").first();
    await second.getByText("Sagen Sie, wen.").waitFor();
    expect(await group.evaluate((field) => field.matches(":focus"))).toBe(true);
    await group.fill("admins");
    await sheet.getByRole("button", { name: "Regelung anlegen" }).click();
    await page.getByText("5 Minuten Zeit zu antworten").first().waitFor();

    await page.goto("/alarms");
    await page.getByText("Kein Alarm ist offen.").or(page.getByText("Noch keine Alarme")).first().waitFor();
    await send(stage, "/alerts?policy=nacht", "POST", {
      status: "firing",
      groupKey: '{}:{alertname="DiskFull"}',
      alerts: [
        {
          status: "firing",
          labels: { alertname: "DiskFull", instance: "db1" },
          annotations: { summary: "Disk full on db1" },
        },
      ],
    });
    const row = page.getByRole("option", { name: /DiskFull/ });
    await row.getByText(/^Niemand, nächster Schritt:/).waitFor();
    await page.getByText("1 Alarm hat noch niemanden, der sich kümmert.").waitFor();

    await using other = await stage.open(view);
    await other.signIn();
    await other.page.goto(`/simulator?number=${encodeURIComponent(ANNA)}`);
    const handset = other.page.getByRole("region", { name: "Telefon +49 170 1234567" });
    await handset.getByText(/DiskFull/).waitFor();
    await handset.getByRole("textbox").fill("1");
    await other.page.keyboard.press("Enter");
    await handset.getByText(/^You have alarm 1/).waitFor();

    await row.getByText(/^Anna Berg hat ihn seit/).waitFor();
    await row.click();
    await page.getByText("Anna Berg hat ihn übernommen (SMS).").waitFor();
    await page.getByRole("button", { name: "Ist erledigt" }).click();
    await page.getByText("anna hat ihn erledigt (diese Seite).").waitFor();
    await page.goto("/alarms");
    await page.getByText("Kein Alarm ist offen.").waitFor();

    // A rehearsal waits for nobody.
    await send(stage, "/policies/1/drill", "POST", {});
    await page.getByRole("option", { name: /Übung, Offen/ }).waitFor();
    await desk.rest();
    expect(await page.locator(".page-header-answer").textContent()).toBe("Kein Alarm ist offen.");
    expect(await page.locator(".entry-mark[data-tone=amber]").count()).toBe(0);
    // The browser says by itself that the unfinished policy was refused.
    const problems = [...desk.problems, ...other.problems].filter((problem) => !/ 422 /.test(problem));
    expect(problems).toEqual([]);
  },
  HANG_MS,
);
