import { expect, test } from "bun:test";
import { startStage } from "./support.ts";

test("a backup is made, fetched, checked and deleted on the page, and the schedule is set there", async () => {
  await using stage = await startStage();
  await using watched = await stage.open({ language: "en" });
  const { page } = watched;
  await watched.signIn();
  await page.goto("/backup");
  await page.getByText("No backups yet").waitFor();
  await page.getByText("There is no backup yet. None is made automatically.").waitFor();
  await page.getByRole("button", { name: "Back up now" }).click();
  await page.getByText("Made by hand,").waitFor();

  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: /^Download the backup of/ }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^aldis-.*-by-hand\.backup$/);
  const octets = new Uint8Array(await Bun.file(await download.path()).arrayBuffer());
  expect([...octets.subarray(0, 4)]).toEqual([0x28, 0xb5, 0x2f, 0xfd]);

  await page.getByLabel("Times of backups").fill("0 3 * * *");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("The settings are saved.").waitFor();
  await page.getByText(/Next: .*\d\d:00/).waitFor();

  await page.getByRole("button", { name: /^Check the backup of/ }).click();
  await page.getByText(/found whole/).waitFor();
  await page.getByRole("button", { name: /^Delete the backup of/ }).click();
  await page.getByRole("button", { name: "Delete the backup", exact: true }).click();
  await page.getByText("No backups yet").waitFor();
  expect(watched.problems).toEqual([]);
}, 180_000);
